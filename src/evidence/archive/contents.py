"""What an archive holds: the sources, the book made of them, and what explains both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evidence import citing
from evidence.archive import crate, manifest, readme
from evidence.citing.files import CFF

_LAUNCH = Path(__file__).with_name("launch.py")


def arrange(source: Path, names: Iterable[str], book: Path) -> dict[str, Path | bytes]:
    """Return the files of an archive by their names in it.

    `names` are those of the sources, which are stamped; `book` is the folder of the built book.
    """
    work = citing.read(source)
    files: dict[str, Path | bytes] = {f"source/{name}": source / name for name in names}
    for path in book.rglob("*"):
        if path.is_file():
            files[f"book/{path.relative_to(book).as_posix()}"] = path
    files[readme.NAME] = readme.write(work)
    files["__main__.py"] = _LAUNCH.read_bytes()
    files[CFF] = source / CFF
    files[crate.NAME] = crate.write(work, source, files)
    files[manifest.NAME] = manifest.write({name: _digest(files[name]) for name in files})
    return files


def _digest(content: Path | bytes) -> str:
    return manifest.digest(content if isinstance(content, bytes) else content.read_bytes())
