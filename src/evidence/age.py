"""How old the evidence is: when it was last looked for, when that is due, and what waits.

The line that says so stands in every page with its days, and a script in the page reads them
again on the reader's day: a copy that nobody renews says by itself that it is out of date.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import cast

import pandas as pd

from evidence import descriptor, numbers, registers, search_runs, tables
from evidence.rules.plans import NEW_LOOK

TABLES = ("living_mode", "records", "registrations", "saved_searches", "searches", "studies")
"""The tables the line is made from; a book that lacks one has no line."""

_SCRIPT = Path(__file__).parent / "theme" / "age.js"


@dataclass(frozen=True)
class Age:
    """What the line says.

    `read` is the day the evidence was last looked for, `due` the day by which it is to be
    looked for again. `saved` searches are written down and `run` of them have been run.
    `awaiting` records have no decision yet. `overdue` tells for each registered study
    without results, in order, the day on which they became or will become overdue.
    """

    read: date
    due: date
    saved: int
    run: int
    awaiting: int
    overdue: tuple[date, ...]


def read(root: Path) -> Age | None:
    """Return the age of the evidence of a project; None when it lacks one of `TABLES`."""
    if not set(TABLES) <= set(descriptor.read(root)):
        return None
    found = {name: tables.load(name, root) for name in TABLES}
    rules = found["living_mode"]
    months = rules.loc[rules["kind"] == NEW_LOOK, "threshold"].min()
    day = last_look(found["saved_searches"], found["searches"])
    last_run = search_runs.with_last_run(found["saved_searches"], found["searches"])["last_run"]
    return Age(
        read=day,
        due=registers.months_after(day, int(months)),
        saved=len(last_run),
        run=int(last_run.notna().sum()),
        awaiting=int((found["records"]["decision"] == "awaiting").sum()),
        overdue=overdue_days(found["registrations"], found["studies"]),
    )


def last_look(saved: pd.DataFrame, searches: pd.DataFrame) -> date:
    """Return the day since which nothing that is to be searched was left unsearched.

    Once every saved search has been run, that is the oldest of their newest runs: a search
    that fails for a year is not hidden by another one that ran. Until then it is the newest
    day of the lists made by hand.
    """
    by_hand = search_runs.real(searches[searches["saved_search"] == ""])["run_on"].max()
    last_run = search_runs.with_last_run(saved, searches)["last_run"]
    ran_all = len(last_run) > 0 and last_run.notna().all()
    days = [day for day in (by_hand, last_run.min() if ran_all else None) if pd.notna(day)]
    return cast(pd.Timestamp, max(days)).date()


def overdue_days(registrations: pd.DataFrame, studies: pd.DataFrame) -> tuple[date, ...]:
    """Return for each registered study the day its results are overdue from, in order.

    Studies are left out whose results are known, that were withdrawn, or whose end was not
    seen; of several registrations of a study the first day counts.
    """
    days = registers.overdue_from(registrations, studies).dropna()
    first = days.groupby(registrations["study_id"]).min()
    return tuple(sorted(first))


def html(age: Age) -> str:
    """Return the line as HTML, with the script that brings it up to the reader's day."""
    # Days that had come when the evidence was read need no date: a clock is never set before.
    past = sum(day <= age.read for day in age.overdue)
    later = " ".join(day.isoformat() for day in age.overdue[past:])
    script = _SCRIPT.read_text(encoding="utf-8")
    return (
        f'<p class="ev-age" role="status" data-read="{age.read}" data-due="{age.due}"'
        f' data-overdue="{past}" data-later="{later}">'
        f"<span>Evidence last looked for on {said(age.read)}, next by {said(age.due)}.</span> "
        f"{escape(_searched(age))} {escape(_awaiting(age))} "
        f"<span>{escape(_overdue(past))}</span></p><script>{script}</script>"
    )


def said(day: date) -> str:
    """Return a day as pages write it: 21 Nov 2026."""
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"


def _searched(age: Age) -> str:
    if age.run == age.saved:
        return ""
    ran = {0: "None", 1: "One"}.get(age.run, numbers.text(age.run))
    has = "has" if age.run < 2 else "have"
    planned = numbers.counted(age.saved, "planned search", "planned searches")
    return f"{ran} of {planned} {has} been run."


def _awaiting(age: Age) -> str:
    many = numbers.counted(age.awaiting, "record")
    if age.awaiting == 0:
        return "No record awaits assessment."
    verb = "awaits" if age.awaiting == 1 else "await"
    return f"{numbers.capitalised(many)} {verb} assessment."


def _overdue(count: int) -> str:
    many = numbers.counted(count, "registered study", "registered studies")
    return f"Results of {many} were overdue." if count else "No results were overdue."
