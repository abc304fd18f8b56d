"""Whether the book that is there is the one a build would make: then nothing is to be done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from evidence import prose, store

STAMP = Path("_build/made")
# Written by tools and by the build itself; whatever begins with a dot is no source either.
_NOT_SOURCES = ("_build", "__pycache__", prose.STUDY_PAGES, prose.QUESTION_PAGES)


def is_made(root: Path, book: Path, sources: str) -> bool:
    """Return whether the book is as it was when it was stamped, and made of these sources."""
    stamp = root / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _state(book, sources)


def stamp(root: Path, book: Path, sources: str) -> None:
    """Say that the book was made of what `sources` returned before the build began."""
    (root / STAMP).write_text(_state(book, sources), encoding="utf-8")


def sources(root: Path) -> str:
    """Return what stands for all that a book is made of: project, package and environment."""
    made_with = (store.package(), store.look(), store.environment())
    state = hashlib.sha256("".join(made_with).encode())
    for path in _files(root):
        state.update(path.relative_to(root).as_posix().encode() + b"\0")
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def _state(book: Path, sources: str) -> str:
    return f"{sources}\n{_listing(book)}"


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        here = Path(folder)
        names[:] = sorted(name for name in names if _is_source(root, here / name))
        yield from (here / name for name in sorted(files) if not name.startswith("."))


def _is_source(root: Path, folder: Path) -> bool:
    inside = folder.relative_to(root).as_posix()
    return not folder.name.startswith(".") and not {folder.name, inside} & set(_NOT_SOURCES)


def _listing(book: Path) -> str:
    # Times and sizes: to read a whole book takes longer than to see that nobody touched it.
    state = hashlib.sha256()
    for path in sorted(book.rglob("*")):
        if path.is_file():
            said = path.stat()
            name = path.relative_to(book).as_posix()
            state.update(f"{name} {said.st_size} {said.st_mtime_ns}\n".encode())
    return state.hexdigest()
