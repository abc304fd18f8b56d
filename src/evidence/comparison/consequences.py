"""What follows from changed tables: the estimates, ratings, verdicts and sentences that moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose

from evidence.comparison.rows import RowChange, TableChange
from evidence.comparison.state import Sentence, Sources, StudyResult, Summary

Plain = float | int | str | tuple[str, ...] | tuple[tuple[str, int], ...] | None

# Two results that differ by less were rounded in another order, nothing else.
_ROUNDING = 1e-9

# What is compared of an analysis, in the order it is told.
FACTS = (
    "estimate",
    "lower",
    "upper",
    "no_effect",
    "direction",
    "studies",
    "people",
    "pooled",
    "refusal",
    "between_study_variance",
    "i_squared",
    "q",
    "certainty",
    "domains",
)


@dataclass(frozen=True)
class Shift:
    """One fact of an analysis that is not what it was; `difference` where both are numbers."""

    fact: str
    before: Plain
    after: Plain
    difference: float | None


@dataclass(frozen=True)
class StudyShift:
    """What one study gives to an analysis, before and after; None where it gave nothing."""

    study_id: str
    label: str
    before: StudyResult | None
    after: StudyResult | None


@dataclass(frozen=True)
class Move:
    """An analysis that moved; `before` is None for a new one, `after` for one taken out."""

    analysis_id: str
    title: str
    before: Summary | None
    after: Summary | None
    shifts: tuple[Shift, ...]
    studies: tuple[StudyShift, ...]


@dataclass(frozen=True)
class Verdict:
    """A judgement in words that moved: on a claim, or how certain the answer to a question is."""

    id: str
    about: str
    chapter: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class SentenceChange:
    """A sentence under guard that moved, and how: see `changes`, in words."""

    conclusion_id: str
    chapter: str
    sentence: str
    changes: tuple[str, ...]
    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True)
class Decision:
    """A record found by a search on which there is a new decision."""

    record_id: str
    title: str
    before: str
    after: str
    reason: str


def moves(
    before: Mapping[str, Summary], after: Mapping[str, Summary], renamed: Mapping[str, str]
) -> tuple[Move, ...]:
    """Return the analyses that moved, by their keys.

    `renamed` gives the new keys of studies of which nothing else changed.
    """
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        known = now or was
        shifts = tuple(_shifts(was, now)) if was and now else ()
        studies = tuple(_study_shifts(was, now, renamed))
        if known and (shifts or studies or not (was and now)):
            found.append(Move(key, known.title, was, now, shifts, studies))
    return tuple(found)


def _shifts(was: Summary, now: Summary) -> Iterator[Shift]:
    for fact in FACTS:
        before, after = getattr(was, fact), getattr(now, fact)
        if fact == "refusal":
            moved = _impersonal(was) != _impersonal(now)
        else:
            moved = not _alike(before, after)
        if moved:
            yield Shift(fact, before, after, _difference(before, after))


def _impersonal(summary: Summary) -> list[str]:
    """Return the reasons not to pool with keys for labels: a new label is no new reason."""
    reasons = list(summary.refusal)
    for one in sorted(summary.results, key=lambda one: -len(one.label)):
        if one.label:
            reasons = [reason.replace(one.label, "\0") for reason in reasons]
    return reasons


def _alike(before: object, after: object) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return isclose(before, after, rel_tol=_ROUNDING, abs_tol=_ROUNDING)
    return before == after


def _difference(before: object, after: object) -> float | None:
    numbers = (int, float)
    if (
        isinstance(before, bool)
        or not isinstance(before, numbers)
        or not isinstance(after, numbers)
    ):
        return None
    return after - before


def _study_shifts(
    was: Summary | None, now: Summary | None, renamed: Mapping[str, str]
) -> Iterator[StudyShift]:
    old = {renamed.get(one.study_id, one.study_id): one for one in (was.results if was else ())}
    new = {one.study_id: one for one in (now.results if now else ())}
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if before is None or after is None or not _same_result(before, after):
            known = after or before
            yield StudyShift(key, known.label if known else key, before, after)


def _same_result(before: StudyResult, after: StudyResult) -> bool:
    facts = ("estimate", "lower", "upper", "events", "people", "direction", "set_aside")
    told = before.estimate is not None or after.estimate is not None
    return all(_alike(getattr(before, fact), getattr(after, fact)) for fact in facts) and (
        told or before.words == after.words
    )


def verdicts(
    changes: Mapping[str, TableChange], before: Sources, after: Sources
) -> tuple[Verdict, ...]:
    """Return the claims whose verdict moved, new and removed claims among them."""
    return _judged(changes.get("claims"), before, after, "statement", "verdict")


def questions(
    changes: Mapping[str, TableChange], before: Sources, after: Sources
) -> tuple[Verdict, ...]:
    """Return the questions whose certainty moved, new and removed ones among them."""
    return _judged(changes.get("questions"), before, after, "question", "certainty")


def _judged(
    change: TableChange | None, before: Sources, after: Sources, about: str, judged: str
) -> tuple[Verdict, ...]:
    if change is None:
        return ()
    rows = {
        tuple(row[column] for column in change.key): row
        for side in (before, after)
        for row in side.sheets[change.table].rows
    }
    found = []
    for row in change.rows:
        moved = _cell(row, judged)
        if moved:
            known = rows[row.key]
            one = (row.key[0], known.cells.get(about, ""), known.cells.get("chapter", ""))
            found.append(Verdict(*one, *moved))
    return tuple(sorted(found, key=lambda one: one.id))


def _cell(row: RowChange, column: str) -> tuple[str | None, str | None] | None:
    """Return a cell before and after, None for a blank one; None when it did not change."""
    cell = next((one for one in row.cells if one.column == column), None)
    return (cell.before or None, cell.after or None) if cell else None


def decisions(change: TableChange | None, after: Sources) -> tuple[Decision, ...]:
    """Return the records on which there is a new decision, by their keys."""
    if change is None:
        return ()
    now = {row[change.key[0]]: row for row in after.sheets[change.table].rows}
    found = []
    for row in (*change.added, *change.corrected):
        moved = _cell(row, "decision")
        if moved and moved[1]:
            known = now[row.key[0]].cells
            told = (known.get("title", ""), moved[0] or "", moved[1], known.get("reason", ""))
            found.append(Decision(row.key[0], *told))
    return tuple(sorted(found, key=lambda one: one.record_id))


def sentences(
    before: Mapping[str, Sentence], after: Mapping[str, Sentence]
) -> tuple[SentenceChange, ...]:
    """Return the sentences under guard that moved, by their keys."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        known, changes = now or was, tuple(_sentence_changes(was, now))
        if known and changes:
            told = (known.chapter, known.sentence, changes)
            found.append(SentenceChange(key, *told, was, now))
    return tuple(found)


def _sentence_changes(was: Sentence | None, now: Sentence | None) -> Iterator[str]:
    if now is None:
        yield "removed"
        return
    if was is None:
        yield "added"
    else:
        yield from _edits(was, now)
    if now.holds is False and (was is None or was.holds is not False):
        yield "false now"
    if not now.stands and (was is None or was.stands):
        yield "not in its chapter now"
    if now.holds is None and was is not None and was.holds is not None:
        yield "cannot be evaluated now"


def _edits(was: Sentence, now: Sentence) -> Iterator[str]:
    if was.sentence != now.sentence:
        yield "reworded"
    if was.chapter != now.chapter:
        yield "moved to another chapter"
    if was.assertion != now.assertion:
        yield "rests on another assertion"
    if was.holds is False and now.holds:
        yield "true again"
    if not was.stands and now.stands:
        yield "in its chapter again"
