"""Which chapters to read again after a change, and why each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from evidence import chapters, numbers, prose, texts
from evidence.comparison.consequences import Move, SentenceChange, Verdict
from evidence.comparison.rows import STUDIES, STUDY, TableChange
from evidence.comparison.state import Sources
from evidence.problems import SourceError
from evidence.synthesis.answers import TABLES

_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Reader:
    """A chapter that a change touches.

    `reasons` say what of it changed, in words: then a person should read it again.
    Without a reason it only reads `tables` that changed, and names nothing that did: its
    numbers are worked out anew.
    """

    chapter: str
    reasons: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What a chapter is held to."""

    tables: tuple[TableChange, ...]
    moves: tuple[Move, ...]
    verdicts: tuple[Verdict, ...]
    questions: tuple[Verdict, ...]
    sentences: tuple[SentenceChange, ...]
    renamed: Mapping[str, str]


def find(changes: Changes, after: Sources) -> tuple[Reader, ...]:
    """Return the chapters a change touches, in the order of the book."""
    try:
        files = prose.chapter_files(after.root)
    except SourceError:
        return ()
    asked = _asked(changes.moves, after)
    found = []
    for file in files:
        with suppress(SourceError):
            missing = {"missing": "the chapter is missing", "cure": "restore the file"}
            text = texts.read(after.root, f"{file}.md", **missing)
            found.append(_reader(file.rpartition("/")[2], text, changes, asked))
    return tuple(one for one in found if one.reasons or one.tables)


def _asked(moves: Sequence[Move], after: Sources) -> dict[str, list[str]]:
    """Return, by chapter, the analyses that moved and belong to a question of it."""
    if not {"questions", "analyses"} <= after.sheets.keys():
        return {}
    chapter_of = {row["question_id"]: row["chapter"] for row in after.sheets["questions"].rows}
    question_of = {row["analysis_id"]: row["question_id"] for row in after.sheets["analyses"].rows}
    found: dict[str, list[str]] = {}
    for one in moves:
        chapter = chapter_of.get(question_of.get(one.analysis_id, ""))
        if chapter:
            found.setdefault(chapter, []).append(one.analysis_id)
    return found


def _reader(
    chapter: str, text: str, changes: Changes, asked: Mapping[str, Sequence[str]]
) -> Reader:
    read = set(chapters.tables_read(text))
    said = set(_WORD.findall(text))
    reasons = [
        *_sentences(chapter, changes),
        *_judgements(chapter, said, changes),
        *_analyses(said, read, changes.moves, asked.get(chapter, ())),
        *_studies(said, changes),
        *_rows(chapter, said, read, changes.tables),
    ]
    touched = tuple(one.table for one in changes.tables if one.table in read)
    return Reader(chapter, tuple(dict.fromkeys(reasons)), touched)


def _sentences(chapter: str, changes: Changes) -> Iterator[str]:
    for one in changes.sentences:
        if one.chapter == chapter:
            yield f"its guarded sentence {one.conclusion_id}: {', '.join(one.changes)}"


def _judgements(chapter: str, said: set[str], changes: Changes) -> Iterator[str]:
    moved = [one.id for one in changes.verdicts if one.chapter == chapter]
    if moved:
        yield f"claims of its part have other verdicts: {_list(moved)}"
    for one in changes.questions:
        if one.chapter == chapter or one.id in said:
            yield f"the certainty of its question {one.id} moved"


def _analyses(
    said: set[str], read: set[str], moves: Sequence[Move], asked: Sequence[str]
) -> Iterator[str]:
    if asked:
        yield f"analyses of its question moved: {_list(asked)}"
    named = [one.analysis_id for one in moves if one.analysis_id in said]
    if moves and set(TABLES) <= read:
        yield f"it shows the analyses, of which moved: {_list([m.analysis_id for m in moves])}"
    elif named:
        yield f"it names analyses that moved: {_list(named)}"


def _studies(said: set[str], changes: Changes) -> Iterator[str]:
    """Yield the studies it names or cites of which something changed, with the tables."""
    where: dict[str, list[str]] = {}
    for table in changes.tables:
        for row in table.rows:
            if row.study:
                where.setdefault(row.study, []).append(table.title.lower())
    for study in sorted(where.keys() & said):
        yield f"it names {study}, which changed in {numbers.listed(sorted(set(where[study])))}"
    for old, new in changes.renamed.items():
        if old in said:
            yield f"it names {old}, which is called {new} now"


def _rows(
    chapter: str, said: set[str], read: set[str], tables: Sequence[TableChange]
) -> Iterator[str]:
    """Yield the rows it reads that changed and belong to it, or that it names by their key."""
    for table in tables:
        if table.table not in read or table.table == STUDIES or STUDY in table.key:
            continue
        own = [row.key[0] for row in table.rows if row.chapter == chapter]
        if len(table.key) == 1:
            own += [row.key[0] for row in table.rows if row.key[0] in said]
        if own:
            yield f"it shows rows of {table.title.lower()} that changed: {_list(own)}"


def _list(names: Sequence[str], most: int = 5) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
