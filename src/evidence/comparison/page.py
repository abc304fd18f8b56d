"""A comparison as one HTML page that needs nothing else: no script, no file, no network.

Each moved analysis is drawn before and after by the book's own chart code, on the same
axis. The look is the book's: its colours are read from its stylesheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.comparison import story, wording
from evidence.comparison.comparison import Comparison
from evidence.comparison.consequences import Move
from evidence.comparison.rows import RowChange, TableChange
from evidence.comparison.state import StudyResult, Summary
from evidence.pages import html_table
from evidence.synthesis.analysis import HAZARD_RATIO, RISK_RATIO, SHARE

_STYLESHEET = Path(__file__).parents[1] / "static" / "evidence.css"
_STYLE = Path(__file__).parents[1] / "static" / "comparison.css"
# Of a drawing in pixels: two stand side by side, or one above the other on a phone.
_WIDTH = 340
_SIDES = ("lower in the treated", "higher in the treated")
# Nothing may run or be fetched, whatever a table holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(comparison: Comparison) -> str:
    """Return a comparison as a whole page; every text is escaped."""
    title = f"Evidence diff: {comparison.base} {wording.ARROW} {comparison.head}"
    sides = f"<span>{escape(comparison.base)}</span> {wording.ARROW} "
    sides += f"<span>{escape(comparison.head)}</span>"
    main = f'<h1>Evidence diff</h1>\n<p class="versions">{sides}</p>\n{body(comparison)}'
    return document(title, main)


def document(title: str, main: str, *, bar: str = "", head: str = "", policy: str = "") -> str:
    """Return a page of one file in the look of the book, around HTML for its main part.

    `bar` stands above that part and `head` is more of the page's head, both HTML; `policy`
    allows more than styles.
    """
    allowed = escape(f"{_POLICY}; {policy}" if policy else _POLICY)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{head}<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f"{bar}<main>\n{main}\n</main>\n</body>\n</html>\n"
    )


def body(comparison: Comparison) -> str:
    """Return all that a comparison says as HTML, without a heading of its own."""
    return "\n".join(_body(comparison))


def _style() -> str:
    """Return the page's own rules, after the tokens and the dark drawings of the book's."""
    book = _STYLESHEET.read_text(encoding="utf-8")
    tokens = re.findall(r"^html(?:\[data-theme\])? \{.*?^\}\n", book, re.MULTILINE | re.DOTALL)
    dark = re.findall(
        r'^html\[data-theme="dark"\](?: \.ev-drawing [^{]*)? \{.*?\}\n', book, re.M | re.S
    )
    light = "".join(tokens).replace("html[data-theme]", "html")
    swapped = "".join(dark).replace('html[data-theme="dark"]', "html")
    own = _STYLE.read_text(encoding="utf-8")
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{swapped}}}\n{own}"


def _body(found: Comparison) -> Iterator[str]:
    yield f'<p class="headline">{escape(wording.headline(found))}</p>'
    yield _counts(found)
    yield _section("Studies", _items(map(escape, story.studies(found))))
    yield _section("Analyses that moved", "".join(map(_move, found.moves)))
    yield _listed(
        "Guarded sentences",
        (
            (f"{one.conclusion_id} ({one.chapter})", wording.sentence(one))
            for one in found.sentences
        ),
    )
    yield _listed("Verdicts on claims", ((one.id, wording.verdict(one)) for one in found.verdicts))
    yield _listed(
        "Certainty of questions", ((one.id, wording.verdict(one)) for one in found.questions)
    )
    yield _readers(found)
    yield _decisions(found)
    yield _section("Rows, table by table", "".join(map(_table, found.tables)))
    yield _section("About this comparison", _items(map(escape, wording.remarks(found))))


def _section(title: str, html: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{html}</section>" if html else ""


def _items(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _listed(title: str, named: Iterable[tuple[str, str]]) -> str:
    items = [f"<strong>{escape(name)}</strong> {escape(said)}" for name, said in named]
    return _section(title, _items(items))


def _counts(found: Comparison) -> str:
    rows = [
        [escape(title), *(f'<span class="{"" if n else "none"}">{n}</span>' for n in numbers)]
        for title, *numbers in wording.counts(found)
    ]
    if not rows:
        return "<p>No row of any table differs.</p>"
    return html_table(["Table", "Added", "Corrected", "Removed"], rows, "counts")


def _readers(found: Comparison) -> str:
    items = [
        f"<strong>{escape(one.chapter)}</strong>{_items(map(escape, one.reasons))}"
        for one in found.readers
        if one.reasons
    ]
    return _section("Chapters to read again", _items(items))


def _decisions(found: Comparison) -> str:
    rows = [
        [*map(escape, (one.record_id, one.title, one.before, f"{one.after} {one.reason}".strip()))]
        for one in found.decisions
    ]
    if not rows:
        return ""
    table = html_table(["Record", "Title", "Before", "Now"], rows, "rows")
    return _section("Records newly decided", table)


def _table(table: TableChange) -> str:
    groups = [("added", table.added), ("corrected", table.corrected), ("removed", table.removed)]
    rows = [_row(table, one, word) for word, changes in groups for one in changes]
    title = f"{escape(table.title)} ({len(rows)})"
    header = ["Change", "Row", "What", "Source"]
    return f"<details><summary>{title}</summary>{html_table(header, rows, 'rows')}</details>"


def _row(table: TableChange, one: RowChange, word: str) -> list[str]:
    cells = "".join(
        f"<div><dt>{escape(cell.column)}</dt><dd>{_cell(cell.before, cell.after, word)}</dd></div>"
        for cell in wording.told(table, one)
    )
    name = " · ".join(filter(None, one.key))
    return [word, escape(name), f"<dl>{cells}</dl>", escape(wording.seen(one))]


def _cell(before: str, after: str, word: str) -> str:
    if word == "added":
        return f"<ins>{escape(after)}</ins>"
    if word == "removed":
        return f"<del>{escape(before)}</del>"
    was, now = (escape(text) or "blank" for text in (before, after))
    return f"<del>{was}</del> {wording.ARROW} <ins>{now}</ins>"


def _move(move: Move) -> str:
    said = _items(map(escape, wording.moved(move)))
    drawings = [
        _drawing(side, found, move)
        for side, found in (("Before", move.before), ("After", move.after))
    ]
    pair = f'<div class="pair">{"".join(drawings)}</div>' if any(drawings) else ""
    return f"<article><h3>{escape(move.title)}</h3>{said}{pair}</article>"


def _drawing(side: str, found: Summary | None, move: Move) -> str:
    """Return an analysis drawn, or in words when there is nothing to draw."""
    told = f"{side}: {wording.short(found)}"
    drawn = [one for one in found.results if _counts_in(one)] if found else []
    caption = f"<figcaption>{escape(told)}</figcaption>"
    if found is None or not drawn:
        return f'<figure class="empty">{caption}</figure>'
    names = "; ".join(f"{one.label}, {one.words}" for one in drawn)
    label = escape(f"{told}. {names}", quote=True)
    svg = _svg(found, drawn, move)
    drawing = f'<div class="ev-drawing" role="img" aria-label="{label}">{svg}</div>'
    return f"<figure>{caption}{drawing}</figure>"


def _counts_in(one: StudyResult) -> bool:
    return one.estimate is not None and not one.set_aside


def _svg(found: Summary, drawn: list[StudyResult], move: Move) -> str:
    # Imported here: only this form draws, and that takes a second to load.
    import vl_convert
    from altair.utils.schemapi import debug_mode

    # The charts are held to their schema when the book is built; here it takes half the time.
    with debug_mode(False):
        spec = _chart(found, drawn, move).to_dict(validate=False)
    return str(vl_convert.vegalite_to_svg(spec))


def _chart(found: Summary, drawn: list[StudyResult], move: Move) -> Any:
    from evidence import charts

    if found.measure == SHARE:
        shares = [(one.label, one.events, one.people) for one in drawn]
        frame = pd.DataFrame(shares, columns=["Study", "events", "people"])
        return charts.proportions(frame, "Study", width=_WIDTH)
    is_ratio = found.measure in (RISK_RATIO, HAZARD_RATIO)
    return charts.forest(
        _frame(found),
        width=_WIDTH,
        unit=found.measure.capitalize() if is_ratio else found.unit,
        is_ratio=is_ratio,
        favours=_SIDES,
        extent=pd.concat([_frame(one) for one in (move.before, move.after) if one]),
    )


def _frame(found: Summary) -> pd.DataFrame:
    """Return the lines of a forest plot: studies, then the pool where it may be drawn."""
    lines = [
        (one.label, one.estimate, one.lower, one.upper, one.people, "study")
        for one in found.results
        if _counts_in(one)
    ]
    if found.drawn:
        lines.append(("Together", found.estimate, found.lower, found.upper, found.people, "pooled"))
    columns = ["Study", "Estimate", "Lower", "Upper", "People", "Kind"]
    frame = pd.DataFrame(lines, columns=columns)
    numbers = ["Estimate", "Lower", "Upper", "People"]
    shown = [
        " to ".join([f"{wording.figure(e)} ({wording.figure(low)}", f"{wording.figure(high)})"])
        for e, low, high in zip(frame["Estimate"], frame["Lower"], frame["Upper"], strict=True)
    ]
    return frame.astype(dict.fromkeys(numbers, "float64")).assign(Shown=shown)
