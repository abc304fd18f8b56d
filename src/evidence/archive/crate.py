"""The description of a release for programs, as RO-Crate 1.3 (June 2026) asks for it.

See https://w3id.org/ro/crate/1.3: an attached crate, whose metadata document is a
flat JSON-LD graph of the release, its parts, its makers, its licences and what it cites.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evidence import bibliography, descriptor
from evidence.archive import manifest, stamps
from evidence.citing import Contributor, Work, formats
from evidence.release import Release

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.3"
_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SPDX = "https://spdx.org/licenses/"
_FOLDERS = {
    "book/": (["Dataset", "Book"], "The book", "The book as web pages, readable offline."),
    "book/api/v1/": ("Dataset", "Results", "The results behind every figure, as JSON."),
    "book/data/": ("Dataset", "Tables", "The tables as they are published, with a descriptor."),
    "source/book/": ("Dataset", "Chapters", "The chapters as they are written, in MyST Markdown."),
    "source/src/evidence/": (
        ["Dataset", "SoftwareSourceCode"],
        "The package evidence",
        "The program that checks the tables and makes the book.",
    ),
}
_FILES = {
    "README.md": ("text/markdown", "How to read, verify, build again and cite the release."),
    "CITATION.cff": ("application/yaml", "How to cite the release."),
    "source/LICENSE": ("text/plain", "Which licence holds for what."),
    "source/references.bib": ("application/x-bibtex", "Every work that the book cites."),
    "source/requirements.lock": ("text/plain", "The versions of the libraries it was built with."),
}
Entity = dict[str, Any]


def write(work: Work, source: Path, files: Mapping[str, Path | bytes]) -> bytes:
    """Return the metadata document of a release, whose other files are given by their names."""
    parts = [*_folders(work, source, files), *_files(files), *_tables(source, files)]
    people, licences = [_author(one) for one in work.contributors], _licences(work)
    cited = list(_cited(source))
    graph = [_document(), _root(work, parts, people, licences, cited)]
    graph += [*parts, *people, *licences, *cited, _profile()]
    crate = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(crate, indent=2, ensure_ascii=False) + "\n").encode()


def _document() -> Entity:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }


def _root(
    work: Work,
    parts: list[Entity],
    people: list[Entity],
    licences: list[Entity],
    cited: list[Entity],
) -> Entity:
    made = _release(work)
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": work.title,
        "description": work.abstract,
        "version": made.version,
        "datePublished": made.date.isoformat(),
        "author": _references(people),
        "publisher": _references(people),
        "license": _references(licences),
        "keywords": list(work.keywords),
        "creditText": formats.line(work),
        "mainEntity": {"@id": "book/"},
        "hasPart": _references(parts),
        "citation": _references(cited),
    }


def _release(work: Work) -> Release:
    assert work.release is not None, "the sources are stamped first"
    return work.release


def _references(entities: list[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]


def _folders(work: Work, source: Path, files: Mapping[str, Path | bytes]) -> Iterator[Entity]:
    project = tomllib.loads((source / stamps.PROJECT).read_text(encoding="utf-8"))["project"]
    for folder, (kind, name, description) in _FOLDERS.items():
        if any(file.startswith(folder) for file in files):
            said: Entity = {"@id": folder, "@type": kind, "name": name, "description": description}
            if "SoftwareSourceCode" in kind:
                said |= {"programmingLanguage": "Python", "version": _release(work).version}
                said |= {"license": {"@id": f"{_SPDX}{project['license']}"}}
            yield said


def _files(files: Mapping[str, Path | bytes]) -> Iterator[Entity]:
    for file, (form, description) in _FILES.items():
        if file in files:
            yield {**_file(file, files[file], form), "name": file, "description": description}


def _tables(source: Path, files: Mapping[str, Path | bytes]) -> Iterator[Entity]:
    described = f"source/{descriptor.PATH}"
    under = descriptor.read_package(source).get("licenses", [])
    licences = [{"@id": f"{_SPDX}{licence['name']}"} for licence in under]
    profile = {"conformsTo": {"@id": _DATA_PACKAGE}, "license": licences}
    package = _file(described, files[described], "application/json")
    name = "Descriptor of the tables"
    yield {**package, "name": name, "description": "What each column holds.", **profile}
    for table in descriptor.read(source).values():
        file = f"source/{table.file}"
        said = {"name": table.title, "description": table.description, **profile}
        yield {**_file(file, files[file], "text/csv"), **said}


def _file(name: str, content: Path | bytes, form: str) -> Entity:
    content = content if isinstance(content, bytes) else content.read_bytes()
    return {
        "@id": quote(name),
        "@type": "File",
        "encodingFormat": form,
        "contentSize": str(len(content)),
        "sha256": manifest.digest(content),
    }


def _profile() -> Entity:
    return {"@id": _DATA_PACKAGE, "@type": "CreativeWork", "name": "Data Package 2.0"}


def _author(one: Contributor) -> Entity:
    name, kind = one.printed, "Person" if one.is_person else "Organization"
    orcid = f"https://orcid.org/{one.orcid}" if one.orcid else ""
    return {"@id": orcid or f"#{quote(name)}", "@type": kind, "name": name}


def _licences(work: Work) -> list[Entity]:
    said = "See source/LICENSE for the parts of the release under this licence."
    return [
        {"@id": f"{_SPDX}{name}", "@type": "CreativeWork", "name": name, "description": said}
        for name in work.licences
    ]


def _cited(source: Path) -> Iterator[Entity]:
    for reference in bibliography.read(source).values():
        said = {
            "@id": quote(reference.address, safe="/:?&=%#") or f"#{reference.key}",
            "@type": "ScholarlyArticle" if reference.kind == "article" else "CreativeWork",
            "name": reference["title"] or reference.key,
        }
        yield {**said, "datePublished": reference["year"]} if reference["year"] else said
