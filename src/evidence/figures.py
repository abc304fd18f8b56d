"""How a chart becomes an accessible, citable, offline figure.

A chapter calls `show`; the Sphinx extension (`evidence.display`) draws the chart
at build time and puts it into the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

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
    Raises ValueError when `data` is empty or `id` cannot be a file's name.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
        raise ValueError(f"figure “{id}”: use small letters, digits and single hyphens")
    if data.empty:
        raise ValueError(f"figure “{id}” has no data to show")
    # Checking each piece of a chart against its schema takes most of the time that making it
    # takes; the tests do it.
    with schemapi.debug_mode(False):
        specs = {
            name: _specification(draw(width))
            for name, width in (("wide", WIDE), ("narrow", NARROW))
        }
    return Figure(id, caption, finding, specs, *table_of(data))


def _specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    made: dict[int, Any] = {}

    def once(data: Any) -> Any:
        if id(data) not in made:
            made[id(data)] = alt.default_data_transformer(data)
        return made[id(data)]

    # Layers share their frames: to make values of a frame takes as long as the rest of a layer.
    alt.data_transformers.register("once", once)
    with alt.data_transformers.enable("once"):
        return chart.to_dict(validate=False)


def table_of(
    data: pd.DataFrame, show: Callable[[float], str] | None = None
) -> tuple[list[str], list[list[str]]]:
    """Return a frame's header and rows as text, missing values blank.

    Numbers are written by `show`; without it in full, as a download needs them.
    """
    rows = [
        [_cell(value, show or in_full) for value in row] for row in data.itertuples(index=False)
    ]
    return [str(name) for name in data.columns], rows


def in_full(number: float) -> str:
    """Return a number with its digits, a point and no exponent."""
    return f"{Decimal(f'{number:.10g}'):f}"


def _cell(value: Any, show: Callable[[float], str]) -> str:
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return show(float(value))
