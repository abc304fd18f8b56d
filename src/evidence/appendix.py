"""The rows behind the numbers of a chapter: the links in its prose, the list at its end.

A number of one row that stands somewhere in the book leads straight there. Any other
leads to its rows at the end of the page, which are shown when they are asked for.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.roles import PasteTextRole
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.application import Sphinx

from evidence import descriptor, numbers
from evidence.addresses import LABELS, Place, places
from evidence.citing import parts
from evidence.numbers import MIME_TYPE
from evidence.pages import link

DICTIONARY = "data-dictionary"
# A longer list than this is cut to a few rows; all of them are in the table's file.
LONGEST = 30
FEW = 3
NO_ROWS = "ev-no-rows"
_KEPT = "evidence_numbers"

# A number as `numbers.Number` describes it, read back from the output of a cell.
Stated = dict[str, Any]


class NumberRole(PasteTextRole):  # type: ignore[misc]
    """The role `{glue:text}`, which makes a number with rows a link to them."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as MyST-NB shows it, within a link where it has rows."""
        shown, messages = super().run()
        number = self._number() if shown else None
        if not number:
            return shown, messages
        if not number["rows"]:
            # Said, so that it can be told from a number whose rows were forgotten.
            shown[0]["classes"].append(NO_ROWS)
            return shown, messages
        env = self.document.settings.env
        kept: dict[str, Stated] = env.temp_data.setdefault(_KEPT, {})
        name = self.text.replace("_", "-")
        target = own_address(Path(env.srcdir), number) or f"#rows-{name}"
        linked = nodes.reference(
            "", "", *shown, refuri=target, classes=["ev-number"], internal=True
        )
        if name not in kept:
            linked["ids"] = [f"n-{name}"]
        kept[name] = number
        return [linked], messages

    def _number(self) -> Stated | None:
        try:
            found: Stated | None = retrieve_glue_data(self.document, self.text).data.get(MIME_TYPE)
        except RetrievalError:
            return None  # the text of another page
        return found


def own_address(root: Path, number: Stated) -> str:
    """Return where the only row of a number stands; “” when there are several, or no place."""
    rows = number["rows"]
    if len(rows) != 1 or len(rows[0]["keys"]) != 1:
        return ""
    return _place(root, rows[0]["table"], rows[0]["keys"][0]).address


def _place(root: Path, table: str, key: list[str]) -> Place:
    return places(root, table)[tuple(key)]


def with_labels(root: Path, names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the tables a chapter reads with those whose words stand in its list of rows."""
    if "numbers.state" not in text:
        return names
    known = descriptor.read(root)
    return tuple(sorted({*names, *(name for name in LABELS if name in known)}))


def append(app: Sphinx, doctree: nodes.document) -> None:
    """Put the rows behind the numbers of a page at its end."""
    kept: dict[str, Stated] = app.env.temp_data.get(_KEPT, {})
    root = Path(app.srcdir)
    shown = {name: number for name, number in kept.items() if not own_address(root, number)}
    if shown:
        # Into the page's own section, so that it belongs to the text.
        section = next(iter(doctree.findall(nodes.section)), doctree)
        section.append(nodes.raw("", html(root, shown), format="html"))


def html(root: Path, shown: dict[str, Stated]) -> str:
    """Return the rows of each number as HTML; every text is escaped."""
    entries = "".join(_entry(root, name, number) for name, number in shown.items())
    return (
        '<section class="ev-appendix" id="rows" aria-label="The rows behind the numbers">'
        "<p>A number with a dotted line leads to the rows it stands for. "
        f'<a href="#rows">Show the rows of all numbers</a></p>{entries}</section>'
    )


def _entry(root: Path, name: str, number: Stated) -> str:
    first, *others = number["rows"]
    rest = "The rest: " if number["is_count"] else "And "
    lists = _list(root, first, "") + "".join(_list(root, rows, rest) for rows in others)
    count = f' data-count="{number["value"]:.0f}"' if number["is_count"] else ""
    key = escape(name, quote=True)
    return (
        f'<div class="ev-rows" id="rows-{key}"{count}{parts.number(number["text"])}>'
        f'<p class="ev-rows-name">{escape(number["text"])}</p>{lists}'
        f'<p><a href="#n-{key}">Back to the text</a></p></div>'
    )


def _list(root: Path, rows: Stated, lead: str) -> str:
    table = descriptor.read(root)[rows["table"]]
    groups = _grouped(rows)
    shown = groups if len(groups) <= LONGEST else groups[:FEW]
    items = "".join(
        f"<li>{'; '.join(_shown(_place(root, table.name, key)) for key in keys)}</li>"
        for keys in shown
    )
    many = numbers.counted(len(rows["keys"]), "row")
    among = f", counted as {numbers.text(len(groups))}" if rows["groups"] else ""
    cut = f"; the first {numbers.text(FEW)}" if len(shown) < len(groups) else ""
    said = f"{lead}{many} of {_title(root, table)}{among}{cut}:"
    return f'<p>{said}</p><ol data-rows="{len(groups)}">{items}</ol>'


def _grouped(rows: Stated) -> list[list[list[str]]]:
    """Return the keys of rows in the groups they count as."""
    groups: dict[Any, list[list[str]]] = {}
    names = rows["groups"] or range(len(rows["keys"]))
    for key, name in zip(rows["keys"], names, strict=True):
        groups.setdefault(name, []).append(key)
    return list(groups.values())


def _title(root: Path, table: descriptor.Table) -> str:
    file = f" (<code>{escape(table.file)}</code>)"
    has_page = (root / "book" / f"{DICTIONARY}.md").exists()
    title = escape(table.title)
    return (link(f"{DICTIONARY}.html#table-{table.name}", title) if has_page else title) + file


def _shown(place: Place) -> str:
    words = escape(place.words)
    return link(place.address, words) if place.address else words
