"""What must be true of times: days that have come, and time points that agree with themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

from evidence.problems import Problem
from evidence.rows import Row, Sheet
from evidence.spelling import folded

_MONTHS = {"hour": 1 / 730.5, "day": 1 / 30.44, "week": 7 / 30.44, "month": 1.0, "year": 12.0}
_AFTER = re.compile(r"([0-9]+(?:\.[0-9]+)?) (hour|day|week|month|year)s?")
_POINT = re.compile(r"(day|week|month|year) ([0-9]+)")
_BEFORE = re.compile(r"before|baseline|prior|previous|pre-|screening|earlier", re.IGNORECASE)

# A time is usual beside another that is written this many times less often.
_USUAL = 8


def today() -> str:
    """Return the day it is now where the day begins first, so that nobody is ahead of it."""
    return datetime.now(timezone(timedelta(hours=14))).date().isoformat()


def days_have_come(sheet: Sheet) -> Iterator[Problem]:
    """A day on which something was read, judged or found is not in the future."""
    now = today()
    for field in sheet.table.fields:
        for row in sheet.rows if field.type == "date" else ():
            if row[field.name] > now and row[field.name][:1].isdigit():
                cure = "write the day on which it was done"
                yield sheet.problem(
                    row.line, field.name, f"{row[field.name]} has not come yet", cure
                )


def reached_dates_have_come(registrations: Sheet) -> Iterator[Problem]:
    """What a register says has happened did not happen in the future."""
    now = today()
    for row in registrations.rows:
        fields = ["registered_on", "last_update"]
        if row["dates_kind"] == "reached":
            fields += ["start", "primary_completion", "completion"]
        for field in fields:
            if row[field] > now[: len(row[field])]:
                cure = "check the date, and whether it was reached or is planned"
                found = f"{row[field]} has not come yet"
                yield registrations.problem(row.line, field, found, cure)


def outcomes_follow_the_treatment(outcomes: Sheet) -> Iterator[Problem]:
    """A time before the first treatment is called so, and what is called baseline is not after."""
    yield from _order_problems(outcomes)


def effects_follow_the_treatment(reported_effects: Sheet) -> Iterator[Problem]:
    """A result between groups is called what it is: before the treatment, or after."""
    yield from _order_problems(reported_effects)


def _order_problems(sheet: Sheet) -> Iterator[Problem]:
    cure = "correct months or time; months count from the first treatment"
    for row in sheet.rows:
        months = row.number("months")
        if months is not None and months < 0 and not _BEFORE.search(row["time"]):
            found = f"{row['months']} months beside “{row['time']}”: before the treatment"
            yield sheet.problem(row.line, "months", found, cure)
        if months is not None and months > 0 and folded(row["time"]) == "baseline":
            found = f"{row['months']} months beside “{row['time']}”: after the treatment began"
            yield sheet.problem(row.line, "months", found, cure)


def outcome_times_agree(outcomes: Sheet) -> Iterator[Problem]:
    """A time of an outcome in months is the time as printed, or the row says how it came."""
    yield from _disagreements(outcomes)


def effect_times_agree(reported_effects: Sheet) -> Iterator[Problem]:
    """A time of a result in months is the time as printed, or the row says how it came."""
    yield from _disagreements(reported_effects)


def _disagreements(sheet: Sheet) -> Iterator[Problem]:
    for row in sheet.rows:
        months, printed = row.number("months"), in_months(row["time"])
        if months is None or printed is None:
            continue
        if abs(months - printed) > max(0.05, 0.03 * printed) and not _says_so(row):
            found = f"{row['months']} months beside “{row['time']}”"
            cure = f"write {printed:.3g}, or say in derived how it was worked out"
            yield sheet.problem(row.line, "months", found, cure)


def _says_so(row: Row) -> bool:
    return "month" in row.explained


def in_months(time: str) -> float | None:
    """Return a time such as “6 months” or “day 60” in months; None for any other words."""
    after, point = _AFTER.fullmatch(time), _POINT.fullmatch(time)
    if after:
        return float(after[1]) * _MONTHS[after[2]]
    return float(point[2]) * _MONTHS[point[1]] if point else None


def times_are_spelt_alike(outcomes: Sheet) -> Iterator[Problem]:
    """A time that is a usual one but for one letter is probably a slip."""
    uses = Counter(row["time"] for row in outcomes.rows)
    meant = {
        time: _one_letter_from(time, [other for other in uses if uses[other] >= _USUAL * count])
        for time, count in uses.items()
    }
    for row in outcomes.rows:
        time = meant.get(row["time"])
        if time:
            found = f"“{row['time']}”, where other rows say “{time}”"
            yield from outcomes.doubt(row, "time", found, f"write “{time}” if that is meant")


def _one_letter_from(word: str, others: Iterable[str]) -> str:
    for other in others:
        alike = re.findall("[0-9]+", word) == re.findall("[0-9]+", other)
        plural = word.replace("s", "") == other.replace("s", "")
        if alike and (folded(word) == folded(other) or (not plural and one_slip(word, other))):
            return other
    return ""


def one_slip(one: str, two: str) -> bool:
    """Whether two words differ by one letter added, left out or replaced, or two swapped."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other = one[start:], two[start:]
    return (
        rest[1:] in (other, other[1:])
        or rest == other[1:]
        or (rest[:2] == other[:2][::-1] and rest[2:] == other[2:])
    )
