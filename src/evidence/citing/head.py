"""What the head of a page says of it to reference managers, search engines and link previews.

Highwire Press tags are what Google Scholar and Zotero read first; Dublin Core and schema.org
say the same to others, Open Graph to those who show a link as a card.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from evidence.bibliography import Reference
from evidence.citing.formats import Citation, plain
from evidence.citing.work import Contributor, Work
from evidence.descriptor import Table
from evidence.pages import in_script

_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "MIT": "https://opensource.org/license/mit",
}


@dataclass(frozen=True)
class Described:
    """What there is to say of a page beyond its citation.

    `works` are those it cites, `tables` what it describes as a data set, with the name and
    description of the whole; `image` is the path of its picture from the root of the book.
    """

    description: str
    works: tuple[Reference, ...] = ()
    tables: tuple[Table, ...] = ()
    package: tuple[str, str] = ("", "")
    prefix: str = ""
    image: str = ""


def html(citation: Citation, page: Described) -> str:
    """Return the elements for the head of a page; every text is escaped."""
    tags = "".join(
        f'<meta {kind}="{name}" content="{escape(plain(value), quote=True)}">\n'
        for kind, name, value in (
            *(("name", *tag) for tag in _highwire(citation)),
            *(("name", *tag) for tag in _dublin_core(citation, page)),
            *(("property", *tag) for tag in _open_graph(citation, page)),
        )
        if value
    )
    data = json.dumps(described(citation, page), ensure_ascii=False, separators=(",", ":"))
    return (
        '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">\n'
        f'{tags}<script type="application/ld+json">{in_script(data)}</script>'
    )


def _highwire(citation: Citation) -> Iterator[tuple[str, str]]:
    work, day = citation.work, citation.day
    yield "citation_title", citation.title
    for one in work.contributors:
        yield "citation_author", one.name
        yield "citation_author_orcid", one.orcid
    yield "citation_publication_date", f"{day:%Y/%m/%d}" if day else ""
    # Zotero knows a chapter by either name, of which it learnt the first one later.
    for name in ("citation_inbook_title", "citation_book_title"):
        yield name, "" if citation.is_book else work.title
    yield "citation_doi", citation.doi
    yield "citation_public_url", work.address(citation.page)
    yield "citation_language", work.language


def _dublin_core(citation: Citation, page: Described) -> Iterator[tuple[str, str]]:
    work = citation.work
    yield "DC.title", citation.title
    for one in work.contributors:
        yield "DC.creator", one.name
    yield "DC.date", citation.day.isoformat() if citation.day else ""
    yield "DC.type", "Text"
    yield "DC.format", "text/html"
    yield "DC.language", work.language
    yield "DC.description", page.description
    yield "DC.identifier", work.address(citation.page)
    yield "DC.relation", "" if citation.is_book else work.title
    yield "DC.rights", _licence(work)


def _open_graph(citation: Citation, page: Described) -> Iterator[tuple[str, str]]:
    work = citation.work
    yield "og:type", "book" if citation.is_book else "article"
    yield "og:title", citation.title
    yield "og:description", page.description
    yield "og:site_name", work.name
    if work.site:
        # The newest, where a reader who follows a link wants to be.
        yield "og:url", f"{work.site}/{citation.page}.html"
        yield "og:image", f"{work.root}{page.image}" if page.image else ""


def described(citation: Citation, page: Described) -> dict[str, Any]:
    """Return a page in the words of schema.org: the book, a chapter of it, or its data set."""
    work = citation.work
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book" if citation.is_book else "Chapter",
        "name": citation.title,
        **_of_work(work),
        "description": page.description,
        "url": work.address(citation.page),
        "isPartOf": "" if citation.is_book else _book(work),
        "identifier": f"https://doi.org/{citation.doi}" if citation.doi else "",
        "keywords": list(work.keywords) if citation.is_book else "",
        "citation": [_article(one) for one in page.works],
        "mainEntity": _data_set(work, page) if page.tables else "",
    }
    return _without_blanks(known)


def _of_work(work: Work) -> dict[str, Any]:
    return {
        "author": [_author(one) for one in work.contributors],
        "inLanguage": work.language,
        "license": _licence(work),
        "version": work.release.version if work.release else "",
        "datePublished": work.release.date.isoformat() if work.release else "",
    }


def _licence(work: Work) -> str:
    return _LICENCES.get(work.licences[0], work.licences[0]) if work.licences else ""


def _book(work: Work) -> dict[str, Any]:
    doi = f"https://doi.org/{work.doi}" if work.doi else ""
    return _without_blanks({"@type": "Book", "name": work.title, "identifier": doi})


def _author(one: Contributor) -> dict[str, str]:
    kind = "Person" if one.is_person else "Organization"
    address = {"@id": f"https://orcid.org/{one.orcid}"} if one.orcid else {}
    return {"@type": kind, **address, "name": one.printed}


def _article(work: Reference) -> dict[str, str]:
    # The address says the rest: a page of many works stays small.
    said = {"@id": work.address} if work.address else {"name": plain(work["title"])}
    return {"@type": "ScholarlyArticle" if work.kind == "article" else "CreativeWork", **said}


def _data_set(work: Work, page: Described) -> dict[str, Any]:
    name, description = page.package
    root = work.root or page.prefix
    return _without_blanks(
        {
            "@type": "Dataset",
            "name": name,
            "description": description,
            **_of_work(work),
            "distribution": [_download(table, root) for table in page.tables],
        }
    )


def _download(table: Table, root: str) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": table.title,
        "encodingFormat": "text/csv",
        "contentUrl": f"{root}{table.file}",
    }


def _without_blanks(known: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if value}
