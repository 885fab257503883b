"""The chart of an area's months, as SVG: the same picture on the page as in a file.

A bar for each indicator that has one, the later in front of the earlier. A withheld month says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from monthly_statistics.figures.indicators import charted
from monthly_statistics.figures.report import Row
from municipalities.presenters.charts import Theme, styled, svg

_WIDTH, _HEIGHT = 640, 320
# Under each other: the reader's font may be wider than the one that was measured.
_LEGEND = alt.Legend(orient="top", columns=1, labelLimit=0)


def months_svg(rows: Iterable[Row], theme: Theme) -> str:
    """The bars of each row, in the rows' order; a row's label is "okt 2026"."""
    bars: list[dict[str, Any]] = [
        {"month": row.label, "kind": bar.legend, "days": value.amount if (value := row.of(one)) else None}
        for row in rows
        for one, bar in charted()
    ]
    data = alt.InlineData(values=bars)
    order = list(dict.fromkeys(bar["month"] for bar in bars))
    # Month and year under each other.
    axis = alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')")
    month = alt.X("month:N", sort=order, title=None, axis=axis)
    shown = charted()
    unit = shown[0][0].unit
    scale = alt.Scale(
        domain=[bar.legend for _, bar in shown], range=[getattr(theme, bar.colour) for _, bar in shown]
    )
    colour = alt.Color("kind:N", scale=scale, title=None, legend=_LEGEND)
    layers = (
        alt.Chart(data)
        .mark_bar(width={"band": bar.width})
        .encode(
            x=month,
            y=alt.Y("days:Q", title=unit, axis=alt.Axis(format=",.0f", tickMinStep=1)),
            color=colour,
        )
        .transform_filter(alt.datum.kind == bar.legend)
        for _, bar in shown
    )
    chart = alt.LayerChart(layer=[*layers, _withheld_words(data, month, theme)])
    chart = styled(chart, theme, width=_WIDTH, height=_HEIGHT).configure_axisX(grid=False, ticks=False)
    return svg(chart)


def _withheld_words(data: alt.InlineData, month: alt.X, theme: Theme) -> alt.Chart:
    """The word where the bar at the back would stand."""
    words = alt.Chart(data).mark_text(color=theme.text, baseline="bottom", dy=-3, fontSize=11)
    back = charted()[0][1].legend
    missing = (alt.datum.kind == back) & (alt.datum.days == None)  # noqa: E711 – an expression, not a comparison
    return words.encode(x=month, y=alt.datum(0), text=alt.value("dold")).transform_filter(missing)
