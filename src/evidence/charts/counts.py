"""How many of each kind: horizontal bars, split by a group where there is one."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified


@specified
def counts(
    frame: pd.DataFrame, category: str, count: str, *, group: str = "", width: int, unit: str = ""
) -> Any:
    """Return bars of `count` by `category`, stacked by `group`, in the order of the rows.

    `frame` has one row per bar or part of a bar. `unit` is the title of the axis.
    """
    order = list(dict.fromkeys(frame[category]))
    y = layout.y_axis(category, order, width)
    totals = frame.groupby(category, sort=False)[count].sum().reset_index()
    limit = max(1, float(totals[count].max())) * 1.12
    x = alt.X(f"{count}:Q", title=None, axis=None, stack="zero", scale=alt.Scale(domain=[0, limit]))
    bars = (
        alt.Chart(frame.assign(order=range(len(frame))))
        .mark_bar(height=14, stroke=theme.PAPER, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=theme.colour(frame, group),
            order=alt.Order("order:Q"),
            tooltip=theme.told(frame.columns),
        )
    )
    numbers = alt.Chart(totals).mark_text(align="left", dx=6, color=theme.INK, fontSize=13)
    layers = [
        bars,
        numbers.encode(x=alt.X(f"{count}:Q"), y=y, text=alt.Text(f"{count}:Q")),
        *layout.row_labels(frame, category, y, width),
    ]
    return layout.sized(layers, order, width, **({"title": _unit(unit)} if unit else {}))


def _unit(unit: str) -> alt.TitleParams:
    return alt.TitleParams(
        unit, anchor="start", fontSize=12, fontWeight="normal", color=theme.MUTED, frame="group"
    )
