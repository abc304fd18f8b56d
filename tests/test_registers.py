"""What became of a registered trial follows from its record and the tables, on a given day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from evidence import registers

TODAY = date(2026, 11, 21)
STUDIES = pd.DataFrame(
    {
        "study_id": ["smith2001", "smith2003", "green2010"],
        "cohort_id": ["north", "north", "south"],
        "kind": ["registered", "clinical", "registered"],
    }
)
RECORD = {
    "study_id": "green2010",
    "recruitment": "recruiting",
    "primary_completion": "",
    "completion": "",
    "last_update": "2026-01-01",
    "results_posted": "no",
}


def _state(**changes: str) -> str:
    found = registers.states(pd.DataFrame([{**RECORD, **changes}]), STUDIES, TODAY)
    return str(found.iloc[0])


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "not yet due"),
        ({"study_id": "smith2001"}, "reported"),
        ({"study_id": "smith2003"}, "reported"),
        ({"results_posted": "yes"}, "results in the register"),
        ({"recruitment": "withdrawn"}, "withdrawn"),
        ({"primary_completion": "2020-05"}, "results overdue"),
        ({"primary_completion": "2020-05", "results_posted": "not seen"}, "not seen"),
        ({"primary_completion": "2026-10"}, "not yet due"),
        ({"primary_completion": "2030"}, "not yet due"),
        ({"recruitment": "unknown"}, "state unknown"),
        ({"last_update": "2020"}, "state unknown"),
        ({"last_update": ""}, "not yet due"),
        ({"recruitment": "", "last_update": ""}, "not seen"),
        ({"recruitment": "completed"}, "not seen"),
        ({"recruitment": "terminated"}, "not seen"),
    ],
)
def test_the_state_of_a_trial_follows_from_its_record(changes: dict[str, str], state: str) -> None:
    """A trial is reported when another study on the same trees has results."""
    assert _state(**changes) == state


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"study_id": "smith2001", "results_posted": "yes"}, "reported"),
        ({"recruitment": "withdrawn", "primary_completion": "2020"}, "withdrawn"),
        ({"results_posted": "yes", "primary_completion": "2020"}, "results in the register"),
        ({"recruitment": "unknown", "primary_completion": "2020"}, "results overdue"),
        ({"recruitment": "", "primary_completion": "2020"}, "results overdue"),
    ],
)
def test_of_two_states_the_one_that_says_more_is_given(changes: dict[str, str], state: str) -> None:
    """Results come before everything, and an end that has passed before an unknown state."""
    assert _state(**changes) == state


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("2025-11-20", "results overdue"),
        ("2025-11-21", "results overdue"),
        ("2025-11-22", "not yet due"),
        ("2025-10", "results overdue"),
        ("2025-11", "not yet due"),
        ("2024", "results overdue"),
        ("2025", "not yet due"),
    ],
)
def test_results_are_overdue_a_year_after_the_last_measurement(end: str, state: str) -> None:
    """A date given to the month or year is taken to be its last day."""
    assert _state(primary_completion=end) == state


def test_the_main_outcome_goes_before_the_end_of_the_trial() -> None:
    """The end counts where nothing is said about the main outcome."""
    assert _state(primary_completion="2026-10", completion="2020") == "not yet due"
    assert _state(primary_completion="", completion="2020") == "results overdue"


@pytest.mark.parametrize(
    ("update", "state"), [("2024-11-21", "state unknown"), ("2024-11-22", "not yet due")]
)
def test_a_record_that_is_silent_for_two_years_says_nothing(update: str, state: str) -> None:
    """Nobody has looked after it, so what it says may no longer be so."""
    assert _state(last_update=update) == state


def test_the_states_stand_under_the_index_of_their_records() -> None:
    """They can be put beside the records as a column."""
    frame = pd.DataFrame([RECORD, {**RECORD, "results_posted": "yes"}], index=[7, 3])
    found = registers.states(frame, STUDIES, TODAY)
    assert found.to_dict() == {7: "not yet due", 3: "results in the register"}


def test_no_records_have_no_states() -> None:
    """An empty table is no failure."""
    frame = pd.DataFrame(columns=list(RECORD), dtype="str")
    assert list(registers.states(frame, STUDIES, TODAY)) == []


def test_every_state_is_one_that_is_known() -> None:
    """Charts and sentences can count on the list."""
    assert registers.STATES == (
        "reported",
        "results in the register",
        "results overdue",
        "state unknown",
        "not yet due",
        "withdrawn",
        "not seen",
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 12, 31)),
        ("2026-04", date(2026, 4, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 28)),
        ("2026-04-03", date(2026, 4, 3)),
    ],
)
def test_a_coarse_date_is_its_last_day(text: str, day: date) -> None:
    """A trial is given the benefit of what its record leaves open."""
    assert registers.last_day(text) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [("2026-01-01", 2026.0), ("2026-07-01", 2026.5), ("2026", 2026.5), ("", None)],
)
def test_a_date_is_a_place_on_an_axis_of_years(text: str, year: float | None) -> None:
    """What the date leaves open is taken in the middle, and a blank has no place."""
    assert registers.as_year(text) == (year if year is None else pytest.approx(year, abs=0.05))


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "2025-02-29"])
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    """No day is made up."""
    with pytest.raises(ValueError):
        registers.last_day(text)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 12, 31), date(2026, 12, 31), 12),
        (date(2025, 12, 31), date(2026, 12, 30), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 3, 15), date(2026, 1, 15), -2),
    ],
)
def test_only_whole_months_lie_between_two_days(earlier: date, later: date, months: int) -> None:
    """The last day of a short month completes a month that began on a later one."""
    assert registers.months_between(earlier, later) == months
