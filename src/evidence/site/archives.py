"""The archives of released versions: read, and verified before anything is taken from them."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from evidence import bibliography, descriptor, prose, release
from evidence.archive import manifest, verification
from evidence.comparison import Version

_MOST_NAMED = 3
_BOOK, _SOURCE = "book/", "source/"
_ARTICLE = re.compile(r'<article class="bd-article">(.*)</article>', re.DOTALL)
_COMPARED = tuple(_SOURCE + one for one in ("data/", "book/", "src/", bibliography.PATH, prose.TOC))
_CURE = "download it again, or make it again from its tag"


class SiteError(Exception):
    """The site was left as it was; the message says why and what to do."""


# What an archive that is damaged makes of reading it.
_WRONG = (
    *(SiteError, verification.NoArchiveError, yaml.YAMLError),
    *(KeyError, ValueError, OSError),
)


@dataclass(frozen=True)
class Archive:
    """A released version in its archive.

    `digest` is the SHA-256 of the whole file; `files` gives that of each file of the book,
    by its path there. `name` and `licence` are those of its tables; `site` is the address of
    the site, “” where it is not known, and `home` the first page of the book.
    """

    path: Path
    version: str
    date: date
    digest: str
    files: Mapping[str, str]
    name: str
    licence: str
    title: str
    author: str
    site: str
    home: str

    @property
    def day(self) -> str:
        """The day of its release as readers know it."""
        return release.Release(self.version, self.date).day

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages of the book: paths without “.html”, in order."""
        return tuple(
            name.removesuffix(".html") for name in sorted(self.files) if name.endswith(".html")
        )


def read(folder: Path) -> tuple[Archive, ...]:
    """Return the verified archives of a folder, the newest version first.

    Raises SiteError that names every archive which is not as it was released.
    """
    found: list[Archive] = []
    broken: list[str] = []
    for path in sorted(folder.glob("*.zip")) if folder.is_dir() else ():
        try:
            found.append(_read(path))
        except _WRONG as error:
            said = f"it has no {error.args[0]}" if isinstance(error, KeyError) else error
            broken.append(f"{path.name} is not as it was released: {said} → {_CURE}")
    broken += _twice(found)
    if broken:
        raise SiteError("\n".join(broken))
    return tuple(sorted(found, key=lambda one: release.order(one.version), reverse=True))


def _twice(found: list[Archive]) -> Iterator[str]:
    named: dict[str, str] = {}
    for one in found:
        if one.version in named:
            both = f"{named[one.version]} and {one.path.name}"
            yield f"{both} both hold version {one.version} → keep the one that was published"
        named[one.version] = one.path.name


def _read(path: Path) -> Archive:
    report = verification.verify(path)
    if report.faults:
        raise SiteError("; ".join(report.faults[:_MOST_NAMED]))
    told = json.loads(report.files[_SOURCE + release.FILE])
    config = yaml.safe_load(report.files[f"{_SOURCE}_config.yml"])
    contents = yaml.safe_load(report.files[_SOURCE + prose.TOC])
    package = json.loads(report.files[_SOURCE + descriptor.PATH])
    release.order(told["version"])
    return Archive(
        path=path,
        version=told["version"],
        date=date.fromisoformat(told["date"]),
        digest=report.digest,
        files={
            name.removeprefix(_BOOK): manifest.digest(content)
            for name, content in report.files.items()
            if name.startswith(_BOOK)
        },
        name=str(package["name"]),
        licence=_licence(package),
        title=str(config["title"]),
        author=str(config["author"]),
        site=str((config.get("html") or {}).get("baseurl") or ""),
        home=str(contents["root"]),
    )


def _licence(package: Mapping[str, Any]) -> str:
    """Return the name of the licence that a descriptor gives its tables, “” for none."""
    return next((str(one["name"]) for one in package.get("licenses", ())), "")


def write(archive: Archive, names: list[str], folder: Path) -> None:
    """Write files of the book, by their paths there, into a folder."""
    with zipfile.ZipFile(archive.path) as packed:
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(_BOOK + name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)


def article(archive: Archive, page: str) -> str:
    """Return what a page shows between its frame, as HTML, without what names its version.

    A page that is laid out in another way is returned whole.
    """
    with zipfile.ZipFile(archive.path) as packed:
        html = packed.read(f"{_BOOK}{page}.html").decode("utf-8", "replace")
    found = _ARTICLE.search(html)
    named = (archive.version, archive.date.isoformat(), archive.day)
    return re.sub("|".join(map(re.escape, named)), "", found[1] if found else html)


@contextmanager
def sources(archive: Archive) -> Iterator[Version]:
    """Give the sources of a version, in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        root = Path(folder).resolve()
        with zipfile.ZipFile(archive.path) as packed:
            for name in packed.namelist():
                if name.startswith(_COMPARED) and not name.endswith("/"):
                    target = root / name.removeprefix(_SOURCE)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(packed.read(name))
        yield Version(archive.version, root)
