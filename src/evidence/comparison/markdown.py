"""A comparison as Markdown for a comment on a pull request: summary first, rows folded away.

Texts of the tables are neutral in it: no markup, link, image, mention or reference to an
issue comes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from evidence.comparison import wording
from evidence.comparison.comparison import Comparison
from evidence.comparison.consequences import Move
from evidence.comparison.rows import TableChange

# What GitHub accepts is 65,536 characters; the rest is for what a workflow may put around it.
LIMIT = 60_000
# By this a workflow finds its comment again.
MARKER = "<!-- evidence-diff -->"
_LONGEST = 400
_MOST_ITEMS = 40
_CLOSING = 400

_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^=-])")
# Where a site would make a link, a mention, a reference or a picture of plain text.
_LIVELY = re.compile(r"(?<=[@#:])(?=\S)|(?<=www)(?=\.)|(?<=gh)(?=\\?-\d)", re.IGNORECASE)


@dataclass(frozen=True)
class _Section:
    title: str  # As it stands in the tables, not neutral yet.
    items: tuple[str, ...]
    folded: bool = False


def render(comparison: Comparison) -> str:
    """Return a comparison as Markdown of at most `LIMIT` characters."""
    names = f"{plain(comparison.base)} {wording.ARROW} {plain(comparison.head)}"
    text = f"{MARKER}\n## Evidence diff: {names}\n\n**{plain(wording.headline(comparison))}**\n"
    text += _counts(comparison)
    for section in _sections(comparison):
        text += _fitted(section, LIMIT - len(text))
    return text


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return a text of a table so that it stands in Markdown as it is read, and does nothing."""
    text = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    # Angle brackets and ampersands first: an entity must not be made of two halves.
    text = _SPECIAL.sub(r"\\\1", escape(text, quote=False))
    text = re.sub(r"^(\d+)(?=[.)])", rf"\1{_JOINER}", text)
    return _LIVELY.sub(_JOINER, text)


def _counts(comparison: Comparison) -> str:
    counts = wording.counts(comparison)
    if not counts:
        return "\nNo row of any table differs.\n"
    lines = [f"| {plain(title)} | {new} | {put} | {out} |" for title, new, put, out in counts]
    head = "| Table | added | corrected | removed |\n| --- | ---: | ---: | ---: |"
    return "\n".join(["", head, *lines[:_MOST_ITEMS], ""])


def _sections(found: Comparison) -> Iterator[_Section]:
    marks = tuple(plain(one, 900) for one in wording.marks(found))
    yield _Section("Studies retracted or in question", marks)
    yield _Section("Analyses that moved", tuple(map(_move, found.moves)))
    yield _Section(
        "Guarded sentences",
        tuple(
            f"**{plain(one.conclusion_id)}** ({plain(one.chapter)}): "
            f"{plain(wording.sentence(one), 900)}"
            for one in found.sentences
        ),
    )
    for title, judged in (
        ("Verdicts on claims", found.verdicts),
        ("Certainty of questions", found.questions),
    ):
        yield _Section(
            title, tuple(f"**{plain(one.id)}**: {plain(wording.verdict(one))}" for one in judged)
        )
    yield _Section("Chapters to read again", tuple(_readers(found)))
    yield _Section(
        "Records newly decided",
        tuple(
            f"**{plain(one.record_id)}**: {plain(one.before or 'not decided')} {wording.ARROW} "
            f"{plain(' '.join(filter(None, (one.after, one.reason))))}: {plain(one.title)}"
            for one in found.decisions
        ),
        folded=True,
    )
    yield _Section(
        "About this comparison",
        tuple(plain(one, 2000) for one in wording.remarks(found)),
        folded=True,
    )
    for table in found.tables:
        yield _Section(f"Rows of {table.title}", tuple(_rows(table)), folded=True)


def _move(move: Move) -> str:
    lines = "".join(f"\n  - {plain(line)}" for line in wording.moved(move))
    return f"**{plain(move.title)}** ({plain(move.analysis_id)}){lines}"


def _readers(found: Comparison) -> Iterator[str]:
    for one in found.readers:
        if one.reasons:
            yield f"**{plain(one.chapter)}**: {plain('; '.join(one.reasons), 900)}"


def _rows(table: TableChange) -> Iterator[str]:
    for word, rows in (
        ("added", table.added),
        ("corrected", table.corrected),
        ("removed", table.removed),
    ):
        for one in rows:
            name = plain(" · ".join(filter(None, one.key)))
            yield f"{word} **{name}**: {plain(wording.row(table, one), 900)}"


def _fitted(section: _Section, room: int) -> str:
    """Return a section as Markdown, with no more items than there is room for."""
    if not section.items:
        return ""
    opening, closing = _frame(section)
    room -= len(opening) + len(closing) + _CLOSING
    kept: list[str] = []
    most = len(section.items) if section.folded else _MOST_ITEMS
    for item in section.items[:most]:
        room -= len(item) + 3
        if room < 0:
            break
        kept.append(f"- {item}\n")
    left = len(section.items) - len(kept)
    if left and not kept and room < -_CLOSING:
        return ""
    more = f"- {left} more left out here; the HTML form shows everything.\n" if left else ""
    return f"{opening}{''.join(kept)}{more}{closing}"


def _frame(section: _Section) -> tuple[str, str]:
    if not section.folded:
        return f"\n### {plain(section.title)}\n\n", ""
    # What stands between tags is no Markdown: a backslash would be shown there.
    title = f"{_LIVELY.sub(_JOINER, escape(section.title))} ({len(section.items)})"
    return f"\n<details><summary>{title}</summary>\n\n", "\n</details>\n"
