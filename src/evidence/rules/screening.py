"""What must be true of the flow of records, and of two decisions on one record."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet

_OF_SECOND = ("second_reason", "second_decided_by", "second_decided_on", "first_decision")


def _rows(sheet: Sheet, *needed: str) -> tuple[Row, ...]:
    """Return the rows of a table that has the columns a rule needs; else none."""
    return sheet.rows if set(needed) <= set(sheet.header) else ()


def second_decisions_are_whole(records: Sheet) -> Iterator[Problem]:
    """A second decision says who made it and when, and an exclusion why."""
    for row in _rows(records, "second_decision", *_OF_SECOND):
        if not row["second_decision"]:
            for name in (name for name in _OF_SECOND if row[name]):
                found = "there is no second decision that this belongs to"
                yield records.problem(row.line, name, found, "fill in second_decision, or clear it")
            continue
        needed = ["second_decided_by", "second_decided_on"]
        needed += ["second_reason"] if row["second_decision"] == "excluded" else []
        for name in (name for name in needed if not row[name]):
            found = f"a second decision without its {name}"
            yield records.problem(row.line, name, found, "fill it in")
        if row["second_reason"] and row["second_decision"] != "excluded":
            found = f"a reason for an exclusion, and the decision is “{row['second_decision']}”"
            yield records.problem(row.line, "second_reason", found, "clear it, or exclude")


def second_readers_are_others(records: Sheet) -> Iterator[Problem]:
    """Two decisions are independent only when two people made them."""
    for row in _rows(records, "second_decided_by", "decided_by"):
        reader = row["second_decided_by"]
        if reader and reader.casefold() == row["decided_by"].casefold():
            found = f"“{reader}” made the first decision too"
            yield records.problem(row.line, "second_decided_by", found, "ask somebody else")


def settled_decisions_say_how(records: Sheet) -> Iterator[Problem]:
    """Where the settled decision is not the first, the row says how it was settled."""
    for row in _rows(records, "first_decision", "second_decision", "settled_how"):
        if row["first_decision"] and row["first_decision"] == row["decision"]:
            found = "the first decision is the settled one"
            yield records.problem(row.line, "first_decision", found, "clear it")
        elif row["first_decision"] and not row["settled_how"]:
            found = "a first decision was changed, and nothing says how that was settled"
            yield records.problem(row.line, "settled_how", found, "say who settled it, and how")
        elif row["settled_how"] and not _differ(row):
            found = "there are no two decisions that differ"
            yield records.problem(row.line, "settled_how", found, "clear it")


def _differ(row: Row) -> bool:
    first = row["first_decision"] or row["decision"]
    alike = "included" if first == "ongoing" else first
    return bool(row["second_decision"]) and row["second_decision"] != alike


def repeats_lead_to_one_record(records: Sheet) -> Iterator[Problem]:
    """Only a repeat names the record it repeats, and that is none itself: each counts once."""
    rows = _rows(records, "record_id", "decision", "duplicate_of")
    decision_of = {row["record_id"]: row["decision"] for row in rows}
    for row in rows:
        original = row["duplicate_of"]
        if original and row["decision"] != "duplicate":
            found = f"it repeats {original}, and the decision is “{row['decision']}”"
            cure = "set decision to duplicate, or clear duplicate_of"
            yield records.problem(row.line, "duplicate_of", found, cure)
        elif original and (
            original == row["record_id"] or decision_of.get(original) == "duplicate"
        ):
            found = f"{original} is a repeat itself"
            yield records.problem(row.line, "duplicate_of", found, "name the record they repeat")
