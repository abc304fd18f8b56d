"""The built book as its readers meet it, in a real Chromium."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evidence import prose, tables

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = prose.chapter_files(ROOT)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def every_page(built: Path) -> list[str]:
    """Return the address of every page, those of single studies and questions included."""
    studies = [f"book/study/{key}" for key in tables.load("studies", ROOT)["study_id"]]
    questions = [f"book/question/{key}" for key in tables.load("analyses", ROOT)["analysis_id"]]
    return [f"{page}.html" for page in [*CHAPTERS, *studies, *questions]]


def sampled_pages(built: Path) -> list[str]:
    """Return every chapter, the longest pages of each other kind, and one in twelve of them."""
    pages = every_page(built)
    chapters = [f"{name}.html" for name in CHAPTERS]
    sample = []
    for folder, longest in (("book/study/", 5), ("book/question/", 2)):
        kind = [name for name in pages if name.startswith(folder)]
        by_size = sorted(kind, key=lambda name: (built / name).stat().st_size)
        sample += [*by_size[-longest:], *kind[::12]]
    return [*chapters, *dict.fromkeys(sample)]


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk."""
    context = browser.new_context(viewport=DESK)
    yield context.new_page()
    context.close()


def test_a_page_opens_without_console_errors_or_foreign_requests(
    browser: Browser, site: str, built: Path
) -> None:
    """No page logs an error or a warning, misses a file, or asks another host."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: said.append(r.url) if not _is_ours(r.url, site) else None)
    page.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    wrong = {}
    for name in sampled_pages(built):
        page.goto(f"{site}/{name}")
        page.wait_for_load_state("networkidle")
        if said:
            wrong[name] = said.copy()
            said.clear()
    context.close()
    assert wrong == {}


def _is_ours(url: str, site: str) -> bool:
    return url.startswith((site, "data:", "blob:"))


def test_no_page_shows_a_value_that_was_not_rendered(built: Path) -> None:
    """No figure or table is printed as the text of a Python object."""
    raw = re.compile(r"Out\[\d*\]|Html\(html=|&lt;evidence\.|\bnan\b|&lt;NA&gt;|\bNaT\b")
    found = {
        name: match[0]
        for name in every_page(built)
        if (match := raw.search((built / name).read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_a_phone(browser: Browser, site: str, built: Path, scheme: str) -> None:
    """At 360 px no page scrolls sideways, and no drawing or table sticks out of the text."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    wide = {}
    for name in sampled_pages(built):
        page.goto(f"{site}/{name}")
        found = page.evaluate(
            """() => {
              const room = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth > room) return ["the page itself"];
              return [...document.querySelectorAll("article svg, article table, article img")]
                .filter((one) => one.getBoundingClientRect().right > room + 1)
                .map((one) => one.closest("[id]")?.id ?? one.tagName);
            }"""
        )
        if found:
            wide[name] = found
    context.close()
    assert wide == {}


def test_every_chapter_with_data_shows_a_figure_or_a_table_without_javascript(
    browser: Browser, site: str
) -> None:
    """With scripts off each figure's drawing is visible and has its finding as text."""
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    figures = 0
    for name in CHAPTERS:
        page.goto(f"{site}/{name}.html")
        for figure in page.locator("figure.ev-figure").all():
            drawing = figure.locator(".ev-wide svg")
            assert drawing.is_visible(), f"{name}: a drawing is not visible"
            box = drawing.bounding_box()
            assert box is not None and box["width"] > 200 and box["height"] > 60
            assert len(drawing.get_attribute("aria-label") or "") > 20
            figures += 1
    context.close()
    assert figures >= 20


def test_every_figure_turns_interactive_on_demand(desk: Page, site: str) -> None:
    """The button, by keyboard, loads the chart, which keeps its text alternative."""
    for name in CHAPTERS:
        desk.goto(f"{site}/{name}.html")
        for figure in desk.locator("figure.ev-figure").all():
            label = figure.locator(".ev-wide svg").get_attribute("aria-label")
            desk.mouse.move(0, 0)
            figure.locator(".ev-explore").press("Enter")
            identity = figure.get_attribute("id")
            desk.wait_for_selector(f"#{identity}[data-state=interactive]", timeout=20_000)
            svg = figure.locator(".ev-wide svg.marks")
            assert svg.is_visible()
            assert svg.get_attribute("aria-label") == label


def test_no_script_for_charts_is_loaded_before_a_figure_is_touched(desk: Page, site: str) -> None:
    """Reading a page does not load the chart library."""
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{site}/book/index.html")
    desk.wait_for_load_state("networkidle")
    assert not [url for url in asked if "vega" in url]


def test_a_figure_that_cannot_load_says_so_and_keeps_its_drawing(desk: Page, site: str) -> None:
    """When the chart library is missing the button offers another try."""
    desk.route("**/vega.js", lambda route: route.abort())
    desk.goto(f"{site}/book/index.html")
    button = desk.locator("#fig-gaps .ev-explore")
    button.click()
    desk.wait_for_function(
        "document.querySelector('#fig-gaps .ev-explore').textContent.includes('try again')"
    )
    assert desk.locator("#fig-gaps .ev-wide svg").is_visible()


def test_every_download_of_a_figure_is_there(built: Path) -> None:
    """Each figure's CSV, SVG and PNG exist and are what they say."""
    names = set()
    for page in CHAPTERS:
        names.update(
            re.findall(r'href="\.\./_figures/([^"]+)"', (built / f"{page}.html").read_text())
        )
    assert len(names) >= 60
    for name in names:
        data = (built / "_figures" / name).read_bytes()
        if name.endswith(".png"):
            assert data.startswith(b"\x89PNG")
        elif name.endswith(".svg"):
            assert data.startswith(b"<svg")
        else:
            assert data.count(b"\n") >= 2


