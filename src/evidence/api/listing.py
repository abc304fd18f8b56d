"""The documents that say what there is: the tables, the index, and the versions of a site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evidence import descriptor, tables
from evidence.api import links, published
from evidence.api.documents import Document
from evidence.api.shapes import Shape, address, integer, listed, or_none, record, text
from evidence.descriptor import Table

VERSIONS = "versions"
_SAID = {
    "studies": "All studies",
    "outcomes": "All outcomes",
    "questions": "What was asked, and what each analysis comes to",
    "claims": "Claims of the source reviews with our verdicts",
    "figures": "All figures",
    "tables": "The tables as files",
}
# The lists of which each entry has a document of its own: its key, its schema, what it holds.
_EACH = {
    "studies": ("study_id", "study", "All that the tables hold of one study"),
    "outcomes": ("outcome_id", "outcome", "All values of one outcome, of all studies"),
    "questions": ("analysis_id", "question", "One analysis with everything its page says"),
    "figures": ("figure_id", "figure", "The results that one figure draws"),
}


def table_documents(root: Path) -> Iterator[Document]:
    """Yield the list of the tables."""
    known = descriptor.read(root).values()
    yield Document("tables", "tables", [_table(one, root) for one in known])


def _table(one: Table, root: Path) -> dict[str, Any]:
    data = (root / one.file).read_bytes()
    return {
        "table": one.name,
        "title": one.title,
        "description": one.description,
        "file": f"{links.to_root('tables')}{published.FOLDER}/{one.path}",
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows": len(tables.load(one.name, root)),
        "columns": [field.name for field in one.fields],
        "primary_key": list(one.primary_key),
    }


def index(root: Path, names: Iterable[str]) -> Document:
    """Return the document to begin with; `names` are those of the documents there are."""
    package = descriptor.read_package(root)
    said = {
        "title": package.get("title", package["name"]),
        "description": package.get("description", ""),
        "book": f"{links.to_root('index')}index.html",
        "data_package": f"{links.to_root('index')}{published.FOLDER}/datapackage.json",
        "documents": [one for name in names if name in _SAID for one in _described(name)],
    }
    return Document("index", "index", said)


def _described(name: str) -> Iterator[dict[str, str]]:
    """Yield what is said of a list, and of the documents of its entries."""
    yield _entry(f"{name}.json", name, _SAID[name])
    if name in _EACH:
        key, schema, said = _EACH[name]
        yield _entry(f"{name}/{{{key}}}.json", schema, said)


def _entry(document: str, schema: str, said: str) -> dict[str, str]:
    return {"document": document, "schema": f"schemas/{schema}.json", "description": said}


def shapes() -> dict[str, Shape]:
    """Return the shapes of the data of these documents by the name of their schema."""
    return {"index": _index(), "tables": _tables(), VERSIONS: _versions()}


def _index() -> Shape:
    document = record(
        "One document, or one for each key that stands in braces",
        document=text("Its address, relative to that of this document"),
        schema=address("Its schema"),
        description=text("What it holds"),
    )
    return record(
        "What there is",
        title=text("What the tables are about"),
        description=text("What the tables are"),
        book=address("The book"),
        data_package=address("The tables, described as a Data Package"),
        documents=listed("The documents to begin with", document),
    )


def _tables() -> Shape:
    table = record(
        "One table",
        table=text("Its name"),
        title=text("Its title"),
        description=text("What it holds"),
        file=address("The table as CSV"),
        sha256=text("SHA-256 of the file", pattern="^[0-9a-f]{64}$"),
        rows=integer("How many rows it has"),
        columns=listed("Its columns, in their order", text("Name of a column")),
        primary_key=listed("The columns that tell its rows apart", text("Name of a column")),
    )
    return listed("All tables", table)


def _versions() -> Shape:
    version = record(
        "One version",
        version=text("Its name", pattern=r"^\d{4}\.(0[1-9]|1[0-2])(\.[1-9]\d*)?$"),
        date=text("The day it was made", format="date"),
        book=address("The book as it was"),
        index=or_none(address("Its index of documents; null where it had none")),
        data_package=or_none(address("Its tables; null where it published none")),
    )
    return listed("All versions, the newest first", version)
