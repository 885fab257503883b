"""Which cells are withheld: the small ones, and as many more as keep them secret. Pure: no Django.

A cell is small when it counts fewer than five persons, none included. A small cell stays secret only
if it can't be had by subtraction, so for every published sum
- at least two of its members are withheld, or none, and
- what is left of a shown total when the shown parts are taken away counts five persons or more;
and no withheld cell follows from all the sums together (docs/decisions/0042).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from monthly_statistics.figures.equations import find_determined
from municipalities.access.small_cells import FEWEST_SHOWN

#: One of two members can be computed from the other and the rest; two of three can't.
FEWEST_WITHHELD = 2

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """`total` is what the `parts` add up to, and every reader knows it."""

    total: K
    parts: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (self.total, *self.parts)


def cells_to_withhold(persons: Mapping[K, int], sums: Sequence[Sum[K]]) -> set[K]:
    """The cells to withhold, given how many persons each counts. Nothing else plays a part."""
    # By their places in order: numbers are found and compared faster than cells.
    cells: list[K] = sorted(cast("Mapping[Any, int]", persons))
    places = {cell: place for place, cell in enumerate(cells)}
    numbered = [Sum(places[each.total], tuple(places[part] for part in each.parts)) for each in sums]
    numbers = [persons[cell] for cell in cells]
    hidden = {place for place, number in enumerate(numbers) if number < FEWEST_SHOWN}
    while True:
        _protect_each_sum(hidden, numbers, numbered)
        # Total − parts = 0 with what is shown taken away: the withheld cells and their signs.
        equations = [
            {place: 1 if place == each.total else -1 for place in each.members if place in hidden}
            for each in numbered
        ]
        found = find_determined(equations)
        if not found:
            return {cells[place] for place in hidden}
        # Shown cells whose secrecy may protect what was found: of the same sums first, else of any.
        shown = [(each, place) for each in numbered for place in each.members if place not in hidden]
        near = [place for each, place in shown if not found.isdisjoint(each.members)]
        hidden.add(_smallest_cell(near or [place for _, place in shown], numbers))


def _protect_each_sum(hidden: set[int], persons: Sequence[int], sums: Sequence[Sum[int]]) -> None:
    """Withhold more until no single sum gives a cell away. One sum's protection may open another."""
    unprotected = True
    while unprotected:
        unprotected = False
        for each in sums:
            while _gives_away(each, hidden, persons):
                shown = [cell for cell in each.parts if cell not in hidden]
                hidden.add(_smallest_cell(shown, persons) if shown else each.total)
                unprotected = True


def _gives_away(each: Sum[int], hidden: set[int], persons: Sequence[int]) -> bool:
    hidden_parts = sum(cell in hidden for cell in each.parts)
    if each.total in hidden:
        return hidden_parts == 0
    if hidden_parts == 0:
        return False
    left = persons[each.total] - sum(persons[cell] for cell in each.parts if cell not in hidden)
    return hidden_parts < FEWEST_WITHHELD or left < FEWEST_SHOWN


def _smallest_cell(cells: Iterable[int], persons: Sequence[int]) -> int:
    """The same choice every time, so that a computation made again comes to the same."""
    return min(cells, key=lambda cell: (persons[cell], cell))
