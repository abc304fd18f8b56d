"""A measure over time, one line per group."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.layout import FIT
from evidence.charts.specified import specified


@specified
def trajectories(
    frame: pd.DataFrame, *, x: str, y: str, group: str, x_unit: str, y_unit: str, width: int
) -> Any:
    """Return a line with dots per `group` of `y` over `x`, with the ends `lower` and `upper`
    as thin rules where the frame has those columns and they are known. Groups differ in
    colour, in the dashes of the line and in the shape of the dots."""
    base = alt.Chart(frame).encode(
        x=alt.X(f"{x}:Q", axis=alt.Axis(title=x_unit, grid=False, tickCount=6)),
        color=theme.colour(frame, group),
    )
    up = alt.Y(f"{y}:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=y_unit, tickCount=5))
    layers = [
        base.mark_line(strokeWidth=2).encode(y=up, strokeDash=theme.dash(frame, group)),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            y=up, shape=theme.shape(frame, group), tooltip=theme.told(frame.columns)
        ),
    ]
    if {"lower", "upper"} <= set(frame.columns):
        layers.insert(
            0, base.mark_rule().encode(y=alt.Y("lower:Q", title=y_unit), y2=alt.Y2("upper:Q"))
        )
    return theme.layered(layers, width=width, height=240, autosize=FIT)
