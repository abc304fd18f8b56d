"""Studies over the years: from the beginning to the end, with a word on where each stands."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_BAR = 9


@specified
def timeline(
    frame: pd.DataFrame,
    label: str,
    begin: str,
    end: str,
    remark: str,
    *,
    group: str,
    today: float,
    width: int,
) -> Any:
    """Return a bar per row from `begin` to `end`, in years with their fraction.

    `group` names up to three groups: the first filled, the second pale, the third hollow.
    Where the end is missing a dot stands at the beginning, where the beginning is missing
    no mark. The part of a bar after `today`, a dashed line, is still to come. `remark` is
    printed at the right of each row, so that nothing is told by a colour alone.
    """
    order = list(dict.fromkeys(frame[label]))
    y = layout.y_axis(label, order, width)
    first = floor(frame[begin].min())
    last = ceil(max(today, frame[begin].max(), frame[end].max()))
    scale = alt.Scale(domain=[first, last], nice=False)
    axis = alt.Axis(
        title=None, format="d", grid=False, tickCount=4 if theme.is_narrow(width) else 8
    )
    base = alt.Chart(frame).encode(
        y=y, tooltip=theme.told(frame.columns), **theme.fills(frame, group)
    )
    bars = base.transform_filter(f"isValid(datum[{end!r}])").mark_bar(height=_BAR, strokeWidth=1.3)
    dots = base.transform_filter(f"!isValid(datum[{end!r}])").mark_point(
        filled=True, size=90, opacity=1, strokeWidth=1.3
    )
    now = alt.Chart(pd.DataFrame({"now": [today]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    words = alt.Chart(frame).mark_text(
        align="right", dy=layout.remark_offset(width) - 3, fontSize=11, color=theme.MUTED
    )
    layers = [
        now.encode(x=alt.X("now:Q", scale=scale, axis=axis)),
        bars.encode(x=alt.X(f"{begin}:Q", scale=scale, axis=axis), x2=alt.X2(f"{end}:Q")),
        dots.encode(x=alt.X(f"{begin}:Q", scale=scale)),
        words.encode(x=theme.XValue("width"), y=y, text=alt.Text(f"{remark}:N")),
        *layout.row_labels(frame, label, y, width),
    ]
    return layout.sized(layers, order, width)
