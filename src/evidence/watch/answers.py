"""Read an answer of a service field by field, and say what is not as documented."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}
_LONGEST_TITLE = 500
NO_TITLE = "title not seen"  # as the column title of records asks for


class AnswerError(Exception):
    """An answer that is not as documented: what was expected, and what stands there."""

    def __init__(self, expected: str, found: str):
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True)
class Found:
    """One result of a search, in the same words for every service.

    `authors` are family names, `journal` what it was published in; `kinds` what the service
    says it is; `abstract` is "" when none was given. Identifiers are blank when there are
    none.
    """

    title: str
    year: str = ""
    doi: str = ""
    pmid: str = ""
    registry_id: str = ""
    address: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    abstract: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of results: what was found, how many there are in all, how to ask for more.

    `following` is "" on the last page.
    """

    found: tuple[Found, ...]
    total: int
    following: str


def take(answer: Any, path: str, kind: type[T]) -> T:
    """Return the field at a path such as `message.items`; AnswerError if it is not there."""
    value = _at(answer, path, kind)
    if value is None:
        raise AnswerError(f"{_KINDS[kind]} at “{path}”", "nothing there")
    return value


def maybe(answer: Any, path: str, kind: type[T], default: T) -> T:
    """Return the field at a path, or a default when it is missing; AnswerError if it is wrong."""
    value = _at(answer, path, kind)
    return default if value is None else value


def texts(answer: Any, path: str) -> tuple[str, ...]:
    """Return the texts of a list that may be missing."""
    return tuple(take(one, "", str) for one in maybe(answer, path, list, []))


def _at(answer: Any, path: str, kind: type[T]) -> T | None:
    value = answer
    walked = ""
    for name in filter(None, path.split(".")):
        if not isinstance(value, dict):
            raise AnswerError(f"an object at “{walked or 'the top'}”", _name(value))
        walked = f"{walked}.{name}".lstrip(".")
        value = value.get(name)
        if value is None:
            return None
    # In Python truth values are numbers too; in JSON they are not.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise AnswerError(f"{_KINDS[kind]} at “{path or 'an item of a list'}”", _name(value))
    return value


def _name(value: Any) -> str:
    return _KINDS.get(type(value), "nothing" if value is None else "a number")


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain(text: str, *, in_place_of_tags: str = "") -> str:
    """Return a text of a service without markup, entities, and characters that hide."""
    # Some services send the tags themselves as entities.
    bare = _TAG.sub(in_place_of_tags, html.unescape(_TAG.sub(in_place_of_tags, text)))
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in bare
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    return " ".join(seen.split())


def abstract(text: str) -> str:
    """Return an abstract without markup; its headings stay apart from what follows them."""
    return plain(text, in_place_of_tags=" ")


def title(text: str) -> str:
    """Return a title as the tables take it, “title not seen” when there is none.

    What a page, a template or a spreadsheet could take for something to run is taken
    apart, for the check refuses it; a full stop at the end goes.
    """
    said = plain(text)[:_LONGEST_TITLE].strip().removesuffix(".").strip()
    for mark in ("<", "{{", "{%"):
        said = said.replace(mark, " ".join(mark) if len(mark) > 1 else "< ")
    said = re.sub(r"(?i)javascript:", "javascript :", said).strip()
    return said.lstrip("=+@- ") or NO_TITLE


def year(text: str) -> str:
    """Return the year a date or year starts with, "" unless it is one the tables take."""
    found = re.match(r"(199\d|20\d\d)(?!\d)", text)
    return found[1] if found else ""


def doi(text: str) -> str:
    """Return a DOI without the address in front, in lower case; "" when it is none."""
    bare = re.sub(r"(?i)^(https?://(dx\.)?doi\.org/|doi:)", "", text.strip()).lower()
    return bare if re.fullmatch(r"10\.[0-9]{4,9}/[^\s<>{}]+", bare) else ""


def pmid(text: str) -> str:
    """Return a PubMed number; "" when it is none."""
    return text if re.fullmatch(r"[1-9][0-9]{0,7}", text) else ""
