"""A figure in a real browser: light as opened, interactive when touched, served and from a disk."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import altair as alt
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

import evidence
from evidence import display, figures, pages
from hosts import served

HOSTILE = "</script><img src=x onerror=\"document.title='run'\">');//"
TREES = pd.DataFrame({"Tree": ["oak", HOSTILE], "Pears": [12, 3]})
PAGE = """<!doctype html><html data-theme="light" lang="en"><head><meta charset="utf-8">
<title>Orchard</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/evidence.css">
<script defer src="_static/evidence.js"></script></head>
<body><article class="bd-article">{}</article></body></html>"""


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page of one figure and its files."""
    root = tmp_path_factory.mktemp("figure")
    shutil.copytree(Path(evidence.__file__).parent / "static", root / "_static")
    shutil.copyfile(
        display.bundle(Path(sys.prefix) / "share" / "evidence"), root / "_static" / display.BUNDLE
    )
    shown = figures.show(
        lambda width: (
            alt.Chart(TREES).mark_bar().encode(x="Pears:Q", y="Tree:N").properties(width=width // 2)
        ),
        TREES,
        id="fig-pears",
        caption="Pears by tree.",
        finding="The oak bore more.",
    )
    env: Any = SimpleNamespace(docname="index", doctreedir=str(root / "kept"))
    html = display.place(env, shown.__dict__)
    (root / "index.html").write_text(PAGE.format(html), encoding="utf-8")
    app: Any = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=str(root), env=env)
    display.write_files(app, None)
    return root


@pytest.fixture(scope="module")
def hosted(orchard: Path) -> Iterator[str]:
    """Return the address of the page on a server."""
    with served(orchard) as address:
        yield f"{address}/index.html"


@pytest.fixture(params=["served", "from a disk"])
def address(request: pytest.FixtureRequest, orchard: Path, hosted: str) -> str:
    """Return the address of the page both ways."""
    return hosted if request.param == "served" else (orchard / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page on a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def _asked(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].split("?")[0]))
    return asked


def test_a_page_as_opened_asks_for_no_chart(page: Page, address: str) -> None:
    """The drawing is there; the library and the specification wait for a touch."""
    asked = _asked(page)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.locator(".ev-wide svg").is_visible()
    assert sorted(asked) == ["evidence.css", "evidence.js", "index.html"]


def test_a_touched_figure_draws_its_own_data(page: Page, address: str) -> None:
    """Library and specification come once, and what is in the data is only text."""
    asked = _asked(page)
    page.goto(address)
    page.locator("#fig-pears .ev-canvas").hover()
    expect(page.locator("#fig-pears")).to_have_attribute("data-state", "interactive")
    assert sorted(asked[3:]) == ["fig-pears.js", "vega.js"]
    expect(page.locator("#fig-pears .ev-wide svg")).to_contain_text("onerror")
    assert page.locator(".ev-wide svg").get_attribute("aria-label") == "The oak bore more."
    assert page.title() == "Orchard"
    assert page.locator("article img").count() == 0


def test_a_figure_turns_interactive_by_keyboard(page: Page, address: str) -> None:
    """The button does what a touch does, and goes when it is done."""
    page.goto(address)
    page.locator("#fig-pears .ev-explore").press("Enter")
    expect(page.locator("#fig-pears")).to_have_attribute("data-state", "interactive")
    expect(page.locator("#fig-pears .ev-explore")).to_be_hidden()


def test_drawing_a_figure_leaves_its_specification_as_it_was(page: Page, hosted: str) -> None:
    """Others read it afterwards: the library marks and changes what it is given."""
    page.goto(hosted)
    page.locator("#fig-pears .ev-explore").press("Enter")
    expect(page.locator("#fig-pears")).to_have_attribute("data-state", "interactive")
    changed = page.evaluate(
        """async () => {
          const drawn = structuredClone(evidenceFigures["fig-pears"]);
          const rows = Object.values(evidenceFigures["fig-pears"].wide.datasets)[0];
          const marks = rows.flatMap((row) => Object.getOwnPropertySymbols(row)).length;
          await import(document.querySelector("script[src*='fig-pears']").src + "&again");
          const same = JSON.stringify(drawn) === JSON.stringify(evidenceFigures["fig-pears"]);
          return [marks, same];
        }"""
    )
    assert changed == [0, True]


@pytest.mark.parametrize("file", ["vega.js", "fig-pears.js"])
def test_a_figure_without_one_of_its_files_says_so_and_tries_again(
    page: Page, hosted: str, file: str
) -> None:
    """The drawing stays, and the next touch asks for what is missing only."""
    page.route(f"**/{file}*", lambda route: route.abort())
    page.goto(hosted)
    button = page.locator("#fig-pears .ev-explore")
    button.press("Enter")
    expect(button).to_have_text("Explore (could not load, try again)")
    assert page.locator(".ev-wide svg").is_visible()
    page.unroute(f"**/{file}*")
    asked = _asked(page)
    button.press("Enter")
    expect(page.locator("#fig-pears")).to_have_attribute("data-state", "interactive")
    assert asked == [file]


def test_on_a_phone_each_cell_stands_beside_the_name_of_its_column(page: Page, hosted: str) -> None:
    """A long name makes its row taller and never runs into the next one."""
    header = ["Tree", "How many pears were counted in all of the autumn", "Kind", "Seen"]
    rows = [["oak", "12 <em>pears</em>", "an old one " * 9, ""], ["elm", "3", "young", "today"]]
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(hosted)
    table = pages.html_table(header, rows)
    page.locator("article").evaluate("(box, html) => { box.innerHTML = html; }", table)
    cells = page.locator("tbody tr").first.locator("td")
    boxes = [cells.nth(place).bounding_box() for place in range(3)]
    tops = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert all(below[0] >= above[1] for above, below in itertools.pairwise(tops))
    label = cells.nth(1).evaluate("(cell) => parseFloat(getComputedStyle(cell, '::before').height)")
    assert 40 < label <= tops[1][1] - tops[1][0]
    left = """(cell) => {
      const words = document.createRange();
      words.selectNodeContents(cell);
      return words.getBoundingClientRect().left;
    }"""
    assert cells.nth(1).evaluate(left) == cells.nth(2).evaluate(left) > 110
    assert cells.nth(3).is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
