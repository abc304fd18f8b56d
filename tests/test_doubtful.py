"""A built book in which one study is retracted and one questioned: no place names them bare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from doubtful import MARKS, NAMES, QUESTIONED, RETRACTED, SOUND, write
from evidence import book, tables
from hosts import served

KEYS = {NAMES[name]: mark for name, mark in MARKS.items()}

# All that a page shows or tells a screen reader; code is to be copied as it stands, and what
# is inside a picture with a name of its own is not read out.
SAID = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const own = (one) => !one.closest("script, style, pre, code, textarea, template");
  const texts = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (own(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  const told = ["aria-label", "alt", "title", "placeholder", "content"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)]
      .filter((one) => !one.parentElement?.closest("[role=img]"))
      .map((one) => one.getAttribute(name)));
  return [texts.join(""), ...told].join("\\n");
}"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book; return its folder."""
    root = write(tmp_path_factory.mktemp("doubtful"))
    book.build(root)
    return root


@pytest.fixture(scope="module")
def pages(root: Path) -> Path:
    """Return the folder of the pages."""
    return root / book.BOOK


@pytest.fixture(scope="module")
def page(browser: Browser, pages: Path) -> Iterator[Page]:
    """Return a tab that stands on the first page of the served book."""
    with served(pages) as host:
        address = f"{host}/"
        context = browser.new_context(base_url=address)
        yield context.new_page()
        context.close()


def _names_of(folder: Path) -> list[str]:
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    # The first one only leads to that of the book.
    return sorted(name for name in found if name != "index.html" and "_static/" not in name)


def _bare(text: str, marks: dict[str, str] = MARKS) -> list[str]:
    """Return what stands around each name without its mark."""
    return [
        text[max(0, found.start() - 40) : found.end() + 20]
        for name, mark in marks.items()
        # In an address a key is one.
        for found in re.finditer(rf"(?<!/){name}(?! \[{mark}\])", text)
    ]


def _marked(text: str) -> set[str]:
    """Return the studies that a text names with their mark."""
    return {name for name, mark in MARKS.items() if f"{name} [{mark}]" in text}


def test_every_page_names_them_with_their_mark(page: Page, pages: Path) -> None:
    """In text, in what a screen reader is told, and in what scripts make of the page."""
    names = _names_of(pages)
    named = {}
    for name in names:
        page.goto(name)
        said = page.evaluate(SAID)
        named[name] = _marked(said)
        assert _bare(said, {**MARKS, **KEYS}) == [], name
        assert f"{SOUND} [" not in said, name
    own = {f"book/study/{key}.html" for key in NAMES.values()}
    others = {"index", "studies", "numbers", "figures", "answers", "claims", "question/wrap-death"}
    for name in own | {f"book/{one}.html" for one in others}:
        assert RETRACTED in named[name] or QUESTIONED in named[name], name
    assert named["book/question/wrap-death.html"] == set(MARKS)


def test_the_page_of_a_study_is_headed_by_its_mark(page: Page) -> None:
    """Before anything that it found."""
    page.goto("book/study/quince2001.html")
    assert page.locator("h1").inner_text().startswith("Quince 2001 [retracted]")
    assert page.title().startswith("Quince 2001 [retracted]")


def test_citations_are_marked_behind_the_year(page: Page) -> None:
    """In the text and as part of it; a study in no question is left alone."""
    page.goto("book/index.html")
    said = page.locator("article, main").first.inner_text()
    assert re.search(r"Quince, 2001\W* \[retracted\]", said)
    assert re.search(r"Medlar, 2002\W* \[questioned\]", said)
    assert "More by Quince [2001 [retracted]]" in said
    assert "2003 [" not in said


def test_the_list_of_references_marks_both(page: Page) -> None:
    """At the end of each entry, and of no other."""
    page.goto("book/references.html")
    entries = page.locator(".citation").all_inner_texts()
    assert len(entries) == 4
    for entry in entries:
        said = re.search(r"\[(retracted|questioned)\]$", entry.strip())
        wanted = next((mark for name, mark in MARKS.items() if name[:-5] in entry), None)
        assert (said[1] if said else None) == wanted, entry


def test_what_a_search_finds_carries_the_mark(page: Page) -> None:
    """The titles of pages and the lines below them."""
    page.goto("search.html?q=quince")
    page.locator("#search-results li").first.wait_for()
    page.wait_for_timeout(500)
    said = "\n".join(page.locator("#search-results li").all_inner_texts())
    assert "Quince 2001 [retracted]" in said
    assert _bare(said) == []


def test_figures_and_their_data_name_them_with_their_mark(pages: Path) -> None:
    """The picture, the text that stands for it, and the rows to download."""
    files = [path for path in (pages / "_figures").iterdir() if path.suffix != ".png"]
    assert {path.suffix for path in files} == {".svg", ".csv", ".js"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert _bare(text) == [], path.name
        assert _marked(text), path.name


def test_references_to_take_away_begin_their_title_with_the_mark(pages: Path) -> None:
    """A program that keeps references shows it where the work is chosen; others are left alone."""
    folder = pages / "_cite"
    files = [*folder.rglob("*-studies.bib"), *folder.rglob("*-studies.ris")]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    of_retracted = {path: text for path, text in texts.items() if "quince2001" in text}
    assert {path.suffix for path in of_retracted} == {".bib", ".ris"}
    for path, text in of_retracted.items():
        assert len(re.findall(r"(?:title = \{+|TI  - )\[retracted\] ", text)) == 1, path.name
    for path, text in texts.items():
        marked = sum(key in text for key in ("quince2001", "medlar2002"))
        assert len(re.findall(r"\[(?:retracted|questioned)\] ", text)) == marked, path.name


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def test_texts_of_the_interface_for_programs_name_them_with_their_mark(pages: Path) -> None:
    """Also free texts of the ledger; a key alone stays the key that it is."""
    claims = json.loads((pages / "api/v1/claims.json").read_text(encoding="utf-8"))["data"]
    assert _marked(claims[0]["rationale"]) == set(MARKS)
    assert "(medlar2002 [questioned])" in claims[0]["rationale"]
    assert claims[0]["studies"][0]["study_id"] == "quince2001"
    for path in (pages / "api/v1").rglob("*.json"):
        for text in _texts(json.loads(path.read_text(encoding="utf-8"))):
            assert _bare(text, {**MARKS, **KEYS} if " " in text else MARKS) == [], path.name


def test_tables_to_download_are_as_they_stand_and_say_it_in_their_own_column(
    root: Path, pages: Path
) -> None:
    """A mark within a name would be another name."""
    assert (pages / "data/studies.csv").read_bytes() == (root / "data/studies.csv").read_bytes()
    rows = tables.records("studies", root)
    assert {row["study_id"] for row in rows if row["status"] == "retracted"} == {"quince2001"}
