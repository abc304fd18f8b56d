"""The site put together: every version at its own address, the newest at the root."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import yaml

from evidence import book, prose
from evidence.site import archives, feed, finding, folder, look, pairs, published
from evidence.site.archives import Archive, SiteError
from evidence.site.pairs import Record

_KEPT = "v"
_OWN = (
    published.VERSIONS,
    published.API,
    finding.SITEMAP,
    "404.html",
    "robots.txt",
    ".nojekyll",
)
_OWN_FOLDERS = (f"{published.CHANGES}/", f"{_KEPT}/")


def assemble(root: Path, site: Path, releases: Path) -> list[str]:
    """Put the site together from the archives in a folder; return its versions, newest first.

    `site` becomes a link to a folder beside it, and changes in one step; versions that are in
    the site stay the same files. Without an archive the site is the book as it was built
    last, which says that it is unreleased. Raises SiteError, and changes nothing, when an
    archive is not as it was released or a version of the site would be lost or differ.
    """
    # The folder of the site, not what it leads to.
    site = site.parent.resolve() / site.name
    found = archives.read(releases)
    old = folder.current(site)
    _compare(found, _published(old))
    if not found:
        _unreleased(root, site)
        return []
    _check(found)
    compared = _compared(found, old)
    records = _records(found, compared)
    texts = _texts(found, records)
    with folder.renewed(site) as fresh:
        for one in found:
            _keep(one, old, fresh)
        for name in found[0].files:
            folder.take_over(_place(fresh, found[0]) / name, fresh / name)
        for name, text in {**compared, **texts}.items():
            _put(fresh / name, text)
    return [one.version for one in found]


def _published(old: Path | None) -> Mapping[str, str]:
    """Return the digests of the archives of the versions that the site has."""
    if old is None:
        return {}
    listed = json.loads((old / published.VERSIONS).read_bytes())["versions"]
    return {one["version"]: one["sha256"] for one in listed}


def _compare(found: Sequence[Archive], known: Mapping[str, str]) -> None:
    """Stop where a version that the site has would be lost or become another."""
    digests = {one.version: one for one in found}
    wrong = []
    for version, digest in known.items():
        one = digests.get(version)
        if one is None:
            cure = "put its archive back into the folder"
            wrong.append(f"version {version} is in the site and has no archive here → {cure}")
        elif one.digest != digest:
            cure = "a published version never changes: release what is new as another version"
            wrong.append(f"{one.path.name} is not the archive that was published → {cure}")
    if wrong:
        raise SiteError("\n".join(wrong))


def _check(found: Sequence[Archive]) -> None:
    """Stop where a book holds a file that the site writes itself."""
    for one in found:
        for name in one.files:
            if name in _OWN or name.startswith(_OWN_FOLDERS):
                cure = "give the page another name"
                raise SiteError(f"{one.path.name} has “{name}”, which the site makes → {cure}")


def _compared(found: Sequence[Archive], old: Path | None) -> dict[str, bytes]:
    """Return the files about any two versions: those of the old site, and new ones."""
    files: dict[str, bytes] = {}
    for place, newer in enumerate(found):
        for older in found[place + 1 :]:
            there = pairs.known(old, older.version, newer.version) if old else {}
            files |= {name: path.read_bytes() for name, path in there.items()} or pairs.make(
                older, newer
            )
    return files


def _records(found: Sequence[Archive], files: Mapping[str, bytes]) -> dict[str, Record]:
    """Return what each version changed of the one before it, by the newer of the two."""
    return {
        newer.version: pairs.read(files[f"{pairs.name(older.version, newer.version)}.json"])
        for newer, older in pairwise(found)
    }


def _texts(found: Sequence[Archive], records: Mapping[str, Record]) -> dict[str, bytes]:
    """Return the files that know of all versions, by their paths in the site."""
    newest, changes = found[0], published.CHANGES
    headlines = {version: told["headline"] for version, told in records.items()}
    texts = {
        published.VERSIONS: published.versions(found),
        published.API: published.api(found),
        f"{changes}/index.html": look.versions(found, headlines).encode(),
        f"{changes}/{look.FEED}": feed.render(found, records, newest.site),
        **_aside(newest.title, newest.home, newest.site, newest.files),
    }
    oldest_first = found[::-1]
    for place, one in enumerate(oldest_first, 1):
        last = pairs.last_changed(oldest_first[:place], records)
        texts[f"{changes}/{one.version}.json"] = published.version_pages(one, last)
    if newest.site:
        dates = {one.version: one.date.isoformat() for one in found}
        texts[finding.SITEMAP] = finding.sitemap(newest, last, dates)
    return texts


def _aside(title: str, home: str, site: str, files: Iterable[str]) -> dict[str, bytes]:
    """Return what every site has beside the book, with or without versions."""
    folders = sorted({name.split("/")[0] for name in files if "/" in name})
    return {
        "404.html": look.lost(title, home, site, [*folders, *_top(_OWN_FOLDERS)]).encode(),
        "robots.txt": finding.robots(site),
        # Else a host may leave out folders whose names begin with “_”.
        ".nojekyll": b"",
    }


def _top(folders: Iterable[str]) -> list[str]:
    return [name.rstrip("/") for name in folders]


def _place(site: Path, one: Archive) -> Path:
    return site / _KEPT / one.version


def _keep(one: Archive, old: Path | None, fresh: Path) -> None:
    """Let a version stand in the new site; what is as it was released stays the same file."""
    missing = []
    for name, digest in one.files.items():
        there = _place(old, one) / name if old else None
        if there and there.is_file() and _digest(there) == digest:
            folder.take_over(there, _place(fresh, one) / name)
        else:
            missing.append(name)
    archives.write(one, missing, _place(fresh, one))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def _unreleased(root: Path, site: Path) -> None:
    """Put the book as it was built last where the site is."""
    built = root / book.BOOK
    if not (built / "index.html").exists():
        raise SiteError("there is no release and no book → run `make book` first")
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    contents = yaml.safe_load((root / prose.TOC).read_text(encoding="utf-8"))
    address = str((config.get("html") or {}).get("baseurl") or "")
    names = [path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()]
    texts = {
        published.VERSIONS: published.versions([]),
        **_aside(str(config["title"]), str(contents["root"]), address, names),
    }
    with folder.renewed(site) as fresh:
        shutil.copytree(built, fresh, dirs_exist_ok=True)
        for name, text in texts.items():
            _put(fresh / name, text)
