"""What trial registers say of studies, and whether results are overdue: a rule, not a hand."""

from __future__ import annotations

import calendar
from datetime import date
from typing import cast

import pandas as pd

# A year from the last measurement is the time registers and funders commonly give.
MONTHS_TO_REPORT = 12
MONTHS_UNTIL_STALE = 24

REPORTED = "reported"
POSTED = "results in the register"
OVERDUE = "results overdue"
WITHDRAWN = "withdrawn"
STALE = "state unknown"
RUNNING = "not yet due"
NOT_SEEN = "not seen"

# Without an end date these states do not tell whether results are due.
_NO_END_SEEN = ("", "completed", "terminated")
# Of those that are not reported, from the one that tells most.
_TELLING = (RUNNING, POSTED, OVERDUE, STALE, NOT_SEEN, WITHDRAWN)
STATES = (REPORTED, POSTED, OVERDUE, STALE, RUNNING, WITHDRAWN, NOT_SEEN)


def states(registrations: pd.DataFrame, studies: pd.DataFrame, as_of: date) -> pd.Series:
    """Return for each registration one of `STATES`, under its index.

    A trial is reported when the tables hold a study of its cohort with results. Its
    results are overdue when its main outcome was, or was to be, last measured
    `MONTHS_TO_REPORT` months or more before `as_of` and there are none; else its state is
    unknown when the register says so, or when its record has not changed for
    `MONTHS_UNTIL_STALE` months.
    """
    cohort = studies.set_index("study_id")["cohort_id"]
    with_results = set(studies.loc[studies["kind"] != "registered", "cohort_id"])
    reported = registrations["study_id"].map(cohort).isin(with_results)
    records = cast(list[dict[str, str]], registrations.to_dict("records"))
    rows = zip(records, reported, strict=True)
    found = [REPORTED if known else _state(row, as_of) for row, known in rows]
    return pd.Series(found, index=registrations.index, dtype="str")


def coming(registrations: pd.DataFrame, studies: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of the registered studies that are not reported, with their `state`.

    Of several registrations of a study the state that tells most counts. Studies of which
    it tells most come first.
    """
    known = registrations.assign(state=states(registrations, studies, as_of).astype("str"))
    reported = known.loc[known["state"] == REPORTED, "study_id"]
    first = (
        known[known["state"].isin(_TELLING)]
        .assign(place=lambda rows: rows["state"].map(_TELLING.index))
        .sort_values("place", kind="stable")
        .drop_duplicates("study_id")
        .set_index("study_id")["state"]
    )
    left = studies[(studies["kind"] == "registered") & ~studies["study_id"].isin(reported)]
    state = left["study_id"].map(first).fillna(NOT_SEEN)
    return left.assign(state=state, place=state.map(_TELLING.index)).sort_values(
        ["place", "label"], kind="stable"
    )


def _state(row: dict[str, str], as_of: date) -> str:
    if row["results_posted"] == "yes":
        return POSTED
    if row["recruitment"] == "withdrawn":
        return WITHDRAWN
    end = _end(row)
    if end and months_between(last_day(end), as_of) >= MONTHS_TO_REPORT:
        return OVERDUE if row["results_posted"] == "no" else NOT_SEEN
    if row["recruitment"] in _NO_END_SEEN and not end:
        return NOT_SEEN
    update = row["last_update"]
    silent = bool(update) and months_between(last_day(update), as_of) >= MONTHS_UNTIL_STALE
    return STALE if row["recruitment"] == "unknown" or silent else RUNNING


def _end(row: dict[str, str]) -> str:
    return row["primary_completion"] or row["completion"]


def overdue_from(registrations: pd.DataFrame, studies: pd.DataFrame) -> pd.Series:
    """Return for each registration the first day on which `states` calls its results overdue.

    Missing where that day never comes: results are known, the trial was withdrawn, or its
    end was not seen.
    """
    # On the last day there is, whatever can become overdue is.
    known = states(registrations, studies, date.max)
    rows = cast(list[dict[str, str]], registrations.to_dict("records"))
    days = [
        months_after(last_day(_end(row)), MONTHS_TO_REPORT) if state == OVERDUE else None
        for row, state in zip(rows, known, strict=True)
    ]
    return pd.Series(days, index=registrations.index, dtype="object")


def last_day(text: str) -> date:
    """Return the last day of a date given to the year, the month or the day.

    A trial is given the benefit of what its record leaves open. Raises ValueError when
    the text is no date.
    """
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def as_year(text: str) -> float | None:
    """Return a date given to the year, the month or the day as a year with its fraction.

    What is left open is taken in the middle; None for blank. Raises ValueError when the
    text is no date.
    """
    if not text:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    return year + ((month or 6.5) - 1 + ((day or 15) - 1) / 31) / 12


def months_between(earlier: date, later: date) -> int:
    """Return the whole months from one day to another, negative when they are reversed."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < min(earlier.day, calendar.monthrange(later.year, later.month)[1]))


def months_after(day: date, months: int) -> date:
    """Return the day some months later, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
