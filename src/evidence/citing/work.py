"""The work that is cited: its title, who made it, which version it is and where it stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evidence import descriptor, prose, release, rows, texts
from evidence.problems import Problem, SourceError
from evidence.release import Release

CONFIG = "_config.yml"
TABLE = "contributors"
CODE = "pyproject.toml"
PERSON = "person"
# The version of a book that is being worked on, as it stands in keys of citations.
UNRELEASED = "unreleased"


@dataclass(frozen=True)
class Contributor:
    """A person or an organisation, and the roles they had.

    The name of a person is the family name, a comma and the given names.
    """

    name: str
    is_person: bool
    orcid: str = ""
    roles: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The family name of a person; the whole name of an organisation."""
        return self.name.partition(", ")[0] if self.is_person else self.name

    @property
    def given(self) -> str:
        """The given names of a person; empty for an organisation."""
        return self.name.partition(", ")[2] if self.is_person else ""

    @property
    def printed(self) -> str:
        """The name as a sentence has it."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class Work:
    """The book as something to cite; what is not known is empty.

    `site` and `repository` are addresses without a slash at the end, `home` is the name of
    the first page. `release` is None while the sources are being worked on.
    """

    key: str
    name: str
    title: str
    contributors: tuple[Contributor, ...]
    release: Release | None
    site: str
    repository: str
    version_doi: str
    all_versions_doi: str
    licences: tuple[str, ...]
    abstract: str
    keywords: tuple[str, ...]
    language: str
    home: str

    @property
    def doi(self) -> str:
        """The identifier of this version; of all versions together while it has none."""
        return (self.release and self.version_doi) or self.all_versions_doi

    @property
    def stem(self) -> str:
        """The name of the archive of this version without its ending."""
        return f"{self.key}-{self.release.version if self.release else UNRELEASED}"

    @property
    def folder(self) -> str:
        """Where this version stands for ever, from the root of the site.

        A book that was not released has no such place: it is the root itself.
        """
        return f"v/{self.release.version}/" if self.release else ""

    @property
    def root(self) -> str:
        """The permanent address of this version; empty while the site has no address."""
        return f"{self.site}/{self.folder}" if self.site else ""

    def address(self, page: str) -> str:
        """Return the permanent address of a page; empty while the site has no address."""
        return f"{self.root}{page}.html" if self.site else ""


def read(root: Path) -> Work:
    """Return the work whose sources these are.

    Raises SourceError when the settings, the contents, the descriptor or the table of
    contributors are broken.
    """
    files = (CONFIG, prose.TOC, CODE, descriptor.PATH, release.FILE, f"data/{TABLE}.csv")
    changed = (root / file for file in files)
    return _read(root, tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in changed))


@cache
def _read(root: Path, _modified: tuple[int, ...]) -> Work:
    config = settings(root)
    package = descriptor.read_package(root)
    name, subtitle = _setting(config, "title"), _setting(config, "citing", "subtitle")
    keywords = (config.get("citing") or {}).get("keywords")
    return Work(
        key=package.get("name") or "book",
        name=name,
        title=": ".join(part for part in (name, subtitle) if part),
        contributors=_contributors(root) or (Contributor(_setting(config, "author"), False),),
        release=release.read(root),
        site=_setting(config, "html", "baseurl"),
        repository=_setting(config, "repository", "url"),
        version_doi=_setting(config, "citing", "doi"),
        all_versions_doi=_setting(config, "citing", "doi_of_all_versions"),
        licences=_licences(root, package),
        abstract=" ".join(_setting(config, "citing", "abstract").split()),
        keywords=tuple(str(word) for word in keywords or ()),
        language=_setting(config, "sphinx", "config", "language") or "en",
        home=next(iter(prose.chapter_files(root))),
    )


def settings(root: Path) -> dict[str, Any]:
    """Return what the settings hold; nothing when there are none.

    Raises SourceError with the place when they cannot be read.
    """
    if not (root / CONFIG).exists():
        return {}
    cure = "restore the file"
    text = texts.written(root, CONFIG, missing="the settings are missing", cure=cure)
    try:
        found = yaml.safe_load(text) or {}
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = Problem(CONFIG, line, column, "", "not valid YAML", "mend the indentation")
        raise SourceError([problem]) from None
    if not isinstance(found, dict) or not all(
        isinstance(found.get(part) or {}, dict)
        for part in ("citing", "html", "repository", "sphinx")
    ):
        raise SourceError([Problem(CONFIG, 1, 1, "", "not a list of settings", cure)])
    return found


def _setting(config: Any, *names: str) -> str:
    for name in names:
        config = (config or {}).get(name)
    return str(config or "").rstrip("/")


def _contributors(root: Path) -> tuple[Contributor, ...]:
    known = descriptor.read(root)
    if TABLE not in known:
        return ()
    # As text, not as a frame: the check of the sources does without pandas.
    sheet, problems = rows.read(root, known[TABLE])
    if sheet is None or problems:
        raise SourceError(problems)
    return tuple(
        Contributor(row["name"], row["kind"] == PERSON, row["orcid"], rows.words(row["roles"]))
        for row in sheet.rows
    )


def _licences(root: Path, package: dict[str, Any]) -> tuple[str, ...]:
    """Return the licence of text and tables, then that of the code, by their SPDX names."""
    found = [licence["name"] for licence in package.get("licenses", [])]
    if (root / CODE).exists():
        project = tomllib.loads((root / CODE).read_text(encoding="utf-8")).get("project", {})
        found.append(project.get("license", ""))
    return tuple(dict.fromkeys(name for name in found if name))
