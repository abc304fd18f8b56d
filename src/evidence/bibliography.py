"""References: what `references.bib` holds, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bibtexparser
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, RemoveEnclosingMiddleware
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    Entry,
    MiddlewareErrorBlock,
    ParsingFailedBlock,
)

from evidence import texts
from evidence.problems import Problem, SourceError
from evidence.texts import MARKUP

PATH = "references.bib"

_COMMANDS = re.compile(r"[\\$~%&#^_`'\n]|--")
_BRACES = str.maketrans("", "", "{}")
_FORMS = {
    "doi": (r"10\.[0-9.]+/\S+", "write it without the address in front, like 10.1000/182"),
    "pmid": (r"[1-9][0-9]{0,7}", "write the PubMed number, digits only"),
    "year": (r"(19|20)[0-9]{2}", "write four digits"),
    "url": (r"https?://\S+", "write an address that starts with https://"),
}


@dataclass(frozen=True)
class Reference:
    """One entry of the bibliography, as plain text."""

    key: str
    kind: str
    line: int
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def address(self) -> str:
        """Where the work is on the web; empty when the entry does not say."""
        if self["doi"]:
            return f"https://doi.org/{self['doi']}"
        return self["url"]


def read(root: Path) -> dict[str, Reference]:
    """Return the well-formed entries by key, in the order of the file.

    Raises SourceError with the place when the file is missing or not text.
    """
    return {entry.key: _reference(entry) for entry in _parse(root).entries}


def written(root: Path) -> dict[str, str]:
    """Return the well-formed entries as the file has them, by key; raises as `read` does."""
    return {entry.key: entry.raw or "" for entry in _parse(root).entries}


def authors(root: Path) -> dict[str, list[str]]:
    """Return the names of the authors of each entry by key, in LaTeX, a group in its braces.

    Once read as plain text, a group could not be told from a person. Raises as `read` does.
    """
    text = "\n".join(written(root).values())
    entries = bibtexparser.parse_string(text, parse_stack=[RemoveEnclosingMiddleware()]).entries
    return {
        entry.key: split_multiple_persons_names(str(entry["author"])) if "author" in entry else []
        for entry in entries
    }


def check(root: Path) -> list[Problem]:
    """Return what is wrong with the bibliography itself."""
    try:
        library = _parse(root)
    except SourceError as error:
        return error.problems
    problems = [_failure(block) for block in library.failed_blocks]
    for entry in library.entries:
        problems += _entry_problems(entry)
    references = [_reference(entry) for entry in library.entries]
    return problems + _taken("doi", "DOI", references) + _taken("pmid", "PMID", references)


def _failure(block: ParsingFailedBlock) -> Problem:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        found, cure = f"the key “{block.key}” stands twice", "remove or rename one of the entries"
    else:
        found, cure = "this entry cannot be read", "close every brace, separate fields by commas"
    return Problem(PATH, line, 1, "", found, cure)


def _entry_problems(entry: Entry) -> Iterator[Problem]:
    """Yield what an entry lacks, and its fields that are malformed or not plain text."""
    reference = _reference(entry)
    if not reference["title"].strip():
        found = f"“{entry.key}” has no title"
        yield Problem(PATH, reference.line, 1, "title", found, "add it as the work prints it")
    for field in entry.fields:
        name, text = field.key.lower(), str(field.value)
        form, cure = _FORMS.get(name, ("", ""))
        line = (entry.start_line if field.start_line is None else field.start_line) + 1
        if MARKUP.search(text):
            yield Problem(PATH, line, 1, name, f"“{text}” looks like markup", "write plain text")
        elif form and not re.fullmatch(form, text):
            yield Problem(PATH, line, 1, name, f"“{text}” is malformed", cure)


def _taken(field: str, label: str, references: list[Reference]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for reference in references:
        value = reference[field].lower()
        if value and value in seen:
            found = f"“{reference.key}” has the {label} of “{seen[value]}”: {value}"
            cure = f"keep one entry, or correct the {label}"
            problems.append(Problem(PATH, reference.line, 1, field, found, cure))
        seen.setdefault(value, reference.key)
    return problems


def _reference(entry: Entry) -> Reference:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    return Reference(entry.key, entry.entry_type, (entry.start_line or 0) + 1, fields)


def _parse(root: Path) -> Library:
    missing = "the bibliography is missing"
    return _parse_text(texts.written(root, PATH, missing=missing, cure="restore the file"))


class _Decoding(LatexDecodingMiddleware):
    """Reads the commands of LaTeX; it is slow, and most fields have braces alone or nothing."""

    def transform_entry(self, entry: Entry, library: Library) -> Block:
        """Decode the fields of an entry in place; return it, or a block that says what failed."""
        marked = [field for field in entry.fields if _COMMANDS.search(str(field.value))]
        for field in entry.fields:
            if field not in marked:
                field.value = str(field.value).translate(_BRACES)
        part = Entry(entry.entry_type, entry.key, marked, entry.start_line, entry.raw)
        done = super().transform_entry(part, library)
        return done if isinstance(done, MiddlewareErrorBlock) else entry


@cache
def _parse_text(text: str) -> Library:
    return bibtexparser.parse_string(text, append_middleware=[_Decoding()])
