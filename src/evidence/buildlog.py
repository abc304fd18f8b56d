"""What a failed build says, turned into problems with a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence.problems import Problem

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"^(?:[^/\n]*\.\.\. )?(?P<path>/[^:\n]+)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL): "
    r"(?P<found>.+?)(?: \[[\w.]+\])?$",
    re.MULTILINE,
)
_READY = re.compile(r"^([^\s:]+):(\d+):(\d+): (?:\[(\w+)\] )?(.+?) → (.+)$", re.MULTILINE)


def problems(log: str, root: Path) -> list[Problem]:
    """Return what a build's log says is wrong, sorted by place; empty when it does not say."""
    text = _COLOUR.sub("", log)
    found = [*_warnings(text, root), *_ready(text)]
    return sorted(set(found))


def last_error(log: str) -> str:
    """Return the last line of a log that names an error."""
    lines = _COLOUR.sub("", log).splitlines()
    errors = [line for line in lines if re.match(r"[\w.]+Error: \S", line)]
    return errors[-1] if errors else "the build ended without saying why"


def _warnings(text: str, root: Path) -> Iterator[Problem]:
    for match in _WARNING.finditer(text):
        line = int(match["line"] or 1)
        file = _relative(match["path"], root)
        yield Problem(file, line, 1, "", match["found"], "mend it there")


def _ready(text: str) -> Iterator[Problem]:
    for file, line, column, field, found, cure in _READY.findall(text):
        yield Problem(file, int(line), int(column), field, found, cure)


def _relative(path: str, root: Path) -> str:
    try:
        return Path(path).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path
