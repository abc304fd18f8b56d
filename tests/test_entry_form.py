"""The form for a study or a correction, as contributors meet it in a real Chromium."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from evidence import bibliography, descriptor, entry_form
from evidence.intake.adding import Result, add
from hosts import served

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src/evidence/static"
PAGE = "book/send-data.html"
REPOSITORY = "https://git.example/pears/review"
TODAY = date(2026, 11, 22)
HOSTILE = '"><img src=x onerror="alert(\'1\')"><script>alert(1)</script>{{ 7*7 }}'

Opener = Callable[..., Page]


def _write_site(folder: Path) -> None:
    (folder / "book").mkdir(parents=True)
    shutil.copytree(STATIC, folder / "_static")
    rows = entry_form.script_of_rows(ROOT)
    (folder / "_static" / entry_form.ROWS).write_text(rows, encoding="utf-8")
    for name, repository in ((PAGE, ""), ("book/with-repository.html", REPOSITORY)):
        html = entry_form.html(entry_form.model(ROOT, repository), "../")
        (folder / name).write_text(
            '<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Form</title>'
            '<link rel="icon" href="data:,">'
            '<link rel="stylesheet" href="../_static/evidence.css">'
            f'<body><main class="bd-article">{html}</main>',
            encoding="utf-8",
        )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Write and serve the form's page; return its folder and its address."""
    folder = tmp_path_factory.mktemp("form")
    _write_site(folder / "site")
    with served(folder / "site") as address:
        yield folder / "site", address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Start a browser that has kept nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext, pages: tuple[Path, str]) -> Iterator[Opener]:
    """Open the form; whatever a page complains of, or any dialog, fails the test."""
    said: list[str] = []

    def open_(query: str = "", name: str = PAGE, address: str = "") -> Page:
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type != "log" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address or pages[1]}/{name}{query}")
        return page

    yield open_
    assert said == []


def field(page: Page, section: str, name: str, item: int = 0) -> str:
    """Return the selector of a field of an entry of a section."""
    found = page.locator(f"[id^=entry-{section}-] [data-field={name}] [name]").nth(item)
    return f"[id='{found.get_attribute('id')}']"


def problem(page: Page, selector: str) -> str:
    """Return what stands beneath a field, once it had time to be judged."""
    page.wait_for_timeout(500)
    return page.locator(f"{selector[:-2]}-problem']").inner_text()


def show(page: Page, section: str) -> None:
    """Open a step of the form, and everything in it."""
    page.evaluate(
        "(id) => [document.getElementById(id), ...document.querySelectorAll(`#${id} details`)]"
        ".forEach((one) => { one.open = true; })",
        f"entry-step-{section}",
    )


# What the form asks for


@pytest.mark.parametrize("table", entry_form.TABLES)
def test_every_column_is_asked_for_filled_in_or_left_to_the_editors(table: str) -> None:
    """No column is forgotten, and none has two origins."""
    asked = [
        name
        for section in entry_form.SECTIONS
        if section.table == table and not section.harms
        for name in (*section.asked, *section.more)
    ]
    columns = [one.name for one in descriptor.read(ROOT)[table].fields]
    ours = [*entry_form.FILLED[table], *entry_form.LEFT_BLANK[table]]
    assert sorted({*asked, *ours} - {"author", "journal"}) == sorted(columns)
    assert len(set(asked) & set(ours)) == 0


@pytest.mark.parametrize("table", entry_form.TABLES)
def test_labels_of_a_table_differ(table: str) -> None:
    """Two fields of one name could not be told apart by ear."""
    titles = [one.title for one in descriptor.read(ROOT)[table].fields]
    assert len(set(titles)) == len(titles)


# Filling in


