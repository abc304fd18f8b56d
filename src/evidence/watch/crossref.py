"""What Crossref answers: results of a search, and updates of a report.

The service is described at https://api.crossref.org and
https://www.crossref.org/documentation/retrieve-metadata/rest-api/.
"""

from __future__ import annotations

from typing import Any

from evidence.watch import answers
from evidence.watch.answers import Found, Page

PATH = "works"
START = "*"


def parameters(query: str, cursor: str, page_size: int) -> dict[str, str]:
    """Return what is sent to get one page of a search."""
    own = dict(part.partition("=")[::2] for part in query.split("&"))
    return {**own, "rows": str(page_size), "cursor": cursor}


def page(answer: Any, _cursor: str, page_size: int) -> Page:
    """Return one page; the last holds fewer works than were asked for."""
    items = answers.take(answer, "message.items", list)
    total = answers.take(answer, "message.total-results", int)
    following = answers.maybe(answer, "message.next-cursor", str, "")
    more = following if len(items) >= page_size else ""
    return Page(tuple(_found(one) for one in items), total, more)


def _found(work: Any) -> Found:
    number = answers.take(work, "DOI", str)
    names = answers.maybe(work, "author", list, [])
    kind = answers.maybe(work, "type", str, "")
    return Found(
        title=answers.title(" ".join(answers.texts(work, "title"))),
        year=answers.year(_date(work, "issued")),
        doi=answers.doi(number),
        address=f"https://doi.org/{number}" if answers.doi(number) else "",
        authors=tuple(filter(None, (answers.maybe(one, "family", str, "") for one in names))),
        journal=answers.plain(" ".join(answers.texts(work, "container-title")[:1])),
        abstract=answers.abstract(answers.maybe(work, "abstract", str, "")),
        kinds=(kind.replace("-", " "),) if kind else (),
    )


def _date(work: Any, field: str) -> str:
    """Return a date as year, month and day as far as given; it may hold a null for the year."""
    parts = answers.maybe(work, f"{field}.date-parts", list, [])
    first = answers.take(parts[0], "", list) if parts else []
    given = [part for part in first if part is not None]
    numbers = [answers.take(part, "", int) for part in given]
    return "-".join(f"{number:02d}" for number in numbers)


def of_reports(dois: list[str]) -> dict[str, str]:
    """Return what is sent to get reports by their DOIs; none of them may hold a comma."""
    return {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))}


def notices(answer: Any) -> dict[str, list[tuple[str, str, str]]]:
    """Return for each DOI of an answer the updates of it: kind, DOI of the notice, day.

    The service takes them from publishers and from Retraction Watch; the same notice told
    by both is one.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for work in answers.take(answer, "message.items", list):
        said = [
            (
                answers.take(update, "type", str),
                answers.maybe(update, "DOI", str, ""),
                _date(update, "updated"),
            )
            for update in answers.maybe(work, "updated-by", list, [])
        ]
        found[answers.take(work, "DOI", str).lower()] = list(dict.fromkeys(said))
    return found
