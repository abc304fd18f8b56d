"""Each number in the prose of the real book leads to the rows it stands for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence import appendix, prose

ROOT = Path(__file__).resolve().parents[1]
NUMBER = re.compile(
    r'(<a class="ev-number[^>]*>)?<span class="pasted-text( ev-no-rows)?">(.*?)</span>'
)
ENTRY = re.compile(
    r'<div class="ev-rows" id="rows-([^"]+)"(?: data-count="(\d+)")?[^>]*>'
    r'<p class="ev-rows-name">(.*?)</p>(.*?)</div>'
)
NONE = re.compile(r"^(no |0\b)")


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, str]:
    """Return the HTML of every chapter."""
    files = prose.chapter_files(ROOT)
    return {file: (built / f"{file}.html").read_text(encoding="utf-8") for file in files}


def test_every_number_leads_to_its_rows_or_says_that_it_has_none(pages: dict[str, str]) -> None:
    """Whoever states a number without rows gives the reason in the chapter's cell."""
    lost = [
        f"{page}: {text}"
        for page, html in pages.items()
        for link, has_no_rows, text in NUMBER.findall(html)
        if re.search(r"\d", text) and not link and not has_no_rows
    ]
    assert lost == []


def test_few_numbers_have_no_rows(pages: dict[str, str]) -> None:
    """A link is the rule; nothing counted, and what we chose ourselves, are the exceptions."""
    found = [number for html in pages.values() for number in NUMBER.findall(html)]
    linked = sum(bool(link) for link, _, _ in found)
    plain = [text for _, has_no_rows, text in found if has_no_rows and not NONE.match(text)]
    assert linked > 500
    assert len(plain) < linked / 20


def test_every_count_is_the_number_of_rows_it_leads_to(pages: dict[str, str]) -> None:
    """The count that is printed, the rows said and the rows listed are one number."""
    counts = 0
    for page, html in pages.items():
        for name, count, shown, body in ENTRY.findall(html):
            if not count:
                continue
            counts += 1
            said = re.match(r"[\d\u202f]+", shown)
            assert said and said[0].replace("\u202f", "") == count, f"{page}: {name}"
            listed = re.findall(r'<ol data-rows="(\d+)">(.*?)</ol>', body)
            assert listed[0][0] == count, f"{page}: {name}"
            for rows, items in listed:
                whole = int(rows) <= appendix.LONGEST
                assert items.count("<li>") == (int(rows) if whole else appendix.FEW), page
    assert counts > 200


def test_a_list_of_rows_shows_no_page_twice_for_one_count(pages: dict[str, str]) -> None:
    """A study that is counted once is listed once."""
    for page, html in pages.items():
        for name, count, _, body in ENTRY.findall(html):
            studies = re.findall(r'<li><a href="(study/[a-z0-9-]+\.html)">[^<]*</a></li>', body)
            if count and "data/studies.csv" in body:
                assert len(studies) == len(set(studies)), f"{page}: {name}"
