"""A dot plot of doses on a logarithmic axis: one sign per group that was given one."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import canvas, layout, theme
from evidence.charts.specified import specified

# Whose dose it is shows in the shape, and a plan is hollow: both are read without colour.
_SHAPES = (
    ("circle", theme.ACCENT),
    ("square", theme.CONTRAST),
    ("triangle-up", theme.MUTED),
)
_STEP = 11.0
_AREA = 62
_KEY = 22
_CHARACTER = 6.4
_GAP = 14.0


@specified
def doses(
    frame: pd.DataFrame,
    row: str,
    dose: str,
    who: str,
    plan: str,
    *,
    groups: Sequence[str],
    plans: tuple[str, str],
    unit: str,
    width: int,
) -> Any:
    """Return a sign by `row` at its `dose`; doses that fall together stand on each other.

    `frame` has one row per sign, all in the same `unit`, which names the axis; the rows of
    the chart come in the order of the frame. `groups` names up to three kinds of `who`,
    told apart by shape; `plans` the words of `plan` for what was given, filled, and what is
    planned, hollow. Raises ValueError for more groups than shapes.
    """
    if len(groups) > len(_SHAPES):
        raise ValueError(f"{len(groups)} groups and {len(_SHAPES)} shapes: {', '.join(groups)}")
    narrow = theme.is_narrow(width)
    words, key, top = _key(groups, plans, width)
    rows = list(dict.fromkeys(frame[row]))
    side = 8.0 if narrow else _CHARACTER * canvas.longest(rows, 26) + 20
    ticks = _ticks(frame[dose])
    span = (log10(ticks[0]), log10(ticks[-1]))
    inner = width - 2 * canvas.MARGIN - side - 16
    data = frame.assign(
        x=[side + inner * (log10(value) - span[0]) / (span[1] - span[0]) for value in frame[dose]],
        group=frame[who].map(list(groups).index),
        planned=frame[plan] == plans[1],
    )
    placed, labels, rules, bottom = _rows(data, row, top, narrow)
    places = [side + inner * (log10(tick) - span[0]) / (span[1] - span[0]) for tick in ticks]
    below = _axis(ticks, places, unit, bottom, side)
    x, y = canvas.axes(width, bottom + 40)
    small = 11 if narrow else 12
    layers = [
        _grid(places, top, bottom, x, y),
        canvas.rules(rules, width, x, y),
        *_signs(pd.concat([placed, key]), list(frame.columns), x, y),
        *canvas.texts(pd.concat([words, labels]), small, x, y),
        *canvas.texts(below, small, x, y, colour=theme.MUTED),
    ]
    return canvas.sized(layers, width, bottom + 40)


def _ticks(doses: pd.Series) -> list[float]:
    """Return ticks at 1, 2 and 5 of each power of ten, around all doses."""
    lowest, highest = float(doses.min()), float(doses.max())
    powers = range(floor(log10(lowest)) - 1, ceil(log10(highest)) + 2)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    first = max(at for at, tick in enumerate(ticks) if tick <= lowest)
    last = min(at for at, tick in enumerate(ticks) if tick >= highest)
    return ticks[first : max(last, first + 1) + 1]


def _rows(
    data: pd.DataFrame, row: str, top: float, narrow: bool
) -> tuple[pd.DataFrame, pd.DataFrame, list[float], float]:
    """Return the signs and names with their places, the lines between rows, and the end."""
    placed, words, rules = [], [], []
    for name, here in data.groupby(row, sort=False):
        rules.append(top)
        lines = [str(name)] if narrow else layout.lines(str(name), 26)
        words += [
            (line, 0.0, top + 6 + canvas.LINE * (at + 0.5), 0) for at, line in enumerate(lines)
        ]
        stacked = _stacked(here)
        high = _STEP * (stacked["level"].max() + 1)
        label = canvas.LINE * len(lines)
        bottom = top + _GAP + (label + high if narrow else max(label, high))
        placed.append(stacked.assign(y=bottom - 8 - _STEP * stacked["level"]))
        top = bottom
    return pd.concat(placed), pd.DataFrame(words, columns=list(canvas.WORDS)), rules, top


def _stacked(here: pd.DataFrame) -> pd.DataFrame:
    """Return the signs of a row with their level: one above another where they would touch."""
    ordered = here.sort_values(["x", "planned", "group"], kind="stable")
    ends: list[float] = []
    levels = []
    for x in ordered["x"]:
        free = next((at for at, end in enumerate(ends) if x - end >= _STEP), len(ends))
        ends[free : free + 1] = [x]
        levels.append(free)
    return ordered.assign(level=levels)


def _axis(
    ticks: Sequence[float], places: Sequence[float], unit: str, bottom: float, side: float
) -> pd.DataFrame:
    marks = [f"{tick:g}" for tick in ticks]
    words = [
        (mark, x - _CHARACTER * 0.45 * len(mark), bottom + 12, 0)
        for mark, x in zip(marks, places, strict=True)
    ]
    return pd.DataFrame([*words, (unit, side, bottom + 30, 0)], columns=list(canvas.WORDS))


def _grid(places: Sequence[float], top: float, bottom: float, x: alt.X, y: alt.Y) -> Any:
    lines = pd.DataFrame({"x": list(places), "y": top, "y2": bottom})
    return alt.Chart(lines).mark_rule(color=theme.RULE).encode(x=x, y=y, y2=alt.Y2("y2:Q"))


def _key(
    groups: Sequence[str], plans: tuple[str, str], width: int
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Return the words and the signs of the key, and where it ends."""
    entries = [(name, at, False) for at, name in enumerate(groups)]
    entries += [(f"filled: {plans[0]}", 1, False), (f"hollow: {plans[1]}", 1, True)]
    long = -(-len(entries) // 2)
    places = [(width / 2 * (at // long), _KEY * (at % long) + 11.0) for at in range(len(entries))]
    words = [(entry[0], x + 16, y, 0) for entry, (x, y) in zip(entries, places, strict=True)]
    signs = [(x + 6, y, *entry[1:]) for entry, (x, y) in zip(entries, places, strict=True)]
    return (
        pd.DataFrame(words, columns=list(canvas.WORDS)),
        pd.DataFrame(signs, columns=["x", "y", "group", "planned"]),
        _KEY * long + 8.0,
    )


def _signs(signs: pd.DataFrame, tooltip: list[str], x: alt.X, y: alt.Y) -> list[Any]:
    layers = []
    for group, (shape, colour) in enumerate(_SHAPES):
        for planned in (False, True):
            here = signs[(signs["group"] == group) & (signs["planned"] == planned)]
            mark = alt.Chart(here.drop(columns=["group", "planned"])).mark_point(
                shape=shape,
                filled=True,
                fill=theme.PAPER if planned else colour,
                stroke=colour,
                strokeWidth=1.4,
                size=_AREA,
                opacity=1,
            )
            layers.append(mark.encode(x=x, y=y, tooltip=theme.told(tooltip)))
    return layers
