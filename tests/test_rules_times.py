"""Times: days have come, and time points agree with themselves."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import times


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "today", lambda: "2026-11-22")


def test_today_and_the_past_are_fine() -> None:
    """A blank is fine too."""
    sheet = projects.sheet("picks", "day\n2026-11-22\n1999-01-01\n", kinds={"day": "date"})
    assert projects.said(times.days_have_come(sheet)) == []


def test_tomorrow_is_a_problem() -> None:
    """Nothing was read on a day that has not come."""
    sheet = projects.sheet("picks", "day,tree\n2026-11-23,oak", kinds={"day": "date"})
    assert projects.said(times.days_have_come(sheet)) == [
        "data/picks.csv:2:1: [day] 2026-11-23 has not come yet → write the day on which it was done"
    ]


def test_a_future_date_in_plain_text_is_no_day() -> None:
    """Only columns of dates hold days on which something was done."""
    sheet = projects.sheet("picks", "day\n2999-01-01")
    assert projects.said(times.days_have_come(sheet)) == []


REGISTER = "registered_on,start,primary_completion,completion,last_update,dates_kind\n"


@pytest.mark.parametrize(
    "line", ["2020,2021-02,2022,2026-11,2026-11-22,reached", "2020,2027,2028,2029,2026-11,planned"]
)
def test_dates_that_were_reached_or_are_planned_are_fine(line: str) -> None:
    """A date to the month or year has come when its month or year has."""
    sheet = projects.sheet("registrations", REGISTER + line)
    assert projects.said(times.reached_dates_have_come(sheet)) == []


def test_a_date_reached_in_the_future_is_a_problem() -> None:
    """It is planned, or the year is wrong."""
    sheet = projects.sheet("registrations", REGISTER + "2020,2021,2022,2027-01,2026,reached")
    assert projects.said(times.reached_dates_have_come(sheet)) == [
        "data/registrations.csv:2:4: [completion] 2027-01 has not come yet → "
        "check the date, and whether it was reached or is planned"
    ]


def test_a_record_updated_in_the_future_is_a_problem_whatever_is_planned() -> None:
    """An update is never planned."""
    sheet = projects.sheet("registrations", REGISTER + "2020,2027,2028,2029,2026-12,planned")
    assert [
        said.split(" → ")[0] for said in projects.said(times.reached_dates_have_come(sheet))
    ] == ["data/registrations.csv:2:5: [last_update] 2026-12 has not come yet"]


RULES = pytest.mark.parametrize(
    ("order", "agreement", "table"),
    [
        (times.outcomes_follow_the_treatment, times.outcome_times_agree, "outcomes"),
        (times.effects_follow_the_treatment, times.effect_times_agree, "reported_effects"),
    ],
    ids=["outcomes", "effects"],
)


def _both(order: object, agreement: object, table: str, line: str) -> list[str]:
    sheet = projects.sheet(table, f"time,months,derived,note\n{line}")
    assert callable(order)
    assert callable(agreement)
    return projects.said([*order(sheet), *agreement(sheet)])


@RULES
@pytest.mark.parametrize(
    "line",
    [
        "baseline,0,,",
        "baseline,,,",
        "6 months,6,,",
        "1 year,12,,",
        "24 weeks,5.52,,",
        "day 60,1.97,,",
        "12 months before grafting,-12,,",
        "during follow-up,7,,",
        "6 months,13,months from the first graft,",
    ],
)
def test_a_time_that_agrees_with_its_months_is_fine(
    order: object, agreement: object, table: str, line: str
) -> None:
    """Words that name no time are not judged, nor is what the row explains."""
    assert _both(order, agreement, table, line) == []


@RULES
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "harvest,-6,,",
            "-6 months beside “harvest”: before the treatment → "
            "correct months or time; months count from the first treatment",
        ),
        (
            "baseline,6,,",
            "6 months beside “baseline”: after the treatment began → "
            "correct months or time; months count from the first treatment",
        ),
        (
            "5 years,5,,",
            "5 months beside “5 years” → write 60, or say in derived how it was worked out",
        ),
        (
            "6 months,60,,",
            "60 months beside “6 months” → write 6, or say in derived how it was worked out",
        ),
    ],
)
def test_a_time_that_contradicts_its_months_is_a_problem(
    order: object, agreement: object, table: str, line: str, said: str
) -> None:
    """The place is the number of months."""
    assert _both(order, agreement, table, line) == [f"data/{table}.csv:2:2: [months] {said}"]


def _spelt(word: str, note: str = "") -> list[str]:
    lines = ["baseline,"] * 9 + ["6 months,"] * 9 + [f"{word},{note}"]
    sheet = projects.sheet("outcomes", "\n".join(["time,note", *lines]))
    return projects.said(times.times_are_spelt_alike(sheet))


@pytest.mark.parametrize("word", ["baseline", "harvest", "8 months", "baselines", "base"])
def test_a_time_of_its_own_is_fine(word: str) -> None:
    """Another number is another time, and one more s is a plural."""
    assert _spelt(word) == []


@pytest.mark.parametrize("word", ["basline", "basleine", "baselime", "baseliine", "Base-line"])
def test_a_usual_time_with_a_slip_is_questioned(word: str) -> None:
    """A letter left out, swapped, replaced or doubled; another case or a hyphen."""
    assert _spelt(word) == [
        f"data/outcomes.csv:20:1: [time] warning: “{word}”, where other rows say “baseline” → "
        "write “baseline” if that is meant, or say in note why it is so"
    ]
