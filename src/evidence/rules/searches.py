"""What must be true of searches: each asks what was written down, and none is late.

What is late is judged only when somebody asks for a day: what is built is the same on
every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from evidence.problems import Problem
from evidence.rows import Sheet

LATE = "late search"
"""The kind of rule that says by how many days a saved search may be late."""

SINCE = re.compile(r"\{since (\d{4}-\d\d-\d\d)\}")
"""What stands in a saved query for the day from which a run asks."""

_DAY = r"\d{4}-\d\d-\d\d"
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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


def runs_ask_what_was_saved(
    searches: Sheet, saved_searches: Sheet, deviations: Sheet
) -> Iterator[Problem]:
    """A run asks the saved query, or a departure of that day or later says it was changed."""
    saved = {row["saved_search_id"]: _as_sent(row["query"]) for row in saved_searches.rows}
    changed = _changed(deviations)
    for row in searches.rows:
        key = row["saved_search"]
        if key not in saved or saved[key].fullmatch(row["query"]):
            continue
        if changed.get(key, "") < row["run_on"]:
            found = f"the query is not that of “{key}” in {saved_searches.table.file}"
            cure = (
                f"write it as it was sent; if the saved one was changed since, add a row about "
                f"search to {deviations.table.file}, dated {row['run_on']} or later, "
                f"that names {key} in done"
            )
            yield searches.problem(row.line, "query", found, cure)


def _as_sent(query: str) -> re.Pattern[str]:
    """Return what a query is sent as: with any day where one is put in."""
    return re.compile(_DAY.join(map(re.escape, SINCE.split(query)[::2])))


def _changed(deviations: Sheet) -> dict[str, str]:
    """Return the newest day of the departures that name a search."""
    days: dict[str, str] = {}
    for row in deviations.rows:
        for key in _KEY.findall(row["done"]) if row["concerns"] == "search" else ():
            days[key] = max(row["dated"], days.get(key, ""))
    return days


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