class Keyboard:
    """Someone who fills in the form without a mouse, and counts the steps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields = 0

    def reach(self, wanted: str) -> None:
        """Go to the next place whose id, or else whose text, is the one wanted."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(
                "[document.activeElement.id, document.activeElement.textContent.trim()]"
            )
            if re.fullmatch(wanted, here[0]) or wanted == here[1]:
                return
        raise AssertionError(f"“{wanted}” is not reached with the Tab key")

    def fill(self, section: str, **texts: str) -> None:
        """Fill in fields of an entry, in the order in which they stand."""
        for name, text in texts.items():
            self.reach(rf"entry-{section}-[0-9]+-{name}")
            is_list = self.page.evaluate("document.activeElement.tagName") == "SELECT"
            enter = self.page.keyboard.type if is_list else self.page.keyboard.insert_text
            enter(text)
            self.fields += 1

    def press(self, button: str) -> None:
        """Go to a button and press it."""
        self.reach(button)
        self.page.keyboard.press("Enter")


def fill_in_by_keyboard(page: Page) -> int:
    """Enter a small study of two groups; return how many fields that took."""
    keys = Keyboard(page)
    title = 'Cells, and "more" of them, in pears'
    keys.fill("report", title=title, author="Okafor, Ada", year="2024", doi="10.1000/xyz")
    keys.fill("report", topic="adults")
    keys.press("Next: What you read")
    keys.fill("sources", kind="abstract", address="https://example.org/a")
    keys.press("Next: The study")
    keys.fill("study", kind="clinical", design="randomised, open", condition="lupus nephritis")
    keys.fill("study", population="adults", status="completed", seen="abstract only")
    keys.fill("study", summary="Two groups were compared.", locator="abstract, Methods")
    keys.press("Next: Its groups")
    keys.fill("groups", label="MSC", role="treatment", n="10", product="MSC", locator="abstract")
    keys.press("Add a group")
    keys.page.keyboard.type("Control")
    keys.fill("groups", role="control", n="9", locator="abstract")
    keys.press("Next: What was measured")
    keys.fill("values", outcome_id="Complete remission", arm_id="Group 1", time="12 months")
    keys.fill("values", statistic="count", value="4", unit="people", n="10", locator="Results")
    keys.press("Next: Harms")
    keys.reach("")
    keys.page.keyboard.press("ArrowDown")
    keys.press("Next: Results between groups")
    keys.press("Next: Check and send")
    keys.press("Check everything")
    return keys.fields


@dataclass(frozen=True)
class Entered:
    """A study as it was entered: how, what the form said at the end, and what it gave."""

    fields: int
    summary: str
    focus: str
    file: str
    text: str
    issue: str
    today: str


@pytest.fixture(scope="module")
def entered(browser: Browser, pages: tuple[Path, str]) -> Entered:
    """Enter the small study and download its rows."""
    page = browser.new_page()
    page.goto(f"{pages[1]}/{PAGE}")
    page.locator("[name=entry-mode]").first.focus()
    fields = fill_in_by_keyboard(page)
    summary = page.locator("#entry-summary").inner_text()
    focus = page.evaluate("document.activeElement.id")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the rows").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    issue = page.locator("textarea.ev-entry-text").first.input_value()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    page.close()
    return Entered(fields, summary, focus, waiting.value.suggested_filename, text, issue, today)


def test_a_small_study_is_entered_with_the_keyboard_alone(entered: Entered) -> None:
    """Two groups and a value take about thirty fields, and nothing is missing then."""
    assert entered.summary == "Nothing is missing. The rows fit the tables."
    assert entered.focus == "entry-summary"
    assert entered.fields < 35


