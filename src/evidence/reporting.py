"""Checklists of reporting standards: each item with its answer, and the places that show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from evidence import descriptor, pages, prose, tables
from evidence.rows import words

TABLE = "checklist_items"
_ANSWERS = ("yes", "partly", "no", "not applicable")
_HEADER = ["Item", "What it asks", "Answer", "Where and how, or why not"]


@dataclass(frozen=True)
class Place:
    """A page of the book, named from the folder of the chapters, and the place in it."""

    page: str
    fragment: str = ""

    @property
    def address(self) -> str:
        """The address, as a chapter links to it."""
        return f"{self.page}.html" + (f"#{self.fragment}" if self.fragment else "")


def places(cell: str) -> tuple[Place, ...]:
    """Return the places named in a cell."""
    return tuple(Place(*place.split("#", 1)) for place in words(cell))


def checklist(items: pd.DataFrame) -> pages.Html:
    """Return the items of a checklist as a table whose answers link to their places."""
    rows = [
        [_item(row), _asked(row), pages.badge(row["answer"]), _told(row)]
        for row in items.to_dict("records")
    ]
    return pages.Html(pages.html_table(_HEADER, rows, "ev-table ev-checklist"))


def _item(row: dict[Any, Any]) -> str:
    name = escape(f"{row['checklist_id']}-{row['item']}", quote=True)
    return f'<span id="{name}">{escape(row["item"])}</span> · {escape(row["section"])}'


def _asked(row: dict[Any, Any]) -> str:
    read = "" if row["read"] == "whole" else f" ({row['read']})"
    return escape(row["asks"] + read)


def _told(row: dict[Any, Any]) -> str:
    linked = ", ".join(
        pages.link(place.address, escape(_title(place))) for place in places(row["places"])
    )
    told = " ".join(escape(row[field]) for field in ("how", "reason") if row[field])
    return f"{told} ({linked})" if linked else told


def _title(place: Place) -> str:
    """Return what a link says, from its address alone, so that it is never out of date."""
    page = "Home" if place.page == "index" else place.page
    parts = [page.replace("/", " "), place.fragment]
    said = ": ".join(part.replace("-", " ").replace("_", " ") for part in parts if part)
    return said[0].upper() + said[1:]


def counts(items: pd.DataFrame, checklists: pd.DataFrame) -> pd.DataFrame:
    """Return how many items of each checklist have each answer, one row per checklist."""
    table = pd.crosstab(items["checklist_id"], items["answer"])
    table = table.reindex(index=checklists["checklist_id"], columns=_ANSWERS, fill_value=0)
    table.insert(0, "Checklist", list(checklists["name"]))
    return table.rename(columns=str.capitalize).reset_index(drop=True)


def unresolved(book: Path, items: pd.DataFrame) -> Iterator[tuple[str, str, Place]]:
    """Yield checklist, item and place for each place that the built book does not have.

    `book` is the folder with the built pages of the chapters.
    """
    pages_read: dict[str, str] = {}
    for row in items.to_dict("records"):
        for place in places(row["places"]):
            path = book / f"{place.page}.html"
            if place.page not in pages_read:
                text = path.read_text(encoding="utf-8") if path.exists() else ""
                pages_read[place.page] = text
            text = pages_read[place.page]
            if not text or (place.fragment and f'id="{place.fragment}"' not in text):
                yield row["checklist_id"], row["item"], place


def places_exist(app: Sphinx, exception: Exception | None) -> None:
    """Stop the build when a checklist leads to a place that the book does not have."""
    root = Path(app.srcdir)
    if exception or app.builder.format != "html" or TABLE not in descriptor.read(root):
        return
    folder = Path(app.outdir) / Path(prose.chapter_files(root)[0]).parent
    lost = [
        f"{checklist_id} {item}: {place.address}"
        for checklist_id, item, place in unresolved(folder, tables.load(TABLE, root))
    ]
    if lost:
        file = descriptor.read(root)[TABLE].file
        found = "; ".join(lost)
        raise ExtensionError(f"{file}: no such place in the book → correct it: {found}")
