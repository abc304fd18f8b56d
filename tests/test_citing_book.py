"""The citations of the real book: of rows, claims, tables, and of every page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rispy
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from evidence import bibliography, citing, descriptor, tables
from test_citing_formats import bibtex, csl, ris

STUDY = "book/study/deng2017"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page; whatever it logs fails the test."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def cited(page: Page) -> str:
    """Open the control and return its citation on one line."""
    page.locator(".ev-cite summary").press("Enter")
    return " ".join(page.locator(".ev-cited").inner_text().split())


def test_a_row_of_a_study_can_be_cited(page: Page, site: str) -> None:
    """A click on what was measured changes the citation to that row of its table."""
    page.goto(f"{site}/{STUDY}.html")
    link = page.locator("#outcomes td a[id]").first
    row = str(link.get_attribute("id"))
    link.click()
    expect(page.locator(".ev-cite + [aria-live]")).to_contain_text("row v-")
    said = cited(page)
    assert f": row {row} of the table outcomes (data/outcomes.csv). In: " in said
    assert said.endswith(f"{site}/{STUDY}.html#{row}")
    page.locator(".ev-cite").get_by_role("button", name="BibTeX").click()
    entry = bibtex(page.evaluate("navigator.clipboard.readText()"))
    assert entry["url"].endswith(f"#{row}") and f"row {row} of the table" in entry["title"]


@pytest.mark.parametrize("name", ["arms", "effects"])
def test_groups_and_results_name_their_own_table(
    page: Page, site: str, root: Path, name: str
) -> None:
    """Each is a row of another table."""
    table = {"arms": "arms", "effects": "reported_effects"}[name]
    study = tables.load(table, root)["study_id"].iloc[0]
    page.goto(f"{site}/book/study/{study}.html")
    page.locator(f"#{name} td a[id]").first.click()
    assert f"of the table {table} (data/{table}.csv)" in cited(page)


def test_a_claim_can_be_cited(page: Page, site: str, root: Path) -> None:
    """Its address in the ledger leads to its citation."""
    claim = tables.load("claims", root)["claim_id"].iloc[0]
    page.goto(f"{site}/book/claims.html#{claim}")
    assert f"row {claim} of the table claims (data/claims.csv)" in cited(page)


def test_a_table_can_be_cited(page: Page, site: str) -> None:
    """The heading of a table in the dictionary has a link."""
    page.goto(f"{site}/book/data-dictionary.html")
    page.locator("#table-outcomes .headerlink").click()
    assert ": table “Outcomes” (data/outcomes.csv). In: " in cited(page)


def test_every_page_has_its_citation_in_formats_that_others_read(built: Path) -> None:
    """Files and control; a sample of the files is read by other programs."""
    pages = sorted(path for path in (built / "book").rglob("*.html"))
    for number, path in enumerate(pages):
        name = path.relative_to(built).with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        assert 'class="ev-cite"' in text and 'name="citation_title"' in text, name
        read = [
            (built / "_cite" / f"{name}.{suffix}").read_text(encoding="utf-8")
            for suffix in ("bib", "ris", "json")
        ]
        if number % 20 == 0:
            assert bibtex(read[0]).key == ris(read[1])["id"] == csl(read[2])["id"]


def test_every_work_of_the_bibliography_can_be_read_by_others(built: Path, root: Path) -> None:
    """Each study page has its own report, as RIS and as BibTeX."""
    works = bibliography.read(root)
    for study in tables.load("studies", root)["study_id"]:
        files = built / "_cite/book/study"
        (record,) = rispy.loads((files / f"{study}-studies.ris").read_text(encoding="utf-8"))
        assert record["id"] == study
        assert record.get("doi", "") == works[study]["doi"]
        assert f"{{{study}," in (files / f"{study}-studies.bib").read_text(encoding="utf-8")


def test_a_chapter_gives_the_works_it_cites_and_those_of_its_figures(built: Path) -> None:
    """Whatever its text cites, and each study its tables and numbers lead to."""
    text = (built / "book/children-nephrotic-syndrome.html").read_text(encoding="utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    linked = set(re.findall(r'href="study/([a-z0-9-]+)\.html', article))
    file = built / "_cite/book/children-nephrotic-syndrome-studies.ris"
    given = {record["id"] for record in rispy.loads(file.read_text(encoding="utf-8"))}
    assert linked and linked <= given
    assert "bahroudi2026" in given or given > linked


def test_the_data_dictionary_is_a_data_set_with_a_download_for_each_table(
    built: Path, root: Path
) -> None:
    """What search engines for data read."""
    page = BeautifulSoup((built / "book/data-dictionary.html").read_bytes(), "html.parser")
    (script,) = page.find_all("script", type="application/ld+json")
    found = json.loads(str(script.string))["mainEntity"]
    assert found["@type"] == "Dataset"
    addresses = [one["contentUrl"] for one in found["distribution"]]
    assert addresses == [f"../{table.file}" for table in descriptor.read(root).values()]


def test_nobody_is_credited_who_does_not_exist(root: Path) -> None:
    """Until named people agree, the only author is the project itself."""
    (author,) = citing.read(root).contributors
    assert author.name == "The living review's contributors"
    assert not author.is_person