EXPECTED = {
    "records": 'okafor2024,"Cells, and ""more"" of them, in pears",2024,10.1000/xyz,,,'
    "https://example.org/a,adults,sent-in,included,,,okafor2024,,,,,,,,,",
    "sources": "okafor2024-abstract,okafor2024,abstract,https://example.org/a,TODAY,",
    "studies": 'okafor2024,Okafor 2024,clinical,"randomised, open",,lupus nephritis,,adults,,,,'
    "2024,,okafor2024,completed,,,,,abstract only,Two groups were compared.,okafor2024-abstract,"
    '"abstract, Methods",,contributor,TODAY,,,,',
    "arms": "okafor2024,msc,MSC,treatment,,10,MSC,,,,,,,,,,okafor2024-abstract,abstract,,"
    "contributor,TODAY,,,,\n"
    "okafor2024,control,Control,control,,9,,,,,,,,,,,okafor2024-abstract,abstract,,"
    "contributor,TODAY,,,,",
    "outcomes": "okafor2024,msc,complete-remission,all,12 months,,count,4,,,,,10,people,"
    "okafor2024-abstract,Results,,contributor,TODAY,,,,",
}


def blocks(text: str) -> dict[str, str]:
    """Return the blocks of a downloaded file by table."""
    parts = re.split(r"^# table: (\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_download_has_a_block_of_rows_for_each_table(entered: Entered) -> None:
    """The columns are the descriptor's, in its order, and keys are made from what was entered."""
    assert entered.file == "okafor2024.txt"
    tables = descriptor.read(ROOT)
    wanted = {
        name: ",".join(one.name for one in tables[name].fields)
        + f"\n{lines.replace('TODAY', entered.today)}\n"
        for name, lines in EXPECTED.items()
    }
    wanted["reference"] = 'study_id,author,journal\nokafor2024,"Okafor, Ada",\n'
    assert {
        name: block.strip("\n") + "\n" for name, block in blocks(entered.text).items()
    } == wanted


def project(folder: Path) -> Path:
    """Copy what `add` reads of the book into a folder of its own."""
    for name in ("data", "book"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("study"))
    for name in ("references.bib", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def sent(root: Path, name: str, text: str) -> Result:
    """Take a text that the form gave into a copy of the book."""
    path = root / name
    path.write_text(text, encoding="utf-8")
    return add(root, path, TODAY, unfinished=True)


def test_what_is_downloaded_and_what_is_pasted_are_taken_alike(
    entered: Entered, tmp_path: Path
) -> None:
    """Only what the form leaves to the editors is still to be done, by either way."""
    file = project(tmp_path / "file")
    issue = project(tmp_path / "issue")
    by_file = sent(file, "okafor2024.txt", entered.text)
    by_issue = sent(issue, "issue.md", entered.issue)
    for result in (by_file, by_issue):
        assert (result.complaints, result.doubts, result.left_out) == ([], [], [])
        assert [one.partition("] ")[2].partition(" →")[0] for one in result.to_do] == [
            "nobody looked whether okafor2024 was retracted or corrected",
            "okafor2024 is not judged for randomisation; deviations; missing-data; measurement; "
            "reported-result (RoB 2)",
        ]
        assert result.added == dict.fromkeys(EXPECTED, 1) | {"arms": 2}
    for name in (*(f"data/{table}.csv" for table in EXPECTED), "references.bib"):
        assert (file / name).read_bytes() == (issue / name).read_bytes()
    assert bibliography.read(file)["okafor2024"].fields == {
        "author": "Okafor, Ada",
        "title": 'Cells, and "more" of them, in pears',
        "year": "2024",
        "doi": "10.1000/xyz",
    }


# Checking


def test_a_wrong_value_is_told_beneath_its_field_and_the_cure_clears_it(opened: Opener) -> None:
    """The words are those of the check, and they are tied to the field."""
    page = opened()
    show(page, "groups")
    people = field(page, "groups", "n")
    page.fill(people, "12,5")
    page.locator(people).blur()
    assert problem(page, people) == (
        "“12,5” is not a whole number → write digits only, like 12; "
        "leave it blank if it was not seen"
    )
    assert page.get_attribute(people, "aria-invalid") == "true"
    assert (
        page.get_attribute(people, "aria-describedby").split()
        == [  # type: ignore[union-attr]
            f"{people[5:-2]}-help",
            f"{people[5:-2]}-problem",
        ]
    )
    page.fill(people, "12")
    assert problem(page, people) == ""
    assert page.get_attribute(people, "aria-invalid") is None


def test_more_events_than_people_are_told_at_the_value(opened: Opener) -> None:
    """Rules between the cells of a row speak as soon as the row breaks them."""
    page = opened()
    show(page, "values")
    for name, text in {"value": "13", "unit": "people", "n": "12"}.items():
        page.fill(field(page, "values", name), text)
        page.locator(field(page, "values", name)).blur()
    page.select_option(field(page, "values", "statistic"), "count")
    assert problem(page, field(page, "values", "value")) == (
        "13 of 12 → check value and n against the source"
    )


def test_a_report_the_book_has_is_told_at_its_identifier(opened: Opener) -> None:
    """A contributor learns at once that the work is done already."""
    page = opened()
    page.fill(field(page, "report", "doi"), "10.1186/s13287-022-03112-7")
    page.locator(field(page, "report", "doi")).blur()
    assert problem(page, field(page, "report", "doi")) == (
        "“10.1186/s13287-022-03112-7” is that of morello2022 in line 2 too → "
        "correct it, or mark one of the two as a duplicate"
    )


def test_untouched_fields_are_not_called_wrong(opened: Opener) -> None:
    """An empty form has no messages until everything is checked."""
    page = opened()
    page.wait_for_timeout(500)
    assert page.locator("[aria-invalid]").count() == 0
    show(page, "send")
    page.get_by_role("button", name="Check everything").click()
    assert page.locator("[aria-invalid]").count() > 10


def test_the_summary_leads_to_each_field(opened: Opener) -> None:
    """A link opens the step and puts the cursor into the field."""
    page = opened()
    show(page, "send")
    page.get_by_role("button", name="Check everything").click()
    page.get_by_role("link", name="Study, Summary").click()
    here = page.evaluate("document.activeElement.id")
    assert re.fullmatch(r"entry-study-\d+-summary", here)


# Adding and removing


def test_focus_follows_entries_that_are_added_and_removed(opened: Opener) -> None:
    """A new entry takes the cursor; when one goes, its neighbour does; both are announced."""
    page = opened()
    show(page, "groups")
    page.get_by_role("button", name="Add a group").click()
    assert page.evaluate("document.activeElement.closest('fieldset').innerText").startswith(
        "Group 2"
    )
    assert page.locator("[role=status]").inner_text() == "Group 2 added."
    page.get_by_role("button", name="Remove this group").nth(1).click()
    assert page.evaluate("document.activeElement.closest('fieldset').innerText").startswith(
        "Group 1"
    )
    assert page.locator("[role=status]").inner_text() == "Group 2 removed."


def test_values_of_a_group_that_is_removed_lose_it_and_nothing_else(opened: Opener) -> None:
    """The value stays, and asks for a group."""
    page = opened()
    show(page, "groups")
    page.fill(field(page, "groups", "label"), "MSC")
    show(page, "values")
    page.fill(field(page, "values", "value"), "7")
    page.select_option(field(page, "values", "arm_id"), label="Group 1: MSC")
    page.get_by_role("button", name="Remove this group").click()
    assert page.input_value(field(page, "values", "value")) == "7"
    assert page.input_value(field(page, "values", "arm_id")) == ""


# The draft


def type_title(page: Page, text: str) -> None:
    """Type the report's title, and wait until the draft was kept."""
    page.fill(field(page, "report", "title"), text)
    page.wait_for_timeout(1000)


def test_a_draft_survives_closing_the_page(opened: Opener) -> None:
    """What was entered is back, with the words that say so."""
    page = opened()
    type_title(page, "Old pears")
    assert re.fullmatch(
        r"Draft saved on this device at \d\d:\d\d\.", page.locator(".ev-entry-saved").inner_text()
    )
    page.close()
    again = opened()
    assert again.input_value(field(again, "report", "title")) == "Old pears"
    assert again.locator(".ev-entry-saved").inner_text() == "Your draft from before is back."


def test_a_draft_is_kept_when_the_page_is_left_at_once(opened: Opener) -> None:
    """Nobody has to wait for the draft."""
    page = opened()
    page.fill(field(page, "report", "title"), "Old pears")
    page.reload()
    assert page.input_value(field(page, "report", "title")) == "Old pears"


def test_a_draft_is_cleared_when_that_is_confirmed(opened: Opener) -> None:
    """The fields are empty, and so is the device."""
    page = opened()
    type_title(page, "Old pears")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear the draft").click()
    assert page.input_value(field(page, "report", "title")) == ""
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("what", ["full", "forbidden"])
def test_a_device_that_keeps_nothing_is_told(opened: Opener, what: str) -> None:
    """The form works on, and says that the rows should be downloaded."""
    page = opened()
    refuse = {
        "full": "Storage.prototype.setItem = () => { throw new DOMException('full'); }",
        "forbidden": "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('forbidden'); } })",
    }
    page.add_init_script(refuse[what])
    page.reload()
    type_title(page, "Old pears")
    assert page.locator(".ev-entry-saved").inner_text() == (
        "The draft cannot be saved on this device: its storage is full or closed to this page. "
        "Download the rows before you leave."
    )


def test_two_tabs_do_not_overwrite_each_other(opened: Opener) -> None:
    """The tab that would overwrite the other's draft asks first, and does what is chosen."""
    first, second = opened(), opened()
    type_title(first, "From the first")
    type_title(second, "From the second")
    notice = second.locator(".ev-entry-notice")
    assert notice.locator("p").inner_text() == (
        "This form was filled in in another tab too. Nothing was overwritten, "
        "and nothing more is saved here until you choose."
    )
    assert "From the first" in second.evaluate("Object.values(localStorage).join()")
    second.get_by_role("button", name="Use the draft of the other tab").click()
    assert second.input_value(field(second, "report", "title")) == "From the first"
    assert not notice.is_visible()


def test_the_tab_whose_draft_was_replaced_is_told(opened: Opener) -> None:
    """Who chooses to keep their own draft wins, and the other tab learns of it."""
    first, second = opened(), opened()
    type_title(first, "From the first")
    type_title(second, "From the second")
    second.get_by_role("button", name="Keep what is here, and replace the other draft").click()
    assert "From the second" in second.evaluate("Object.values(localStorage).join()")
    first.wait_for_selector(".ev-entry-notice:visible")
    assert first.input_value(field(first, "report", "title")) == "From the first"


@pytest.mark.parametrize(
    "draft", ["{", "null", "7", '{"items": 3}', '{"items": {"report": [{"id": 1, "cells": 4}]}}']
)
def test_a_draft_that_cannot_be_read_is_an_empty_form(opened: Opener, draft: str) -> None:
    """Nobody is locked out by what stands in the storage."""
    page = opened()
    page.evaluate(
        "(text) => localStorage.setItem(`evidence-entry:${location.pathname}`, text)", draft
    )
    page.reload()
    assert page.input_value(field(page, "report", "title")) == ""


# Sending


def test_without_an_address_the_form_says_so_and_offers_the_text(opened: Opener) -> None:
    """No address is made up."""
    page = opened()
    show(page, "send")
    assert page.locator("#entry-step-send a[href^=http]").count() == 0
    assert page.get_by_text(
        "This copy of the book does not say where its editors can be reached"
    ).is_visible()
    assert page.get_by_role("button", name="Copy the text").is_visible()


def test_with_a_repository_the_form_opens_a_message_there(opened: Opener) -> None:
    """The address carries title and text, and says what is missing."""
    page = opened(name="book/with-repository.html")
    page.fill(field(page, "report", "author"), "Okafor, Ada")
    page.fill(field(page, "report", "year"), "2024")
    show(page, "send")
    address = page.get_by_role("link", name="Open the message").get_attribute("href") or ""
    assert address.startswith(f"{REPOSITORY}/issues/new?title=New+study%3A+Okafor+2024&body=")
    assert len(address) <= 7500
    text = page.locator("textarea.ev-entry-text").input_value()
    assert "### Incomplete: what is missing or does not fit" in text
    assert "# table: records" in text


def test_a_text_too_long_for_an_address_is_copied(context: BrowserContext, opened: Opener) -> None:
    """The message then asks to paste it."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(name="book/with-repository.html")
    show(page, "study")
    page.fill(field(page, "study", "summary"), "pears " * 2000)
    show(page, "send")
    link = page.get_by_role("link", name="Open the message")
    address = link.get_attribute("href") or ""
    assert address.endswith(
        "body=Paste+here+the+text+that+the+form+has+copied%2C+or+attach+the+file+you+have+downloaded."
    )
    link.evaluate("(one) => one.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    page.wait_for_timeout(200)
    assert "pears pears" in page.evaluate("navigator.clipboard.readText()")


def test_cells_that_look_like_formulas_are_neutral_in_the_download(opened: Opener) -> None:
    """A spreadsheet shows them as text; a negative number stays a number."""
    page = opened()
    page.fill(field(page, "report", "title"), "=HYPERLINK(1)")
    show(page, "values")
    page.fill(field(page, "values", "value"), "-3")
    show(page, "send")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the rows").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert ",'=HYPERLINK(1)," in text
    assert ",-3," in text


# A correction


ROW = "outcomes/deng2017"


def test_the_address_of_a_row_opens_it_for_correction(opened: Opener) -> None:
    """What changes is listed with what it was, and the rules speak."""
    page = opened(f"?row={ROW}")
    page.wait_for_selector("#entry-correct-row:enabled")
    page.select_option("#entry-correct-row", label="Enrolled, all, baseline, count 18 people")
    value = field(page, "correction", "value")
    assert page.input_value(value) == "18"
    page.fill(value, "19")
    page.locator(value).blur()
    assert problem(page, value) == "19 of 18 → check value and n against the source"
    shown = page.locator(".ev-entry-correction").inner_text()
    assert "Value (value): was “18”, is “19”" in shown
    assert "Where the right value stands: not said yet" in shown


def test_a_correction_is_taken_as_it_was_sent(opened: Opener, tmp_path: Path) -> None:
    """Each column that changes is corrected in public, by the file or by the text."""
    page = opened("?row=outcomes/deng2017/all/enrolled/all/baseline/count")
    page.wait_for_selector("#entry-correction-row")
    changed = {"value": "17", "n": "", "locator": "-3 in Table 1, second line"}
    for name, text in changed.items():
        page.fill(field(page, "correction", name), text)
    page.fill("#entry-why", "Read again:\none had withdrawn.")
    page.wait_for_timeout(500)
    issue = page.locator(".ev-entry-correction textarea.ev-entry-text").input_value()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the rows").last.click()
    file = Path(waiting.value.path()).read_text(encoding="utf-8")
    for name, text in (("correction-deng2017.txt", file), ("issue.md", issue)):
        root = project(tmp_path / name)
        before = (root / "data/outcomes.csv").read_text(encoding="utf-8")
        result = sent(root, name, text)
        assert (result.complaints, result.doubts, result.corrected) == ([], [], 2)
        assert result.added == {"corrections": 2}
        after = (root / "data/outcomes.csv").read_text(encoding="utf-8")
        (line,) = set(after.splitlines()) - set(before.splitlines())
        assert line.startswith("deng2017,all,enrolled,all,baseline,")
        assert '"-3 in Table 1, second line"' in line
        row = next(csv.DictReader([before.splitlines()[0], line]))
        assert (row["value"], row["n"], row["extracted_by"]) == ("17", "", "contributor")
        assert result.to_do == []


def test_a_whole_address_of_a_row_leads_to_the_row(opened: Opener) -> None:
    """A link can point to one value."""
    page = opened("?row=outcomes/deng2017/all/enrolled/all/baseline/count")
    page.wait_for_selector("#entry-correction-row")
    assert page.input_value(field(page, "correction", "value")) == "18"


@pytest.mark.parametrize("row", ["outcomes/nobody1999", "pears/x", "%", f"outcomes/{HOSTILE}"])
def test_an_address_of_no_row_does_nothing_worse_than_say_so(opened: Opener, row: str) -> None:
    """The form is still there."""
    page = opened("?" + urlencode({"row": row}))
    page.wait_for_timeout(200)
    assert page.locator("[name=entry-mode]").count() == 2
    assert page.locator("#entry-form img, #entry-form script").count() == 0


# For everyone


def test_hostile_text_is_only_text_wherever_it_is_typed(opened: Opener) -> None:
    """It does nothing in a field, a list, a message, the draft or the text to send."""
    page = opened()
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for section in ("sources", "study", "groups", "values", "harms", "effects", "send"):
        show(page, section)
    for button in ("Add a harm", "Add a result"):
        page.get_by_role("button", name=button).click()
    show(page, "harms")
    show(page, "effects")
    page.evaluate(
        """(text) => {
          const typed = "input[type=text], textarea:not([readonly])";
          for (const control of document.querySelectorAll(typed)) {
            control.value = text;
            control.dispatchEvent(new Event("input"));
            control.dispatchEvent(new Event("change"));
          }
        }""",
        HOSTILE,
    )
    page.get_by_role("button", name="Check everything").click()
    page.wait_for_timeout(1000)
    page.reload()
    for step in ("groups", "values", "send"):
        show(page, step)
    page.get_by_role("button", name="Check everything").click()
    page.wait_for_timeout(300)
    assert page.locator("#entry-form img, #entry-form script").count() == 0
    assert HOSTILE in page.locator("textarea.ev-entry-text").input_value()


def test_every_control_has_a_name_and_no_id_stands_twice(opened: Opener) -> None:
    """Screen readers can say what each field is, and what is said about it exists."""
    page = opened()
    for section in ("sources", "harms", "effects", "send"):
        show(page, section)
    for button in ("Add a harm", "Add a result", "Add a source"):
        page.get_by_role("button", name=button).click()
    assert page.evaluate(
        """() => {
          const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
          const all = "#entry-form :is(input, select, textarea)";
          const controls = [...document.querySelectorAll(all)];
          const said = (one, name) => one.getAttribute(name) ?? "";
          const unnamed = controls.filter((one) => !one.labels.length && !said(one, "aria-label"));
          const pointed = controls.flatMap((one) => said(one, "aria-describedby").split(" "));
          return {
            twice: ids.filter((id, index) => ids.indexOf(id) !== index),
            unnamed: unnamed.map((one) => one.id),
            lost: pointed.filter((id) => id && !document.getElementById(id)),
          };
        }"""
    ) == {"twice": [], "unnamed": [], "lost": []}


def test_nothing_sticks_out_on_a_phone(browser: Browser, pages: tuple[Path, str]) -> None:
    """With every step open, the page is no wider than the phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{pages[1]}/{PAGE}")
    for section in entry_form.SECTIONS:
        show(page, section.name)
    show(page, "send")
    page.get_by_role("button", name="Check everything").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_form_works_from_a_folder_without_a_server(
    opened: Opener, pages: tuple[Path, str]
) -> None:
    """Rows for a correction load too."""
    page = opened(f"?row={ROW}", address=pages[0].as_uri())
    page.wait_for_selector("#entry-correct-row:enabled")
    assert page.locator("#entry-correct-row option").count() > 10


def test_without_scripts_the_page_says_what_to_do(
    browser: Browser, pages: tuple[Path, str]
) -> None:
    """The other ways are one link away."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pages[1]}/{PAGE}")
    words = page.locator(".ev-entry-without")
    assert words.is_visible()
    assert words.inner_text().startswith("The form needs scripts, which are off here.")
    assert page.locator(".ev-entry-without a").get_attribute("href") == "contribute.html"
    context.close()
