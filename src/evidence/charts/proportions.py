"""Shares of people with an exact interval, one row each."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence import effects
from evidence.charts import layout, theme
from evidence.charts.specified import specified


@specified
def proportions(
    frame: pd.DataFrame, label: str, *, group: str = "", width: int, unit: str = "% of people"
) -> Any:
    """Return dots with exact 95% intervals for `events` of `people` in `frame`.

    `frame` has one row per group of people with columns `label`, `events` and
    `people`; rows of the same `group` share a colour and a shape. Sizes show the people.
    """
    data = _with_intervals(frame)
    order = list(dict.fromkeys(data[label]))
    y = layout.y_axis(label, order, width)
    ticks = alt.Axis(values=[0, 25, 50, 75, 100], title=unit, grid=True, domain=False)
    x = alt.X("percent:Q", scale=alt.Scale(domain=[0, 100]), axis=ticks)
    colour = theme.colour(data, group)
    base = alt.Chart(data).encode(y=y, color=colour)
    tooltip = [label, "events", "people", "percent", "lower", "upper"]
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("lower:Q", axis=ticks), x2=alt.X2("upper:Q"), tooltip=theme.told(tooltip)
    )
    size = alt.Size("people:Q", scale=alt.Scale(range=[60, 260]), legend=None)
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=x, size=size, shape=theme.shape(data, group), tooltip=theme.told(tooltip)
    )
    text = (
        alt.Chart(data)
        .mark_text(align="right", dy=layout.remark_offset(width), fontSize=11, color=theme.MUTED)
        .encode(x=theme.XValue("width"), y=y, text=alt.Text("shown:N"))
    )
    layers = [lines, dots, text, *layout.row_labels(data, label, y, width)]
    return layout.sized(layers, order, width)


def _with_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    intervals = [
        effects.exact_interval(int(events), int(people))
        for events, people in zip(frame["events"], frame["people"], strict=True)
    ]
    return frame.assign(
        percent=[100 * share.estimate for share in intervals],
        lower=[100 * share.lower for share in intervals],
        upper=[100 * share.upper for share in intervals],
        shown=[f"{e:.0f}/{n:.0f}" for e, n in zip(frame["events"], frame["people"], strict=True)],
        events=frame["events"].astype(float),
        people=frame["people"].astype(float),
    )
