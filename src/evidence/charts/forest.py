"""A forest plot: what each study found with its interval, and the pooled result beneath."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_RATIO_TICKS = [0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100]

# Makes the horizontal position of a mark from the name of a field.
_At = Callable[[str], alt.X]


@specified
def forest(
    frame: pd.DataFrame,
    *,
    width: int,
    unit: str,
    is_ratio: bool,
    favours: tuple[str, str],
    extent: pd.DataFrame | None = None,
) -> Any:
    """Return dots with intervals, a diamond for a pooled result, and the line of no effect.

    `frame` has one row per line from top to bottom: `Study` (its label), `Estimate`,
    `Lower` and `Upper` on the scale readers know, `Shown` (the same in words), `People`
    (sizes the dot) and `Kind` (“study”, “pooled” or “prediction”). `favours` says what
    lies left and right of no effect. An interval beyond the axis ends in an arrow. The
    axis holds the rows of `extent`, so that plots can share it; without it, those drawn.
    """
    low, high = _limits(frame if extent is None else extent, is_ratio)
    data = frame.assign(
        From=frame["Lower"].clip(lower=low, upper=high),
        To=frame["Upper"].clip(lower=low, upper=high),
        Cut=frame["Upper"] > high,
        CutBelow=frame["Lower"] < low,
        Inside=frame["Estimate"].between(low, high),
    )
    order = list(dict.fromkeys(data["Study"]))
    y = layout.y_axis("Study", order, width)
    at = _positions(unit, is_ratio, low, high)
    base = alt.Chart(data).encode(
        y=y, tooltip=theme.told(["Study", "Estimate", "Lower", "Upper", "People"])
    )
    layers = [
        _no_effect(1 if is_ratio else 0, at),
        *_studies(base.transform_filter(alt.datum.Kind == "study"), at),
        _prediction(base.transform_filter(alt.datum.Kind == "prediction"), at),
        *_pooled(base.transform_filter(alt.datum.Kind == "pooled"), at),
        _arrow(base.transform_filter("datum.Cut"), at("To:Q"), "triangle-right"),
        _arrow(base.transform_filter("datum.CutBelow"), at("From:Q"), "triangle-left"),
        base.mark_text(
            align="right", dy=layout.remark_offset(width), fontSize=11, color=theme.MUTED
        ).encode(x=theme.XValue("width"), text=alt.Text("Shown:N")),
        *layout.row_labels(data, "Study", y, width),
    ]
    return layout.sized(layers, order, width, title=_sides(favours))


def _positions(unit: str, is_ratio: bool, low: float, high: float) -> _At:
    scale = alt.Scale(type="log" if is_ratio else "linear", domain=[low, high], nice=False)
    # Given a number of ticks too, an axis would leave out every other value, 1 among them.
    ticks: dict[str, Any] = (
        {"values": [tick for tick in _RATIO_TICKS if low <= tick <= high]}
        if is_ratio
        else {"tickCount": 5}
    )
    axis = alt.Axis(title=unit, grid=False, format="~g", **ticks)
    return partial(alt.X, scale=scale, axis=axis)


def _limits(frame: pd.DataFrame, is_ratio: bool) -> tuple[float, float]:
    """Return an axis that holds the estimates, and intervals unless they are very wide."""
    lowest, highest = float(frame["Lower"].min()), float(frame["Upper"].max())
    if is_ratio:
        return max(min(lowest, 0.5), 0.02), min(max(highest, 2.0), 50.0)
    reach = max(abs(lowest), abs(highest)) * 1.1 or 1.0
    return -reach, reach


def _no_effect(value: float, at: _At) -> Any:
    line = alt.Chart(pd.DataFrame({"From": [value]}))
    return line.mark_rule(color=theme.RULE, strokeWidth=1.5).encode(x=at("From:Q"))


def _studies(rows: Any, at: _At) -> list[Any]:
    size = alt.Size("People:Q", scale=alt.Scale(range=[50, 260]), legend=None)
    dot = _inside(rows).mark_point(filled=True, shape="square", opacity=1, color=theme.ACCENT)
    return [
        rows.mark_rule(strokeWidth=2, color=theme.ACCENT).encode(x=at("From:Q"), x2=alt.X2("To:Q")),
        dot.encode(x=at("Estimate:Q"), size=size),
    ]


def _inside(rows: Any) -> Any:
    """Return the rows whose estimate is on the axis; of the others, the arrow tells."""
    return rows.transform_filter("datum.Inside")


def _prediction(rows: Any, at: _At) -> Any:
    mark = rows.mark_rule(strokeWidth=1.5, strokeDash=[4, 3], color=theme.MUTED)
    return mark.encode(x=at("From:Q"), x2=alt.X2("To:Q"))


def _pooled(rows: Any, at: _At) -> list[Any]:
    diamond = _inside(rows).mark_point(
        filled=True, shape="diamond", size=240, opacity=1, color=theme.CONTRAST
    )
    return [
        rows.mark_bar(height=5, color=theme.CONTRAST).encode(x=at("From:Q"), x2=alt.X2("To:Q")),
        diamond.encode(x=at("Estimate:Q")),
    ]


def _arrow(rows: Any, x: alt.X, shape: str) -> Any:
    mark = rows.mark_point(filled=True, shape=shape, size=60, opacity=1, color=theme.ACCENT)
    return mark.encode(x=x)


def _sides(favours: tuple[str, str]) -> alt.TitleParams:
    return alt.TitleParams(
        f"← {favours[0]}   |   {favours[1]} →",
        fontSize=12,
        fontWeight="normal",
        color=theme.MUTED,
        anchor="middle",
        orient="bottom",
    )
