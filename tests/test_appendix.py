"""A reader gets from a number in a sentence to the rows it stands for, and back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import markup
import projects
from evidence import appendix, book
from hosts import served

ORCHARD = Path(__file__).parent / "orchard"
HOSTILE = 'elm" autofocus onfocus="document.title=\'1\'" x="&lt;b&gt;'
CHAPTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Apples

```{code-cell}
from evidence import numbers, tables

harvests = tables.load("harvests")
old = harvests[harvests["tree"] == "old"]
numbers.state(
    old=numbers.counted(old, "harvest"),
    share=numbers.share(old, harvests, "harvests"),
    trees=numbers.counted(harvests, "tree", by="tree"),
    all_years=numbers.counted(harvests[harvests["tree"] == "many"], "harvest"),
    none=numbers.counted(harvests[harvests["tree"] == "elm"], "harvest"),
    limit=numbers.plain(12, "a limit of ours"),
    unsaid=7,
)
```

The old tree has {glue:text}`old`, that is {glue:text}`share`, of {glue:text}`trees`.
The other has {glue:text}`all_years`, the elm {glue:text}`none`.
Then {glue:text}`limit` and {glue:text}`unsaid`.
Again {glue:text}`old`.
"""
NAMES = "\n".join(f"many,{year},1,gardener2001" for year in range(1950, 1995))


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small built project whose first chapter counts rows."""
    root = tmp_path_factory.mktemp("counted") / "orchard"
    shutil.copytree(ORCHARD, root)
    (root / "book/apples.md").write_text(CHAPTER, encoding="utf-8")
    hostile = HOSTILE.replace('"', '""')
    with (root / "data/harvests.csv").open("a", encoding="utf-8") as file:
        file.write(f'"{hostile}",2003,1,gardener2001\n{NAMES}\n')
    book.build(root)
    return root


@pytest.fixture(scope="module")
def site(orchard: Path) -> Iterator[str]:
    """Serve the small book on this machine; return its address."""
    with served(orchard / book.BOOK) as address:
        yield f"{address}/book/apples.html"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the chapter, once with scripts and once without."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=request.param
    )
    opened = context.new_page()
    opened.goto(site)
    yield opened
    context.close()


def html(root: Path) -> str:
    """Return the chapter's page."""
    return (root / book.BOOK / "book/apples.html").read_text(encoding="utf-8")


def test_a_number_opens_its_rows_by_keyboard_and_back_leads_to_the_text(page: Page) -> None:
    """Enter on the number shows its rows and no others; the way back is a link and a key."""
    rows = page.locator("#rows-old")
    assert not rows.is_visible()
    number = page.locator("#n-old")
    number.press("Enter")
    rows.wait_for(state="visible")
    assert not page.locator("#rows-share").is_visible()
    assert rows.locator("li").all_inner_texts() == ["old 2001", "old 2002"]
    page.go_back()
    rows.wait_for(state="hidden")
    number.press("Enter")
    rows.wait_for(state="visible")
    rows.get_by_role("link", name="Back to the text").press("Enter")
    page.wait_for_url("**#n-old")
    assert number.is_visible()
    assert not rows.is_visible()


def test_the_rows_of_all_numbers_can_be_shown_at_once(page: Page) -> None:
    """One link shows every list."""
    page.get_by_role("link", name="Show the rows of all numbers").press("Enter")
    page.locator("#rows-trees").wait_for(state="visible")
    assert page.locator(".ev-rows:visible").count() == 4


def test_a_hostile_text_in_a_row_does_nothing(page: Page) -> None:
    """It is shown as it was written."""
    page.goto(f"{page.url}#rows-share")
    assert HOSTILE in page.locator("#rows-share").inner_text()
    assert page.title() != "1"


