"""When the evidence was last searched for, and which searches are due."""

from __future__ import annotations

from datetime import date

import pandas as pd

from evidence import search_runs


def searches(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return runs: key, saved search, day."""
    frame = pd.DataFrame(rows, columns=["search_id", "saved_search", "run_on"])
    return frame.assign(run_on=pd.to_datetime(frame["run_on"]))


def saved(*rows: tuple[str, int]) -> pd.DataFrame:
    """Return saved searches: key, interval in days."""
    frame = pd.DataFrame(rows, columns=["saved_search_id", "interval_days"])
    return frame.astype({"interval_days": "Int64"})


RUNS = searches(
    ("by-hand", "", "2026-11-01"),
    ("plums-1", "plums", "2026-11-08"),
    ("plums-2", "plums", "2026-11-15"),
    ("sent-in", "", "2026-12-24"),
)


def test_what_readers_send_is_no_search() -> None:
    """A letter does not make the evidence younger."""
    assert search_runs.last_day(RUNS) == date(2026, 11, 15)
    assert "sent-in" not in set(search_runs.real(RUNS)["search_id"])


def test_of_each_saved_search_only_the_newest_run_is_shown() -> None:
    """Lists made by hand stay."""
    assert list(search_runs.newest(RUNS)["search_id"]) == ["by-hand", "sent-in", "plums-2"]


def test_the_last_run_of_a_search_is_its_newest() -> None:
    """A fact in one place: the rows of the runs."""
    known = search_runs.with_last_run(saved(("plums", 7)), RUNS).iloc[0]
    assert known["last_run"] == pd.Timestamp("2026-11-15")
    assert known["due"] == pd.Timestamp("2026-11-22")


def test_a_search_is_due_when_its_interval_is_over() -> None:
    """On the day itself, not before."""
    kept = saved(("plums", 7))
    assert list(search_runs.are_due(kept, RUNS, date(2026, 11, 22))) == [True]
    assert list(search_runs.are_due(kept, RUNS, date(2026, 11, 21))) == [False]


def test_a_search_that_was_never_run_is_due() -> None:
    """And has no last run."""
    kept = saved(("pears", 7))
    assert list(search_runs.are_due(kept, RUNS, date(2026, 11, 2))) == [True]
    assert search_runs.with_last_run(kept, RUNS)["last_run"].isna().all()


def test_the_services_that_were_asked_are_told_with_their_days() -> None:
    """What was looked in before them is not among them."""
    told = "Crossref (2026-11-29), Europe PMC (2026-11-22); earlier: a copy (2026-11-01)"
    assert search_runs.services_asked(told) == {
        "Crossref": "2026-11-29",
        "Europe PMC": "2026-11-22",
    }


def test_a_cell_written_by_hand_tells_of_no_service() -> None:
    """Whatever it names, it was a person who looked."""
    assert search_runs.services_asked("stored copy of the page (2026-11-01); the rest not") == {}
