"""Tiny invented projects about orchards, written to disk or made in memory for one test."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evidence.descriptor import Field, ForeignKey, Table
from evidence.problems import Problem
from evidence.rows import Row, Sheet

TREES = "tree_id,label,height\noak-1,Old oak,12.5\nelm-1,Young elm,3\n"
PICKS = "pick_id,tree_id,pears\np1,oak-1,40\np2,elm-1,\n"


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    """Return a column as the descriptor writes it."""
    said = {"name": name, "title": name.title(), "type": kind, "description": f"The {name}."}
    return {**said, "constraints": constraints} if constraints else said


def resource(
    name: str, fields: list[dict[str, Any]], key: list[str], **more: Any
) -> dict[str, Any]:
    """Return a table as the descriptor writes it; `foreignKeys` goes into its schema."""
    schema: dict[str, Any] = {"fields": fields, "primaryKey": key}
    if "foreignKeys" in more:
        schema["foreignKeys"] = more.pop("foreignKeys")
    said = {"name": name, "title": name.title(), "description": f"All {name}."}
    return {**said, "path": f"{name}.csv", "schema": schema, **more}


def orchard() -> list[dict[str, Any]]:
    """Return two tables: trees, and what was picked from them."""
    tree = {"fields": ["tree_id"], "reference": {"resource": "trees", "fields": ["tree_id"]}}
    return [
        resource(
            "trees",
            [
                field("tree_id", required=True, pattern="^[a-z]+-[0-9]+$"),
                field("label", required=True),
                field("height", "number", minimum=0, maximum=60),
            ],
            ["tree_id"],
        ),
        resource(
            "picks",
            [
                field("pick_id", required=True),
                field("tree_id", required=True),
                field("pears", "integer"),
            ],
            ["pick_id"],
            foreignKeys=[tree],
        ),
    ]


def write_descriptor(root: Path, resources: list[dict[str, Any]]) -> None:
    """Write the descriptor of a project."""
    (root / "data").mkdir(parents=True, exist_ok=True)
    text = json.dumps({"name": "orchard", "resources": resources}, indent=2)
    (root / "data" / "datapackage.json").write_text(text, encoding="utf-8")


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files, named by their path in the project, and return the project."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Bytes, so that line ends are written as given on every system.
        path.write_bytes(text.encode("utf-8"))
    return root


def write_orchard(root: Path, **files: str) -> Path:
    """Write a sound project of two tables and one chapter; `files` replaces `trees` or `picks`."""
    write_descriptor(root, orchard())
    return write(
        root,
        {
            "data/trees.csv": files.get("trees", TREES),
            "data/picks.csv": files.get("picks", PICKS),
            "references.bib": files.get("references", entry("smith2001")),
            "_toc.yml": files.get("toc", "format: jb-book\nroot: book/index\n"),
            "book/index.md": files.get("index", "# Orchard\n\nAll trees {cite}`smith2001`.\n"),
        },
    )


def entry(key: str, **fields: str) -> str:
    """Return a bibliography's entry."""
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items())
    return f"@article{{{key},\n  title = {{Pears}}{lines}\n}}\n"


def table(
    name: str,
    columns: Iterable[str],
    *,
    key: tuple[str, ...] = (),
    foreign_keys: tuple[ForeignKey, ...] = (),
    kinds: Mapping[str, str] | None = None,
    unique: tuple[str, ...] = (),
) -> Table:
    """Return a table's schema in which every column is optional text unless said otherwise."""
    fields = tuple(
        Field(
            name=column,
            title=column,
            type=(kinds or {}).get(column, "string"),
            description="",
            unit=None,
            example=None,
            required=False,
            enum=(),
            pattern=None,
            unique=column in unique,
            minimum=None,
            maximum=None,
        )
        for column in columns
    )
    return Table(name, name, "", f"{name}.csv", fields, key, foreign_keys, may_be_empty=False)


def sheet(name: str, text: str, **schema: Any) -> Sheet:
    """Return a sheet from lines of comma-separated text; the first line is the header."""
    header, *lines = csv.reader(io.StringIO(text.strip() + "\n"))
    rows = tuple(
        Row(number, dict(zip(header, cells, strict=True)))
        for number, cells in enumerate(lines, start=2)
    )
    return Sheet(table(name, header, **schema), tuple(header), rows)


def said(problems: Iterable[Problem]) -> list[str]:
    """Return problems as people read them."""
    return [str(problem) for problem in problems]
