"""Addresses from a document to pages and other documents, each relative to the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evidence import addresses, descriptor, prose
from evidence.api.documents import FOLDER
from evidence.readings import Row

# The folder of the chapters, where the addresses of rows begin.
_CHAPTERS = prose.STUDY_PAGES.rpartition("/")[0]


# Tells the address of a row as the document of a name needs it; None when it stands nowhere.
AddressOf = Callable[[str, Row], str | None]


def to_root(name: str) -> str:
    """Return the way from a document to the root of the site: “../../”, deeper from a folder."""
    return "../" * f"{FOLDER}/{name}".count("/")


def to_page(name: str, page: str) -> str:
    """Return the address of a page as a document needs it; `page` is as chapters link it."""
    return f"{to_root(name)}{_CHAPTERS}/{page}"


def of_rows(root: Path, table: str) -> AddressOf:
    """Return what tells the addresses of a table's rows."""
    columns = descriptor.read(root)[table].primary_key
    places = addresses.places(root, table)

    def address(name: str, row: Row) -> str | None:
        found = places[tuple(str(row[column]) for column in columns)].address
        return to_page(name, found) if found else None

    return address
