"""How old the evidence is: from the tables, and on the reader's day in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from evidence import age, registers, sphinx
from evidence.age import Age

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src/evidence/static"
PHONE = {"width": 360, "height": 740}

AGE = Age(
    read=date(2026, 11, 21),
    due=date(2027, 5, 21),
    saved=3,
    run=0,
    awaiting=2,
    overdue=(date(2020, 1, 31), date(2026, 12, 1), date(2027, 11, 30)),
)

# From the tables


def _searches(*runs: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(runs), columns=["search_id", "saved_search", "run_on"])
    return frame.assign(run_on=pd.to_datetime(frame["run_on"]))


SAVED = pd.DataFrame({"saved_search_id": ["pears", "plums"], "interval_days": [7, 28]})
BY_HAND = ("list", "", "2026-03-01")


def test_until_every_saved_search_was_run_the_lists_made_by_hand_tell_the_day() -> None:
    """One search of two does not make the whole look newer."""
    searches = _searches(BY_HAND, ("one", "pears", "2026-09-01"))
    assert age.last_look(SAVED, searches) == date(2026, 3, 1)


def test_the_search_that_was_run_longest_ago_tells_the_day() -> None:
    """A search that fails for months is not hidden by one that runs every week."""
    runs = [
        ("a", "pears", "2026-09-01"),
        ("b", "plums", "2026-04-01"),
        ("c", "pears", "2026-05-01"),
    ]
    assert age.last_look(SAVED, _searches(BY_HAND, *runs)) == date(2026, 4, 1)


def test_a_letter_from_a_reader_does_not_make_the_evidence_newer() -> None:
    """What readers send is no search."""
    searches = _searches(BY_HAND, ("sent-in", "", "2026-09-01"))
    assert age.last_look(SAVED, searches) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 21), 6, date(2027, 5, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_later_ends_with_a_short_month(day: date, months: int, later: date) -> None:
    """The day is the same, or the month's last."""
    assert registers.months_after(day, months) == later


REGISTRATION = {
    "study_id": "green2010",
    "recruitment": "recruiting",
    "primary_completion": "2026-02-28",
    "completion": "",
    "last_update": "2026-01-01",
    "results_posted": "no",
}
STUDIES = pd.DataFrame({"study_id": ["green2010"], "cohort_id": ["south"], "kind": ["registered"]})


@pytest.mark.parametrize("end", ["2024-02-29", "2026-02-28", "2026-01", "2025", "2026-12-31"])
def test_results_are_overdue_from_the_day_on_which_the_rule_says_so(end: str) -> None:
    """They are not the day before, whatever the length of the month."""
    rows = pd.DataFrame([{**REGISTRATION, "primary_completion": end}])
    (day,) = registers.overdue_from(rows, STUDIES)
    on_the_day = registers.states(rows, STUDIES, day).item()
    before = registers.states(rows, STUDIES, day - timedelta(days=1)).item()
    assert (on_the_day, before == registers.OVERDUE) == (registers.OVERDUE, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"results_posted": "yes"},
        {"results_posted": "not seen"},
        {"recruitment": "withdrawn"},
        {"primary_completion": ""},
    ],
)
def test_what_cannot_become_overdue_has_no_day(changes: dict[str, str]) -> None:
    """Results that are known, or were not looked for, trials given up, and ends not seen."""
    assert age.overdue_days(pd.DataFrame([{**REGISTRATION, **changes}]), STUDIES) == ()


def test_a_study_registered_twice_is_overdue_once_from_the_first_day() -> None:
    """What is counted are studies."""
    rows = pd.DataFrame([{**REGISTRATION, "primary_completion": end} for end in ("2025", "2024")])
    assert age.overdue_days(rows, STUDIES) == (date(2025, 12, 31),)


def test_a_book_without_these_tables_has_no_line(tmp_path: Path) -> None:
    """A small book need not be living."""
    shutil.copytree(ROOT / "tests/orchard", tmp_path / "orchard")
    assert age.read(tmp_path / "orchard") is None


def test_the_line_is_part_of_the_settings_of_the_book() -> None:
    """Sphinx writes every page again when a setting changes, and so when the line does."""
    config = SimpleNamespace(html_context={"kept": 1})
    sphinx.say_age(ROOT, config)  # type: ignore[arg-type]
    assert config.html_context["kept"] == 1
    assert 'class="ev-age"' in config.html_context["age"]


