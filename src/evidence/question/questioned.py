"""What is said where an answer rests on a study in question, or would on a retracted one."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from evidence import numbers
from evidence.notices import RETRACTED
from evidence.pages import QUESTION_FOLDER, STUDY_FOLDER, link
from evidence.question.records import Records
from evidence.synthesis import Finding, touched

TITLE = "With and without studies in question"
RULE = (
    "A retracted study counts in no answer of this book; a study that its journal put in "
    "question counts until the concern is settled."
)


def note(records: Records, analysis_id: str) -> str:
    """Return, for the page of a question, which studies of it were retracted or questioned."""
    found = _touched(records, analysis_id)
    if not found:
        return ""
    them = "it" if len(found) == 1 else "them"
    below = link("#done-otherwise", f"with and without {them}")
    return f'<p class="ev-questioned">{_said(records, found, "../")} See the answer {below}.</p>'


def of_question(records: Records, question_id: str) -> str:
    """Return the same for the chapter of a question, with the answers in numbers it touches."""
    keys = [key for key, row in records.rows.items() if row["question_id"] == question_id]
    by_key = {key: found for key in keys if (found := _touched(records, key))}
    if not by_key:
        return ""
    every = {one.study_id: one for found in by_key.values() for one in found}
    pages = [_page(records, key) for key in by_key]
    said = _said(records, tuple(every.values()), "")
    return f'<p class="ev-questioned">{said} With and without: {"; ".join(pages)}.</p>'


def _page(records: Records, key: str) -> str:
    title = escape(records.answers[key].result.analysis.title)
    return link(f"{QUESTION_FOLDER}/{key}.html#done-otherwise", title)


def _touched(records: Records, analysis_id: str) -> tuple[Finding, ...]:
    analysis = records.answers[analysis_id].result.analysis
    return touched(analysis, records.tables, records.marks)


def _said(records: Records, found: tuple[Finding, ...], up: str) -> str:
    return " ".join(_sentences(records, found, up))


def _sentences(records: Records, found: tuple[Finding, ...], up: str) -> Iterator[str]:
    for retracted, said in ((True, "left out here"), (False, "still counted here")):
        some = [one for one in found if (records.marks[one.study_id] == RETRACTED) == retracted]
        if some:
            names = [
                link(f"{up}{STUDY_FOLDER}/{one.study_id}.html", escape(one.label)) for one in some
            ]
            verb = "is" if len(some) == 1 else "are"
            yield f"{numbers.listed(names)} {verb} {said}."
