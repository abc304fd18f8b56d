"""A document of the interface: what it is called, what it holds, and how it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidence.release import Release

FOLDER = "api/v1"
_NAME = re.compile(r"([a-z]+/)?[A-Za-z0-9][A-Za-z0-9_.-]*")
# So deep, every field has a line of its own; below, a record is one line.
_SPREAD = 3


@dataclass(frozen=True)
class Document:
    """What one file says: its name below the interface's address, its schema and its data.

    Raises ValueError for a name that could lead out of the folder.
    """

    name: str
    schema: str
    data: Any

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"“{self.name}” cannot be the name of a document")

    @property
    def path(self) -> str:
        """Where it stands below the interface's address."""
        return f"{self.name}.json"


@dataclass(frozen=True)
class Edition:
    """What every document says of itself: the version it belongs to, and the licence."""

    release: Release | None
    licence: str

    def wrap(self, data: Any) -> dict[str, Any]:
        """Return data with version and date, null while there is none, and licence."""
        version = self.release.version if self.release else None
        day = self.release.date.isoformat() if self.release else None
        return {"version": version, "date": day, "licence": self.licence, "data": data}


def text_of(edition: Edition, document: Document) -> str:
    """Return a document as it is written: JSON, a line for each record, a newline at the end."""
    return f"{_spread(edition.wrap(document.data), 0)}\n"


def _spread(value: Any, depth: int) -> str:
    inside = " " * (depth + 1)
    if isinstance(value, Mapping) and value and depth < _SPREAD:
        parts = [f"{_line(name)}: {_spread(one, depth + 1)}" for name, one in value.items()]
        ends = "{}"
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        parts, ends = [_line(one) for one in value], "[]"
    else:
        return _line(value)
    lines = ",\n".join(f"{inside}{part}" for part in parts)
    return f"{ends[0]}\n{lines}\n{inside[1:]}{ends[1]}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
