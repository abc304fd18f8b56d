"""The page on which a second reader decides, in a real Chromium, on invented records."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from evidence import screening_page, tables
from evidence.intake import decisions
from evidence.intake.adding import add

ROOT = Path(__file__).resolve().parents[1]
PHONE = {"width": 360, "height": 740}
HOSTILE = "<img src=x onerror=alert(1)> & pears"

Opener = Callable[..., Page]


def _record(key: str, **changes: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("doi", "pmid", "registry_id", "address"), "")
    said = {"record_id": key, "title": f"On {key}", "year": "2001", "topic": "pears"}
    return {**blank, **said, "awaiting": False, **changes}


RECORDS = [
    _record("apples", pmid="123", doi="10.1000/apples", address="https://trees.example/apples"),
    _record("plums", title=HOSTILE, address="javascript:alert(1)"),
    _record("quinces", awaiting=True),
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Start a browser that has kept nothing."""
    started = browser.new_context(viewport=PHONE)
    yield started
    started.close()


@pytest.fixture
def opened(context: BrowserContext, tmp_path: Path) -> Iterator[Opener]:
    """Open the page; whatever it complains of, and any dialog, fails the test."""
    shutil.copytree(ROOT / "src/evidence/static", tmp_path / "_static")
    said: list[str] = []

    def open_(records: list[dict[str, Any]] = RECORDS, script: str = "") -> Page:
        model = json.dumps({**screening_page.model(ROOT), "records": records})
        told = f"globalThis.screening = {model};"
        (tmp_path / "_static" / screening_page.RECORDS).write_text(told, encoding="utf-8")
        (tmp_path / "page.html").write_text(
            '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Decide</title>'
            '<link rel="stylesheet" href="_static/evidence.css">'
            '<link rel="stylesheet" href="_static/page.css">'
            f'<body><main class="bd-article">{screening_page.html("")}</main>',
            encoding="utf-8",
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.clock.set_fixed_time(datetime(2026, 11, 22, 12))
        if script:
            page.add_init_script(script)
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield open_
    assert said == []


def _card(page: Page) -> Any:
    return page.get_by_role("region", name="The record")


def _press(page: Page, *keys: str) -> None:
    _card(page).focus()
    for key in keys:
        page.keyboard.press(key)


def _download(page: Page, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the decisions").click()
    assert waiting.value.suggested_filename == "second-decisions.csv"
    waiting.value.save_as(folder / "second-decisions.csv")
    with (folder / "second-decisions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_records_are_decided_from_the_keyboard(opened: Opener, tmp_path: Path) -> None:
    """A reason has a number; the file has the columns that are taken in."""
    page = opened()
    page.get_by_label("Your name").fill('Anna "Ann" Green, MD')
    _press(page, "i", "e", "3", "m")
    expect(page.get_by_text("3 of 3 decided")).to_be_visible()
    rows = _download(page, tmp_path)
    assert tuple(rows[0]) == decisions.COLUMNS
    assert [tuple(row.values()) for row in rows] == [
        ("apples", "included", "", 'Anna "Ann" Green, MD', "2026-11-22"),
        ("plums", "excluded", "wrong outcome", 'Anna "Ann" Green, MD', "2026-11-22"),
        ("quinces", "awaiting", "", 'Anna "Ann" Green, MD', "2026-11-22"),
    ]


def test_each_key_is_a_button_too(opened: Opener) -> None:
    """By thumb and by ear."""
    page = opened()
    page.get_by_role("button", name="Exclude").click()
    page.get_by_role("button", name="not a primary study").click()
    expect(page.get_by_role("status")).to_have_text("Exclude, not a primary study: On apples")
    expect(page.get_by_role("heading")).to_have_text(HOSTILE)


def test_the_last_decision_can_be_taken_back(opened: Opener) -> None:
    """First a question for the reason, then one decision after the other."""
    page = opened()
    _press(page, "i", "e", "u")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    expect(page.get_by_role("group", name="Reason")).to_be_hidden()
    _press(page, "u", "u")
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_keys_do_nothing_outside_the_record(opened: Opener) -> None:
    """Who types a name with an i in it decides nothing."""
    page = opened()
    page.get_by_label("Your name").press_sequentially("Mimi")
    page.keyboard.press("Control+e")
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()


def test_decisions_are_kept_on_the_device(opened: Opener) -> None:
    """A day of work is not lost with a closed window."""
    page = opened()
    page.get_by_label("Your name").fill("Green")
    _press(page, "i")
    again = opened()
    expect(again.get_by_text("1 of 3 decided")).to_be_visible()
    expect(again.get_by_label("Your name")).to_have_value("Green")


@pytest.mark.parametrize("method", ["setItem", "getItem"])
def test_a_browser_that_keeps_nothing_says_so(opened: Opener, method: str) -> None:
    """Full, or switched off: deciding works all the same."""
    broken = f"Storage.prototype.{method} = () => {{ throw new DOMException('full') }};"
    if method == "getItem":
        broken += broken.replace("getItem", "setItem")
    page = opened(script=broken)
    expect(page.get_by_role("alert")).to_be_hidden()
    _press(page, "i")
    expect(page.get_by_role("alert")).to_have_text(
        "This browser keeps nothing: download your decisions before you leave the page."
    )
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()


def test_a_decision_without_a_name_is_not_downloaded(opened: Opener) -> None:
    """The field is shown as wrong, and has the focus."""
    page = opened()
    _press(page, "i")
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_text("Write your name first")).to_be_visible()
    expect(page.get_by_label("Your name")).to_be_focused()


def test_only_those_that_await_assessment_can_be_chosen(opened: Opener) -> None:
    """For a week's new records."""
    page = opened()
    page.get_by_label("Those that await assessment").check()
    expect(page.get_by_role("heading")).to_have_text("On quinces")
    expect(page.get_by_text("0 of 1 decided")).to_be_visible()


def test_where_nothing_awaits_the_page_says_so(opened: Opener) -> None:
    """An empty card would look broken."""
    page = opened(RECORDS[:2])
    page.get_by_label("Those that await assessment").check()
    expect(page.get_by_text("No record awaits assessment.")).to_be_visible()


def test_a_record_leads_to_its_abstract_and_nowhere_else(opened: Opener) -> None:
    """An address that is none of the web is no link; texts are only text."""
    page = opened()
    hrefs = [one.get_attribute("href") for one in _card(page).get_by_role("link").all()]
    assert hrefs == [
        "https://pubmed.ncbi.nlm.nih.gov/123/",
        "https://doi.org/10.1000/apples",
        "https://trees.example/apples",
    ]
    _press(page, "i")
    assert _card(page).get_by_role("link").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_page_does_not_tell_the_first_decision() -> None:
    """Repeats are left out; of the first decision only that there is none yet is told."""
    model = screening_page.model(ROOT)
    told = {*screening_page._SHOWN, "awaiting"}
    assert {name for row in model["records"] for name in row} == told
    records = tables.load("records", ROOT)
    assert len(model["records"]) == (records["decision"] != "duplicate").sum()


def test_what_the_page_downloads_is_taken_in(opened: Opener, tmp_path: Path) -> None:
    """The real records, the real check, no hand between."""
    page = opened(screening_page.model(ROOT)["records"])
    page.get_by_label("Your name").fill("A. Green")
    _press(page, "e", "1", "i")
    (tmp_path / "sent").mkdir()
    rows = _download(page, tmp_path / "sent")
    for name in ("data", "book"):
        shutil.copytree(ROOT / name, tmp_path / "project" / name)
    for name in ("references.bib", "_toc.yml", "_config.yml"):
        shutil.copyfile(ROOT / name, tmp_path / "project" / name)
    file = tmp_path / "sent/second-decisions.csv"
    result = add(tmp_path / "project", file, date(2026, 11, 22))
    assert (len(rows), result.complaints, result.corrected) == (2, [], 2)
