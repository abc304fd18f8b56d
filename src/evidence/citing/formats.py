"""One citation in every format: formatted text, BibTeX, RIS and CSL-JSON.

A format is text with gaps for what only the reader's browser knows. A gap stands on a line
of its own or is filled with nothing; `filled` leaves out the lines whose gap stays open.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape

from pylatexenc.latexencode import UnicodeToLatexEncoder

from evidence.citing.work import UNRELEASED, Contributor, Work

# The gaps: the part of the page, as in a title and in a key; its address; the day it was read,
# with hyphens and with slashes.
PART, KEY, ADDRESS, READ, READ_RIS = "⟨part⟩", "⟨key⟩", "⟨address⟩", "⟨read⟩", "⟨read/⟩"
SUFFIXES = {"bibtex": "bib", "ris": "ris", "csl": "json"}
_GAP = re.compile("|".join((PART, KEY, ADDRESS, READ, READ_RIS)))
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "$&%#_"},
}
_encoder = UnicodeToLatexEncoder(
    unknown_char_policy="keep",
    unknown_char_warning=False,
    replacement_latex_protection="braces-all",
)


@dataclass(frozen=True)
class Citation:
    """What is cited: the book, or a page of it, with its key and its title."""

    work: Work
    page: str
    title: str

    @property
    def is_book(self) -> bool:
        """Whether the whole book is cited: its first page stands for it."""
        return self.page == self.work.home

    @property
    def key(self) -> str:
        """What tells this citation from others in a list of references."""
        version = self.work.release.version if self.work.release else UNRELEASED
        page = "" if self.is_book else self.page.rpartition("/")[2]
        return "-".join(part for part in (self.work.key, version, page) if part)

    @property
    def version(self) -> str:
        """The version in words."""
        return f"Version {self.work.release.version}" if self.work.release else "Unreleased version"

    @property
    def day(self) -> date | None:
        """The day the version was released."""
        return self.work.release.date if self.work.release else None

    @property
    def note(self) -> str:
        """The version, and for a page the identifier of its book."""
        doi = "" if self.is_book else _doi(self.work)
        return ". Book: ".join(part for part in (self.version, doi) if part)

    @property
    def doi(self) -> str:
        """The identifier of the book: a page has none, and must not pass for the whole."""
        return self.work.doi if self.is_book else ""


@cache
def plain(text: str) -> str:
    """Return a text on one line that breaks no format: no quotes, gaps or controls in it."""
    letters = unicodedata.normalize("NFC", text)
    shown = (one for one in letters if one.isspace() or unicodedata.category(one)[0] != "C")
    text = " ".join("".join(shown).split())
    return text.translate(str.maketrans('"\\⟨⟩', "”∖‹›"))


@cache
def latex(text: str) -> str:
    """Return a text as LaTeX: no letter of it is a command, and braces are in pairs."""
    return "".join(_latex(letter) for letter in plain(text))


@cache
def _latex(letter: str) -> str:
    if letter.isascii():
        return _SPECIAL.get(letter, letter)
    return str(_encoder.unicode_to_latex(letter))


def gaps_filled(text: str, known: Mapping[str, str]) -> str:
    """Return a format with its gaps filled, without the lines one of whose gaps is not known."""
    kept = (line for line in text.splitlines() if all(gap in known for gap in _GAP.findall(line)))
    return "".join(_GAP.sub(lambda gap: known[gap[0]], line) + "\n" for line in kept)


def templates(citation: Citation) -> dict[str, str]:
    """Return BibTeX, RIS and CSL-JSON of a citation by the names in `SUFFIXES`, with gaps."""
    return {"bibtex": bibtex(citation), "ris": ris(citation), "csl": csl(citation)}


def known(citation: Citation) -> dict[str, str]:
    """Return what fills the gaps of a whole page as far as it is known without a browser."""
    address = citation.work.address(citation.page)
    return {PART: "", KEY: "", **({ADDRESS: address} if address else {})}


def bibtex(citation: Citation) -> str:
    """Return an entry of BibTeX."""
    fields = {
        "author": " and ".join(_name(one) for one in citation.work.contributors),
        "title": f"{{{latex(citation.title)}{PART}}}",
        "booktitle": "" if citation.is_book else f"{{{latex(citation.work.title)}}}",
        "year": str(citation.day.year) if citation.day else "",
        "month": str(citation.day.month) if citation.day else "",
        "note": latex(citation.note),
        "doi": citation.doi,
        "url": ADDRESS,
        "urldate": "" if citation.day else READ,
        "langid": citation.work.language,
    }
    kind = "book" if citation.is_book else "incollection"
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{citation.key}{KEY},\n{''.join(lines)}}}\n"


def _name(one: Contributor) -> str:
    # In braces, an organisation is not taken apart at its spaces and commas.
    return latex(one.name) if one.is_person else f"{{{latex(one.name)}}}"


def ris(citation: Citation) -> str:
    """Return a record of RIS."""
    day = citation.day
    fields = [
        ("TY", "BOOK" if citation.is_book else "CHAP"),
        ("ID", f"{citation.key}{KEY}"),
        *(("AU", plain(one.name)) for one in citation.work.contributors),
        ("TI", f"{plain(citation.title)}{PART}"),
        ("T2", "" if citation.is_book else plain(citation.work.title)),
        ("PY", f"{day:%Y}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("ET", citation.work.release.version if citation.work.release else ""),
        ("N1", plain(citation.note)),
        ("DO", citation.doi),
        ("UR", ADDRESS),
        ("Y2", "" if day else READ_RIS),
        ("LA", citation.work.language),
    ]
    return record(fields)


def record(fields: Iterable[tuple[str, str]]) -> str:
    """Return fields as one record of RIS; blank ones are left out."""
    lines = [f"{tag}  - {value}\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \n"])


def csl(citation: Citation) -> str:
    """Return a list of CSL-JSON with one item."""
    day = citation.day
    item: dict[str, object] = {
        "id": f"{citation.key}{KEY}",
        "type": "book" if citation.is_book else "chapter",
        "author": [_csl_name(one) for one in citation.work.contributors],
        "title": f"{plain(citation.title)}{PART}",
        "container-title": "" if citation.is_book else plain(citation.work.title),
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else "",
        "version": citation.work.release.version if citation.work.release else "",
        "note": plain(citation.note),
        "DOI": citation.doi,
        "URL": ADDRESS,
        "accessed": "" if day else {"raw": READ},
        # Known always: the comma of the line before it is right whatever is left out.
        "language": citation.work.language,
    }
    lines = [
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in item.items()
        if value
    ]
    return "[{\n" + ",\n".join(lines) + "\n}]\n"


def _csl_name(one: Contributor) -> dict[str, str]:
    if one.is_person:
        return {"family": plain(one.family), "given": plain(one.given)}
    return {"literal": plain(one.name)}


def text(citation: Citation) -> str:
    """Return a citation as formatted text: HTML with elements the browser may fill."""
    work = citation.work
    authors = ", ".join(one.printed for one in work.contributors)
    title = escape(plain(citation.title))
    # After a question the stop comes with the part only.
    stop = "." if _ended(citation.title) != citation.title else ""
    part = f'<span data-gap="part"{"" if stop else " data-stop"}></span>{stop}'
    within = "" if citation.is_book else f" In: <cite>{escape(plain(work.title))}</cite>."
    named = f"<cite>{title}</cite>{part}" if citation.is_book else f"{title}{part}{within}"
    day = f", {_written(citation.day)}" if citation.day else '<span data-gap="read"></span>'
    links = _linked(_doi(work)) if work.doi else ""
    links += _linked(work.address(citation.page), ' data-gap="address"')
    return f"{escape(_ended(plain(authors)))} {named} {escape(citation.version)}{day}.{links}"


def line(work: Work) -> str:
    """Return the citation of the whole book as one line of plain text."""
    book = Citation(work, work.home, work.title)
    authors = ", ".join(one.printed for one in work.contributors)
    day = f", {_written(book.day)}" if book.day else ""
    said = [_ended(authors), _ended(work.title), f"{book.version}{day}."]
    return " ".join(plain(part) for part in [*said, _doi(work), work.root] if part)


def _doi(work: Work) -> str:
    return f"https://doi.org/{work.doi}" if work.doi else ""


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _linked(address: str, attributes: str = "") -> str:
    where = f' href="{escape(address, quote=True)}"' if address else " hidden"
    return f" <a{attributes}{where}>{escape(address)}</a>"
