"""The schema of the tables, read from `data/datapackage.json` (Data Package v2)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evidence import texts
from evidence.problems import Problem, SourceError

PATH = "data/datapackage.json"

_FILE = re.compile(r"[A-Za-z0-9_-]+\.csv")


@dataclass(frozen=True)
class Field:
    """One column: its Table Schema type, what it holds, and what it may hold."""

    name: str
    title: str
    type: str
    description: str
    unit: str | None
    example: str | None
    required: bool
    enum: tuple[str, ...]
    pattern: str | None
    unique: bool
    minimum: float | None
    maximum: float | None

    @property
    def is_quantity(self) -> bool:
        """Whether the column holds numbers, and so needs a unit."""
        return self.type in ("number", "integer")


@dataclass(frozen=True)
class ForeignKey:
    """Columns of a table whose values must be keys of another table."""

    fields: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: its file, columns and keys."""

    name: str
    title: str
    description: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    may_be_empty: bool

    @property
    def file(self) -> str:
        """The table's path from the root of the project."""
        return f"data/{self.path}"

    def field(self, name: str) -> Field:
        """Return the column called `name`; KeyError when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def find_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` that holds the descriptor.

    Raises SourceError when there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / PATH).is_file():
            return folder
    raise SourceError(
        [Problem(PATH, 1, 1, "", f"not found at or above {start.name}/", "run inside the project")]
    )


def read(root: Path) -> dict[str, Table]:
    """Return the tables of the descriptor by name, in its order.

    Raises SourceError when the descriptor is missing or is not valid JSON.
    """
    path = root / PATH
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _read(path: Path, _modified: int) -> dict[str, Table]:
    package = read_package(path.parents[1])
    try:
        return {resource["name"]: _table(resource) for resource in package["resources"]}
    except KeyError as error:
        raise _misfit(f"the property “{error.args[0]}” is missing") from None
    except (TypeError, AttributeError):
        raise _misfit("a text, list or object stands where another is meant") from None


def _misfit(found: str) -> SourceError:
    cure = "compare the tables and columns in the file"
    return SourceError([Problem(PATH, 1, 1, "", found, cure)])


def read_package(root: Path) -> dict[str, Any]:
    """Return the descriptor as plain data.

    Raises SourceError with line and column when it is missing, no text or not valid JSON.
    """
    text = texts.read(root, PATH, missing="the descriptor is missing", cure="restore the file")
    try:
        package: dict[str, Any] = json.loads(text)
    except RecursionError:
        raise _misfit("brackets within brackets without end") from None
    except json.JSONDecodeError as error:
        problem = Problem(
            PATH, error.lineno, error.colno, "", f"not valid JSON: {error.msg}", "mend the JSON"
        )
        raise SourceError([problem]) from None
    except ValueError:
        raise _misfit("a number of thousands of digits") from None
    return package


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    # A name that leads out of the folder would read, and on `add` write, another file.
    if not _FILE.fullmatch(resource["path"]):
        raise _misfit(f"“{resource['path']}” is no name of a table's file")
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        path=resource["path"],
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(schema["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(
                tuple(key["fields"]),
                key["reference"].get("resource") or resource["name"],
                tuple(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", [])
        ),
        may_be_empty=resource.get("mayBeEmpty", False),
    )


def _field(field: dict[str, Any]) -> Field:
    constraints = field.get("constraints", {})
    return Field(
        name=field["name"],
        title=field["title"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit"),
        example=field.get("example"),
        required=constraints.get("required", False),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern"),
        unique=constraints.get("unique", False),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
    )
