"""The schema of every kind of document, as published beside the documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from evidence import descriptor
from evidence.api import claims, figures, listing, outcomes, questions, questions_shape, studies
from evidence.api.shapes import DIALECT, Shape, or_none, record, text
from evidence.descriptor import Table

FOLDER = "schemas"


def schemas(root: Path) -> dict[str, Shape]:
    """Return the schemas of the documents a project has, by their names."""
    known = descriptor.read(root)
    families = (
        (studies.TABLES, studies.shapes),
        (outcomes.TABLES, outcomes.shapes),
        (claims.TABLES, claims.shapes),
        (questions.TABLES, questions_shape.shapes),
    )
    data = {**listing.shapes(), **figures.shapes()}
    for needed, shapes in families:
        if has(known, needed):
            data |= shapes(known)
    return {name: _wrapped(shape) for name, shape in data.items()}


def has(known: Mapping[str, Table], needed: tuple[str, ...]) -> bool:
    """Return whether a project has the tables that documents are made of."""
    return set(needed) <= known.keys()


def _wrapped(data: Shape) -> Shape:
    version = text("The version the data belong to; null in a book that is worked on")
    shape = record(
        data["description"],
        version=or_none(version),
        date=or_none(text("The day the version was made", format="date")),
        licence=text("The licence, by its SPDX name"),
        data=data,
    )
    return {"$schema": DIALECT, **shape}


def text_of(schema: Shape) -> str:
    """Return a schema as it is written."""
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n"