# In the page


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page with the line on a day of the reader's clock; errors fail the test."""
    shutil.copytree(STATIC, tmp_path / "_static")
    said: list[str] = []
    contexts = []

    def open_(day: str, told: Age = AGE, size: dict[str, int] = PHONE, **options: object) -> Page:
        (tmp_path / "page.html").write_text(
            '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Pears</title>'
            '<link rel="stylesheet" href="_static/evidence.css">'
            '<link rel="stylesheet" href="_static/page.css">'
            f'<body><main><article class="bd-article">{age.html(told)}<h1>Pears</h1></article>',
            encoding="utf-8",
        )
        contexts.append(browser.new_context(viewport=size, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T12:00:00"))
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []


BY_HAND_SAID = "None of 3 planned searches has been run. 2 records await assessment."


def test_a_fresh_page_says_quietly_when_the_next_look_is_due(opened: Open) -> None:
    """One calm line, with what waits."""
    page = opened("2026-11-22")
    assert page.locator(".ev-age").inner_text() == (
        f"Evidence last looked for on 21 Nov 2026, next by 21 May 2027. {BY_HAND_SAID} "
        "Results of 1 registered study are overdue."
    )
    expect(page.locator(".ev-age-late")).to_have_count(0)


@pytest.mark.parametrize(("day", "late"), [("2027-05-20", 0), ("2027-05-21", 0), ("2027-05-22", 1)])
def test_a_page_is_late_from_the_day_after_the_look_was_due(
    opened: Open, day: str, late: int
) -> None:
    """On the day itself it is not yet."""
    expect(opened(day).locator(".ev-age-late")).to_have_count(late)


@pytest.mark.parametrize(
    ("day", "ago"),
    [("2027-05-22", "6 months"), ("2027-12-22", "13 months"), ("2029-01-01", "2 years")],
)
def test_a_page_left_alone_says_how_old_it_is(opened: Open, day: str, ago: str) -> None:
    """Nobody needs to build the book again for that."""
    expect(opened(day).locator(".ev-age")).to_contain_text(
        f"Evidence last looked for on 21 Nov 2026; that is {ago} ago, "
        "and a new look was due by 21 May 2027."
    )


def test_days_are_told_while_months_would_be_none(opened: Open) -> None:
    """A review that looks every month is late after weeks."""
    monthly = replace(AGE, read=date(2026, 11, 21), due=date(2026, 12, 10))
    expect(opened("2026-12-11", monthly).locator(".ev-age")).to_contain_text("that is 20 days ago")


@pytest.mark.parametrize(
    ("day", "studies"),
    [
        ("2026-11-30", "1 registered study"),
        ("2026-12-01", "2 registered studies"),
        ("2027-11-30", "3 registered studies"),
    ],
)
def test_results_become_overdue_on_the_readers_day(opened: Open, day: str, studies: str) -> None:
    """The days are in the page; the count is the reader's."""
    expect(opened(day).locator(".ev-age")).to_contain_text(f"Results of {studies} are overdue")


def test_a_clock_that_is_wrong_changes_nothing(opened: Open) -> None:
    """A day before the evidence was looked for cannot be today."""
    page = opened("2001-01-01")
    assert page.locator(".ev-age").inner_text() == (
        f"Evidence last looked for on 21 Nov 2026, next by 21 May 2027. {BY_HAND_SAID} "
        "Results of 1 registered study were overdue."
    )


def test_without_scripts_the_days_stand_there_as_text(opened: Open) -> None:
    """So they do in print and in an archive."""
    page = opened("2028-01-01", java_script_enabled=False)
    expect(page.locator(".ev-age")).to_contain_text("21 Nov 2026, next by 21 May 2027.")


def test_a_page_left_open_says_so_when_someone_comes_back(opened: Open) -> None:
    """The line is a status: what changes in it is read out."""
    page = opened("2026-11-22")
    page.clock.set_fixed_time(datetime(2027, 12, 22, 12))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("status")).to_contain_text("that is 13 months ago")


@pytest.mark.parametrize("day", ["2026-11-22", "2027-12-22"])
def test_nothing_moves_and_nothing_is_cut_off_on_a_phone(opened: Open, day: str) -> None:
    """The line is ready before the page is drawn, fresh or late."""
    page = opened(day)
    moved = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const one of list.getEntries()) sum += one.value;
          }).observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })"""
    )
    assert moved == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
