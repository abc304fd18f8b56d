"""The sheet for a second reader: which values to look for, and not what was found before."""

from __future__ import annotations

from pathlib import Path

from evidence import descriptor, rows
from evidence.descriptor import Table
from evidence.intake.template import Part
from evidence.reconciliation.verdicts import columns


def parts(root: Path, study_id: str) -> list[Part]:
    """Return the rows of a study told by their keys and their source, without any value.

    Raises ValueError for a study that has no rows.
    """
    found = [
        part for table in descriptor.read(root).values() if (part := _part(root, table, study_id))
    ]
    if not found:
        raise ValueError(f"the tables have no rows of the study “{study_id}”")
    return found


def _part(root: Path, table: Table, study_id: str) -> Part | None:
    if not {"study_id", "source", "locator"} <= {field.name for field in table.fields}:
        return None
    sheet, _ = rows.read(root, table)
    own = [row for row in sheet.rows if row["study_id"] == study_id] if sheet else []
    shown = [table.field(name) for name in (*table.primary_key, "source")]
    asked = [table.field("locator"), *columns(table)]
    lines = [[*(row[one.name] for one in shown), *("" for _ in asked)] for row in own]
    return Part(table, [*shown, *asked], lines) if own else None
