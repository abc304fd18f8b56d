"""Writing the version into a copy of the sources: what is in git names none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from evidence import citing, descriptor, release
from evidence.release import Release

PROJECT = "pyproject.toml"
_PROJECT_LINE = re.compile(r'^version = ".*?"', re.MULTILINE)


def stamp(source: Path, made: Release) -> None:
    """Write the version, and its day where there is a place for it, into the files that name it."""
    release.write(source, made)
    _change(source / descriptor.PATH, lambda text: _described(text, made))
    _change(
        source / PROJECT, lambda text: _PROJECT_LINE.sub(f'version = "{made.version}"', text, 1)
    )
    citing.write(source)


def _change(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def _described(text: str, made: Release) -> str:
    told = {"version": made.version, "created": f"{made.date.isoformat()}T00:00:00Z"}
    package = {**json.loads(text), **told}
    # The tables last, as people expect them.
    package["resources"] = package.pop("resources")
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"
