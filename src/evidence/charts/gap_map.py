"""Where there is evidence, of which kind, and where there is none: an evidence gap map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from evidence.charts import canvas, theme
from evidence.charts.specified import specified

# Kinds are told apart by their place in the cell, their shape and whether it is filled.
_SIGNS = (
    ("circle", True, theme.ACCENT),
    ("square", True, theme.CONTRAST),
    ("circle", False, theme.MUTED),
    ("square", False, theme.MUTED),
)
_SIZES = {"circle": 275, "square": 215}
_ROW = 42
_KEY = 28
_GAP = 2
_PANEL_GAP = 18
_COLUMNS_NARROW = 5


@specified
def gap_map(
    frame: pd.DataFrame,
    row: str,
    column: str,
    kinds: Sequence[str],
    *,
    width: int,
    none: str = "no study",
) -> Any:
    """Return a map of cells by `row` and `column` with a number for each kind of evidence.

    `frame` has one row per cell in the order to be drawn, zeros included; `kinds` names
    the columns with its counts, up to four. Each kind has its sign and its place, which
    the key repeats; a zero has no sign, and a cell of zeros is a grey area, named `none`
    in the key. On a narrow page the columns are broken into maps below each other.
    Raises ValueError when there are more kinds than signs.
    """
    if len(kinds) > len(_SIGNS):
        raise ValueError(f"{len(kinds)} kinds and {len(_SIGNS)} signs: {', '.join(kinds)}")
    key = _key(kinds, none, width)
    cells, labels, height = _placed(frame, row, column, width, top=_KEY * 3)
    cells["empty"] = cells[list(kinds)].sum(axis=1) == 0
    signs = pd.concat([key[key["sign"]], _counted(cells, kinds)])
    texts = pd.concat([key, labels])
    boxes = pd.concat([cells, _key_box(width)])
    x, y = canvas.axes(width, height)
    layers = [
        *_boxes(boxes, [row, column, *kinds], x, y),
        *_signs(signs, len(kinds), x, y),
        *canvas.texts(texts, 11 if theme.is_narrow(width) else 12, x, y),
    ]
    return canvas.sized(layers, width, height)


def _placed(
    frame: pd.DataFrame, row: str, column: str, width: int, top: int
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Return the cells and the lines of their labels with their places, and the height."""
    rows, columns = (list(dict.fromkeys(frame[name])) for name in (row, column))
    narrow = theme.is_narrow(width)
    characters, letter = (15, 5.3) if narrow else (22, 6.4)
    side = letter * canvas.longest(rows, characters) + 6
    across = min(len(columns), _COLUMNS_NARROW) if narrow else len(columns)
    wide = (width - 2 * canvas.MARGIN - side) / across
    head = 6.2 * canvas.longest(columns, 16) + 8
    panel = head + _ROW * len(rows) + _PANEL_GAP
    left = {name: side + wide * (place % across) for place, name in enumerate(columns)}
    above = {name: top + panel * (place // across) for place, name in enumerate(columns)}
    down = {name: head + _ROW * place for place, name in enumerate(rows)}
    cells = frame.assign(
        x=frame[column].map(left),
        x2=frame[column].map(left) + wide - _GAP,
        y=frame[column].map(above) + frame[row].map(down),
    )
    cells["y2"] = cells["y"] + _ROW - _GAP
    heads = [
        (line, left[name] + wide / 2 + shift, above[name] + head - 6, 270)
        for name in columns
        for line, shift in canvas.spread(name, 16)
    ]
    beside = [
        (line, 0, start + down[name] + _ROW / 2 + shift, 0)
        for start in dict.fromkeys(above.values())
        for name in rows
        for line, shift in canvas.spread(name, characters)
    ]
    labels = pd.DataFrame([*heads, *beside], columns=["text", "x", "y", "angle"])
    height = top + panel * (1 + (len(columns) - 1) // across) - _PANEL_GAP
    return cells, labels, height


def _counted(cells: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """Return a sign for each kind of evidence that a cell has, at its place in the cell."""
    parts = []
    for order, kind in enumerate(kinds):
        some = cells[cells[kind] > 0]
        # A quarter of the cell each: two above, two below.
        x = some["x"] + (some["x2"] - some["x"]) * (0.27 + 0.46 * (order % 2))
        y = some["y"] + (some["y2"] - some["y"]) * (0.26 + 0.48 * (order // 2))
        parts.append(some.assign(order=order, number=some[kind].astype(str), x=x, y=y))
    return pd.concat(parts)


def _key(kinds: Sequence[str], none: str, width: int) -> pd.DataFrame:
    """Return the key: the kinds in the places they have in a cell, and the empty area."""
    half = width / 2 if theme.is_narrow(width) else 200
    characters = 19 if theme.is_narrow(width) else 99
    entries = [(kind, half * (at % 2), _KEY * (at // 2)) for at, kind in enumerate(kinds)]
    entries.append((none, 0, _KEY * 2))
    lines = [
        (line, x + 24, y + 12 + shift, 0, order, False)
        for order, (name, x, y) in enumerate(entries)
        for line, shift in canvas.spread(name, characters)
    ]
    signs = [("", x + 10, y + 12, 0, order, True) for order, (_, x, y) in enumerate(entries[:-1])]
    key = pd.DataFrame([*lines, *signs], columns=["text", "x", "y", "angle", "order", "sign"])
    return key.assign(number="")


def _key_box(width: int) -> pd.DataFrame:
    top = _KEY * 2 + 4
    return pd.DataFrame({"x": [2], "x2": [18], "y": [top], "y2": [top + 16], "empty": [True]})


def _boxes(boxes: pd.DataFrame, tooltip: list[str], x: alt.X, y: alt.Y) -> list[Any]:
    """Return the cells: an outline where there is evidence, a grey area where there is none."""
    base = alt.Chart(boxes).encode(
        x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), tooltip=theme.told(tooltip)
    )
    return [
        base.transform_filter(alt.datum.empty).mark_rect(color=theme.RULE, opacity=1),
        base.transform_filter(~alt.datum.empty).mark_rect(
            filled=False, stroke=theme.RULE, strokeWidth=1
        ),
    ]


def _signs(signs: pd.DataFrame, kinds: int, x: alt.X, y: alt.Y) -> list[Any]:
    layers = []
    for order, (shape, filled, colour) in enumerate(_SIGNS[:kinds]):
        base = alt.Chart(signs[signs["order"] == order][["x", "y", "number"]]).encode(x=x, y=y)
        mark = base.mark_point(
            shape=shape, filled=filled, color=colour, size=_SIZES[shape], opacity=1, strokeWidth=1.3
        )
        ink = theme.PAPER if filled else theme.INK
        number = base.mark_text(fontSize=11, fontWeight="bold", color=ink, tooltip=None)
        layers += [mark, number.encode(text=alt.Text("number:N"))]
    return layers
