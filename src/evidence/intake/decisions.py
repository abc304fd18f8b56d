"""Take in second decisions on records, made on the screening page: they change rows."""

from __future__ import annotations

from collections.abc import Mapping

from evidence.descriptor import Table
from evidence.intake import cells
from evidence.intake.corrections import Change
from evidence.intake.sent import Complaint, Entry
from evidence.rows import Sheet

TABLE = "records"
COLUMNS = (
    *("record_id", "second_decision", "second_reason"),
    *("second_decided_by", "second_decided_on"),
)
"""The columns of the file, which are columns of the records too."""


def is_one(entry: Entry) -> bool:
    """Whether a row says nothing but a second decision on a record."""
    return (
        entry.table == TABLE
        and "second_decision" in entry.cells
        and set(entry.cells) <= set(COLUMNS)
    )


def carry_out(
    entry: Entry, tables: Mapping[str, Table], sheets: Mapping[str, Sheet]
) -> tuple[Change | None, list[Complaint]]:
    """Return the change of the record's row, and complaints; neither when it is there already."""
    read = {name: cells.read(tables[TABLE].field(name), cell) for name, cell in entry.cells.items()}
    values = {name: value for name, (value, _) in read.items()}
    complaints = [entry.complaint(name, *trouble) for name, (_, trouble) in read.items() if trouble]
    found = [row for row in sheets[TABLE].rows if row["record_id"] == values.get("record_id")]
    if not found:
        said = f"no record has the key “{values.get('record_id', '')}”"
        cure = "leave the keys as the screening page wrote them"
        return None, [*complaints, entry.complaint("record_id", said, cure)]
    (row,) = found
    if not values["second_decision"]:
        cure = "write one of: included; excluded; awaiting; or leave the row out"
        return None, [*complaints, entry.complaint("second_decision", "no decision", cure)]
    changed = {name: value for name, value in values.items() if name != "record_id"}
    if all(row[name] == value for name, value in changed.items()):
        return None, complaints
    if row["second_decision"]:
        said = f"{row['record_id']} has a second decision: {row['second_decision']}"
        cure = "leave the row out; a decision that was made is not made again"
        return None, [*complaints, entry.complaint("second_decision", said, cure)]
    return (None if complaints else (TABLE, row.line, changed)), complaints
