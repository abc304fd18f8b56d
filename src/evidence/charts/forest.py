"""A forest plot: what each study found with its interval, and the pooled result beneath."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme

_RATIO_TICKS = [0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100]


def forest(
    frame: pd.DataFrame,
    *,
    width: int,
    unit: str,
    is_ratio: bool,
    favours: tuple[str, str],
    limits: tuple[float, float] | None = None,
) -> Any:
    """Return dots with intervals, a diamond for a pooled result, and the line of no effect.

    `frame` has one row per line from top to bottom: `Study` (its label), `Estimate`,
    `Lower` and `Upper` on the scale readers know, `Shown` (the same in words), `People`
    (sizes the dot) and `Kind` (“study”, “pooled” or “prediction”). `favours` says what
    lies left and right of no effect. An interval beyond `limits` ends in an arrow.
    """
    low, high = limits or _limits(frame, is_ratio)
    data = frame.assign(
        From=frame["Lower"].clip(lower=low, upper=high),
        To=frame["Upper"].clip(lower=low, upper=high),
        Cut=frame["Upper"] > high,
        CutBelow=frame["Lower"] < low,
    )
    order = list(dict.fromkeys(data["Study"]))
    y = layout.y_axis("Study", order, width)
    scale = alt.Scale(type="log" if is_ratio else "linear", domain=[low, high], nice=False)
    ticks = [tick for tick in _RATIO_TICKS if low <= tick <= high] if is_ratio else None
    axis = alt.Axis(title=unit, grid=False, tickCount=5, format="~g")
    if ticks:
        axis.values = ticks
    x = alt.X("From:Q", scale=scale, axis=axis)
    base = alt.Chart(data).encode(y=y, tooltip=["Study", "Estimate", "Lower", "Upper", "People"])
    studies = base.transform_filter(alt.datum.Kind == "study")
    pooled = base.transform_filter(alt.datum.Kind == "pooled")
    prediction = base.transform_filter(alt.datum.Kind == "prediction")
    dot = alt.X("Estimate:Q", scale=scale, axis=axis)
    size = alt.Size("People:Q", scale=alt.Scale(range=[50, 260]), legend=None)
    layers = [
        _no_effect(1 if is_ratio else 0, scale, axis),
        studies.mark_rule(strokeWidth=2, color=theme.ACCENT).encode(x=x, x2="To:Q"),
        studies.mark_point(filled=True, shape="square", opacity=1, color=theme.ACCENT).encode(
            x=dot, size=size
        ),
        prediction.mark_rule(strokeWidth=1.5, strokeDash=[4, 3], color=theme.MUTED).encode(
            x=x, x2="To:Q"
        ),
        pooled.mark_bar(height=5, color=theme.CONTRAST).encode(x=x, x2="To:Q"),
        pooled.mark_point(
            filled=True, shape="diamond", size=240, opacity=1, color=theme.CONTRAST
        ).encode(x=dot),
        _arrow(base.transform_filter("datum.Cut"), "To:Q", "triangle-right", scale, axis),
        _arrow(base.transform_filter("datum.CutBelow"), "From:Q", "triangle-left", scale, axis),
        base.mark_text(
            align="right", dy=layout.remark_offset(width), fontSize=11, color=theme.MUTED
        ).encode(x=alt.value("width"), text="Shown:N"),
        *layout.row_labels(data, "Study", y, width),
    ]
    title = alt.TitleParams(
        f"← {favours[0]}   |   {favours[1]} →",
        fontSize=12,
        fontWeight="normal",
        color=theme.MUTED,
        anchor="middle",
        orient="bottom",
    )
    return theme.finish(layout.sized(alt.layer(*layers), order, width).properties(title=title))


def _limits(frame: pd.DataFrame, is_ratio: bool) -> tuple[float, float]:
    """Return an axis that holds the estimates, and intervals unless they are very wide."""
    lowest, highest = float(frame["Lower"].min()), float(frame["Upper"].max())
    if is_ratio:
        return max(min(lowest, 0.5), 0.02), min(max(highest, 2.0), 50.0)
    reach = max(abs(lowest), abs(highest)) * 1.1 or 1.0
    return -reach, reach


def _no_effect(value: float, scale: alt.Scale, axis: alt.Axis) -> Any:
    line = alt.Chart(pd.DataFrame({"From": [value]}))
    return line.mark_rule(color=theme.RULE, strokeWidth=1.5).encode(
        x=alt.X("From:Q", scale=scale, axis=axis)
    )


def _arrow(rows: Any, field: str, shape: str, scale: alt.Scale, axis: alt.Axis) -> Any:
    return rows.mark_point(filled=True, shape=shape, size=60, opacity=1, color=theme.ACCENT).encode(
        x=alt.X(field, scale=scale, axis=axis)
    )
