"""The page of a question in a real Chromium: on a phone, on a desk, and in the real book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

import grafts
from evidence import display, question, sphinx, tables
from evidence.synthesis import Result
from evidence.synthesis.result import conclude

ROOT = Path(__file__).resolve().parents[1]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page."""
    context = browser.new_context(viewport=request.param)
    yield context.new_page()
    context.close()


def _drawn(result: Result, folder: Path) -> str:
    """Return every part of a page and its chart as one document."""
    records = grafts.records(result)
    parts = "".join(part(records, "scab") for part in question.PARTS.values())
    figure = question.figure(records, "scab")
    env = SimpleNamespace(docname="book/question/scab", doctreedir=str(folder))
    chart = display.place(env, figure.__dict__) if figure else ""  # type: ignore[arg-type]
    style = (sphinx.STATIC / "evidence.css").read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><style>{style}</style>'
    return (
        f'<!doctype html><html data-theme="light"><head>{head}</head><body><article '
        f'class="bd-article bd-article-container">{parts}{chart}</article></body></html>'
    )


def test_a_page_with_everything_fits_the_screen(page: Page, tmp_path: Path) -> None:
    """Six studies, their tables and the chart: nothing sticks out."""
    findings = [grafts.compared(f"Smith 200{n}", (3 + n, 40), (9, 40)) for n in range(6)]
    page.set_content(_drawn(conclude(grafts.analysis(), findings), tmp_path))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    chart = page.locator("#fig-cumulative-scab svg:visible")
    assert chart.count() == 1
    assert (chart.get_attribute("aria-label") or "").startswith("After the first study ")


def test_a_page_without_a_study_has_no_chart_and_no_empty_table(page: Page, tmp_path: Path) -> None:
    """Its first words are the answer."""
    page.set_content(_drawn(conclude(grafts.analysis(), []), tmp_path))
    assert page.locator("figure").count() == 0
    assert page.locator("article").inner_text().startswith("We do not know: 1 study was found")


def test_a_question_of_the_book_opens_with_its_answer(page: Page, site: str) -> None:
    """On the first screen, with its certainty; its title was a link in the list of all."""
    key = "aki-children-death"
    page.goto(f"{site}/book/answers.html")
    page.locator(f"#{key} a").click()
    page.wait_for_url(f"**/book/question/{key}.html")
    box = page.locator(".ev-answer").bounding_box()
    assert box is not None and box["y"] < 450
    assert "No study in children" in page.locator(".ev-answer").inner_text()
    assert page.locator(".ev-answer .ev-badge").inner_text() == "no evidence"


def test_every_question_of_the_book_has_a_page_with_all_its_parts(built: Path) -> None:
    """One page per row of the table, and none besides."""
    keys = set(tables.load("analyses", ROOT)["analysis_id"])
    pages = {path.stem: path for path in (built / "book/question").glob("*.html")}
    assert set(pages) == keys
    for path in pages.values():
        text = path.read_text(encoding="utf-8")
        assert text.count('class="ev-answer"') == 1
        assert "How certain this is" in text
