"""The files that say how to cite the project: `CITATION.cff` and `.zenodo.json`.

Both are made from the settings, the descriptor and the table of contributors. The sources of
a release name its version and date in them; the working sources name none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from evidence import descriptor
from evidence.citing import work
from evidence.citing.work import CONFIG, Contributor, Work
from evidence.problems import Problem, SourceError

FILES = CFF, ZENODO = "CITATION.cff", ".zenodo.json"
COMMAND = "`python -m evidence citation`"
_MESSAGE = "Please cite this review as below, and the primary studies you rely on."
_MADE = f"# Made from {CONFIG}, {descriptor.PATH} and data/{work.TABLE}.csv by {COMMAND}.\n"
_DOI, _ADDRESS = r"10\.[0-9]{4,9}/[^\s{}\\\"<>]+", r"https?://[^\s{}\\\"<>]+"
# What a release adds to the copy of a file in its archive.
_OF_RELEASE = {"version", "date-released", "publication_date"}


def write(root: Path) -> list[str]:
    """Write both files and return their names; raises SourceError as `work.read` does."""
    texts = made(work.read(root))
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    return list(texts)


def made(work: Work) -> dict[str, str]:
    """Return the text of both files by name."""
    cff = yaml.safe_dump(_citation(work), sort_keys=False, allow_unicode=True, width=88)
    return {
        CFF: _MADE + cff,
        ZENODO: json.dumps(_deposit(work), indent=2, ensure_ascii=False) + "\n",
    }


def _citation(work: Work) -> dict[str, Any]:
    """Return what the Citation File Format 1.2.0 says of the work."""
    known = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": work.title,
        "abstract": work.abstract,
        "authors": [_author(one) for one in work.contributors],
        "version": work.release.version if work.release else "",
        "date-released": work.release.date if work.release else "",
        "doi": work.doi,
        "url": work.site,
        "repository-code": work.repository,
        "license": list(work.licences),
        "keywords": list(work.keywords),
    }
    return {name: value for name, value in known.items() if value}


def _author(one: Contributor) -> dict[str, str]:
    names = (
        {"family-names": one.family, "given-names": one.given}
        if one.is_person
        else {"name": one.name}
    )
    return names | ({"orcid": f"https://orcid.org/{one.orcid}"} if one.orcid else {})


def _deposit(work: Work) -> dict[str, Any]:
    """Return what Zenodo asks of a deposit, in the words of its documentation."""
    known = {
        "title": work.title,
        "upload_type": "dataset",
        "description": work.abstract,
        "creators": [_creator(one) for one in work.contributors],
        "access_right": "open",
        "license": work.licences[0].lower() if work.licences else "",
        "keywords": list(work.keywords),
        "version": work.release.version if work.release else "",
        "publication_date": work.release.date.isoformat() if work.release else "",
        "related_identifiers": [
            {"identifier": address, "relation": relation}
            for address, relation in (
                (work.site, "isAlternateIdentifier"),
                (work.repository, "isSupplementTo"),
            )
            if address
        ],
    }
    return {name: value for name, value in known.items() if value}


def _creator(one: Contributor) -> dict[str, str]:
    return {"name": one.name} | ({"orcid": one.orcid} if one.orcid else {})


def check(root: Path) -> list[Problem]:
    """Return where settings and files say otherwise than the table of contributors and the rest.

    Files that are not there say nothing. What else makes the work unreadable is told elsewhere.
    """
    try:
        known = work.read(root)
    except SourceError as error:
        return [problem for problem in error.problems if problem.file == CONFIG]
    found = [*_authors_of_settings(root, known), *_forms_of_settings(root, known)]
    for name, text in made(known).items():
        if (root / name).exists():
            found += _differences(root, name, yaml.safe_load(text))
    return found


def _authors_of_settings(root: Path, known: Work) -> Iterator[Problem]:
    printed = ", ".join(one.printed for one in known.contributors)
    author = str(work.settings(root).get("author", ""))
    if author and author != printed:
        found = f"“{author}”, where data/{work.TABLE}.csv has “{printed}”"
        line = _line((root / CONFIG).read_text(encoding="utf-8"), "author")
        yield Problem(CONFIG, line, 1, "author", found, "correct one of the two")


def _forms_of_settings(root: Path, known: Work) -> Iterator[Problem]:
    """Yield the addresses and identifiers in the settings that lead nowhere."""
    bare = "write it without the address in front, like 10.5281/zenodo.123"
    for key, value, form, cure in (
        ("doi", known.version_doi, _DOI, bare),
        ("doi_of_all_versions", known.all_versions_doi, _DOI, bare),
        ("baseurl", known.site, _ADDRESS, "write an address that starts with https://"),
    ):
        if value and not re.fullmatch(form, value):
            line = _line((root / CONFIG).read_text(encoding="utf-8"), key)
            yield Problem(CONFIG, line, 1, key, f"“{value}” is malformed", cure)


def _differences(root: Path, name: str, wanted: dict[str, Any]) -> Iterator[Problem]:
    text = (root / name).read_text(encoding="utf-8")
    cure = f"run {COMMAND}"
    try:
        # JSON is YAML too.
        said = yaml.safe_load(text)
        said = said if isinstance(said, dict) else {}
    except yaml.YAMLError:
        yield Problem(name, 1, 1, "", "the file cannot be read", cure)
        return
    for key in dict.fromkeys([*said, *wanted]):
        # A day may stand there as a text or as YAML's own kind.
        same = key in said and key in wanted and _plain(said[key]) == _plain(wanted[key])
        if same or (key in _OF_RELEASE and key not in said):
            continue
        found = "not what the sources say" if key in wanted else "the sources do not say this"
        yield Problem(name, _line(text, key), 1, key, found, cure)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _line(text: str, key: str) -> int:
    """Return the line on which a key of a file stands; the first when it does not."""
    lines = text.splitlines()
    own = re.compile(rf'\s*"?{re.escape(key)}"?:')
    return next((number for number, line in enumerate(lines, 1) if own.match(line)), 1)
