"""References: what `references.bib` holds, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bibtexparser
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from evidence import texts
from evidence.problems import Problem, SourceError

PATH = "references.bib"


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


def check(root: Path) -> list[Problem]:
    """Return what is wrong with the bibliography itself."""
    try:
        library = _parse(root)
    except SourceError as error:
        return error.problems
    problems = [_failure(block) for block in library.failed_blocks]
    return problems + _same_doi([_reference(entry) for entry in library.entries])


def _failure(block: ParsingFailedBlock) -> Problem:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        found, cure = f"the key “{block.key}” stands twice", "remove or rename one of the entries"
    else:
        found, cure = "this entry cannot be read", "close every brace, separate fields by commas"
    return Problem(PATH, line, 1, "", found, cure)


def _same_doi(references: list[Reference]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for reference in references:
        doi = reference["doi"].lower()
        if doi and doi in seen:
            found = f"“{reference.key}” has the DOI of “{seen[doi]}”: {doi}"
            cure = "keep one entry, or correct the DOI"
            problems.append(Problem(PATH, reference.line, 1, "doi", found, cure))
        seen.setdefault(doi, reference.key)
    return problems


def _reference(entry: Entry) -> Reference:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    return Reference(entry.key, entry.entry_type, (entry.start_line or 0) + 1, fields)


def _parse(root: Path) -> Library:
    missing = "the bibliography is missing"
    return _parse_text(texts.read(root, PATH, missing=missing, cure="restore the file"))


@cache
def _parse_text(text: str) -> Library:
    return bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