def test_no_text_of_a_row_can_become_markup(tmp_path: Path) -> None:
    """Words, the name of a number and its text are all escaped."""
    script = "<script>alert(1)</script>"
    root = projects.write_orchard(tmp_path, picks=f"pick_id,tree_id,pears\n{script},oak-1,40\n")
    rows = {"table": "picks", "keys": [[script]], "groups": []}
    number = {"text": script, "rows": [rows], "value": 1, "is_count": True, "reason": ""}
    shown = markup.read(appendix.html(root, {'"' + script: number}))
    assert shown.all("script") == []
    assert shown.text.count(script) == 2


def test_on_paper_a_number_is_only_a_number(page: Page) -> None:
    """Print shows neither the dotted line nor the list."""
    page.emulate_media(media="print")
    assert not page.locator(".ev-appendix").is_visible()
    line = page.locator("#n-old").evaluate("link => getComputedStyle(link).textDecorationLine")
    assert line == "none"


def test_the_count_is_the_number_of_rows_shown(orchard: Path) -> None:
    """The list says how many, and holds as many, those not counted apart."""
    (entry,) = re.findall(r'<div class="ev-rows" id="rows-share".*?</div>', html(orchard))
    assert 'data-count="2"' in entry
    assert re.findall(r'data-rows="(\d+)"', entry) == ["2", "47"]
    assert "The rest: 47 rows of Harvests (<code>data/harvests.csv</code>)" in entry


def test_rows_that_count_as_one_stand_together(orchard: Path) -> None:
    """Trees are counted, and the harvests of a tree are one item."""
    (entry,) = re.findall(r'<div class="ev-rows" id="rows-trees".*?</div>', html(orchard))
    assert 'data-count="4"' in entry
    assert "<li>old 2001; old 2002</li><li>young 2002</li>" in entry
    assert "49 rows of Harvests (<code>data/harvests.csv</code>), counted as 4:" in entry


def test_a_long_list_is_cut_and_says_so(orchard: Path) -> None:
    """A page does not grow with the data."""
    (entry,) = re.findall(r'<div class="ev-rows" id="rows-all-years".*?</div>', html(orchard))
    assert "45 rows of Harvests (<code>data/harvests.csv</code>); the first 3:" in entry
    assert entry.count("<li>") == appendix.FEW


def test_a_number_without_rows_is_no_link(orchard: Path) -> None:
    """None of anything, and what we chose ourselves, lead nowhere, and are marked so."""
    shown = html(orchard)
    assert '<span class="pasted-text ev-no-rows">no harvests</span>' in shown
    assert '<span class="pasted-text ev-no-rows">12</span>' in shown
    assert '<span class="pasted-text">7</span>' in shown


def test_a_number_said_twice_has_one_address_and_one_list(orchard: Path) -> None:
    """No address stands twice on a page."""
    ids = [
        one["id"]
        for name in ("a", "div")
        for one in markup.read(html(orchard)).all(name)
        if "id" in one
    ]
    assert ids.count("n-old") == ids.count("rows-old") == 1
    assert html(orchard).count('href="#rows-old"') == 2


def test_a_changed_row_changes_the_list(orchard: Path) -> None:
    """The list is never older than the tables, nor than the number."""
    path = orchard / "data/harvests.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "old,2004,1,gardener2001\n", encoding="utf-8")
    book.build(orchard)
    changed = html(orchard)
    path.write_text(text, encoding="utf-8")
    assert ">3 harvests<" in changed
    assert "<li>old 2002</li><li>old 2004</li>" in changed


def test_a_chapter_with_numbers_depends_on_the_words_of_its_list(tmp_path: Path) -> None:
    """The labels of studies stand in the list, so a new label makes the page anew."""
    tables = [
        {
            "name": name,
            "title": name,
            "description": name,
            "path": f"{name}.csv",
            "schema": {"fields": [], "primaryKey": []},
        }
        for name in ("studies", "trees")
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/datapackage.json").write_text(json.dumps({"resources": tables}))
    names = appendix.with_labels(tmp_path, ("trees",), "numbers.state(a=1)")
    assert names == ("studies", "trees")
    assert appendix.with_labels(tmp_path, ("trees",), "no number") == ("trees",)
