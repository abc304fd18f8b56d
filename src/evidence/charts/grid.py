"""Where there is evidence and where there is none: a grid with a number in each cell."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_CELL = 40


@specified
def grid(frame: pd.DataFrame, row: str, column: str, count: str, *, width: int) -> Any:
    """Return a grid of `count` by `row` and `column`; a zero is drawn as an empty ring.

    `frame` has one row per cell, zeros included, in the order to be drawn.
    """
    rows, columns = (list(dict.fromkeys(frame[name])) for name in (row, column))
    narrow = theme.is_narrow(width)
    side = alt.Axis(
        labelColor=theme.INK,
        labelFontSize=12 if narrow else 13,
        domain=False,
        ticks=False,
        labelLimit=0,
        labelExpr=layout.wrapped(rows, 16 if narrow else 34),
    )
    top = alt.Axis(
        orient="top",
        labelColor=theme.INK,
        labelFontSize=12,
        domain=False,
        ticks=False,
        labelAngle=-60 if narrow else 0,
        labelLimit=0,
        labelExpr=layout.wrapped(columns, 99 if narrow else 16),
        # The second line of a label grows downwards: make room for it.
        labelPadding=6 if narrow else 22,
    )
    base = alt.Chart(frame).encode(
        x=alt.X(f"{column}:N", sort=columns, title=None, axis=top),
        y=alt.Y(f"{row}:N", sort=rows, title=None, axis=side),
        tooltip=theme.told([row, column, count]),
    )
    filled = base.transform_filter(alt.datum[count] > 0).mark_circle(color=theme.ACCENT, opacity=1)
    empty = base.transform_filter(alt.datum[count] == 0).mark_point(
        color=theme.RULE, size=60, strokeWidth=1.5
    )
    size = alt.Size(f"{count}:Q", scale=alt.Scale(range=[320, 900], type="sqrt"), legend=None)
    numbers = base.transform_filter(alt.datum[count] > 0).mark_text(
        color=theme.PAPER, fontSize=13, fontWeight="bold"
    )
    layers = [filled.encode(size=size), empty, numbers.encode(text=alt.Text(f"{count}:Q"))]
    return theme.layered(layers, width=width, height=_CELL * len(rows), autosize=layout.FIT)
