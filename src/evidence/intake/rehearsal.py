"""Judge files before they are written: a copy of the sources in which they are in place."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence import bibliography

NOT_READY = "the book is not ready for it; --unfinished writes it all the same, for a branch"
"""Why nothing is written when the check finds errors in other rows or in chapters."""


@contextlib.contextmanager
def of(root: Path, texts: Mapping[str, str]) -> Iterator[Path]:
    """Give a copy of all that the check reads, with files replaced; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("data", "book"):
            if (root / name).exists():
                shutil.copytree(root / name, copy / name)
        for name in (bibliography.PATH, "_toc.yml", "_config.yml"):
            if (root / name).exists():
                shutil.copy(root / name, copy / name)
        for file, text in texts.items():
            (copy / file).write_text(text, encoding="utf-8", newline="")
        yield copy
