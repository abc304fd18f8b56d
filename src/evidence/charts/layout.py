"""Rows with a label each, the layout most charts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from evidence import notices
from evidence.charts.theme import INK, XValue, is_narrow, layered

# The width of a chart is that of its drawing, axis labels included.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")

_CHARACTERS_NARROW = 44
_CHARACTERS_WIDE = 34


def y_axis(label: str, order: Sequence[str], width: int) -> alt.Y:
    """Return the vertical position of labelled rows, in the order given.

    On a narrow page the labels stand above the rows (see `row_labels`).
    """
    axis = None if is_narrow(width) else _axis(order)
    return alt.Y(
        f"{label}:N", sort=list(order), title=None, axis=axis, scale=alt.Scale(paddingInner=0.3)
    )


def _axis(order: Sequence[str]) -> alt.Axis:
    return alt.Axis(
        labelColor=INK,
        labelFontSize=13,
        labelLimit=0,
        labelPadding=14,
        domain=False,
        ticks=False,
        labelExpr=wrapped(order, _CHARACTERS_WIDE),
    )


def wrapped(labels: Sequence[str], characters: int) -> str:
    """Return the expression that breaks an axis' labels into lines of so many characters."""
    # Vega breaks a label only where it is an array: give each long label its lines.
    broken = {label: lines(label, characters) for label in labels}
    table = ", ".join(
        f"{_quote(label)}: [{', '.join(map(_quote, parts))}]" for label, parts in broken.items()
    )
    return f"({{{table}}})[datum.label]"


def lines(text: str, characters: int) -> list[str]:
    """Return a text broken between words into lines of at most so many characters.

    A word longer than that has a line of its own.
    """
    broken = [""]
    for word in text.split(" "):
        if broken[-1] and len(broken[-1]) + len(word) >= characters:
            broken.append("")
        broken[-1] = f"{broken[-1]} {word}".strip()
    return broken


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def row_height(width: int) -> int:
    """Return the height of one row in pixels."""
    return 46 if is_narrow(width) else 34


def remark_offset(width: int) -> int:
    """Return how far below its row a small remark at the right stands, in pixels.

    On a narrow page the label stands above the row, so the remark goes below it.
    """
    return 14 if is_narrow(width) else -9


def sized(layers: Iterable[Any], order: Sequence[str], width: int, **title: Any) -> Any:
    """Return the layers as a chart of labelled rows that fills the width, labels included."""
    height = row_height(width) * len(order)
    return layered(layers, width=width, height=height, autosize=FIT, **title)


def row_labels(frame: pd.DataFrame, label: str, y: alt.Y, width: int) -> list[Any]:
    """Return the layer with labels above the rows; none where they stand beside them."""
    if not is_narrow(width):
        return []
    shown = frame.drop_duplicates(label).assign(
        shown=lambda rows: [_cut(text) for text in rows[label]]
    )
    mark = alt.Chart(shown[[label, "shown"]]).mark_text(
        align="left", baseline="bottom", dy=-9, fontSize=13, color=INK
    )
    return [mark.encode(x=XValue(0), y=y, text=alt.Text("shown:N"))]


def _cut(text: str) -> str:
    return notices.shortened(text, _CHARACTERS_NARROW)
