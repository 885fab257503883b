"""The chart of a what-if, as SVG: a municipality a row, what was computed and what would have been.

The computed bar is wide and pale, the other one narrow and dark in front of it: told apart without colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from billing.presenters.what_if import WhatIfRow
from municipalities.presenters.charts import Theme, styled, svg

COMPUTED = "Beräknat"
OTHER = "Med de andra villkoren"
_WIDTH, _ROW_HEIGHT = 520, 26
#: The room of a letter: the reader's font may be wider than the one that the picture is measured in.
_LETTER = 8
_BARS = ((COMPUTED, 0.76), (OTHER, 0.36))


def what_if_svg(rows: Iterable[WhatIfRow], theme: Theme) -> str:
    """In the rows' order, withheld ones left out."""
    shown = [row for row in rows if row.values]
    names = [row.name for row in shown]
    bars: list[dict[str, Any]] = [
        {"name": row.name, "kind": kind, "days": days}
        for row in shown
        for kind, days in ((COMPUTED, row.was_days), (OTHER, row.other_days))
    ]
    scale = alt.Scale(domain=[COMPUTED, OTHER], range=[theme.whole, theme.part])
    legend = alt.Legend(orient="top", columns=1, labelLimit=0)
    room = _LETTER * max(map(len, names), default=0)
    layers = [
        alt.Chart(alt.InlineData(values=bars))
        .mark_bar(height={"band": width})
        .encode(
            x=alt.X("days:Q", title="dygn", axis=alt.Axis(format=",.0f", tickMinStep=1)),
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=0, minExtent=room)),
            color=alt.Color("kind:N", scale=scale, title=None, legend=legend),
        )
        .transform_filter(alt.datum.kind == kind)
        for kind, width in _BARS
    ]
    height = _ROW_HEIGHT * max(len(shown), 1)
    chart = styled(alt.LayerChart(layer=layers), theme, width=_WIDTH, height=height)
    return svg(chart.configure_axisY(grid=False, ticks=False))
