"""How the site's pictures look: one pair of themes, one font, SVG that asks nothing of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import vl_convert

_FONT = "Segoe UI, system-ui, Helvetica Neue, Liberation Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """`whole` is the colour of the wide bar, `part` that of the narrow one in front of it."""

    text: str
    grid: str
    whole: str
    part: str


LIGHT = Theme(text="#2b2f36", grid="#dfe2e6", whole="#8fb0de", part="#8f450a")
DARK = Theme(text="#d9dde3", grid="#3a3f47", whole="#4a77b8", part="#f0ab6e")
#: By the name that an address says.
THEMES = {"ljus": LIGHT, "mork": DARK}


def svg(chart: Any) -> str:
    """The picture of an Altair chart, its numbers written as in Swedish."""
    return str(vl_convert.vegalite_to_svg(chart.to_dict(), format_locale="sv-SE", allowed_base_urls=[]))


def styled(chart: Any, theme: Theme, *, width: int, height: int) -> Any:
    return (
        chart.properties(width=width, height=height, background="transparent")
        .configure(font=_FONT)
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=theme.text, titleColor=theme.text, gridColor=theme.grid, domainColor=theme.grid,
            tickColor=theme.grid, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            titlePadding=12,
        )
        .configure_legend(labelColor=theme.text, labelFontSize=13, symbolType="square")
    )  # fmt: skip
