"""Ranges and single values on one axis: what is claimed beside what was measured."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified


@specified
def ranges(
    frame: pd.DataFrame,
    label: str,
    low: str,
    high: str,
    *,
    group: str = "",
    unit: str,
    width: int,
    start: float | None = 0,
) -> Any:
    """Return a bar from `low` to `high` per row, a dot where both are the same.

    `frame` has one row per `label`; rows of the same `group` share a fill: dark,
    pale and hollow, in the order of the rows, at most three. The axis starts at `start`,
    or where the data do when it is None.
    """
    order = list(dict.fromkeys(frame[label]))
    y = layout.y_axis(label, order, width)
    lowest, highest = float(frame[low].min()), float(frame[high].max())
    lowest = lowest if start is None else min(start, lowest)
    scale = alt.Scale(domain=[lowest, highest + 0.06 * (highest - lowest)], nice=True)
    axis = alt.Axis(title=unit, domain=False, tickCount=5)
    x, x2 = alt.X(f"{low}:Q", scale=scale, axis=axis), f"{high}:Q"
    base = alt.Chart(frame).encode(
        y=y, tooltip=theme.told(frame.columns), **theme.fills(frame, group)
    )
    bars = base.mark_bar(height=9, cornerRadius=4, strokeWidth=1.3).encode(x=x, x2=x2)
    dots = base.transform_filter(f"datum[{low!r}] == datum[{high!r}]").mark_point(
        size=90, opacity=1, strokeWidth=1.3
    )
    layers = [bars, dots.encode(x=x), *layout.row_labels(frame, label, y, width)]
    return layout.sized(layers, order, width)
