"""Any two versions compared, once: a page for readers, and a record that everything else reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from evidence import comparison
from evidence.comparison import Comparison, Version, page, state, story, wording
from evidence.site import archives, changed, published
from evidence.site.archives import Archive
from evidence.site.look import bar

FORMAT = "page-changes/1"
Record = dict[str, Any]


def name(old: str, new: str) -> str:
    """Return the name of the files about two versions, without suffix."""
    return f"{published.CHANGES}/{old}--{new}"


def make(old: Archive, new: Archive) -> dict[str, bytes]:
    """Return the page and the record of two versions, by their paths in the site."""
    with archives.sources(old) as before, archives.sources(new) as after:
        found = comparison.compare(before, after)
        told = record(found, old, new, after)
    stem = name(old.version, new.version)
    return {
        f"{stem}.html": render(found, old, new).encode(),
        f"{stem}.json": published.as_json(told),
    }


def known(site: Path, old: str, new: str) -> dict[str, Path]:
    """Return the files about two versions that a site has; empty unless it has them whole."""
    files = {f"{name(old, new)}.{kind}": site for kind in ("html", "json")}
    paths = {file: folder / file for file, folder in files.items()}
    try:
        told = read(paths[f"{name(old, new)}.json"].read_bytes())
    except (OSError, ValueError):
        return {}
    whole = told.get("format") == FORMAT and all(path.is_file() for path in paths.values())
    return paths if whole else {}


def read(text: bytes) -> Record:
    """Return a record from its text; ValueError when it is none."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no record of two versions")
    return found


def record(found: Comparison, old: Archive, new: Archive, after: Version) -> Record:
    """Return what changed, as a whole and on each page that both versions have."""
    shared = set(old.pages) & set(new.pages)

    def shows_other(page: str) -> bool:
        return page in shared and archives.article(old, page) != archives.article(new, page)

    pages = changed.pages(found, state.read(after.root), shows_other)
    return {
        "format": FORMAT,
        "from": old.version,
        "to": new.version,
        "headline": wording.headline(found),
        "told": story.tell(found),
        "home": new.home,
        "pages": {one: asdict(said) for one, said in pages.items() if one in shared},
        "gone": sorted(set(old.pages) - set(new.pages)),
    }


def last_changed(oldest_first: Sequence[Archive], records: Mapping[str, Record]) -> dict[str, str]:
    """Return, by page, the version in which its evidence last changed or it came.

    `records` are those of each version and the one before it, by the newer.
    """
    found: dict[str, str] = {}
    for archive in oldest_first:
        told = records.get(archive.version)
        moved = told["pages"] if told else {}
        for one in archive.pages:
            if one not in found or moved.get(one, {}).get("evidence"):
                found[one] = archive.version
    return found


def render(found: Comparison, old: Archive, new: Archive) -> str:
    """Return the page about two versions."""
    title = f"What changed from {old.version} to {new.version}"
    both = "".join(
        f'<li><a href="../v/{one.version}/{escape(one.home, quote=True)}.html">'
        f"Version {one.version}</a> of {one.day}</li>"
        for one in (old, new)
    )
    main = f'<h1>{title}</h1>\n<ul class="choices">{both}</ul>\n{page.body(found)}'
    return page.document(f"{title} — {new.title}", main, bar=bar(new, ".."))
