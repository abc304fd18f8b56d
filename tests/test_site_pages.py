"""A site of three versions in a real Chromium: the way between them, and what changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Browser, Page, expect

import packing
import trees
from evidence import book, release
from evidence.site import assembly
from hosts import Quiet, open_page, served
from test_page_frame import DESK, PHONE

ORCHARD = Path(__file__).parent / "orchard"
FIRST, SECOND, THIRD = "2026.12", "2026.12.1", "2027.02"
DATES = {FIRST: "2026-12-01", SECOND: "2026-12-09", THIRD: "2027-02-03"}
PEAR = trees.study("pear2002", "Pear 2002", (8, 16), year=2002)
PLUM = trees.study("plum2003", "Plum <b>2003</b>", (9, 17), year=2003)
HOSTILE = "Compost <script>hurt()</script> heals."
TOC = "format: jb-book\nroot: book/index\nchapters:\n"


class Handler(Quiet):
    """Serves a site from a folder of the host, as project pages are."""

    def translate_path(self, path: str) -> str:
        """Return the file of an address below /review/."""
        return super().translate_path(path.removeprefix("/review"))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the page for lost pages."""
        text = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def tables(version: str) -> trees.Tables:
    """Return the tables of a version: a study comes, then one more and a verdict moves."""
    if version == FIRST:
        return trees.orchard()
    if version == SECOND:
        return trees.cell(trees.edited(PEAR), "outcomes", value=11)
    last = trees.cell(trees.edited(PEAR, PLUM), "outcomes", value=11)
    return trees.cell(last, "claims", verdict="supported", statement=HOSTILE)


def build(root: Path) -> Path:
    """Build the small book of the newest version; return its folder."""
    shutil.copytree(ORCHARD, root)
    names = ["scab", "soil", "pears", "references"]
    (root / "_toc.yml").write_text(TOC + "".join(f"  - file: book/{name}\n" for name in names))
    for name in ("apples", "rain"):
        (root / f"book/{name}.md").unlink()
    for name in names[:-1]:
        text = f"# {name.capitalize()}\n\n" + "A sentence about trees.\n\n" * 40
        text += '<p class="ev-all-versions"></p>\n'
        (root / f"book/{name}.md").write_text(text)
    release.write(root, release.Release(THIRD, date.fromisoformat(DATES[THIRD])))
    book.build(root)
    return root / book.BOOK


