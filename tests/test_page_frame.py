"""The page around the text, in a real Chromium, on a small book of orchards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evidence import book
from hosts import open_page, served

ORCHARD = Path(__file__).parent / "orchard"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
HOSTILE = "Plums \\<script\\>alert()\\</script\\> & more"
TOC = """format: jb-book
root: book/index
parts:
  - caption: Fruit & more
    chapters:
      - file: book/apples
        sections:
          - file: book/plums
  - caption: Weather
    chapters:
      - file: book/rain
      - file: book/references
"""
PLOTS = ["North plot", "East plot", "South plot", "West plot"]
SECTIONS = "\n".join(f"## {name}\n" + "\nA tree of quinces.\n" * 12 for name in PLOTS)
PLUMS = f"""# {HOSTILE}

Plums "ripen" late & are <b>sweet</b>.
See [the almanac](https://almanac.example/plums).

```bash
make jam
```

:::{{note}}
Wasps like plums.
:::

{SECTIONS}
"""


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small book with parts, sections, code and a hostile title."""
    root = tmp_path_factory.mktemp("frame") / "orchard"
    shutil.copytree(ORCHARD, root)
    (root / "_toc.yml").write_text(TOC)
    (root / "book/plums.md").write_text(PLUMS, encoding="utf-8")
    book.build(root)
    return root / book.BOOK


@pytest.fixture(scope="module")
def address(orchard: Path) -> Iterator[str]:
    """Serve the small book; return its address."""
    with served(orchard) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone."""
    yield from open_page(browser, PHONE)


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk."""
    yield from open_page(browser, DESK, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk with scripts off."""
    yield from open_page(browser, DESK, java_script_enabled=False)


# Finding one's way


def test_the_navigation_of_a_phone_opens_with_its_button(phone: Page, address: str) -> None:
    """It is closed until asked for, and leads to every chapter."""
    phone.goto(f"{address}/book/apples.html")
    nav = phone.get_by_role("navigation", name="Chapters")
    expect(nav).to_be_hidden()
    phone.get_by_role("button", name="Chapters").click()
    expect(nav.get_by_role("link", name="Rain")).to_be_visible()
    nav.get_by_role("link", name="Rain").click()
    phone.wait_for_url("**/rain.html")


def test_the_open_navigation_keeps_the_keyboard_inside(phone: Page, address: str) -> None:
    """However often a reader presses Tab, focus does not reach the page behind."""
    phone.goto(f"{address}/book/apples.html")
    phone.get_by_role("button", name="Chapters").press("Enter")
    for _ in range(15):
        phone.keyboard.press("Tab")
        assert phone.evaluate(
            "document.activeElement === document.body"
            " || document.activeElement.closest('.ev-nav') !== null"
        )


@pytest.mark.parametrize("way", ["Escape", "button", "beside"])
def test_the_navigation_closes_and_gives_the_focus_back(
    phone: Page, address: str, way: str
) -> None:
    """Escape, its button and a touch beside it close it; the reader is where they were."""
    phone.goto(f"{address}/book/apples.html")
    opener = phone.locator(".ev-menu")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    if way == "Escape":
        phone.keyboard.press("Escape")
    elif way == "button":
        phone.get_by_role("button", name="Close the list of chapters").click()
    else:
        phone.mouse.click(350, 400)
    expect(phone.locator(".ev-nav")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_the_navigation_is_beside_the_text_on_a_desk(desk: Page, address: str) -> None:
    """Parts have their captions, and the page that is open is marked."""
    desk.goto(f"{address}/book/apples.html")
    nav = desk.get_by_role("navigation", name="Chapters")
    assert nav.locator(".caption").all_inner_texts() == ["Fruit & more", "Weather"]
    assert nav.locator("a.current").all_inner_texts() == ["Apples"]
    expect(desk.locator(".ev-menu")).to_be_hidden()


def test_a_page_says_where_it_stands(desk: Page, address: str) -> None:
    """Its part and the chapter above it come first."""
    desk.goto(f"{address}/book/plums.html")
    place = desk.locator(".ev-place")
    assert " ".join(place.inner_text().split()) == "Fruit & more › Apples"
    place.get_by_role("link", name="Apples").click()
    desk.wait_for_url("**/apples.html")


def test_a_long_page_lists_its_sections(desk: Page, address: str) -> None:
    """The section that is read is marked in the list."""
    desk.goto(f"{address}/book/plums.html")
    here = desk.get_by_role("navigation", name="On this page")
    assert here.locator("a:visible").all_inner_texts() == PLOTS
    here.get_by_role("link", name="South plot").click()
    expect(here.locator("[aria-current]")).to_have_text("South plot")


def test_the_list_of_sections_is_folded_on_a_phone(phone: Page, address: str) -> None:
    """It opens on demand; the text comes first."""
    phone.goto(f"{address}/book/plums.html")
    link = phone.locator(".ev-here a", has_text="West plot")
    expect(link).to_be_hidden()
    phone.locator(".ev-here summary").press("Enter")
    expect(link).to_be_visible()


def test_a_short_page_has_no_list_of_sections(desk: Page, address: str) -> None:
    """One section needs no list."""
    desk.goto(f"{address}/book/rain.html")
    assert desk.locator(".ev-here").count() == 0


def test_a_reader_gets_through_the_book_by_keyboard_alone(desk: Page, address: str) -> None:
    """Skip link, next chapter, search, and back at the first page."""
    desk.goto(f"{address}/book/index.html")
    desk.keyboard.press("Tab")
    expect(desk.locator(".ev-skip")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()
    for _ in range(4):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.className") == "ev-after":
            break
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/apples.html")
    desk.keyboard.press("/")
    desk.keyboard.type("orchard")
    expect(desk.locator(".ev-search-found a").first).to_have_text("The orchard")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/index.html")


def test_a_book_that_was_not_released_says_so(desk: Page, address: str) -> None:
    """It asks for no other version, and has no room for any."""
    desk.goto(f"{address}/book/plums.html")
    expect(desk.locator(".ev-version")).to_have_text("Unreleased: this version is being worked on.")
    assert desk.locator("script[src*='editions']").count() == 0
    assert desk.locator(".ev-edition").count() == 0


def test_the_page_can_be_read_without_scripts(scriptless: Page, address: str) -> None:
    """Navigation and sections are there, and no control that would do nothing."""
    scriptless.goto(f"{address}/book/plums.html")
    expect(scriptless.locator(".ev-nav").get_by_role("link", name="Rain")).to_be_visible()
    expect(scriptless.locator(".ev-here summary")).to_be_visible()
    assert scriptless.locator("button:visible").count() == 0


def test_a_phone_without_scripts_can_reach_every_chapter(browser: Browser, address: str) -> None:
    """The navigation stands beneath the text when no script can open it."""
    for page in open_page(browser, PHONE, java_script_enabled=False):
        page.goto(f"{address}/book/apples.html")
        expect(page.locator(".ev-nav").get_by_role("link", name="Rain")).to_be_visible()
        text, nav = page.locator("article").bounding_box(), page.locator(".ev-nav").bounding_box()
        assert text is not None and nav is not None
        assert nav["y"] >= text["y"] + text["height"]


# Search


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k", "/"])
def test_the_search_opens_by_keyboard_and_finds_a_word(desk: Page, address: str, keys: str) -> None:
    """A word of the text leads to its page."""
    desk.goto(f"{address}/book/rain.html")
    desk.keyboard.press(keys)
    desk.keyboard.type("quinces")
    links = desk.locator(".ev-search-found a")
    expect(links).to_have_count(1)
    assert (links.first.get_attribute("href") or "").endswith("book/plums.html")
    expect(desk.get_by_role("status")).to_have_text("1 place found")


def test_the_index_is_loaded_only_when_a_reader_searches(desk: Page, address: str) -> None:
    """Reading a page does not load it."""
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{address}/book/rain.html")
    desk.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search" in url]
    with desk.expect_request("**/searchindex.js*"):
        desk.get_by_role("link", name="Search").click()


def test_the_search_closes_with_escape(desk: Page, address: str) -> None:
    """The page behind it is there again."""
    desk.goto(f"{address}/book/rain.html")
    desk.keyboard.press("/")
    expect(desk.get_by_role("dialog", name="Search")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Search")).to_be_hidden()


def test_a_search_without_results_says_so(desk: Page, address: str) -> None:
    """An empty list alone could mean that it is still looking."""
    desk.goto(f"{address}/search.html")
    desk.keyboard.type("zebra")
    expect(desk.get_by_role("status")).to_have_text("Nothing found for “zebra”")


def test_the_page_of_the_search_answers_its_address(desk: Page, address: str) -> None:
    """A search can be kept and sent as a link."""
    desk.goto(f"{address}/search.html?q=quinces")
    expect(desk.locator("#search-results a")).to_have_count(1)


def test_a_title_in_the_results_is_only_text(desk: Page, address: str) -> None:
    """Markup in a title is shown as it was written, and never run."""
    desk.goto(f"{address}/search.html?q=plums")
    expect(desk.locator("#search-results a").first).to_contain_text("Plums")
    assert desk.locator("#search-results script").count() == 0


def test_the_search_works_from_a_folder(desk: Page, orchard: Path) -> None:
    """A downloaded book has no server; scripts load all the same."""
    desk.goto((orchard / "book/rain.html").as_uri())
    desk.keyboard.press("/")
    desk.keyboard.type("quinces")
    expect(desk.locator(".ev-search-found a")).to_have_count(1)


def test_a_search_that_cannot_load_says_so(browser: Browser, address: str) -> None:
    """The next key tries again."""
    page = browser.new_page()
    page.route("**/searchindex.js", lambda route: route.abort())
    page.goto(f"{address}/search.html")
    page.keyboard.type("plum")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded. Try again.")
    page.unroute("**/searchindex.js")
    page.keyboard.type("s")
    expect(page.locator("#search-results a").first).to_be_visible()
    page.close()


# Colours


def theme(page: Page) -> str:
    """Return what the page is drawn in."""
    return str(page.evaluate("document.documentElement.dataset.theme"))


def test_colours_follow_the_device_until_a_reader_chooses(browser: Browser, address: str) -> None:
    """The choice goes through device, light and dark, and holds on the next page."""
    for page in open_page(browser, DESK, color_scheme="dark"):
        page.goto(f"{address}/book/apples.html")
        assert theme(page) == "dark"
        button = page.get_by_role("button", name="Colours")
        expect(button).to_have_accessible_name("Colours: as on your device")
        button.click()
        assert theme(page) == "light"
        expect(button).to_have_accessible_name("Colours: light")
        page.goto(f"{address}/book/rain.html")
        assert theme(page) == "light"
        page.get_by_role("button", name="Colours").click()
        assert theme(page) == "dark"


def test_a_dark_page_is_dark_from_its_first_moment(browser: Browser, address: str) -> None:
    """The colours are set before the body is read, so nothing flashes."""
    for page in open_page(browser, DESK, color_scheme="dark"):
        page.add_init_script(
            """new MutationObserver((_, watcher) => {
              if (!document.body) return;
              window.first = document.documentElement.dataset.theme;
              watcher.disconnect();
            }).observe(document, { childList: true, subtree: true });"""
        )
        page.goto(f"{address}/book/apples.html")
        assert page.evaluate("window.first") == "dark"


def test_what_is_printed_is_light_and_without_navigation(browser: Browser, address: str) -> None:
    """Paper shows the text, and the address of each link that leads out."""
    for page in open_page(browser, DESK, color_scheme="dark"):
        page.goto(f"{address}/book/plums.html")
        page.emulate_media(media="print", color_scheme="dark")
        page.wait_for_function("document.documentElement.dataset.theme === 'light'")
        for gone in (".ev-bar", ".ev-nav", ".ev-here", ".ev-turn"):
            expect(page.locator(gone)).to_be_hidden()
        expect(page.locator("article")).to_be_visible()
        shown = page.evaluate(
            "getComputedStyle(document.querySelector('article a.external'), '::after').content"
        )
        assert "https://almanac.example/plums" in page.locator("article a.external").evaluate(
            "(link) => link.href"
        )
        assert shown not in ("none", "normal")


# The head of a page, and what is copied


def test_code_is_copied_by_its_button(desk: Page, address: str) -> None:
    """What lands on the clipboard is the code alone."""
    desk.goto(f"{address}/book/plums.html")
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("button", name="Copied")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()").strip() == "make jam"


def test_the_source_of_a_page_can_be_downloaded(desk: Page, address: str) -> None:
    """The file is what the page was written as."""
    desk.goto(f"{address}/book/plums.html")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Download the source of this page").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8") == PLUMS


@pytest.mark.parametrize("name", ["book/index", "book/plums", "search", "genindex"])
def test_every_kind_of_page_has_a_whole_head(desk: Page, address: str, name: str) -> None:
    """Language, title, one viewport, a description, an icon; no address is claimed as its own."""
    desk.goto(f"{address}/{name}.html")
    assert desk.locator("html").get_attribute("lang") == "en"
    assert "orchard" in desk.title().lower()
    for meta in ("viewport", "description", "theme-color"):
        assert desk.locator(f"meta[name={meta}]").count() == 1
        assert desk.locator(f"meta[name={meta}]").get_attribute("content")
    assert desk.locator("link[rel=canonical]").count() == 0
    expect(desk.locator(".ev-bar")).to_be_visible()


def test_a_hostile_title_and_text_stay_text(desk: Page, address: str) -> None:
    """Neither title, description nor navigation takes markup from a chapter's words."""
    desk.goto(f"{address}/book/plums.html")
    assert desk.title().startswith("Plums <script>alert()</script> & more")
    described = desk.locator("meta[name=description]").get_attribute("content") or ""
    assert described.startswith("Plums “ripen” late & are <b>sweet</b>.")
    # Text in a block of data is never run.
    scripts = desk.locator("script:not([type*=json])").all_text_contents()
    assert not [script for script in scripts if "alert" in script]


def test_the_book_ships_no_file_of_a_theme_it_does_not_use(orchard: Path) -> None:
    """What is in the folder is what some page loads, now or on demand."""
    assert sorted(path.name for path in (orchard / "_static").iterdir()) == [
        "cite.css",
        "cite.js",
        "evidence.css",
        "evidence.js",
        "language_data.js",
        "no-script.css",
        "page.css",
        "page.js",
        "searchtools.js",
        "vega.js",
    ]
