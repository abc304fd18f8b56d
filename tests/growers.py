"""A tiny invented project whose chapter draws conclusions about orchards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import projects
from evidence import descriptor
from evidence.descriptor import Table
from evidence.rows import Sheet, read

TABLES = {
    "trees": """tree_id,kind,soil,year,status
oak-1,old,chalk,1990,
elm-1,young,clay and chalk,2015,felled
elm-2,young,clay,2020,
pear-1,old,"chalk, non-random",2001,
""",
    "picks": """pick_id,tree_id,fruit,kilos
p1,oak-1,apples,40
p2,oak-1,pears,2.5
p3,elm-1,apples,
p4,pear-1,apples,7
""",
    "sayings": """saying_id,chapter,verdict
sweet,index,not traced
round,index,not traced
sour,index,supported
""",
    "analyses": "analysis_id,title\nyield,Yield\ntaste,Taste\n",
}

CHAPTER = """# Orchard

:::{plain-language}
We do not know {cite:p}`smith2001`.
No young tree bore pears.
:::

- **Old trees.** Two old trees were picked.
  At least {glue:text}`share` of the sayings were not traced.
"""


def link(field: str, table: str, key: str) -> dict[str, Any]:
    """Return a foreign key as the descriptor writes it."""
    return {"fields": [field], "reference": {"resource": table, "fields": [key]}}


def resources() -> list[dict[str, Any]]:
    """Return the tables of the project, conclusions last."""
    field, resource = projects.field, projects.resource
    verdict = field("verdict", enum=["supported", "not traced", "mixed"])
    return [
        resource(
            "trees",
            [
                field("tree_id", required=True),
                field("kind", enum=["old", "young"]),
                field("soil"),
                field("year", "integer"),
                field("status"),
            ],
            ["tree_id"],
        ),
        resource(
            "picks",
            [
                field("pick_id", required=True),
                field("tree_id"),
                field("fruit"),
                field("kilos", "number"),
            ],
            ["pick_id"],
            foreignKeys=[link("tree_id", "trees", "tree_id")],
        ),
        resource("sayings", [field("saying_id"), field("chapter"), verdict], ["saying_id"]),
        resource("analyses", [field("analysis_id"), field("title")], ["analysis_id"]),
        resource(
            "conclusions",
            [field(name) for name in ("conclusion_id", "chapter", "sentence", "assertion", "note")],
            ["conclusion_id"],
        ),
    ]


def write(root: Path, *conclusions: tuple[str, str], chapter: str = CHAPTER) -> Path:
    """Write the project; conclusions are a sentence of the chapter and an assertion each."""
    rows = [
        f'c{number},index,"{sentence}","{assertion}",'
        for number, (sentence, assertion) in enumerate(conclusions, start=1)
    ]
    header = "conclusion_id,chapter,sentence,assertion,note"
    projects.write_descriptor(root, resources())
    return projects.write(
        root,
        {
            **{f"data/{name}.csv": text for name, text in TABLES.items()},
            "data/conclusions.csv": "\n".join([header, *rows, ""]),
            "references.bib": projects.entry("smith2001"),
            "_toc.yml": "format: jb-book\nroot: book/index\n",
            "book/index.md": chapter,
        },
    )


def loaded(root: Path) -> tuple[dict[str, Table], dict[str, Sheet]]:
    """Return the tables of a project and their sheets."""
    tables = descriptor.read(root)
    sheets = {name: read(root, table)[0] for name, table in tables.items()}
    return tables, {name: sheet for name, sheet in sheets.items() if sheet is not None}