def pages(built: Path, version: str, folder: Path) -> Path:
    """Return the book as another version would be: to build it three times takes long."""
    shutil.copytree(built, folder)
    day = date.fromisoformat(DATES[version])
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8").replace(THIRD, version).replace(DATES[THIRD], DATES[version])
        path.write_text(text.replace("3 February 2027", f"{day.day} {day:%B %Y}"), "utf-8")
    if version != THIRD:
        (folder / "book/pears.html").unlink()
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Release three versions into a site, serve it from a folder of a host; give its address."""
    root = tmp_path_factory.mktemp("versions")
    built = build(root / "orchard")
    with served(root / "site", Handler) as host:
        site = f"{host}/review"
        for version in (FIRST, SECOND, THIRD):
            source = trees.write(root / f"source-{version}", tables(version))
            shown = pages(built, version, root / f"book-{version}")
            packing.pack(root / "releases", version, DATES[version], source, shown, site)
        assembly.assemble(root, root / "site", root / "releases")
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page on a desk; whatever it logs or asks of another host fails the test."""
    yield from open_page(browser, DESK)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone."""
    yield from open_page(browser, PHONE)


def switch(page: Page, version: str) -> None:
    """Choose another version in the foot of the page."""
    page.get_by_label("Version to read").select_option(version)
    page.get_by_role("button", name="Open").click()


def test_a_page_says_which_version_it_is_and_offers_the_others(page: Page, address: str) -> None:
    """The newest first; the one that is read is chosen."""
    page.goto(f"{address}/book/scab.html")
    choice = page.get_by_label("Version to read")
    assert choice.locator("option").all_inner_texts() == [
        "2027.02, the newest",
        "2026.12.1, 9 December 2026",
        "2026.12, 1 December 2026",
    ]
    expect(choice).to_have_value(THIRD)
    expect(page.locator(".ev-version")).to_contain_text("Version 2027.02 of 3 February 2027.")


def test_another_version_of_a_page_is_the_same_page(page: Page, address: str) -> None:
    """And the same place on it; from there the way back leads to the newest."""
    page.goto(f"{address}/book/scab.html#main-content")
    switch(page, FIRST)
    page.wait_for_url(f"{address}/v/{FIRST}/book/scab.html#main-content")
    switch(page, THIRD)
    page.wait_for_url(f"{address}/book/scab.html#main-content")


def test_a_page_that_a_version_lacks_leads_to_its_first_page(page: Page, address: str) -> None:
    """Which says so."""
    page.goto(f"{address}/book/pears.html")
    switch(page, SECOND)
    page.wait_for_url(f"{address}/v/{SECOND}/book/index.html?instead")
    expect(page.locator(".ev-edition")).to_contain_text(
        "The page you came from is not in this version. This is its first page."
    )


def test_the_versions_can_be_reached_by_keyboard(page: Page, address: str) -> None:
    """Nothing opens on the way through the list."""
    page.goto(f"{address}/book/scab.html")
    choice = page.get_by_label("Version to read")
    choice.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/v/{FIRST}/book/scab.html")


def test_an_old_page_says_what_is_newer_and_what_changed_on_it(page: Page, address: str) -> None:
    """With a link to the same page as it is now, and to all that changed."""
    page.goto(f"{address}/v/{FIRST}/book/scab.html")
    banner = page.get_by_role("region", name="The version of this page")
    expect(banner).to_contain_text(
        "This is version 2026.12 of 1 December 2026. Newer: version 2027.02 of 3 February 2027."
    )
    banner.get_by_text("1 change on this page since").click()
    expect(banner.locator("li")).to_contain_text("Scab, against bare soil. Estimate: 0.5")
    banner.get_by_role("link", name="All that changed").click()
    page.wait_for_url(f"{address}/changes/{FIRST}--{THIRD}.html")
    page.go_back()
    banner.get_by_role("link", name="version 2027.02").click()
    page.wait_for_url(f"{address}/book/scab.html")


def test_what_changed_is_text_whatever_a_table_holds(page: Page, address: str) -> None:
    """A statement with markup in it stands there as it was written."""
    page.goto(f"{address}/v/{SECOND}/book/soil.html")
    banner = page.locator(".ev-edition")
    banner.locator("summary").click()
    expect(banner).to_contain_text(HOSTILE)
    assert page.locator(".ev-edition script").count() == 0


def test_an_old_page_on_which_nothing_changed_says_so(page: Page, address: str) -> None:
    """A reader need not look for a difference."""
    page.goto(f"{address}/v/{SECOND}/book/references.html")
    banner = page.locator(".ev-edition")
    expect(banner).to_contain_text("Nothing on this page has changed since.")


def test_the_address_of_the_newest_version_says_that_it_stays(page: Page, address: str) -> None:
    """At the root there is no banner, and no room for one."""
    page.goto(f"{address}/v/{THIRD}/book/scab.html")
    expect(page.locator(".ev-edition")).to_have_text(
        "This is version 2027.02 of 3 February 2027, the newest. At this address it stays as it is."
    )
    page.goto(f"{address}/book/scab.html")
    expect(page.get_by_label("Version to read")).to_be_visible()
    assert page.locator(".ev-edition").bounding_box() is None


def test_the_foot_says_when_the_evidence_of_the_page_last_changed(page: Page, address: str) -> None:
    """In each version as it was known then."""
    page.goto(f"{address}/book/soil.html")
    page.locator(".ev-version").scroll_into_view_if_needed()
    last = page.locator(".ev-last")
    expect(last).to_have_text("The evidence of this page last changed in version 2027.02. ")
    page.goto(f"{address}/v/{SECOND}/book/soil.html")
    page.locator(".ev-version").scroll_into_view_if_needed()
    expect(last).to_have_text("The evidence of this page last changed in version 2026.12. ")


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("path", [f"v/{FIRST}/book/scab.html", "book/scab.html"])
def test_nothing_moves_when_the_versions_come(phone: Page, address: str, path: str) -> None:
    """The room is there from the start, on a phone too."""
    phone.goto(f"{address}/{path}")
    expect(phone.get_by_label("Version to read")).to_be_attached()
    assert phone.evaluate(SHIFTS) <= 0.02
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_a_site_around_it_a_version_reads_as_ever(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """As from the disk: no control that could do nothing, no error."""
    for page in open_page(browser, DESK):
        with_book = tmp_path / "book"
        download(page, address, with_book)
        page.goto((with_book / "scab.html").as_uri())
        expect(page.locator(".ev-version")).to_have_text("Version 2026.12 of 1 December 2026.")
        assert page.get_by_label("Version to read").count() == 0


def download(page: Page, address: str, folder: Path) -> None:
    """Save a page with its scripts as a reader would."""
    for name in ("book/scab.html", "_static/page.js", "_static/editions.js", "_static/page.css"):
        answer = page.request.get(f"{address}/v/{FIRST}/{name}")
        target = folder / name.removeprefix("book/")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = answer.text().replace("../_static", "_static")
        target.write_text(text.replace('content_root="../"', 'content_root="./"'), "utf-8")
    unread = ("cite.css", "cite.js", "evidence.css", "evidence.js", "no-script.css", "pygments.css")
    for name in unread:
        (folder / "_static" / name).touch()


# What changed


def test_all_versions_are_listed_and_any_two_compared(page: Page, address: str) -> None:
    """Each says what it changed of the one before; two steps lead to any pair."""
    page.goto(f"{address}/changes/index.html")
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        f"Version {version}" for version in (THIRD, SECOND, FIRST)
    ]
    expect(page.locator("section").nth(1)).to_contain_text("1 analysis and 1 guarded sentence")
    newest = page.locator("section").nth(0)
    newest.get_by_role("link", name="with 2026.12", exact=True).click()
    page.wait_for_url(f"{address}/changes/{FIRST}--{THIRD}.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What changed from 2026.12 to 2027.02"
    )
    # Drawn before and after.
    assert page.locator(".ev-drawing").count() == 2
    expect(page.get_by_text("New study: Plum <b>2003</b>.")).to_be_visible()
    page.get_by_role("link", name="The orchard & its trees").click()
    page.wait_for_url(f"{address}/book/index.html")


@pytest.mark.parametrize("path", ["changes/index.html", f"changes/{FIRST}--{THIRD}.html"])
def test_the_pages_of_changes_fit_a_phone(phone: Page, address: str, path: str) -> None:
    """Nothing is wider than the screen."""
    phone.goto(f"{address}/{path}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_chapter_can_lead_to_all_versions(page: Page, address: str) -> None:
    """By a place that is empty where there is no site."""
    page.goto(f"{address}/book/soil.html")
    place = page.locator(".ev-all-versions")
    expect(place).to_have_text("All versions, and what changed between any two. The feed.")
    place.get_by_role("link").first.click()
    page.wait_for_url(f"{address}/changes/index.html")


def test_the_feed_tells_of_every_version(address: str) -> None:
    """Read by a library that reads feeds; every address in it is absolute and answers."""
    found = feedparser.parse(f"{address}/changes/feed.xml")
    assert not found.bozo and found.version == "atom10"
    assert [one.title for one in found.entries] == [
        f"Version {version}" for version in (THIRD, SECOND, FIRST)
    ]
    assert found.entries[0].link == f"{address}/changes/{SECOND}--{THIRD}.html"
    assert found.entries[0].updated == "2027-02-03T00:00:00Z"
    assert len({one.id for one in found.entries} | {found.feed.id}) == 4
    assert "New study: Plum &lt;b&gt;2003&lt;/b&gt;." in found.entries[0].content[0].value


def test_pages_lead_to_the_feed(page: Page, address: str) -> None:
    """A reader of feeds finds it from any page of the site."""
    page.goto(f"{address}/book/scab.html")
    link = page.locator("link[type='application/atom+xml']")
    expect(link).to_have_attribute("href", f"{address}/changes/feed.xml")


def test_every_page_of_the_list_for_search_engines_answers(address: str) -> None:
    """Read by a checker of links; the pages of the newest version and no other."""
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("linkchecker")),
            *("--recursion-level=1", "--no-status", "-o", "csv", "--verbose"),
            *("--no-robots", f"{address}/sitemap.xml"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    asked = {line.split(";")[7] for line in done.stdout.splitlines() if line.count(";") > 10}
    pages = ("index", "scab", "soil", "pears", "references")
    assert {f"{address}/book/{page}.html" for page in pages} <= asked


@pytest.mark.parametrize(
    "path", ["book/lost.html", f"v/{FIRST}/book/study/deep/lost.html", "lost.html"]
)
def test_a_lost_page_leads_home_from_any_depth(browser: Browser, address: str, path: str) -> None:
    """Also where the host gives the site a folder; its own style is in it."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.get_by_role("link", name="The first page").click()
    page.wait_for_url(f"{address}/book/index.html")
    context.close()


def test_where_the_site_is_unknown_a_lost_page_finds_its_root(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """By the folders that a site has."""
    from evidence.site import look

    text = look.lost("The orchard", "book/index", "", ["book", "v", "changes"])
    context = browser.new_context()
    page = context.new_page()
    page.route("**/lost*", lambda route: route.fulfill(body=text, content_type="text/html"))
    for path in ("book/a/lost.html", f"v/{FIRST}/book/lost.html", "lost.html"):
        page.goto(f"{address}/{path}")
        link = page.get_by_role("link", name="The first page")
        assert link.evaluate("link => link.href") == f"{address}/book/index.html"
    context.close()
