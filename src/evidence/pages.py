"""Pieces of a page made from data, as HTML in which every text is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from evidence import numbers
from evidence.figures import table_of
from evidence.rows import words

STUDY_FOLDER = "study"
BROWSER = "studies"
QUESTION_FOLDER = "question"
ANSWERS = "answers"
HARMS = "harms"
FORM = "send-data"


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
    return Html(_studies_table(frame, study, ()))


def _studies_table(frame: pd.DataFrame, study: str, attributes: Sequence[str]) -> str:
    keys = list(frame[study]) if study else [""] * len(frame)
    shown = frame.drop(columns=study) if study else frame
    header, rows = table_of(shown, numbers.text)
    cells = [[escape(cell) for cell in row] for row in rows]
    for key, row in zip(keys, cells, strict=True):
        if key:
            row[0] = link(f"{STUDY_FOLDER}/{key}.html", row[0])
    return html_table(header, cells, attributes=attributes)


def study_lists(frame: pd.DataFrame, column: str, labels: Mapping[str, str]) -> Html:
    """Return a frame as a table in which the cells of `column` are lists of studies.

    Such a cell holds groups of study keys: how many groups there are comes first, and
    each study links to its page by its label. The studies of a group, which are about
    the same subjects, are joined by “ = ”.
    """
    _, rows = table_of(frame.drop(columns=column), numbers.text)
    cells = [[escape(cell) for cell in row] for row in rows]
    for row, groups in zip(cells, frame[column], strict=True):
        row.insert(list(frame.columns).index(column), _study_list(groups, labels))
    return Html(html_table([str(name) for name in frame.columns], cells))


def _study_list(groups: Sequence[Sequence[str]], labels: Mapping[str, str]) -> str:
    def page(key: str) -> str:
        return link(f"{STUDY_FOLDER}/{key}.html", escape(labels[key]))

    listed = ", ".join(" = ".join(map(page, group)) for group in groups)
    return f"<strong>{numbers.text(len(groups))}</strong>: {listed}" if listed else ""


def in_script(text: str) -> str:
    """Return JSON that may stand in a script element: nothing in it can end the element."""
    # "<" could end the script early or hide the rest of the page.
    return text.replace("<", "\\u003c")


def note(text: str) -> Html:
    """Return a sentence, for a place where a table would stand if it had rows."""
    return Html(f"<p>{escape(text)}</p>")


def browser(
    frame: pd.DataFrame, *, study: str, choices: Sequence[str], unseen: Sequence[str] = (), id: str
) -> Html:
    """Return a table of studies with filters above it, and a button to download what it shows.

    `choices` names the columns a reader can choose a value of; a cell may hold several,
    separated by “; ”. The columns in `unseen` are filters and part of the download only.
    Without scripts the filters are hidden and the whole table is there.
    """
    filters = [*choices, *unseen]
    lists = "".join(_choice(name, _values(frame[name])) for name in filters)
    words = '<label>Any words<input type="search" autocomplete="off"></label>'
    save = '<button type="button" class="ev-save" hidden>Download these rows (CSV)</button>'
    name = escape(id, quote=True)
    attributes = [
        f' data-values="{escape(json.dumps(list(cells)), quote=True)}"'
        for cells in frame[filters].astype("str").fillna("").itertuples(index=False)
    ]
    shown = _studies_table(frame.drop(columns=list(unseen)), study, attributes)
    return Html(
        f'<div class="ev-filters" data-table="{name}" hidden>{words}{lists}</div>'
        f'<p class="ev-shown"><span role="status"></span> {save}</p><div id="{name}">{shown}</div>'
    )


def _values(column: pd.Series) -> list[str]:
    """Return the values found in a column whose cells may hold several."""
    return sorted({word for cell in column.dropna().astype(str) for word in words(cell)})


def _choice(name: str, values: list[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    every = '<option value="">all</option>'
    field = escape(name, quote=True)
    return f'<label>{escape(name)}<select name="{field}">{every}{options}</select></label>'


def html_table(
    header: list[str],
    rows: Iterable[list[str]],
    classes: str = "ev-table",
    attributes: Sequence[str] = (),
) -> str:
    """Return a table as HTML; the cells of `rows` are HTML already, the header is text.

    `attributes` are those of each row, as HTML, when rows have any.
    """
    rows = list(rows)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        f"<tr{attribute}>{_cells(header, row)}</tr>"
        for row, attribute in zip(rows, attributes or [""] * len(rows), strict=True)
    )
    return (
        f'<div class="ev-scroll"><table class="{classes}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(header: list[str], row: list[str]) -> str:
    return "".join(
        f'<td data-label="{escape(name, quote=True)}">{cell}</td>'
        for name, cell in zip(header, row, strict=True)
    )


def filled(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the header and rows of a table without the columns in which every cell is blank."""
    kept = [place for place in range(len(header)) if any(row[place] for row in rows)]
    return [header[place] for place in kept], [[row[place] for place in kept] for row in rows]


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
