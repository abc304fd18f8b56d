"""How a page is cited, in a real Chromium and by what programs read in its head.

On a small book of orchards: once as it is worked on, once released with an address.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rdflib
import rispy
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from evidence import book, citing, release
from evidence.citing import card
from evidence.release import Release
from hosts import served, watched

ORCHARD = Path(__file__).parent / "orchard"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
SITE = "https://orchard.example/book"
VERSION = f"{SITE}/v/2026.12/"
TREES = """
```{code-cell}
numbers.state(trees=numbers.counted(harvests, "tree"))
```

There are {glue:text}`trees`.
"""
PLUMS = """# Plums \\<b\\>"ripe"\\</b\\> & so % {sweet}

Plums are sweeter than apples {cite:p}`gardener2001,almanac1999`.
"""
WORKS = """
@article{almanac1999,
  author = {{The Almanac Club} and Ötzi, Bär and Pear, Ann-Marie and others},
  title = {Frost \\& fruit in May},
  journal = {Almanac},
  year = {1999},
  pages = {1--9},
  doi = {10.5555/almanac}
}
"""


def write(root: Path) -> Path:
    """Write the small book: a figure, numbers, a hostile title, two works."""
    shutil.copytree(ORCHARD, root)
    apples = root / "book/apples.md"
    apples.write_text(apples.read_text() + TREES)
    (root / "book/plums.md").write_text(PLUMS, encoding="utf-8")
    with (root / "references.bib").open("a", encoding="utf-8") as file:
        file.write(WORKS)
    toc = (root / "_toc.yml").read_text()
    (root / "_toc.yml").write_text(toc.rstrip("\n") + "\n  - file: book/plums\n")
    settings = root / "_config.yml"
    subtitle = "citing:\n  subtitle: a living book\n"
    settings.write_text(settings.read_text() + subtitle)
    return root


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built book of an orchard that is worked on."""
    root = write(tmp_path_factory.mktemp("cited") / "orchard")
    book.build(root)
    return root / book.BOOK


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built book of an orchard that was released and has an address."""
    root = write(tmp_path_factory.mktemp("released") / "orchard")
    settings = root / "_config.yml"
    text = settings.read_text().replace("html:\n", f"html:\n  baseurl: {SITE}/\n")
    settings.write_text(text.replace("citing:\n", "citing:\n  doi: 10.5555/orchard\n"))
    release.write(root, Release("2026.12", date(2026, 12, 1)))
    book.build(root)
    return root / book.BOOK


@pytest.fixture(scope="module")
def address(orchard: Path) -> Iterator[str]:
    """Serve the book that is worked on; return its address."""
    with served(orchard) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return how to open a page; what it logs, or asks of another host, fails the test."""
    said: list[list[str]] = []
    contexts = []

    def open_page(url: str, size: dict[str, int] = DESK, **options: Any) -> Page:
        contexts.append(browser.new_context(viewport=size, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        said.append(watched(page))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not any(said)


def cited(page: Page) -> str:
    """Return the citation that the page shows, on one line."""
    return " ".join(page.locator(".ev-cited").inner_text().split())


def unfold(page: Page) -> None:
    """Open the control by keyboard."""
    page.locator(".ev-cite summary").press("Enter")


def copied(page: Page, what: str) -> str:
    """Return what a button of the control copies."""
    page.locator(".ev-cite").get_by_role("button", name=what, exact=True).click()
    return str(page.evaluate("navigator.clipboard.readText()"))


# The control


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_opens_the_citation_by_keyboard(
    opened: Callable[..., Page], address: str, size: dict[str, int]
) -> None:
    """It says that nothing was released, the day of reading, and where it is served."""
    page = opened(f"{address}/book/apples.html", size)
    expect(page.locator(".ev-cited")).to_be_hidden()
    unfold(page)
    today = page.evaluate(
        "new Date().toLocaleDateString('en-GB', {day:'numeric', month:'long', year:'numeric'})"
    )
    assert cited(page) == (
        "The gardener. Apples. In: The orchard: a living book. "
        f"Unreleased version, read on {today}. {address}/book/apples.html"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_citation_can_be_read_without_scripts(
    opened: Callable[..., Page], address: str
) -> None:
    """Text and files are there, and no button that would do nothing."""
    page = opened(f"{address}/book/apples.html", java_script_enabled=False)
    page.locator(".ev-cite summary").click()
    assert cited(page) == (
        "The gardener. Apples. In: The orchard: a living book. Unreleased version."
    )
    assert page.locator(".ev-cite button").count() == 0
    links = page.locator(".ev-cite a[data-kind]")
    for link in links.all():
        found = page.request.get(str(link.evaluate("link => link.href")))
        assert found.ok and found.text()
    assert links.count() == 3


def test_a_page_on_disk_has_no_address_to_cite(opened: Callable[..., Page], orchard: Path) -> None:
    """Where a file lies on one machine helps nobody else."""
    page = opened((orchard / "book/apples.html").as_uri())
    unfold(page)
    expect(page.locator('[data-gap="address"]')).to_be_hidden()
    assert "file:" not in cited(page)


def test_a_figure_has_its_own_citation(opened: Callable[..., Page], address: str) -> None:
    """“Cite” beneath it opens the control with caption, digest and address of the figure."""
    clipboard = ["clipboard-read", "clipboard-write"]
    page = opened(f"{address}/book/apples.html", permissions=clipboard)
    page.locator("#fig-apples").get_by_role("link", name="Cite").press("Enter")
    expect(page.locator(".ev-cite summary")).to_be_focused()
    expect(page.locator(".ev-cite summary")).to_have_text("Cite this figure")
    figure = r"figure “Weight of the apples by tree”, data SHA-256 [0-9a-f]{12}"
    assert re.search(
        rf"Apples: {figure}\. In: .* {address}/book/apples.html#fig-apples$", cited(page)
    )
    (entry,) = bibtexparser.parse_string(copied(page, "BibTeX")).entries
    assert entry["url"] == f"{address}/book/apples.html#fig-apples"
    assert entry.key == "orchard-unreleased-apples-fig-apples"
    (record,) = rispy.loads(copied(page, "RIS"))
    assert re.fullmatch(rf"Apples: {figure}", record["title"])
    (item,) = json.loads(copied(page, "CSL-JSON"))
    assert item["URL"] == entry["url"] and item["accessed"] == {"raw": entry["urldate"]}
    assert copied(page, "Text") == cited(page)
    page.get_by_role("button", name="Cite the whole page").click()
    assert "fig-apples" not in cited(page)


def test_the_digest_of_a_figure_is_that_of_its_file(orchard: Path) -> None:
    """Anybody can check it."""
    page = BeautifulSoup((orchard / "book/apples.html").read_bytes(), "html.parser")
    figure = page.find(id="fig-apples")
    data = (orchard / "_figures/fig-apples.csv").read_bytes()
    assert figure is not None
    assert str(figure["data-cite"]).endswith(hashlib.sha256(data).hexdigest()[:12])


def test_the_citation_follows_the_number_a_reader_chose(
    opened: Callable[..., Page], address: str
) -> None:
    """The change is said aloud, for it happens out of sight; going back undoes it."""
    page = opened(f"{address}/book/apples.html")
    page.locator("a.ev-number", has_text="trees").click()
    status = page.locator(".ev-cite + [aria-live]")
    said = str(page.locator(".ev-rows-name").inner_text())
    expect(status).to_have_text(
        f"The citation at the foot of the page is that of the number “{said}” now."
    )
    unfold(page)
    assert cited(page).endswith(f"{address}/book/apples.html#rows-trees")
    page.go_back()
    expect(page.locator(".ev-cited")).not_to_contain_text("#rows-trees")


def test_a_link_to_a_part_opens_with_its_citation(
    opened: Callable[..., Page], address: str
) -> None:
    """What is cited leads back to its citation."""
    page = opened(f"{address}/book/apples.html#fig-apples")
    unfold(page)
    assert "#fig-apples" in cited(page)


@pytest.mark.parametrize("fragment", ["nothing", "%22%3Cb%3E", "main-content", "rows"])
def test_a_fragment_that_is_no_part_changes_nothing(
    opened: Callable[..., Page], address: str, fragment: str
) -> None:
    """Whatever stands in an address, only what the page marks can be cited."""
    page = opened(f"{address}/book/apples.html#{fragment}")
    unfold(page)
    assert cited(page).endswith(f"{address}/book/apples.html")


def test_downloads_are_of_what_is_shown(opened: Callable[..., Page], address: str) -> None:
    """The file has the part that was chosen, and is named by it."""
    page = opened(f"{address}/book/apples.html#fig-apples")
    unfold(page)
    with page.expect_download() as download:
        page.locator(".ev-cite").get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "orchard-unreleased-apples-fig-apples.ris"
    (record,) = rispy.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert record["urls"] == [f"{address}/book/apples.html#fig-apples"]


def test_paper_has_the_citation_and_no_control(opened: Callable[..., Page], address: str) -> None:
    """It is shown though nobody opened it."""
    page = opened(f"{address}/book/apples.html")
    page.emulate_media(media="print")
    expect(page.locator(".ev-cited")).to_be_visible()
    expect(page.locator(".ev-cite summary")).to_be_hidden()
    expect(page.locator(".ev-cite-tools")).to_be_hidden()


def test_a_released_page_served_under_its_version_keeps_its_address(
    opened: Callable[..., Page], released: Path
) -> None:
    """Python wrote it; where it is served changes nothing."""
    page = opened((released / "book/apples.html").as_uri())
    unfold(page)
    assert cited(page) == (
        "The gardener. Apples. In: The orchard: a living book. Version 2026.12, 1 December 2026. "
        f"https://doi.org/10.5555/orchard {VERSION}book/apples.html"
    )


# The files


def test_the_works_of_a_page_are_beside_it(orchard: Path) -> None:
    """As programs that know nothing of us read them; a group is one name."""
    text = (orchard / "_cite/book/plums-studies.ris").read_text(encoding="utf-8")
    frost, weights = rispy.loads(text)
    assert frost["authors"] == ["The Almanac Club", "Ötzi, Bär", "Pear, Ann-Marie"]
    assert frost["title"] == "Frost & fruit in May"
    assert (frost["start_page"], frost["end_page"], frost["year"]) == ("1", "9", "1999")
    assert frost["doi"] == "10.5555/almanac"
    assert weights["title"] == "Weights of apples"
    library = bibtexparser.parse_file(str(orchard / "_cite/book/plums-studies.bib"))
    assert {entry.key for entry in library.entries} == {"almanac1999", "gardener2001"}
    assert library.failed_blocks == []


def test_a_page_without_works_has_no_such_files(orchard: Path) -> None:
    """And does not speak of them."""
    assert not (orchard / "_cite/book/rain-studies.ris").exists()
    assert "Cite the trials" not in (orchard / "book/rain.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def changed(orchard: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same book built again, with a page less and another subtitle."""
    root = tmp_path_factory.mktemp("changed") / "orchard"
    shutil.copytree(orchard.parents[1], root, symlinks=True)
    toc, settings, works = root / "_toc.yml", root / "_config.yml", root / "references.bib"
    toc.write_text(toc.read_text().replace("  - file: book/plums\n", ""))
    (root / "book/plums.md").unlink()
    works.write_text(works.read_text(encoding="utf-8").replace(WORKS, ""), encoding="utf-8")
    settings.write_text(settings.read_text().replace("a living book", "a dying book"))
    book.build(root)
    return root / book.BOOK


def test_the_files_of_a_lost_page_are_removed(changed: Path) -> None:
    """Those of the others stay."""
    names = {path.name for path in (changed / "_cite").rglob("*.*")}
    assert not [name for name in names if name.startswith("plums")]
    assert {"apples.bib", "apples.ris", "apples.json"} <= names


def test_no_page_keeps_the_old_name_of_the_book(changed: Path) -> None:
    """It stands on all of them, also on those whose own text is as it was."""
    for name in ("book/apples.html", "book/rain.html", "_cite/book/rain.bib"):
        text = (changed / name).read_text(encoding="utf-8")
        assert "a dying book" in text and "a living book" not in text, name


# The head, as programs read it


def tags(folder: Path, name: str) -> dict[str, list[str]]:
    """Return the contents of a page's meta elements by their names."""
    page = BeautifulSoup((folder / "book" / f"{name}.html").read_bytes(), "html.parser")
    found: dict[str, list[str]] = {}
    for tag in page.find_all("meta"):
        key = tag.get("name") or tag.get("property")
        if key:
            found.setdefault(str(key), []).append(str(tag["content"]))
    return found


def graph(folder: Path, name: str) -> rdflib.Graph:
    """Return what a page says of itself in schema.org's words, read by rdflib."""
    page = BeautifulSoup((folder / "book" / f"{name}.html").read_bytes(), "html.parser")
    (script,) = page.find_all("script", type="application/ld+json")
    data = json.loads(str(script.string))
    assert data["@context"] == "https://schema.org"
    # Its context is on another host: here every word is one of schema.org's.
    data["@context"] = {"@vocab": "https://schema.org/"}
    with warnings.catch_warnings():
        # What reads JSON-LD in rdflib has not followed rdflib's own renaming yet.
        warnings.simplefilter("ignore", DeprecationWarning)
        return rdflib.Graph().parse(data=json.dumps(data), format="json-ld")


def things(found: rdflib.Graph, kind: str, word: str) -> list[str]:
    """Return what the things of a kind have under a word."""
    schema = rdflib.Namespace("https://schema.org/")
    of_kind = found.subjects(rdflib.RDF.type, schema[kind])
    return [str(value) for one in of_kind for value in found.objects(one, schema[word])]


def test_reference_managers_read_a_chapter_of_a_released_book(released: Path) -> None:
    """Highwire tags, as Google Scholar and Zotero ask for them."""
    found = tags(released, "apples")
    assert {name: values for name, values in found.items() if name.startswith("citation_")} == {
        "citation_title": ["Apples"],
        "citation_author": ["The gardener"],
        "citation_publication_date": ["2026/12/01"],
        "citation_inbook_title": ["The orchard: a living book"],
        "citation_book_title": ["The orchard: a living book"],
        "citation_public_url": [f"{VERSION}book/apples.html"],
        "citation_language": ["en"],
    }
    assert tags(released, "index")["citation_doi"] == ["10.5555/orchard"]
    assert "citation_book_title" not in tags(released, "index")


def test_a_book_that_is_worked_on_has_no_date_and_no_address(orchard: Path) -> None:
    """Neither of them is known."""
    found = tags(orchard, "apples")
    assert found["citation_title"] == found["DC.title"] == ["Apples"]
    absent = ("citation_publication_date", "citation_public_url", "DC.date", "og:url", "og:image")
    assert [name for name in absent if name in found] == []


def test_dublin_core_says_the_same(released: Path) -> None:
    """Title, creator, date, identifier."""
    found = tags(released, "apples")
    assert found["DC.creator"] == ["The gardener"]
    assert found["DC.date"] == ["2026-12-01"]
    assert found["DC.identifier"] == [f"{VERSION}book/apples.html"]
    assert found["DC.relation"] == ["The orchard: a living book"]


def test_a_link_to_a_page_can_be_shown_as_a_card(released: Path) -> None:
    """With the page's first figure, or the card of the book; each picture is there."""
    apples, rain = tags(released, "apples"), tags(released, "rain")
    assert apples["og:title"] == ["Apples"] and apples["og:type"] == ["article"]
    assert apples["og:url"] == [f"{SITE}/book/apples.html"]
    assert apples["og:image"] == [f"{VERSION}_figures/fig-apples.png"]
    assert rain["og:image"] == [f"{VERSION}_cite/card.png"]
    assert tags(released, "index")["og:type"] == ["book"]
    for found in (apples, rain):
        picture = released / found["og:image"][0].removeprefix(VERSION)
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_schema_org_knows_a_chapter_of_a_book(released: Path) -> None:
    """And the works it cites."""
    found = graph(released, "plums")
    assert things(found, "Chapter", "version") == ["2026.12"]
    assert things(found, "Chapter", "url") == [f"{VERSION}book/plums.html"]
    assert things(found, "Book", "name") == ["The orchard: a living book"]
    assert things(found, "Organization", "name") == ["The gardener"]
    articles = found.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/ScholarlyArticle"))
    assert [str(one) for one in articles] == ["https://doi.org/10.5555/almanac"]
    assert things(found, "CreativeWork", "name") == ["Weights of apples"]


def test_schema_org_knows_the_book(released: Path) -> None:
    """Its first page stands for it, with its identifier."""
    found = graph(released, "index")
    assert things(found, "Book", "name") == ["The orchard: a living book"]
    assert things(found, "Book", "identifier") == ["https://doi.org/10.5555/orchard"]
    assert things(found, "Book", "datePublished") == ["2026-12-01"]


def test_a_hostile_title_is_only_text_in_the_head(orchard: Path) -> None:
    """In meta elements, in JSON-LD and in the control."""
    found = tags(orchard, "plums")
    assert found["citation_title"] == ["Plums <b>”ripe”</b> & so % {sweet}"]
    assert things(graph(orchard, "plums"), "Chapter", "name")[0].startswith("Plums <b>")
    page = BeautifulSoup((orchard / "book/plums.html").read_bytes(), "html.parser")
    assert page.select(".ev-cite b") == []


def test_the_control_is_small(orchard: Path) -> None:
    """A reader who does not cite hardly pays for it: 1.5 KB of a page at most, compressed."""
    text = (orchard / "book/apples.html").read_text(encoding="utf-8")
    without = re.sub(r'<details class="ev-cite".*?</details>', "", text, flags=re.DOTALL)
    assert without != text
    assert len(gzip.compress(text.encode())) - len(gzip.compress(without.encode())) <= 1536


def test_the_card_shows_a_hostile_title_as_text(orchard: Path) -> None:
    """And cuts one that is too long for it."""
    work = citing.read(orchard.parents[1])
    drawn = card.svg(replace(work, name='</text><script>"&' + " plum" * 300))
    assert "<script" not in drawn
    assert drawn.count("<text") <= 7
