"""What takes long to make, kept by what it is made of, so that no build makes it twice."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

_FOLDER = Path(__file__).parent


def keep(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what a file holds; made first where there is none.

    The file is there whole or not at all, however the build ends and whoever else makes it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_bytes(make())
        unfinished.replace(path)
    return path.read_bytes()


@cache
def package() -> str:
    """Return what stands for the code of this package."""
    return state(_FOLDER, _FOLDER.rglob("*.py"))


@cache
def look() -> str:
    """Return what stands for the files of this package that pages are dressed with."""
    dress = (path for name in ("static", "theme") for path in (_FOLDER / name).rglob("*"))
    return state(_FOLDER, dress)


@cache
def environment() -> str:
    """Return what stands for the interpreter and the libraries that are installed."""
    installed = sorted(f"{one.name}=={one.version}" for one in distributions())
    return hashlib.sha256("\n".join([sys.version, *installed]).encode()).hexdigest()


def text_state(text: str) -> str:
    """Return what stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def state(folder: Path, files: Iterable[Path]) -> str:
    """Return what stands for files in a folder: their names there and their contents."""
    found = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
