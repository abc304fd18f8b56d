"""Building a book from sources alone, by the package among them, and comparing what comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from evidence.archive import manifest, naming

LOCK = "requirements.lock"
BOOK = Path("_build/html")
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
_ALONE = ("--no-deps", "--no-build-isolation", "--no-index", "--target")


class RebuildError(Exception):
    """The book could not be built; the message says why."""


def build(source: Path, package: Path) -> Path:
    """Build the book of a project and return its folder.

    The package among the sources does it, installed into the folder `package` for this
    purpose, whichever one is installed otherwise. Raises RebuildError with what was said
    when it cannot be done; when interrupted, nothing goes on running.
    """
    _run(source, [sys.executable, *_PIP, *_ALONE, str(package), str(source)], {})
    path = {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    _run(source, [sys.executable, "-m", "evidence", "build"], path)
    return source / BOOK


def rebuild(files: Mapping[str, bytes]) -> list[str]:
    """Build the book from the sources of an archive, and say what in its book is otherwise.

    Everything happens in a temporary folder. Raises RebuildError like `build`.
    """
    with tempfile.TemporaryDirectory(prefix="evidence-") as name:
        folder = Path(name).resolve()
        for file, content in _below("source/", files).items():
            path = folder / "source" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        book = build(folder / "source", folder / "package")
        return list(differing_files(_below("book/", files), book))


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        file.removeprefix(folder): content
        for file, content in files.items()
        if file.startswith(folder)
    }


def differing_packages(lock: str) -> list[str]:
    """Return which packages of a lock file are not installed here as it says."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return ["packaging: not installed here"] if _lines(lock) else []
    asked = (Requirement(line) for line in _lines(lock))
    wanted = [one for one in asked if one.marker is None or one.marker.evaluate()]
    return [said for one in wanted if (said := _difference(one.name, str(one.specifier)))]


def differing_files(released: Mapping[str, bytes], book: Path) -> Iterator[str]:
    """Say which files of a released book are not those of a folder, byte for byte."""
    built = {path.relative_to(book).as_posix(): path for path in book.rglob("*") if path.is_file()}
    for name in sorted(released.keys() | built.keys()):
        shown = f"book/{naming.shown(name)}"
        if name not in built:
            yield f"{shown}: the sources do not make it"
        elif name not in released:
            yield f"{shown}: the sources make it, the archive does not hold it"
        elif manifest.digest(built[name].read_bytes()) != manifest.digest(released[name]):
            yield f"{shown}: differs from what the sources make"


def _lines(lock: str) -> list[str]:
    lines = (line.split(" #")[0].strip() for line in lock.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def _difference(name: str, wanted: str) -> str:
    version = wanted.removeprefix("==")
    try:
        here = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name}: not installed here, {version} in the lock"
    return "" if here == version else f"{name}: {here} here, {version} in the lock"


def _run(folder: Path, command: list[str], more: dict[str, str]) -> None:
    """Run a command; when this one is interrupted, end it with all that it started."""
    running = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = running.communicate()[0]
    except BaseException:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        raise
    if running.returncode:
        raise RebuildError(said.strip())
