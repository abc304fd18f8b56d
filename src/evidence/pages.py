"""Pieces of a page made from data, as HTML in which every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from evidence import numbers
from evidence.figures import table_of

STUDY_FOLDER = "study"
BROWSER = "studies"


@dataclass(frozen=True)
class Html:
    """HTML that a cell shows."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def table(frame: pd.DataFrame, *, study: str = "") -> Html:
    """Return a frame as a table that can be read on a phone.

    When `study` names a column of study keys, the first column links to the page
    of the study and the keys are not shown.
    """
    keys = list(frame[study]) if study else [""] * len(frame)
    shown = frame.drop(columns=study) if study else frame
    header, rows = table_of(shown, numbers.text)
    cells = [[escape(cell) for cell in row] for row in rows]
    for key, row in zip(keys, cells, strict=True):
        if key:
            row[0] = link(f"{STUDY_FOLDER}/{key}.html", row[0])
    return Html(html_table(header, cells))


def note(text: str) -> Html:
    """Return a sentence, for a place where a table would stand if it had rows."""
    return Html(f"<p>{escape(text)}</p>")


def browser(frame: pd.DataFrame, *, study: str, choices: Sequence[str], id: str) -> Html:
    """Return a table of studies with filters above it: a field for words, a list per choice.

    `choices` names the columns a reader can choose a value of. Without scripts the
    filters are hidden and the whole table is there.
    """
    lists = "".join(_choice(name, sorted(set(frame[name]))) for name in choices)
    words = '<label>Any words<input type="search" autocomplete="off"></label>'
    name = escape(id, quote=True)
    shown = table(frame, study=study).html
    return Html(
        f'<div class="ev-filters" data-table="{name}" hidden>{words}{lists}</div>'
        f'<p class="ev-shown" role="status"></p><div id="{name}">{shown}</div>'
    )


def _choice(name: str, values: list[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values if value)
    label = escape(name)
    every = '<option value="">all</option>'
    field = escape(name, quote=True)
    return f'<label>{label}<select name="{field}">{every}{options}</select></label>'


def html_table(header: list[str], rows: Iterable[list[str]], classes: str = "ev-table") -> str:
    """Return a table as HTML; the cells of `rows` are HTML already, the header is text."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(f"<tr>{_cells(header, row)}</tr>" for row in rows)
    return (
        f'<div class="ev-scroll"><table class="{classes}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(header: list[str], row: list[str]) -> str:
    return "".join(
        f'<td data-label="{escape(name, quote=True)}">{f"<div>{cell}</div>" if cell else ""}</td>'
        for name, cell in zip(header, row, strict=True)
    )


def link(address: str, html: str) -> str:
    """Return a link; an address that is neither relative nor http(s) is left out."""
    scheme = address.partition(":")[0].lower() if ":" in address.split("/")[0] else ""
    if scheme not in ("", "http", "https"):
        return html
    return f'<a href="{escape(address, quote=True)}">{html}</a>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labelled facts as a description list; pairs with no value are left out.

    The labels are text, the values are HTML already.
    """
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{value}</dd></div>" for label, value in pairs if value
    )
    return f'<dl class="ev-facts">{items}</dl>'


def badge(text: str) -> str:
    """Return a short judgement as a badge whose look follows its words."""
    name = "-".join(text.split())
    return f'<span class="ev-badge ev-is-{escape(name, quote=True)}">{escape(text)}</span>'
