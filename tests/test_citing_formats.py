"""A citation says the same in every format, and programs that know nothing of us can read it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from bs4 import BeautifulSoup

from evidence.citing import formats, parts
from evidence.citing.formats import ADDRESS, KEY, PART, READ, READ_RIS, Citation
from evidence.citing.work import Contributor, Work
from evidence.release import Release

SCHEMA = json.loads(
    (Path(__file__).parent / "reference" / "csl-data.schema.json").read_text(encoding="utf-8")
)
GARDENERS = Contributor("The gardener's friends", is_person=False)
PEAR = Contributor("Pear, Anna Maria", is_person=True, orcid="0000-0002-1825-0097")
WORK = Work(
    key="orchard",
    name="The orchard",
    title="The orchard: a living book",
    contributors=(GARDENERS, PEAR),
    release=Release("2026.12", date(2026, 12, 1)),
    site="https://orchard.example/book",
    repository="",
    version_doi="",
    all_versions_doi="",
    licences=("CC-BY-4.0", "MIT"),
    abstract="Apples and pears.",
    keywords=("apples", "pears"),
    language="en",
    home="book/index",
)
WORKED_ON = replace(WORK, release=None, site="")
APPLES = Citation(WORK, "book/apples", "Apples & pears")
BOOK = Citation(WORK, "book/index", WORK.title)
# What each format takes for a command, in one title.
HOSTILE = (
    'Plums {are} 100% "ripe" & $weird_ #1 ~ ^ \\input{secret} <script>alert(1)</script>\n'
    "ER  - \nTI  - Other Ötzi’s ≥ ½ 中 ⟨part⟩ @book{x, } \u2028 \u202e"
)


def whole(citation: Citation) -> dict[str, str]:
    """Return every format of a page as its files have it."""
    return {
        kind: formats.gaps_filled(text, formats.known(citation))
        for kind, text in formats.templates(citation).items()
    }


def bibtex(text: str) -> Any:
    """Return the one entry of BibTeX, read by bibtexparser, its LaTeX as plain text."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    assert len(library.blocks) == 1
    return library.entries[0]


def ris(text: str) -> dict[str, Any]:
    """Return the one record of RIS, read by rispy."""
    (record,) = rispy.loads(text)
    return record


def csl(text: str) -> dict[str, Any]:
    """Return the one item of CSL-JSON, valid by its JSON Schema."""
    items = json.loads(text)
    jsonschema.validate(items, SCHEMA)
    (item,) = items
    return dict(item)


def shown(citation: Citation) -> str:
    """Return the formatted text as a reader sees it."""
    return " ".join(BeautifulSoup(formats.text(citation), "html.parser").get_text().split())


def test_the_text_names_authors_chapter_book_version_day_and_address() -> None:
    """A reader can copy it into a list of references."""
    assert shown(APPLES) == (
        "The gardener's friends, Anna Maria Pear. Apples & pears. "
        "In: The orchard: a living book. Version 2026.12, 1 December 2026. "
        "https://orchard.example/book/v/2026.12/book/apples.html"
    )


def test_the_text_of_the_book_names_it_once() -> None:
    """The first page stands for the whole."""
    assert shown(BOOK) == (
        "The gardener's friends, Anna Maria Pear. The orchard: a living book. "
        "Version 2026.12, 1 December 2026. "
        "https://orchard.example/book/v/2026.12/book/index.html"
    )


def test_a_title_that_asks_keeps_its_question_mark_alone() -> None:
    """No stop follows it."""
    assert "friends, Anna Maria Pear. Do they help? In: " in shown(
        Citation(WORK, "book/help", "Do they help?")
    )


def test_a_book_that_is_worked_on_says_so_and_has_no_address() -> None:
    """Nothing of it is permanent; the browser adds the day of reading."""
    assert shown(Citation(WORKED_ON, "book/apples", "Apples")) == (
        "The gardener's friends, Anna Maria Pear. Apples. "
        "In: The orchard: a living book. Unreleased version."
    )


def test_bibtex_can_be_read_by_others() -> None:
    """A chapter of a collection, with a group as one author."""
    entry = bibtex(whole(APPLES)["bibtex"])
    assert (entry.entry_type, entry.key) == ("incollection", "orchard-2026.12-apples")
    assert entry["author"] == "The gardener's friends and Pear, Anna Maria"
    assert entry["title"] == "Apples & pears"
    assert entry["booktitle"] == "The orchard: a living book"
    assert (entry["year"], entry["month"]) == ("2026", "12")
    assert entry["note"] == "Version 2026.12"
    assert entry["url"] == "https://orchard.example/book/v/2026.12/book/apples.html"
    assert "urldate" not in entry


def test_ris_can_be_read_by_others() -> None:
    """A chapter with each author on a line."""
    record = ris(whole(APPLES)["ris"])
    assert record["type_of_reference"] == "CHAP"
    assert record["authors"] == ["The gardener's friends", "Pear, Anna Maria"]
    assert record["title"] == "Apples & pears"
    assert record["secondary_title"] == "The orchard: a living book"
    assert (record["year"], record["date"]) == ("2026", "2026/12/01")
    assert record["edition"] == "2026.12"
    assert record["urls"] == ["https://orchard.example/book/v/2026.12/book/apples.html"]


