"""The tables as files beside the pages: byte for byte as they are, with what describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence import bibliography, descriptor
from evidence.release import Release

FOLDER = "data"
README = "data/README.md"


def files(root: Path, release: Release | None) -> dict[str, bytes]:
    """Return the files to publish by their names: tables, descriptor, references, README."""
    known = descriptor.read(root).values()
    readme = root / README
    said = readme.read_text(encoding="utf-8") if readme.exists() else "# The tables\n"
    return {
        **{one.path: (root / one.file).read_bytes() for one in known},
        "datapackage.json": _descriptor(root, release),
        "references.bib": (root / bibliography.PATH).read_bytes(),
        "README.md": f"{said.rstrip()}\n\n{_licence(root)}\n".encode(),
    }


def _descriptor(root: Path, release: Release | None) -> bytes:
    """Return the descriptor with the version and day of the release, without any before one."""
    package = descriptor.read_package(root)
    told = {name: value for name, value in package.items() if name not in ("version", "created")}
    if release:
        told |= {"version": release.version, "created": f"{release.date.isoformat()}T00:00:00Z"}
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode()


def licence(root: Path) -> Mapping[str, Any]:
    """Return the licence of the tables as the descriptor names it, empty where it names none."""
    licences = descriptor.read_package(root).get("licenses") or [{}]
    return dict(licences[0])


def _licence(root: Path) -> str:
    named = licence(root)
    if not named:
        return "Licence: none is named."
    return f"Licence: {named.get('title', named.get('name'))} <{named.get('path', '')}>"
