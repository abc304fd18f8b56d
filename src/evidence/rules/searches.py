"""What must be true of searches: each asks what was written down, and none is late.

What is late is judged only when somebody asks for a day: what is built is the same on
every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evidence.problems import Problem
from evidence.rows import Sheet

LATE = "late search"
"""The kind of rule that says by how many days a saved search may be late."""

_WATCH = "run `make watch`, or merge what it found"


def searches_are_not_late(
    saved_searches: Sheet, searches: Sheet, living_mode: Sheet, day: date
) -> Iterator[Problem]:
    """On a day that is asked for, no search was run longer ago than its interval and grace."""
    grace = _grace(living_mode)
    newest = _newest(searches)
    for row in saved_searches.rows:
        key, interval = row["saved_search_id"], row.number("interval_days")
        if key not in newest:
            found = f"on {day} the search “{key}” has never been run"
            yield saved_searches.problem(row.line, "saved_search_id", found, _WATCH)
        elif interval is not None and (day - newest[key]).days > interval + grace:
            found = (
                f"on {day} the search “{key}” was last run {(day - newest[key]).days} days before, "
                f"on {newest[key]}; its interval is {interval:g} days, with {grace:g} of grace"
            )
            yield saved_searches.problem(row.line, "interval_days", found, _WATCH)


def _grace(living_mode: Sheet) -> float:
    """Return the days by which a search may be late: none where the plan gives none."""
    days = (row.number("threshold") for row in living_mode.rows if row["kind"] == LATE)
    return next((number for number in days if number is not None), 0)


def _newest(searches: Sheet) -> dict[str, date]:
    """Return the day of the newest run of each saved search."""
    newest: dict[str, date] = {}
    for row in searches.rows:
        run_on = _day(row["run_on"])
        if run_on is not None:
            newest[row["saved_search"]] = max(run_on, newest.get(row["saved_search"], run_on))
    return newest


def _day(text: str) -> date | None:
    """Return a day, or None for what the cells' own check calls no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
