"""From how many persons on a figure may be shown to those who only work with figures. Pure: no Django."""

FEWEST_SHOWN = 5
