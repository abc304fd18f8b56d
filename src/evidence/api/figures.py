"""The documents about figures: a list, and for each the results that it draws."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from evidence import display
from evidence.api import links
from evidence.api.documents import Document
from evidence.api.shapes import Shape, address, listed, record, text, value_of
from evidence.display import Payload

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def documents(figures: Mapping[str, Mapping[str, Payload]]) -> Iterator[Document]:
    """Yield the list of figures and the document of each.

    `figures` holds them by page and name, as `display.figures_of` gives them.
    """
    placed = [(page, one) for page in sorted(figures) for one in figures[page].values()]
    yield Document("figures", "figures", [_entry(page, one) for page, one in placed])
    for page, one in placed:
        yield Document(f"figures/{one['id']}", "figure", _figure(page, one))


def _entry(page: str, one: Payload) -> dict[str, Any]:
    return {
        "figure_id": one["id"],
        "caption": one["caption"],
        "page": _page("figures", page, one),
        "document": f"figures/{one['id']}.json",
    }


def _figure(page: str, one: Payload) -> dict[str, Any]:
    name = f"figures/{one['id']}"
    file = f"{links.to_root(name)}{display.FOLDER}/{one['id']}"
    return {
        "figure_id": one["id"],
        "caption": one["caption"],
        "finding": one["finding"],
        "page": _page(name, page, one),
        **{kind: f"{file}.{kind}" for kind in ("csv", "svg", "png")},
        "csv_sha256": hashlib.sha256(display.csv_of(one)).hexdigest(),
        "columns": list(one["header"]),
        "rows": _typed(one["rows"]),
    }


def _page(name: str, page: str, one: Payload) -> str:
    return f"{links.to_root(name)}{page}.html#{one['id']}"


def _typed(rows: list[list[str]]) -> list[list[Any]]:
    """Return the rows with numbers in the columns that hold nothing else."""
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(cells: tuple[str, ...]) -> list[Any]:
    if all(_NUMBER.fullmatch(cell) for cell in cells if cell):
        return [value_of(float(cell)) if cell else None for cell in cells]
    return [value_of(cell) for cell in cells]


def shapes() -> dict[str, Shape]:
    """Return the shapes of the data of these documents by the name of their schema."""
    known = {
        "figure_id": text("Name of the figure"),
        "caption": text("What it shows"),
    }
    page = address("Where it stands in the book")
    cell: Shape = {"type": ["number", "string", "null"], "description": "A cell"}
    row = listed("A row: its cells, in the order of the columns", cell)
    return {
        "figures": listed(
            "All figures", record("One figure", **known, page=page, document=address("Its data"))
        ),
        "figure": record(
            "The results a figure draws",
            **known,
            finding=text("What it tells, in a sentence"),
            page=page,
            csv=address("Its rows as CSV"),
            svg=address("Its drawing"),
            png=address("Its drawing in pixels"),
            csv_sha256=text("SHA-256 of the CSV file", pattern="^[0-9a-f]{64}$"),
            columns=listed("Names of the columns", text("A name")),
            rows=listed("Its rows; a column of which every cell is a number holds numbers", row),
        ),
    }
