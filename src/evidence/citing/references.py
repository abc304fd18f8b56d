"""The works a page rests on, as files for reference managers: cite the trials, not only us."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bibtexparser.middlewares.names import parse_single_name_into_parts
from pylatexenc.latex2text import LatexNodes2Text

from evidence import bibliography, notices
from evidence.bibliography import Reference
from evidence.citing.formats import plain, record
from evidence.pages import STUDY_FOLDER

_STUDY = re.compile(rf'href="(?:[^"#?]*/)?{STUDY_FOLDER}/([A-Za-z0-9-]+)\.html[^"]*"')
_OWN = re.compile(rf"(?:.*/)?{STUDY_FOLDER}/([A-Za-z0-9-]+)")
_LATEX = re.compile(r"[\\{}$~%&#^_`'-]")
_TITLE = re.compile(r"^\s*title\s*=\s*(?:\{+|\")", re.IGNORECASE | re.MULTILINE)
_SHARED = {"journal": "T2", "year": "PY", "volume": "VL", "number": "IS", "doi": "DO", "url": "UR"}


@dataclass(frozen=True)
class Bibliography:
    """The entries of the bibliography by key: read, as the file has them, and their authors."""

    works: Mapping[str, Reference]
    written: Mapping[str, str]
    authors: Mapping[str, Sequence[str]]


def load(root: Path) -> Bibliography:
    """Return the bibliography of the sources; raises SourceError when it cannot be read."""
    marks = tuple(sorted(notices.marks(root).items()))
    return _load(root, (root / bibliography.PATH).stat().st_mtime_ns, marks)


@cache
def _load(root: Path, _modified: int, marks: tuple[tuple[str, str], ...]) -> Bibliography:
    names = {
        key: [_name(name) for name in written if name != "others"]
        for key, written in bibliography.authors(root).items()
    }
    works, written = dict(bibliography.read(root)), bibliography.written(root)
    for key, mark in marks:
        if key in works:
            title = f"[{mark}] {works[key]['title']}"
            works[key] = replace(works[key], fields={**works[key].fields, "title": title})
            written[key] = _marked(written[key], mark)
    return Bibliography(works, written, names)


def _marked(entry: str, mark: str) -> str:
    """Return an entry of BibTeX whose title begins with the mark, as programs show titles."""
    return _TITLE.sub(lambda found: f"{found[0]}[{mark}] ", entry, count=1)


def behind(page: str, html: str, cited: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the keys of the works a page rests on, in order: those it cites or links to.

    Figures, tables and numbers link to the pages of their studies. The page of a study
    rests on its own report.
    """
    own = _OWN.fullmatch(page)
    keys = {own[1]} if own else {*cited, *_STUDY.findall(html)}
    return sorted(key for key in keys if key in known)


def bibtex(found: Bibliography, keys: Iterable[str]) -> str:
    """Return works as BibTeX, each as the bibliography has it."""
    return "\n".join(f"{found.written[key]}\n" for key in keys)


def ris(found: Bibliography, keys: Iterable[str]) -> str:
    """Return works as RIS."""
    return "\n".join(_ris(found.works[key], found.authors[key]) for key in keys)


def _ris(work: Reference, authors: Iterable[str]) -> str:
    first, _, last = work["pages"].replace("--", "-").replace("–", "-").partition("-")
    shared = [(tag, plain(work[name])) for name, tag in _SHARED.items()]
    number = f"PMID: {work['pmid']}" if work["pmid"] else ""
    return record(
        [
            ("TY", "JOUR" if work.kind == "article" else "GEN"),
            ("ID", work.key),
            *(("AU", name) for name in authors),
            ("TI", plain(work["title"])),
            *shared,
            ("SP", plain(first)),
            ("EP", plain(last)),
            ("AN", number),
            ("N1", plain("; ".join(filter(None, (work["howpublished"], work["note"]))))),
        ]
    )


def _name(name: str) -> str:
    """Return a name as RIS has it, family name first; a group as it is."""
    is_group = name.startswith("{") and name.endswith("}")
    parts = parse_single_name_into_parts(name, strict=False)
    family, given = " ".join([*parts.von, *parts.last, *parts.jr]), " ".join(parts.first)
    said = name if is_group else ", ".join(part for part in (family, given) if part)
    return plain(LatexNodes2Text().latex_to_text(said) if _LATEX.search(said) else said)
