"""Which version of the book this is: told by a file that only a release holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidence import texts

FILE = "release.json"
# Year and month, and a number for what was corrected after it: 2026.12, 2026.12.1.
CHANGELOG = "CHANGELOG.md"
_VERSION = re.compile(r"(\d{4})\.(0[1-9]|1[0-2])(?:\.([1-9]\d*))?")


@dataclass(frozen=True)
class Release:
    """A version that was released: its name, and the day it was made."""

    version: str
    date: date

    @property
    def day(self) -> str:
        """The day as readers know it: 1 December 2026."""
        return f"{self.date.day} {self.date:%B %Y}"


def read(root: Path) -> Release | None:
    """Return the version whose sources these are; None for sources that are being worked on."""
    path = root / FILE
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Release(told["version"], date.fromisoformat(told["date"]))


def write(root: Path, release: Release) -> None:
    """Say in a copy of the sources which version it is."""
    told = {"date": release.date.isoformat(), "version": release.version}
    (root / FILE).write_text(f"{json.dumps(told, indent=2)}\n", encoding="utf-8")


def earlier(root: Path) -> tuple[str, ...]:
    """Return the versions that came before these sources, newest first, as the changelog tells.

    Its first part with text is about these sources, released or not; the others are about
    versions before. Without a changelog there are none.
    """
    if not (root / CHANGELOG).exists():
        return ()
    text = texts.written(root, CHANGELOG, missing="", cure="")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    told = [title.strip() for title, body in sections if body.strip()]
    return tuple(title for title in told[1:] if _VERSION.fullmatch(title))


def order(version: str) -> tuple[int, int, int]:
    """Return what versions are put in order by: year, month, correction.

    Raises ValueError when it is no version.
    """
    found = _VERSION.fullmatch(version)
    if not found:
        raise ValueError(
            f"“{version}” is no version: year and month, such as 2026.12, "
            "and a number for a correction, such as 2026.12.1"
        )
    year, month, correction = found.groups(default="0")
    return int(year), int(month), int(correction)
