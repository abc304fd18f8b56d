"""Archives of released versions as the site takes them, made of invented orchards for tests."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from evidence.archive import container, manifest

CONFIG = 'title: The orchard & its trees\nauthor: The gardener\nhtml:\n  baseurl: "{site}"\n'


def pack(
    folder: Path,
    version: str,
    date: str,
    source: Path,
    book: Path | Mapping[str, str],
    site: str = "",
) -> Path:
    """Write the archive of a version: its sources, and its book as a folder or as texts."""
    files = {f"source/{name}": text for name, text in _files(source).items()}
    files["source/release.json"] = json.dumps({"date": date, "version": version}).encode()
    files["source/_config.yml"] = CONFIG.format(site=site).encode()
    pages = _files(book) if isinstance(book, Path) else {k: v.encode() for k, v in book.items()}
    files |= {f"book/{name}": text for name, text in pages.items()}
    files["README.md"] = b"# The orchard\n"
    folder.mkdir(parents=True, exist_ok=True)
    return write(folder / f"orchard-{version}.zip", files)


def write(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write files and the list of their digests into an archive, the same bytes each time."""
    listed = manifest.write({name: manifest.digest(text) for name, text in files.items()})
    container.pack(path, {**files, manifest.NAME: listed})
    return path


def spoil(path: Path, change: str) -> None:
    """Change an archive so that its list no longer tells the truth."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if change == "byte":
        files["book/book/scab.html"] += b" "
    elif change == "added":
        files["book/new.html"] = b""
    elif change == "missing":
        del files["book/book/scab.html"]
    container.pack(path, files)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
