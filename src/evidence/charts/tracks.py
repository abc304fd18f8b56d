"""Tracks of equal length, each filled by how many of a whole are of each kind."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_GAP = 0.12
_BAR = 14


@specified
def tracks(
    frame: pd.DataFrame, row: str, panel: str, part: str, count: str, *, rest: str, width: int
) -> Any:
    """Return a track for each `row` and `panel`, filled by `count` of each `part`.

    `frame` has one row per row, panel and part, in the order shown, with the same total in
    each track of a panel. The part `rest` is what is left of the line. The others are dark,
    pale and hollow, which tells them apart in black and white.
    """
    data = _placed(frame, row, panel, part, count)
    # The first line is left to the names of the panels.
    order = ["", *dict.fromkeys(data[row])]
    y = layout.y_axis(row, order, width)
    panels = data[panel].nunique()
    scale = alt.Scale(domain=[0, panels + _GAP * (panels - 1)], nice=False)
    x, x2 = alt.X("from:Q", scale=scale, axis=None), alt.X2("to:Q")
    lines = alt.Chart(data).mark_bar(height=2, color=theme.RULE).encode(x=x, x2=x2, y=y)
    filled = data[(data[part] != rest) & (data[count] > 0)]
    parts = [name for name in dict.fromkeys(data[part]) if name != rest]
    bars = (
        alt.Chart(filled)
        .mark_bar(height=_BAR, strokeWidth=1)
        .encode(
            x=x,
            x2=x2,
            y=y,
            tooltip=theme.told([row, panel, part, count]),
            **theme.fills(filled, part, order=parts, columns=1 if theme.is_narrow(width) else None),
        )
    )
    layers = [lines, bars, _titles(data, row, panel, x, y), *layout.row_labels(data, row, y, width)]
    return layout.sized(layers, order, width)


def _placed(frame: pd.DataFrame, row: str, panel: str, part: str, count: str) -> pd.DataFrame:
    """Return the frame with where each part begins and ends, a track being one unit long."""
    totals = frame.groupby([row, panel], sort=False)[count].transform("sum")
    share = frame[count] / totals
    end = share.groupby([frame[row], frame[panel]], sort=False).cumsum()
    start = frame[panel].map({name: i * (1 + _GAP) for i, name in enumerate(frame[panel].unique())})
    return frame.assign(**{"from": start + end - share, "to": start + end})


def _titles(data: pd.DataFrame, row: str, panel: str, x: Any, y: Any) -> Any:
    """Return the names of the panels, in the line above the first track."""
    titles = data.drop_duplicates(panel)[[panel, "from"]].assign(**{row: ""})
    mark = alt.Chart(titles).mark_text(align="left", fontSize=12, color=theme.MUTED)
    return mark.encode(x=x, y=y, text=alt.Text(f"{panel}:N"))
