"""What pages and programs read of a site. Old pages read what newer packages write:

a format keeps the meaning of its keys for ever; keys may be added, and a change of meaning
has a new name of the format in a new file.

    versions.json            format “versions/1”; newest: a version, null before the first;
                             versions, the newest first: version, date, archive (the name of
                             its file), sha256 (of that file)
    changes/<version>.json   format “version-pages/1”; version; home: the first page; pages:
                             each page of the version, with the version in which its evidence
                             last changed (null where a page is about none)
    changes/<old>--<new>.json
                             format “page-changes/1”; from, to; headline: one sentence; home:
                             the first page of the newer; pages: those that changed, with
                             evidence (sentences) and edited (whether its text differs);
                             gone: pages of the older that the newer lacks
    api/v1/versions.json     version, date, licence and data, as all of /api/v1/; data lists
                             the versions, the newest first: version, date, and where its book,
                             its index of documents and its tables are, null for none

A page is its path in the book without “.html”, such as “book/index”.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evidence.site.archives import Archive

VERSIONS = "versions.json"
API = "api/v1/versions.json"
CHANGES = "changes"
NO_EVIDENCE = ("genindex", "search")


def versions(archives: Sequence[Archive]) -> bytes:
    """Return the list of versions for the pages; `archives` the newest first."""
    newest = archives[0].version if archives else None
    return as_json({"format": "versions/1", "newest": newest, "versions": _listed(archives)})


def api(archives: Sequence[Archive]) -> bytes:
    """Return the list of versions for programs; addresses are relative to the list."""
    newest = archives[0]
    return as_json(
        {
            "version": newest.version,
            "date": newest.date.isoformat(),
            "licence": newest.licence,
            "data": [_for_programs(one) for one in archives],
        }
    )


def _for_programs(one: Archive) -> dict[str, str | None]:
    def address(name: str) -> str | None:
        return f"../../v/{one.version}/{name}" if name in one.files else None

    return {
        "version": one.version,
        "date": one.date.isoformat(),
        "book": address(f"{one.home}.html"),
        "index": address("api/v1/index.json"),
        "data_package": address("data/datapackage.json"),
    }


def _listed(archives: Sequence[Archive]) -> list[dict[str, str]]:
    return [
        {
            "version": one.version,
            "date": one.date.isoformat(),
            "archive": one.path.name,
            "sha256": one.digest,
        }
        for one in archives
    ]


def version_pages(archive: Archive, changed: Mapping[str, str]) -> bytes:
    """Return the pages of a version, each with the version in which its evidence last changed."""
    pages = {page: None if page in NO_EVIDENCE else changed.get(page) for page in archive.pages}
    return as_json(
        {
            "format": "version-pages/1",
            "version": archive.version,
            "home": archive.home,
            "pages": pages,
        }
    )


def as_json(told: Mapping[str, Any]) -> bytes:
    """Return JSON as it is published: readable lines, keys in the order given."""
    return f"{json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
