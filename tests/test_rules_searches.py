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


# As written down

QUERIES = projects.sheet(
    "saved_searches",
    'saved_search_id,query\npears,"title:(pears OR ""quince"")"\n'
    "plums,plums&from={since 2026-01-01}",
)
NO_CHANGE = projects.sheet("deviations", "dated,concerns,done")


def _asked(key: str, query: str, deviations: Sheet = NO_CHANGE) -> list[str]:
    quoted = query.replace('"', '""')
    runs = projects.sheet(
        "searches", f'search_id,saved_search,run_on,query\nrun,{key},2026-06-01,"{quoted}"'
    )
    return projects.said(searches.runs_ask_what_was_saved(runs, QUERIES, deviations))


def _changed(dated: str, concerns: str, done: str) -> Sheet:
    return projects.sheet("deviations", f"dated,concerns,done\n{dated},{concerns},{done}")


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("pears", 'title:(pears OR "quince")'),
        ("plums", "plums&from=2026-05-01"),
        ("", "A list made by hand."),
    ],
)
def test_a_run_that_asks_what_was_saved_is_fine(key: str, query: str) -> None:
    """With any day where one is put in; a list made by hand has no saved search."""
    assert _asked(key, query) == []


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("pears", "title:pears"),
        ("pears", 'title:(pears OR "quince") AND jam'),
        ("plums", "plums&from=lately"),
    ],
)
@pytest.mark.parametrize(
    "deviations",
    [
        NO_CHANGE,
        _changed("2026-05-31", "search", "The query of pears and of plums was widened."),
        _changed("2026-06-01", "data", "The query of pears and of plums was widened."),
        _changed("2026-06-01", "search", "The queries of pears-2 and of plums-2 were widened."),
    ],
    ids=["none", "before", "of something else", "of another search"],
)
def test_a_run_that_asks_something_else_is_a_problem(
    key: str, query: str, deviations: Sheet
) -> None:
    """The message says how to write down that a query was changed."""
    assert _asked(key, query, deviations) == [
        f"data/searches.csv:2:4: [query] the query is not that of “{key}” in "
        "data/saved_searches.csv → write it as it was sent; if the saved one was changed since, "
        "add a row about search to data/deviations.csv, dated 2026-06-01 or later, that names "
        f"{key} in done"
    ]


@pytest.mark.parametrize("dated", ["2026-06-01", "2026-07-15"])
def test_a_query_that_was_changed_after_the_run_has_its_dated_line(dated: str) -> None:
    """What was asked before stays as it was asked."""
    changed = _changed(dated, "search", "The query of pears was widened.")
    assert _asked("pears", "title:pears", changed) == []
