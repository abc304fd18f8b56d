"""How a pooled result moved as studies came in: one row per study, oldest first."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_RATIO_TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10]
_WIDEST_RATIO = 20.0
_ROOM = 0.05


@specified
def cumulative(
    frame: pd.DataFrame, *, width: int, unit: str, is_ratio: bool, no_effect: float | None
) -> Any:
    """Return the pooled estimate and its interval after each study.

    `frame` has one row per study from the first to the last: `Study` (the one that came
    in), `Estimate`, `Lower` and `Upper` of all studies up to it, on the scale readers
    know, and `Shown` (the same in words). The last row, which holds every study, is a
    diamond. A line stands at `no_effect` where there is such a value; an interval beyond
    the axis ends in an arrow.
    """
    low, high = _limits(frame, is_ratio, no_effect)
    data = frame.assign(
        From=frame["Lower"].clip(lower=low, upper=high),
        To=frame["Upper"].clip(lower=low, upper=high),
        Last=[False] * (len(frame) - 1) + [True],
    )
    order = list(data["Study"])
    y = layout.y_axis("Study", order, width)
    x: dict[str, Any] = {
        "scale": _scale(is_ratio, low, high),
        "axis": _axis(unit, is_ratio, low, high),
    }
    base = alt.Chart(data).encode(y=y, tooltip=theme.told(["Study", "Estimate", "Lower", "Upper"]))
    remark = base.mark_text(
        align="right", dy=layout.remark_offset(width), fontSize=11, color=theme.MUTED
    )
    layers = [
        *_no_effect(no_effect, x),
        base.mark_rule(strokeWidth=2, color=theme.ACCENT).encode(
            x=alt.X("From:Q", **x), x2=alt.X2("To:Q")
        ),
        *_estimates(base, low, high, x),
        _arrow(data[data["Upper"] > high], "To", "triangle-right", y, x),
        _arrow(data[data["Lower"] < low], "From", "triangle-left", y, x),
        remark.encode(x=theme.XValue("width"), text=alt.Text("Shown:N")),
        *layout.row_labels(data, "Study", y, width),
    ]
    return layout.sized(layers, order, width)


def _limits(frame: pd.DataFrame, is_ratio: bool, no_effect: float | None) -> tuple[float, float]:
    """Return an axis that holds estimates, intervals unless very wide, and no effect."""
    ends = [*frame["Lower"], *frame["Upper"], *([] if no_effect is None else [no_effect])]
    if is_ratio:
        return max(min(ends) * 0.9, 1 / _WIDEST_RATIO), min(max(ends) * 1.1, _WIDEST_RATIO)
    room = _ROOM * ((max(ends) - min(ends)) or 1.0)
    return min(ends) - room, max(ends) + room


def _scale(is_ratio: bool, low: float, high: float) -> alt.Scale:
    return alt.Scale(type="log" if is_ratio else "linear", domain=[low, high], nice=False)


def _axis(unit: str, is_ratio: bool, low: float, high: float) -> alt.Axis:
    ticks: dict[str, Any] = (
        {"values": [tick for tick in _RATIO_TICKS if low <= tick <= high]}
        if is_ratio
        else {"tickCount": 5}
    )
    return alt.Axis(title=unit, grid=False, format="~g", **ticks)


def _no_effect(value: float | None, x: dict[str, Any]) -> list[Any]:
    if value is None:
        return []
    line = alt.Chart(pd.DataFrame({"From": [value]}))
    return [line.mark_rule(color=theme.RULE, strokeWidth=1.5).encode(x=alt.X("From:Q", **x))]


def _estimates(base: Any, low: float, high: float, x: dict[str, Any]) -> list[Any]:
    inside = base.transform_filter(
        f"datum.Estimate >= {low!r} && datum.Estimate <= {high!r}"
    ).encode(x=alt.X("Estimate:Q", **x))
    dot = inside.transform_filter("!datum.Last").mark_point(
        filled=True, shape="square", size=90, opacity=1, color=theme.ACCENT
    )
    diamond = inside.transform_filter("datum.Last").mark_point(
        filled=True, shape="diamond", size=260, opacity=1, color=theme.CONTRAST
    )
    return [dot, diamond]


def _arrow(rows: pd.DataFrame, end: str, shape: str, y: alt.Y, x: dict[str, Any]) -> Any:
    mark = alt.Chart(rows).mark_point(
        filled=True, shape=shape, size=60, opacity=1, color=theme.ACCENT
    )
    return mark.encode(x=alt.X(f"{end}:Q", **x), y=y)
