"""A harvest plot: one bar per study, standing where its result points.

After Ogilvie and others (2008): nothing is added up, so no bar outweighs the picture of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import canvas, layout, theme
from evidence.charts.specified import specified

_TALLEST = 26.0
_KEY = 20
_CHARACTER = 6.4
_LABEL = 24  # characters of a row's name in a line
_ROW_GAP = 12


@dataclass(frozen=True)
class _Columns:
    """Where the columns stand, in pixels, and how many bars find room side by side."""

    left: dict[str, float]
    room: dict[str, int]


@dataclass(frozen=True)
class _Measures:
    """Sizes in pixels for a width; names of columns are broken at so many `characters`."""

    narrow: bool
    bar: float
    step: float
    number: float
    characters: int


_WIDE = _Measures(narrow=False, bar=7.0, step=10.0, number=22.0, characters=14)
_NARROW = _Measures(narrow=True, bar=5.0, step=7.0, number=18.0, characters=10)


@specified
def harvest(
    frame: pd.DataFrame,
    row: str,
    column: str,
    shade: str,
    size: str,
    *,
    columns: Sequence[str],
    shades: Sequence[str],
    unit: str,
    width: int,
) -> Any:
    """Return bars by `row` and `column`, one per row of `frame`, with their number.

    `columns` names all columns in order, `shades` up to three words for the fill from the
    least to the most doubtful; in a cell the bars stand in that order. The height of a bar
    grows with the root of `size`, in `unit`; where that is missing a dot stands. The other
    columns of `frame` show in the tooltip. Raises ValueError when there are more shades
    than fills.
    """
    data = frame.assign(
        shade=frame[shade].map(canvas.place_of(shades)),
        tall=_heights(frame[size].astype(float)),
        column=frame[column],
    )
    measures = _NARROW if theme.is_narrow(width) else _WIDE
    words, key, top = _key(shades, unit, width)
    rows = list(dict.fromkeys(frame[row]))
    places = _columns(data, row, columns, rows, measures, width)
    heads, top = _heads(columns, places, measures, top)
    bars, labels, rules, height = _rows(data, row, places, measures, top)
    x, y = canvas.axes(width, height)
    small = 11 if measures.narrow else 12
    layers = [
        canvas.rules(rules, width, x, y),
        *_bars(pd.concat([bars, key]), list(frame.columns), x, y),
        *canvas.texts(pd.concat([words, labels]), small, x, y),
        *canvas.texts(heads, small, x, y, colour=theme.MUTED),
    ]
    return canvas.sized(layers, width, height)


def _heights(sizes: pd.Series) -> pd.Series:
    largest = sizes.max()
    return sizes.map(lambda size: None if pd.isna(size) else _TALLEST * sqrt(size / largest))


def _columns(
    data: pd.DataFrame,
    row: str,
    columns: Sequence[str],
    rows: Sequence[str],
    measures: _Measures,
    width: int,
) -> _Columns:
    """Return the columns: the fullest as wide as can be, the others with room for their names."""
    side = 0.0 if measures.narrow else _CHARACTER * canvas.longest(rows, _LABEL) + 12
    most = data.groupby([row, "column"]).size().groupby("column").max()
    wide = {
        name: max(
            _CHARACTER * canvas.longest([name], measures.characters) + 10,
            measures.number + measures.step * min(3, int(most.get(name, 0))) + 4,
        )
        for name in columns
    }
    fullest = str(most.idxmax())
    wide[fullest] += width - 2 * canvas.MARGIN - side - sum(wide.values())
    left, at = {}, side
    for name in columns:
        left[name] = at
        at += wide[name]
    rooms = {name: int((wide[name] - measures.number - 4) // measures.step) for name in columns}
    return _Columns(left, {name: max(1, room) for name, room in rooms.items()})


def _heads(
    columns: Sequence[str], places: _Columns, measures: _Measures, top: float
) -> tuple[pd.DataFrame, float]:
    """Return the names of the columns in their places, and where the longest ends."""
    broken = {name: layout.lines(name, measures.characters) for name in columns}
    lines = [
        (line, places.left[name], top + canvas.LINE * (at + 0.5), 0)
        for name, parts in broken.items()
        for at, line in enumerate(parts)
    ]
    bottom = top + canvas.LINE * max(map(len, broken.values())) + 4
    return pd.DataFrame(lines, columns=list(canvas.WORDS)), bottom


def _rows(
    data: pd.DataFrame, row: str, places: _Columns, measures: _Measures, top: float
) -> tuple[pd.DataFrame, pd.DataFrame, list[float], float]:
    """Return the bars and words with their places, the lines between rows, and the height."""
    bars, words, rules = [], [], []
    for name, here in data.groupby(row, sort=False):
        rules.append(top)
        top += _ROW_GAP / 2
        lines = [name] if measures.narrow else layout.lines(str(name), _LABEL)
        words += [(line, 0.0, top + canvas.LINE * (at + 0.5), 0) for at, line in enumerate(lines)]
        bottom = top + canvas.LINE * len(lines)
        start = bottom + 2 if measures.narrow else top
        for column, cell in here.groupby("column", sort=False):
            placed = _cell(cell, places, measures, start)
            bars.append(placed)
            words.append((str(len(cell)), places.left[str(column)], placed["y2"].iloc[0] - 5, 0))
            bottom = max(bottom, placed["y2"].max())
        top = bottom + _ROW_GAP / 2
    return pd.concat(bars), pd.DataFrame(words, columns=list(canvas.WORDS)), rules, top


def _cell(cell: pd.DataFrame, places: _Columns, measures: _Measures, top: float) -> pd.DataFrame:
    """Return the bars of a cell in their places, in as many lines as they need."""
    column = cell["column"].iloc[0]
    left = places.left[column] + measures.number
    ranked = cell.sort_values(["shade", "tall"], na_position="first", kind="stable")
    parts = []
    for line in _lines(ranked, places.room[column]):
        base = top + max(canvas.LINE, line["tall"].fillna(0).max())
        x = left + measures.step * pd.Series(range(len(line)), index=line.index, dtype="float64")
        tall = line["tall"].fillna(measures.bar)
        parts.append(line.assign(x=x, x2=x + measures.bar, y=base - tall, y2=base))
        top = base + 3
    return pd.concat(parts)


def _lines(ranked: pd.DataFrame, room: int) -> Iterator[pd.DataFrame]:
    for start in range(0, len(ranked), room):
        yield ranked.iloc[start : start + room]


def _key(shades: Sequence[str], unit: str, width: int) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Return the words and the signs of the key, and where it ends."""
    entries: list[tuple[str, int, float | None]] = [
        *((name, at, _TALLEST / 2) for at, name in enumerate(shades)),
        (f"taller: more {unit}", 1, _TALLEST * 0.6),
        (f"dot: number of {unit} not seen", 1, None),
    ]
    across = 1 if theme.is_narrow(width) else 2
    words, bars = [], []
    for place, (text, shade, tall) in enumerate(entries):
        x = (width / across) * (place % across)
        base = _KEY * (place // across) + 16.0
        words.append((text, x + 16, base - 6, 0))
        bars.append((x + 2, x + 9, base - (tall or 7.0), base, shade, tall))
    return (
        pd.DataFrame(words, columns=list(canvas.WORDS)),
        pd.DataFrame(bars, columns=["x", "x2", "y", "y2", "shade", "tall"]),
        _KEY * -(-len(entries) // across) + 12.0,
    )


def _bars(bars: pd.DataFrame, tooltip: list[str], x: alt.X, y: alt.Y) -> list[Any]:
    layers = []
    for shade, (fill, stroke) in enumerate(canvas.FILLS):
        here = bars[bars["shade"] == shade].drop(columns=["shade", "column"])
        seen = alt.Chart(here[here["tall"].notna()]).mark_rect(
            fill=fill, stroke=stroke, strokeWidth=1
        )
        unseen = here[here["tall"].isna()]
        middle = unseen.assign(
            x=(unseen["x"] + unseen["x2"]) / 2, y=(unseen["y"] + unseen["y2"]) / 2
        )
        dots = alt.Chart(middle).mark_point(
            shape="circle", filled=True, fill=fill, stroke=stroke, strokeWidth=1, size=34, opacity=1
        )
        layers += [
            seen.encode(
                x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), tooltip=theme.told(tooltip)
            ),
            dots.encode(x=x, y=y, tooltip=theme.told(tooltip)),
        ]
    return layers
