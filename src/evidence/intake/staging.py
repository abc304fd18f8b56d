"""Write several files so that all of them are new or none is, whenever the power fails.

The new files are first written whole into a hidden folder beside the data and forced to
disk; renaming that folder is the moment of decision. After it the files are moved into
place one by one, and an interruption is finished by the next command; before it an
interruption is undone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_OPEN = ".adding.open"  # being written: worth nothing
_DECIDED = ".adding"  # whole: to be moved into place
_LIST = "files.json"


def write(root: Path, texts: Mapping[str, str]) -> None:
    """Replace files, named by their path in the project, all of them or none."""
    recover(root)
    opened = root / _OPEN
    opened.mkdir()
    for number, text in enumerate(texts.values()):
        _write(opened / str(number), text)
    _write(opened / _LIST, json.dumps(list(texts)))
    _sync(opened)
    opened.rename(root / _DECIDED)
    _sync(root)
    _move(root)


def recover(root: Path) -> str:
    """Finish or undo a write that was interrupted; return what was done, “” when nothing."""
    if (root / _OPEN).exists():
        shutil.rmtree(root / _OPEN, ignore_errors=True)
        return "an interrupted addition was undone: the tables are as they were before it"
    if (root / _DECIDED).exists():
        _move(root)
        return "an interrupted addition was finished: all its rows are in the tables"
    return ""


def _move(root: Path) -> None:
    decided = root / _DECIDED
    listed = decided / _LIST
    if listed.exists():
        files = json.loads(listed.read_text(encoding="utf-8"))
        for number, file in enumerate(files):
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            # A file that is gone was moved before the interruption.
            with contextlib.suppress(FileNotFoundError):
                (decided / str(number)).replace(root / file)
        for folder in {(root / file).parent for file in files}:
            _sync(folder)
        listed.unlink()
    shutil.rmtree(decided)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Force the names in a folder to disk, where the system can."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
