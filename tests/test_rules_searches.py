"""Searches are run in time, and ask what was written down."""

from __future__ import annotations

from datetime import date

import pytest

import projects
from evidence.rows import Sheet
from evidence.rules import searches

SAVED = projects.sheet("saved_searches", "saved_search_id,interval_days\npears,7\nplums,28")
PLAN = projects.sheet("living_mode", "rule_id,kind,threshold\nlate,late search,3")
NO_PLAN = projects.sheet("living_mode", "rule_id,kind,threshold\nlook,new look,6")


def _runs(*days: str) -> Sheet:
    """Return runs of the first search, with one of the second that is never late."""
    lines = [f"pears-{number},pears,{day}" for number, day in enumerate(days)]
    return projects.sheet(
        "searches", "\n".join(["search_id,saved_search,run_on", "plums-1,plums,2026-05-30", *lines])
    )


def _late(day: str, runs: Sheet, plan: Sheet = PLAN) -> list[str]:
    return projects.said(searches.searches_are_not_late(SAVED, runs, plan, date.fromisoformat(day)))


# In time


@pytest.mark.parametrize("day", ["2026-05-31", "2026-06-01", "2026-06-08", "2026-06-11"])
def test_a_search_is_in_time_until_its_interval_and_the_grace_are_over(day: str) -> None:
    """Run on the first of June, every seven days, with three of grace."""
    assert _late(day, _runs("2026-06-01")) == []


@pytest.mark.parametrize(("day", "ago"), [("2026-06-12", 11), ("2026-06-30", 29)])
def test_a_search_that_is_older_is_a_problem(day: str, ago: int) -> None:
    """The message says when it was run, how long it may take and what to do."""
    assert _late(day, _runs("2026-06-01"))[:1] == [
        f"data/saved_searches.csv:2:2: [interval_days] on {day} the search “pears” was last run "
        f"{ago} days before, on 2026-06-01; its interval is 7 days, with 3 of grace "
        "→ run `make watch`, or merge what it found"
    ]


def test_a_search_that_was_never_run_is_a_problem_on_every_day() -> None:
    """That of another search does not stand for it."""
    assert _late("2026-05-30", _runs()) == [
        "data/saved_searches.csv:2:1: [saved_search_id] on 2026-05-30 the search “pears” has "
        "never been run → run `make watch`, or merge what it found"
    ]


def test_the_newest_run_counts_in_whatever_order_they_stand() -> None:
    """A table may be put in another order."""
    assert _late("2026-06-11", _runs("2026-06-01", "2026-04-01")) == []


def test_without_a_plan_there_is_no_grace() -> None:
    """The eighth day is late then."""
    assert _late("2026-06-08", _runs("2026-06-01"), NO_PLAN) == []
    assert len(_late("2026-06-09", _runs("2026-06-01"), NO_PLAN)) == 1


def test_a_day_that_is_none_is_left_to_the_check_of_cells() -> None:
    """It is said once, where it stands."""
    assert _late("2026-06-11", _runs("2026-06-01", "soon")) == []
