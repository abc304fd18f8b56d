"""An effect-direction plot: which way each study points, outcome by outcome.

After Boon and Thomson (2021), without significance: an arrow up is better, one down worse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import canvas, layout, theme
from evidence.charts.specified import specified

_SHAPES = {
    "up": "triangle-up",
    "down": "triangle-down",
    "both": "diamond",
    "level": "M-1,-0.3H1V0.3H-1Z",
    "none": "M-0.3,0A0.3,0.3,0,1,0,0.3,0A0.3,0.3,0,1,0,-0.3,0Z",
}
_LARGEST = 380.0
_SMALLEST = 90.0
_ROW = 34
_KEY = 26
_CHARACTER = 6.4


@specified
def directions(
    frame: pd.DataFrame,
    row: str,
    column: str,
    direction: str,
    shade: str,
    size: str,
    *,
    signs: Mapping[str, str],
    shades: Sequence[str],
    unit: str,
    width: int,
) -> Any:
    """Return a sign by `row` and `column`: its shape the direction, its fill the doubt.

    `frame` has one row per sign in the order to be drawn. `signs` says of each direction
    whether it is drawn “up”, “down”, “both”, “level” or “none”; `shades` has up to three
    words for the fill, from the least to the most doubtful. The area of a sign grows with
    the root of `size`, in `unit`; where that is missing it is as small as the smallest.
    Raises ValueError when there are more shades than fills.
    """
    narrow = theme.is_narrow(width)
    words, key, top = _key(signs, shades, unit, width)
    places, labels, rules, height = _placed(frame, row, column, top, width)
    data = frame.join(places).assign(
        shape=frame[direction].map(lambda word: _SHAPES[signs[word]]),
        shade=frame[shade].map(canvas.place_of(shades)),
        area=_areas(frame[size].astype(float)),
    )
    x, y = canvas.axes(width, height)
    layers = [
        canvas.rules(rules, width, x, y),
        *_signs(pd.concat([data, key]), list(frame.columns), x, y),
        *canvas.texts(pd.concat([words, labels]), 11 if narrow else 12, x, y),
    ]
    return canvas.sized(layers, width, height)


def _areas(sizes: pd.Series) -> pd.Series:
    largest = sizes.max()
    grown = sizes.map(lambda size: _LARGEST * sqrt(size / largest))
    return grown.fillna(_SMALLEST).clip(lower=_SMALLEST)


def _placed(
    frame: pd.DataFrame, row: str, column: str, top: float, width: int
) -> tuple[pd.DataFrame, pd.DataFrame, list[float], float]:
    """Return the places of the signs, the names of rows and columns, the lines, the height."""
    rows, columns = (list(dict.fromkeys(frame[name])) for name in (row, column))
    narrow = theme.is_narrow(width)
    side = 0.0 if narrow else _CHARACTER * canvas.longest(rows, 26) + 12
    wide = (width - 2 * canvas.MARGIN - side) / len(columns)
    middle = {name: side + wide * (at + 0.5) for at, name in enumerate(columns)}
    heads, top = _heads(middle, top, narrow, wide)
    above = canvas.LINE + 4 if narrow else 0
    start = {name: top + (_ROW + above) * at for at, name in enumerate(rows)}
    names = [
        (line, 0.0, start[name] + (canvas.LINE * 0.8 if narrow else _ROW / 2) + shift, 0)
        for name in rows
        for line, shift in canvas.spread(name, 99 if narrow else 26)
    ]
    places = pd.DataFrame(
        {
            "x": frame[column].map(middle),
            "y": frame[row].map(start) + above + _ROW / 2,
        }
    )
    labels = pd.DataFrame([*heads, *names], columns=list(canvas.WORDS))
    return places, labels, list(start.values()), top + (_ROW + above) * len(rows)


def _heads(
    middle: Mapping[str, float], top: float, narrow: bool, wide: float
) -> tuple[list[tuple[str, float, float, int]], float]:
    """Return the names of the columns, upright on a narrow page, and where they end."""
    names = list(middle)
    if narrow:
        bottom = top + _CHARACTER * canvas.longest(names, 16) + 6
        return [
            (line, middle[name] + shift, bottom - 6, 270)
            for name in names
            for line, shift in canvas.spread(name, 16)
        ], bottom
    characters = max(8, int(wide / _CHARACTER))
    broken = {name: layout.lines(name, characters) for name in names}
    most = max(map(len, broken.values()))
    lines = [
        (line, middle[name] - _CHARACTER * 0.45 * len(line), top + canvas.LINE * (at + 0.5), 0)
        for name, parts in broken.items()
        for at, line in enumerate(parts, start=most - len(parts))
    ]
    return lines, top + canvas.LINE * most + 6


def _key(
    signs: Mapping[str, str], shades: Sequence[str], unit: str, width: int
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Return the words and the signs of the key, and where it ends."""
    sample = 150.0
    entries = [(name, _SHAPES[sign], 1, sample) for name, sign in signs.items()]
    entries += [(name, "square", at, sample) for at, name in enumerate(shades)]
    entries.append((f"larger: more {unit}", _SHAPES["up"], 1, _LARGEST * 0.8))
    long = -(-len(entries) // 2)
    characters = 20 if theme.is_narrow(width) else 99
    places = [(width / 2 * (at // long), _KEY * (at % long) + 11.0) for at in range(len(entries))]
    words = [
        (line, x + 24, y + shift, 0)
        for (name, *_), (x, y) in zip(entries, places, strict=True)
        for line, shift in canvas.spread(name, characters)
    ]
    key = [(x + 10, y, *entry[1:]) for entry, (x, y) in zip(entries, places, strict=True)]
    return (
        pd.DataFrame(words, columns=list(canvas.WORDS)),
        pd.DataFrame(key, columns=["x", "y", "shape", "shade", "area"]),
        _KEY * long + 12.0,
    )


def _signs(signs: pd.DataFrame, tooltip: list[str], x: alt.X, y: alt.Y) -> list[Any]:
    layers = []
    for shade, (fill, stroke) in enumerate(canvas.FILLS):
        here = signs[signs["shade"] == shade].drop(columns="shade")
        mark = alt.Chart(here).mark_point(
            filled=True, fill=fill, stroke=stroke, strokeWidth=1.2, opacity=1
        )
        layers.append(
            mark.encode(
                x=x,
                y=y,
                shape=alt.Shape("shape:N", scale=None),
                size=alt.Size("area:Q", scale=None),
                tooltip=theme.told(tooltip),
            )
        )
    return layers
