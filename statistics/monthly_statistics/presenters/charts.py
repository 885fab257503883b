"""The chart of an area's months, as SVG: the same picture on the page as in a file.

Days with liability are a part of the days ready, so their bar stands in front of the other's; the two
differ in width too, for those who can't tell the colours apart. A withheld month says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import altair as alt

from monthly_statistics.figures.report import Row
from municipalities.presenters.charts import Theme, styled, svg

READY = "Utskrivningsklara dagar"
LIABILITY = "varav dagar med betalningsansvar"
_WIDTH, _HEIGHT = 640, 320
_READY_BAR, _LIABILITY_BAR = 0.72, 0.36


# Under each other: the reader's font may be wider than the one that was measured.
_LEGEND = alt.Legend(orient="top", columns=1, labelLimit=0)


def months_svg(rows: Iterable[Row], theme: Theme) -> str:
    """One pair of bars a row, in the rows' order; a row's label is "okt 2026"."""
    return svg(_chart(list(_bars(rows)), theme))


def _bars(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for kind, value in ((READY, row.ready), (LIABILITY, row.liability)):
            yield {"month": row.label, "kind": kind, "days": value.amount if value else None}


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
    chart = alt.LayerChart(layer=[*layers, _withheld(data, month, theme)])
    return styled(chart, theme, width=_WIDTH, height=_HEIGHT).configure_axisX(grid=False, ticks=False)


def _colours(theme: Theme) -> alt.Color:
    scale = alt.Scale(domain=[READY, LIABILITY], range=[theme.whole, theme.part])
    return alt.Color("kind:N", scale=scale, title=None, legend=_LEGEND)


def _withheld(data: alt.InlineData, month: alt.X, theme: Theme) -> alt.Chart:
    """The word where a bar of days ready would stand."""
    words = alt.Chart(data).mark_text(color=theme.text, baseline="bottom", dy=-3, fontSize=11)
    missing = (alt.datum.kind == READY) & (alt.datum.days == None)  # noqa: E711 – an expression, not a comparison
    return words.encode(x=month, y=alt.datum(0), text=alt.value("dold")).transform_filter(missing)
