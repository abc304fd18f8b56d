"""Many studies over the years, small, in blocks of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import layout, theme
from evidence.charts.specified import specified

_LANE = 9
_BAR = 6
_HEADING = 25
# Two studies share a lane when so many years lie between them, room for a mark at the end.
_APART = 0.5


@specified
def timelines(
    frame: pd.DataFrame,
    block: str,
    begin: str,
    end: str,
    *,
    group: str,
    groups: Sequence[str],
    late: str,
    today: float,
    width: int,
) -> Any:
    """Return a thin bar per row from `begin` to `end`, in years, in blocks named by `block`.

    Studies that do not meet share a lane, so that many find room on a phone. `groups` are
    the words of `group`, at most three, told apart as `theme.fills` says. Where the end is
    missing a dot stands at the beginning; a row without a beginning is told in the heading
    of its block. Rows whose `late` is a word, the same for all, bear a diamond at the end;
    it is “” for the others. The dashed line is `today`.
    """
    drawn, headings, height = _placed(frame, block, begin, end)
    first = floor(drawn[begin].min())
    last = ceil(max(today, drawn[begin].max(), drawn[end].max()))
    scale = alt.Scale(domain=[first, last], nice=False)
    ticks = 4 if theme.is_narrow(width) else 8
    x = alt.X(f"{begin}:Q", scale=scale, axis=alt.Axis(title=None, format="d", tickCount=ticks))
    y = alt.Scale(domain=[height, 0], nice=False)
    top, middle, bottom = (
        alt.Y(f"{name}:Q", scale=y, axis=None) for name in ("top", "middle", "bottom")
    )
    base = alt.Chart(drawn).encode(
        tooltip=theme.told(frame.columns),
        **theme.fills(frame, group, order=groups, columns=1 if theme.is_narrow(width) else None),
    )
    is_open = f"!isValid(datum[{end!r}])"
    now = alt.Chart(pd.DataFrame({"now": [today]})).mark_rule(color=theme.MUTED, strokeDash=[4, 3])
    layers = [
        now.encode(x=alt.X("now:Q", scale=scale)),
        base.transform_filter(f"isValid(datum[{end!r}])")
        .mark_rect(strokeWidth=1, cornerRadius=2)
        .encode(x=x, x2=alt.X2(f"{end}:Q"), y=top, y2=alt.Y2("bottom:Q")),
        base.transform_filter(is_open)
        .mark_point(size=30, opacity=1, strokeWidth=1)
        .encode(x=x, y=middle),
        _overdue(drawn[drawn[late] != ""], late, x=alt.X(f"{end}:Q", scale=scale), y=middle),
        alt.Chart(headings)
        .mark_text(align="left", baseline="bottom", fontSize=13, color=theme.INK)
        .encode(x=theme.XValue(0), y=bottom, text=alt.Text("heading:N")),
    ]
    return theme.layered(layers, width=width, height=height, autosize=layout.FIT)


def _overdue(rows: pd.DataFrame, late: str, *, x: alt.X, y: alt.Y) -> Any:
    shape = alt.Shape(
        f"{late}:N",
        scale=alt.Scale(domain=sorted(set(rows[late])), range=["diamond"]),
        legend=alt.Legend(title=None, symbolFillColor=theme.INK, symbolStrokeColor=theme.INK),
    )
    mark = alt.Chart(rows).mark_point(filled=True, size=38, opacity=1, color=theme.INK)
    return mark.encode(x=x, y=y, shape=shape)


def _placed(
    frame: pd.DataFrame, block: str, begin: str, end: str
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the rows with their place in pixels, the headings with theirs, and the height."""
    placed, headings, height = [], [], 0
    for name, rows in frame.groupby(block, sort=False):
        dated = rows[rows[begin].notna()]
        headings.append({"heading": _heading(name, rows, dated), "bottom": height + _HEADING - 5})
        lanes = _lanes(dated, begin, end)
        placed.append(dated.assign(top=[height + _HEADING + _LANE * lane for lane in lanes]))
        height += _HEADING + _LANE * (max(lanes, default=-1) + 1)
    drawn = pd.concat(placed, ignore_index=True)
    drawn = drawn.assign(bottom=drawn["top"] + _BAR, middle=drawn["top"] + _BAR / 2)
    return drawn, pd.DataFrame(headings), height


def _heading(name: Any, rows: pd.DataFrame, dated: pd.DataFrame) -> str:
    missing = len(rows) - len(dated)
    return f"{name}: {len(rows)}" + (f", {missing} without a date" if missing else "")


def _lanes(rows: pd.DataFrame, begin: str, end: str) -> list[int]:
    """Return the lane of each row: the first that is free, in the order of the rows."""
    taken: list[list[tuple[float, float]]] = []
    lanes = []
    ends = rows[end].fillna(rows[begin])
    for start, stop in zip(rows[begin], ends, strict=True):
        free = (
            number
            for number, held in enumerate(taken)
            if all(stop + _APART < left or start > right + _APART for left, right in held)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, stop))
        lanes.append(lane)
    return lanes
