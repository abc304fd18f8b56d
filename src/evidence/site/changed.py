"""What a comparison of two versions means for each page, in short sentences for its readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence import numbers, prose
from evidence.comparison import Comparison, wording
from evidence.comparison.rows import STUDIES, RowChange, TableChange
from evidence.comparison.state import Sources

# So many rows of a page are told one by one; a page is no list of everything.
_MOST = 6
_KEY = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class PageChange:
    """What changed on a page: sentences about its evidence, and whether its text differs."""

    evidence: tuple[str, ...]
    edited: bool = False


def pages(
    found: Comparison, after: Sources, shows_other: Callable[[str], bool]
) -> dict[str, PageChange]:
    """Return what changed on each page of the newer version, by its path without suffix.

    `shows_other` says whether a page shows anything else than it did: a chapter that only
    reads a table that changed may show nothing of the change.

    Pages on which nothing changed are left out: chapters, pages of studies and of analyses.
    """
    labels = _texts(after, STUDIES, "study_id", "label")
    chapters = {file.rpartition("/")[2]: file for file in prose.chapter_files(after.root)}
    readers = [one for one in found.readers if one.reasons or shows_other(chapters[one.chapter])]
    shown = replace(found, readers=tuple(readers))
    told = {
        **{page: _chapter(name, shown, after, labels) for name, page in chapters.items()},
        **_studies(found),
        **{
            f"{prose.QUESTION_PAGES}/{one.analysis_id}": PageChange(tuple(wording.moved(one)))
            for one in found.moves
            if one.after
        },
    }
    return {page: one for page, one in sorted(told.items()) if one.evidence or one.edited}


def _texts(after: Sources, table: str, key: str, column: str) -> dict[str, str]:
    sheet = after.sheets.get(table)
    if sheet is None or not {key, column} <= set(sheet.header):
        return {}
    return {row[key]: row[column] for row in sheet.rows}


def _chapter(name: str, found: Comparison, after: Sources, labels: Mapping[str, str]) -> PageChange:
    lines = [
        *_analyses(name, found, after),
        *(
            f"{kind}: {wording.verdict(one)}"
            for kind, moved in (("Verdict", found.verdicts), ("Certainty", found.questions))
            for one in moved
            if one.chapter == name
        ),
        *(
            numbers.capitalised(f"{wording.sentence(one)}.")
            for one in found.sentences
            if one.chapter == name
        ),
        *_named(name, found, labels),
    ]
    return PageChange(tuple(dict.fromkeys(lines)), name in found.edited)


def _analyses(name: str, found: Comparison, after: Sources) -> Iterator[str]:
    """Yield what moved in the analyses of a chapter's questions, the weightiest sentence each."""
    question = _texts(after, "analyses", "analysis_id", "question_id")
    chapter = _texts(after, "questions", "question_id", "chapter")
    for one in found.moves:
        if chapter.get(question.get(one.analysis_id, "")) == name:
            yield f"{one.title}. {wording.moved(one)[0]}"


def _named(name: str, found: Comparison, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what it names or shows that changed, as `comparison.readers` found it."""
    for reader in found.readers:
        if reader.chapter != name:
            continue
        for reason in reader.reasons:
            if reason.startswith(("it names", "it shows")):
                said = _KEY.sub(lambda found: labels.get(found[0], found[0]), reason)
                yield numbers.capitalised(f"{said}.")
        if not reader.reasons:
            titles = {one.table: one.title.lower() for one in found.tables}
            changed = numbers.listed([titles[table] for table in reader.tables])
            yield f"Its numbers rest on tables that changed: {changed}."


def _studies(found: Comparison) -> dict[str, PageChange]:
    lines: dict[str, list[str]] = {}
    for table in found.tables:
        for study, rows in _of_studies(table).items():
            lines.setdefault(study, []).extend(rows)
    return {
        f"{prose.STUDY_PAGES}/{study}": PageChange(tuple(_shortened(said)))
        for study, said in lines.items()
    }


def _of_studies(table: TableChange) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    kinds: tuple[tuple[Sequence[RowChange], Callable[[RowChange], str]], ...] = (
        (table.added, lambda _: "new"),
        (table.corrected, lambda row: f"corrected, {wording.row(table, row)}"),
        (table.removed, lambda _: "taken out"),
    )
    for rows, said in kinds:
        for row in rows:
            if row.study:
                key = [part for part in row.key if part not in ("", row.study)]
                line = f"{', '.join([table.title, *key])}: {said(row)}."
                found.setdefault(row.study, []).append(line)
    return found


def _shortened(lines: Sequence[str]) -> list[str]:
    if len(lines) <= _MOST:
        return list(lines)
    return [*lines[:_MOST], f"And {len(lines) - _MOST} more."]
