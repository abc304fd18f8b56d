"""Which studies were retracted or put in question between two versions, and what they left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence import notices
from evidence.comparison.consequences import Move
from evidence.comparison.state import Sources


@dataclass(frozen=True)
class MarkChange:
    """A study with another mark than before: “retracted”, “questioned” or “” for none.

    `moved` are the keys of the analyses that the study left or came back to.
    """

    study_id: str
    label: str
    before: str
    after: str
    moved: tuple[str, ...]


def find(before: Sources, after: Sources, moves: Sequence[Move]) -> tuple[MarkChange, ...]:
    """Return the studies of both versions whose mark differs, by their keys."""
    return tuple(_changes(before, after, moves))


def _changes(before: Sources, after: Sources, moves: Sequence[Move]) -> Iterator[MarkChange]:
    was, now = _marks(before), _marks(after)
    named = _named(after)
    for key in sorted(_named(before).keys() & named.keys()):
        if was.get(key) != now.get(key):
            moved = tuple(one.analysis_id for one in moves if _left_or_came(one, key))
            yield MarkChange(key, named[key], was.get(key, ""), now.get(key, ""), moved)


def _marks(sources: Sources) -> dict[str, str]:
    return notices.marks_of(sources.sheets)


def _named(sources: Sources) -> dict[str, str]:
    sheet = sources.sheets.get(notices.STUDIES)
    return {row["study_id"]: row["label"] for row in sheet.rows} if sheet else {}


def _left_or_came(move: Move, key: str) -> bool:
    return any(
        one.study_id == key and (one.before is None) != (one.after is None) for one in move.studies
    )
