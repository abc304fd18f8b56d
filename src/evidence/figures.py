"""How a chart becomes an accessible, citable, offline figure.

A chapter calls `show`; the Sphinx extension (`evidence.display`) draws the chart
at build time and puts it into the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from evidence import numbers

MIME_TYPE = "application/vnd.evidence.figure+json"
WIDE = 660
NARROW = 296

Draw = Callable[[int], alt.TopLevelMixin]


@dataclass(frozen=True)
class Figure:
    """A figure as plain data: what the page, the downloads and the citation need."""

    id: str
    caption: str
    finding: str
    specs: dict[str, dict[str, Any]]
    header: list[str]
    rows: list[list[str]]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {MIME_TYPE: self.__dict__, "text/plain": self.finding}


def show(draw: Draw, data: pd.DataFrame, *, id: str, caption: str, finding: str) -> Figure:
    """Return the figure to display at the end of a cell.

    `draw` makes the chart for a width in pixels and is called for a wide and a
    narrow page. `data` is the table behind the figure, with readable column
    names. `id` is its permanent name, `caption` says what is shown, `finding` is
    the text alternative: one sentence that says what the figure shows.
    Raises ValueError when `data` is empty.
    """
    if data.empty:
        raise ValueError(f"figure “{id}” has no data to show")
    specs = {name: draw(width).to_dict() for name, width in (("wide", WIDE), ("narrow", NARROW))}
    return Figure(id, caption, finding, specs, *table_of(data))


def table_of(data: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return a frame's header and rows as text, missing values blank."""
    rows = [[_cell(value) for value in row] for row in data.itertuples(index=False)]
    return [str(name) for name in data.columns], rows


def _cell(value: Any) -> str:
    if value is None or (not isinstance(value, Sequence) and pd.isna(value)):
        return ""
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        return numbers.text(value).replace(numbers.NARROW_SPACE, "").replace(numbers.MINUS, "-")
    return str(value)