def test_tables_made_by_cells_are_legible_in_the_dark(browser: Browser, site: str) -> None:
    """The theme's light sheet behind what a cell shows is gone."""
    context = browser.new_context(viewport=DESK, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site}/book/studies.html")
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('.cell_output .text_html')).backgroundColor"
    )
    context.close()
    assert colour == "rgba(0, 0, 0, 0)"


def test_drawings_change_colour_in_the_dark(browser: Browser, site: str) -> None:
    """No drawn text keeps the light page's ink on a dark page."""
    context = browser.new_context(viewport=DESK, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site}/book/index.html")
    colours = page.evaluate(
        """() => [...document.querySelectorAll(".ev-wide svg text")].map(
             (text) => getComputedStyle(text).fill)"""
    )
    context.close()
    assert colours
    assert "rgb(29, 39, 51)" not in colours


@pytest.mark.parametrize("words", ["Deng", "Morello", "NCT04034316"])
def test_search_finds_a_study_by_its_name(desk: Page, site: str, words: str) -> None:
    """The site's search lists the page of the study."""
    desk.goto(f"{site}/search.html?q={words}")
    desk.wait_for_selector("#search-results li a")
    links = [a.get_attribute("href") or "" for a in desk.locator("#search-results li a").all()]
    assert any(f"study/{words.lower()}" in link for link in links)


def test_a_value_can_be_followed_from_its_address_to_its_source(desk: Page, site: str) -> None:
    """A value's own address opens its row, which names source and place with a link."""
    desk.goto(f"{site}/book/study/deng2017.html#v-msc-any-remission-all-6-months-count")
    row = desk.locator("tr", has=desk.locator(":target"))
    assert "9 of 12 people (75%)" in row.inner_text()
    assert "Table 2" in row.inner_text()
    assert (row.locator("td").last.locator("a").get_attribute("href") or "").startswith("http")


def test_the_study_browser_filters_by_words_and_lists(desk: Page, site: str) -> None:
    """Filters leave the studies that fit all of them, and say how many."""
    desk.goto(f"{site}/book/studies.html")
    rows = desk.locator("#all-studies tbody tr:visible")
    everything = rows.count()
    desk.select_option(".ev-filters select[name=Condition]", "nephrotic syndrome")
    desk.fill(".ev-filters input", "morello")
    assert rows.count() == 1
    assert "Morello 2022" in rows.first.inner_text()
    assert desk.locator(".ev-shown [role=status]").first.inner_text() == f"1 of {everything} shown"


def test_the_study_browser_filters_by_what_its_columns_do_not_show(desk: Page, site: str) -> None:
    """Product, route and the like are filters without a column, as are years."""
    desk.goto(f"{site}/book/studies.html")
    rows = desk.locator("#all-studies tbody tr:visible")
    desk.select_option(".ev-filters select[name=Product]", "renal autologous cells")
    desk.select_option(".ev-filters select[name=Route]", "into the kidney tissue")
    arms = tables.load("arms", ROOT)
    given = arms[(arms["role"] == "treatment") & (arms["product"] == "renal autologous cells")]
    injected = given.loc[given["route"] == "renal-parenchyma", "study_id"].nunique()
    assert rows.count() == injected > 0


def test_the_study_browser_downloads_what_it_shows(desk: Page, site: str) -> None:
    """The file has the rows that are left, the filters' columns, and the address of each page."""
    desk.goto(f"{site}/book/studies.html")
    desk.fill(".ev-filters input", "morello")
    with desk.expect_download() as waiting:
        desk.click(".ev-save")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Study"] == "Morello 2022"
    assert row["Product"] == "MSC"
    assert row["Page"] == f"{site}/book/study/morello2022.html"


@pytest.mark.parametrize("page", ["index.html", "methods.html", "study/deng2017.html"])
def test_a_page_says_when_the_evidence_was_last_looked_for(
    desk: Page, site: str, page: str
) -> None:
    """Before its title, so that whoever reads on knows how old it is."""
    desk.goto(f"{site}/book/{page}")
    expect(desk.locator(".ev-age + script + section h1")).to_be_visible()
    expect(desk.locator(".ev-age")).to_contain_text("Evidence last looked for on ")


def test_the_answer_is_the_first_thing_a_chapter_shows(desk: Page, site: str) -> None:
    """Each chapter with a question shows it, its answer and certainty on the first screen."""
    for chapter in tables.load("questions", ROOT)["chapter"]:
        desk.goto(f"{site}/book/{chapter}.html")
        box = desk.locator(".ev-answer").first.bounding_box()
        assert box is not None and box["y"] < DESK["height"] / 2, chapter
        assert desk.locator(".ev-answer .ev-certainty .ev-badge").count() == 1, chapter


def test_every_link_within_the_book_leads_somewhere(built: Path) -> None:
    """Relative links and their anchors exist."""
    broken = []
    anchors: dict[Path, set[str]] = {}
    for name in every_page(built):
        page = built / name
        for link in re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:|//", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path.partition("?")[0]).resolve() if path else page
            if not target.exists():
                broken.append(f"{name}: {link}")
            elif anchor and target.suffix == ".html":
                known = anchors.setdefault(
                    target, set(re.findall(r' id="([^"]+)"', target.read_text(encoding="utf-8")))
                )
                if anchor not in known:
                    broken.append(f"{name}: {link}")
    assert broken == []
