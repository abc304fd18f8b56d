"""The marks of retracted and questioned studies in the pages: citations, references, prose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from evidence import notices


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the mark of a study behind its citations, its reference and its name on a page."""
    root = Path(app.srcdir)
    marks = notices.marks(root)
    if not marks:
        return
    marked = {
        one.citation_id: marks[one.key]
        for one in app.env.get_domain("cite").citations  # type: ignore[attr-defined]
        if one.key in marks
    }
    _mark_citations(doctree, marked)
    _mark_names(doctree, notices.labels(root))


def _mark_citations(doctree: nodes.document, marked: dict[str, str]) -> None:
    for link in list(doctree.findall(nodes.reference)):
        target = link.get("refid") or str(link.get("refuri", "")).partition("#")[2]
        if target in marked and "ev-number" not in link["classes"]:
            link.parent.insert(link.parent.index(link) + 1, _badge(marked[target]))
    for entry in list(doctree.findall(nodes.citation)):
        known = [marked[one] for one in entry["ids"] if one in marked]
        if known:
            _last_paragraph(entry).append(_badge(known[0]))


def _badge(mark: str) -> nodes.inline:
    return nodes.inline("", f" [{mark}]", classes=["ev-mark"])


def _last_paragraph(entry: nodes.citation) -> Any:
    return list(entry.findall(nodes.paragraph))[-1]


def _mark_names(doctree: nodes.document, labels: notices.Labels) -> None:
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, nodes.literal | nodes.literal_block):
            continue
        raw = isinstance(text.parent, nodes.raw)
        change = notices.in_html if raw else notices.in_text
        shown = change(str(text), labels)
        if shown != str(text):
            text.parent.replace(text, nodes.Text(shown))
