"""The chart of an area's months, as SVG: the same picture on the page as in a file.

Days with liability are a part of the days ready, so their bar stands in front of the other's; the two
differ in width too, for those who can't tell the colours apart. A withheld month says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from monthly_statistics.report import Row

READY = "Utskrivningsklara dagar"
LIABILITY = "varav dagar med betalningsansvar"
_FONT = "Segoe UI, system-ui, Helvetica Neue, Liberation Sans, Arial, sans-serif"
_WIDTH, _HEIGHT = 640, 320
_READY_BAR, _LIABILITY_BAR = 0.72, 0.36


# Under each other: the reader's font may be wider than the one that was measured.
_LEGEND = alt.Legend(orient="top", columns=1, labelLimit=0)


@dataclass(frozen=True, slots=True)
class Theme:
    text: str
    grid: str
    ready: str
    liability: str


LIGHT = Theme(text="#2b2f36", grid="#dfe2e6", ready="#8fb0de", liability="#8f450a")
DARK = Theme(text="#d9dde3", grid="#3a3f47", ready="#4a77b8", liability="#f0ab6e")


def months_svg(rows: Iterable[Row], theme: Theme) -> str:
    """One pair of bars a row, in the rows' order; a row's label is "okt 2026"."""
    spec = _chart(list(_bars(rows)), theme).to_dict()
    return str(vl_convert.vegalite_to_svg(spec, format_locale="sv-SE", allowed_base_urls=[]))


def _bars(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for kind, value in ((READY, row.ready), (LIABILITY, row.liability)):
            yield {"month": row.label, "kind": kind, "days": value.days if value else None}


def _chart(bars: list[dict[str, Any]], theme: Theme) -> alt.LayerChart:
    data = alt.InlineData(values=bars)
    order = list(dict.fromkeys(bar["month"] for bar in bars))
    # Month and year under each other.
    axis = alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')")
    month = alt.X("month:N", sort=order, title=None, axis=axis)
    layers = (
        alt.Chart(data)
        .mark_bar(width={"band": width})
        .encode(
            x=month,
            y=alt.Y("days:Q", title="dagar", axis=alt.Axis(format=",.0f", tickMinStep=1)),
            color=_colours(theme),
        )
        .transform_filter(alt.datum.kind == kind)
        for kind, width in ((READY, _READY_BAR), (LIABILITY, _LIABILITY_BAR))
    )
    return _styled(alt.LayerChart(layer=[*layers, _withheld(data, month, theme)]), theme)


def _colours(theme: Theme) -> alt.Color:
    scale = alt.Scale(domain=[READY, LIABILITY], range=[theme.ready, theme.liability])
    return alt.Color("kind:N", scale=scale, title=None, legend=_LEGEND)


def _withheld(data: alt.InlineData, month: alt.X, theme: Theme) -> alt.Chart:
    """The word where a bar of days ready would stand."""
    words = alt.Chart(data).mark_text(color=theme.text, baseline="bottom", dy=-3, fontSize=11)
    missing = (alt.datum.kind == READY) & (alt.datum.days == None)  # noqa: E711 – an expression, not a comparison
    return words.encode(x=month, y=alt.datum(0), text=alt.value("dold")).transform_filter(missing)


def _styled(chart: alt.LayerChart, theme: Theme) -> alt.LayerChart:
    return (
        chart.properties(width=_WIDTH, height=_HEIGHT, background="transparent")
        .configure(font=_FONT)
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=theme.text, titleColor=theme.text, gridColor=theme.grid, domainColor=theme.grid,
            tickColor=theme.grid, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            titlePadding=12,
        )
        .configure_axisX(grid=False, ticks=False)
        .configure_legend(labelColor=theme.text, labelFontSize=13, symbolType="square")
    )  # fmt: skip
