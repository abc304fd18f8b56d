"""The documents about outcomes: the vocabulary, and for each outcome all values of all studies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence import tables
from evidence.api import links
from evidence.api.documents import Document
from evidence.api.shapes import Shape, address, integer, listed, or_none, plain, record, row
from evidence.descriptor import Table
from evidence.readings import Row

_MEASURED = {
    "outcomes": ("values", "Every value of it, of every study"),
    "reported_effects": ("reported_effects", "Every result between groups as reports give it"),
}
_CONVERSIONS = "unit_conversions"
TABLES = ("arms", "outcome_definitions", *_MEASURED, _CONVERSIONS, "studies")

Rows = Mapping[str, list[Row]]


def documents(root: Path) -> Iterator[Document]:
    """Yield the list of outcomes and the document of each.

    One document for each outcome, since all values together are too many for one file.
    """
    by_table = {name: _by_outcome(name, root) for name in (*_MEASURED, _CONVERSIONS)}
    defined = tables.records("outcome_definitions", root)
    yield Document("outcomes", "outcomes", [_entry(one, by_table) for one in defined])
    address_of = {table: links.of_rows(root, table) for table in _MEASURED}
    for one in defined:
        yield _document(one, by_table, address_of)


def _by_outcome(table: str, root: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in tables.records(table, root):
        found.setdefault(one["outcome_id"], []).append(one)
    return found


def _entry(one: Row, by_table: Mapping[str, Rows]) -> dict[str, Any]:
    key = one["outcome_id"]
    rows = {said: by_table[table].get(key, []) for table, (said, _) in _MEASURED.items()}
    return {
        **plain(one),
        "studies": len({row["study_id"] for group in rows.values() for row in group}),
        **{said: len(group) for said, group in rows.items()},
        "document": f"outcomes/{key}.json",
    }


def _document(
    one: Row, by_table: Mapping[str, Rows], address_of: Mapping[str, links.AddressOf]
) -> Document:
    key = one["outcome_id"]
    name = f"outcomes/{key}"
    measured = {
        said: [
            {**plain(row, "outcome_id"), "page": address_of[table](name, row)}
            for row in by_table[table].get(key, [])
        ]
        for table, (said, _) in _MEASURED.items()
    }
    conversions = [plain(row, "outcome_id") for row in by_table[_CONVERSIONS].get(key, [])]
    data = {"outcome": plain(one), "conversions": conversions, **measured}
    return Document(name, "outcome", data)


def shapes(known: Mapping[str, Table]) -> dict[str, Shape]:
    """Return the shapes of the data of these documents by the name of their schema."""
    defined = known["outcome_definitions"]
    page = or_none(address("Where the row stands in the book"))
    measured = {
        said: listed(meaning, row(known[table], "outcome_id", page=page))
        for table, (said, meaning) in _MEASURED.items()
    }
    counts = {
        "studies": integer("How many studies give a value or a result"),
        "values": integer("How many values there are"),
        "reported_effects": integer("How many results between groups there are"),
    }
    return {
        "outcomes": listed(
            "All outcomes", row(defined, **counts, document=address("The values of it"))
        ),
        "outcome": record(
            "All values of one outcome",
            outcome=row(defined),
            conversions=listed("Its other units", row(known[_CONVERSIONS], "outcome_id")),
            **measured,
        ),
    }
