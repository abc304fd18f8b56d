"""What Europe PMC answers: results of a search, and what it says of a report.

The service is described at https://europepmc.org/RestfulWebService.
"""

from __future__ import annotations

from typing import Any

from evidence.watch import answers
from evidence.watch.answers import Found, Page

PATH = "search"
START = "*"


def parameters(query: str, cursor: str, page_size: int) -> dict[str, str]:
    """Return what is sent to get one page of a search."""
    return {
        "query": query,
        "resultType": "core",
        "format": "json",
        "pageSize": str(page_size),
        "cursorMark": cursor,
    }


def page(answer: Any, cursor: str, _page_size: int) -> Page:
    """Return one page; the last is the one that gives the cursor it was asked with, or none."""
    results = answers.maybe(answer, "resultList.result", list, [])
    total = answers.take(answer, "hitCount", int)
    following = answers.maybe(answer, "nextCursorMark", str, "")
    more = following if results and following != cursor else ""
    return Page(tuple(_found(one) for one in results), total, more)


def _found(result: Any) -> Found:
    own, source = answers.take(result, "id", str), answers.take(result, "source", str)
    authors = answers.maybe(result, "authorString", str, "")
    return Found(
        title=answers.title(answers.maybe(result, "title", str, "")),
        year=answers.year(answers.maybe(result, "pubYear", str, "")),
        doi=answers.doi(answers.maybe(result, "doi", str, "")),
        pmid=answers.pmid(answers.maybe(result, "pmid", str, "")),
        address=f"https://europepmc.org/article/{source}/{own}",
        authors=tuple(_family(name) for name in authors.rstrip(".").split(", ") if name),
        journal=answers.plain(answers.maybe(result, "journalInfo.journal.title", str, "")),
        abstract=answers.abstract(answers.maybe(result, "abstractText", str, "")),
        kinds=answers.texts(result, "pubTypeList.pubType"),
    )


def _family(name: str) -> str:
    """Return the family name of “van Gogh VW”: all but the initials at the end."""
    words = name.split()
    return " ".join(words[:-1] if len(words) > 1 else words)


def of_reports(pmids: list[str]) -> str:
    """Return the query that finds reports by their PubMed numbers."""
    return f"SRC:MED AND ({' OR '.join(f'EXT_ID:{pmid}' for pmid in pmids)})"


def notices(answer: Any) -> dict[str, list[tuple[str, str]]]:
    """Return for each PubMed number of an answer its links to notices: kind, and its address.

    A link is what the service calls a comment or correction, such as “Retraction in”; the
    kind of publication “Retracted Publication” counts as one without address.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for result in answers.take(answer, "resultList.result", list):
        links = answers.maybe(result, "commentCorrectionList.commentCorrection", list, [])
        said = [(answers.take(link, "type", str), _address(link)) for link in links]
        kinds = answers.texts(result, "pubTypeList.pubType")
        retracted = [kind for kind in kinds if kind.casefold() == "retracted publication"]
        found[answers.take(result, "pmid", str)] = said + [(kind, "") for kind in retracted]
    return found


def _address(link: Any) -> str:
    source, own = answers.maybe(link, "source", str, ""), answers.maybe(link, "id", str, "")
    return f"https://europepmc.org/article/{source}/{own}" if source and own else ""