def test_csl_json_is_valid_by_its_schema() -> None:
    """A chapter with a group and a person as authors."""
    item = csl(whole(APPLES)["csl"])
    assert (item["type"], item["version"]) == ("chapter", "2026.12")
    assert item["author"] == [
        {"literal": "The gardener's friends"},
        {"family": "Pear", "given": "Anna Maria"},
    ]
    assert item["container-title"] == "The orchard: a living book"
    assert item["issued"] == {"date-parts": [[2026, 12, 1]]}
    assert item["URL"] == "https://orchard.example/book/v/2026.12/book/apples.html"


def test_the_book_is_a_book_in_every_format() -> None:
    """It stands in no other work."""
    found = whole(BOOK)
    assert bibtex(found["bibtex"]).entry_type == "book"
    assert "booktitle" not in bibtex(found["bibtex"])
    assert ris(found["ris"])["type_of_reference"] == "BOOK"
    assert csl(found["csl"])["type"] == "book"


@pytest.mark.parametrize("kind", ["bibtex", "ris", "csl"])
def test_what_is_not_known_leaves_no_trace(kind: str) -> None:
    """Neither address nor DOI nor day of a book that is worked on, and no gap."""
    text = whole(Citation(WORKED_ON, "book/apples", "Apples"))[kind]
    assert not any(word in text.lower() for word in ("doi", "http", "url", "⟨", "2026", "none"))
    {"bibtex": bibtex, "ris": ris, "csl": csl}[kind](text)


@pytest.mark.parametrize("kind", ["bibtex", "ris", "csl"])
def test_the_browser_can_add_part_day_and_address(kind: str) -> None:
    """With its gaps filled, each format can still be read, and has them."""
    known = {
        PART: ": figure “Ripeness”",
        KEY: "-fig-ripeness",
        ADDRESS: "https://garden.example/book/apples.html#fig-ripeness",
        READ: "2026-11-22",
        READ_RIS: "2026/11/22",
    }
    template = formats.templates(Citation(WORKED_ON, "book/apples", "Apples"))[kind]
    text = formats.gaps_filled(template, known)
    found = str({"bibtex": bibtex, "ris": ris, "csl": csl}[kind](text))
    for said in (known[PART], known[KEY], known[ADDRESS], known[READ]):
        assert said in found.replace("2026/11/22", "2026-11-22")


def test_a_hostile_title_is_only_a_title() -> None:
    """It ends no field, starts no command, adds no line and fills no gap, in any format."""
    citation = Citation(WORK, "book/plums", HOSTILE)
    found = whole(citation)
    start, end = "Plums {are} 100% ”ripe”", "@book{x, }"
    entry = bibtex(found["bibtex"])
    assert entry["title"].startswith(start) and entry["title"].endswith(end)
    assert "\\input" not in found["bibtex"]
    assert entry.key == "orchard-2026.12-plums"
    record = ris(found["ris"])
    assert record["title"].startswith(start) and record["title"].endswith(end)
    item = csl(found["csl"])
    assert item["title"] == record["title"]
    assert BeautifulSoup(formats.text(citation), "html.parser").find("script") is None


def test_bibtex_is_ascii_where_latex_has_a_command() -> None:
    """Old styles and engines read it too."""
    text = whole(Citation(WORK, "book/plums", "Größe ≥ ½ – “ripe”"))["bibtex"]
    assert text.isascii()
    assert bibtex(text)["title"].startswith("Größe")


def test_a_doi_belongs_to_the_book_and_is_a_note_of_its_chapters() -> None:
    """A chapter with the DOI of the book would be taken for the whole by programs."""
    work = replace(WORK, version_doi="10.5555/orchard.1")
    book, chapter = Citation(work, "book/index", work.title), replace(APPLES, work=work)
    assert bibtex(whole(book)["bibtex"])["doi"] == "10.5555/orchard.1"
    assert ris(whole(book)["ris"])["doi"] == "10.5555/orchard.1"
    assert csl(whole(book)["csl"])["DOI"] == "10.5555/orchard.1"
    assert "doi" not in bibtex(whole(chapter)["bibtex"])
    assert csl(whole(chapter)["csl"])["note"] == (
        "Version 2026.12. Book: https://doi.org/10.5555/orchard.1"
    )


def test_a_book_that_is_worked_on_does_not_have_the_doi_of_a_version() -> None:
    """It is not that version any more; the DOI of all versions is right for it."""
    work = replace(WORKED_ON, version_doi="10.5555/orchard.1", all_versions_doi="10.5555/orchard")
    assert work.doi == "10.5555/orchard"
    assert replace(work, release=WORK.release).doi == "10.5555/orchard.1"


def test_a_figure_is_named_by_its_caption_and_the_digest_of_its_data() -> None:
    """Other data have another digest; the rest of the caption is left out."""
    mark = BeautifulSoup(f"<i{parts.figure('Ripe & red. More.', b'a,b')}>", "html.parser").i
    assert mark is not None
    assert mark["data-cite"] == "figure “Ripe & red”, data SHA-256 1eb7c54d5283"
    assert "Ripe \\& red" in mark["data-cite-bib"]
    assert parts.digest(b"a,c") != parts.digest(b"a,b")


def test_rows_have_a_gap_for_the_address_of_each() -> None:
    """The words around it are escaped for LaTeX, the gap is not."""
    mark = BeautifulSoup(f"<i{parts.rows('late_frosts')}>", "html.parser").i
    assert mark is not None
    assert mark["data-cite"] == "row ⟨row⟩ of the table late_frosts (data/late_frosts.csv)"
    assert mark["data-cite-bib"] == "row ⟨row⟩ of the table late\\_frosts (data/late\\_frosts.csv)"
