"""Carry out the correction of one value, and say so in public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

from evidence.descriptor import Field, Table
from evidence.intake import asides, cells
from evidence.intake.keys import CONTRIBUTOR
from evidence.intake.sent import Cell, Complaint, Entry
from evidence.rows import Row, Sheet
from evidence.study.values import anchor

TABLES = ("outcomes", "arms", "reported_effects", "studies")
UNRELEASED = "unreleased"

Change = tuple[str, int, dict[str, str]]  # table, line, the cells that change


def carry_out(
    entry: Entry, tables: Mapping[str, Table], sheets: Mapping[str, Sheet], today: date
) -> tuple[Change | None, Entry | None, list[Complaint]]:
    """Return the change of a row, the row for the table of corrections, and complaints.

    The row for the table of corrections has no number yet: see `numbered`.
    """
    said = {name: cell.text.strip() for name, cell in entry.cells.items()}
    absent = [
        entry.complaint(name, "the answer is blank", "fill it in")
        for name in ("row", "column", "was", "is", "source", "locator", "read_on", "reason")
        if not said.get(name)
    ]
    if absent:
        return None, None, absent
    found = list(_rows(said["row"], tables, sheets))
    if len(found) != 1:
        cure = "copy the address of the value from the page of its study"
        many = "no row has" if not found else f"{len(found)} rows have"
        return None, None, [entry.complaint("row", f"{many} the address “{said['row']}”", cure)]
    table, row = found[0]
    complaints = list(_misfits(entry, said, table, row))
    if complaints:
        return None, None, complaints
    field = table.field(said["column"])
    is_, trouble = _value(field, entry.cells["is"])
    read_on, dateless = cells.read(_DAY, entry.cells["read_on"])
    troubles = [
        entry.complaint(name, *one) for name, one in (("is", trouble), ("read_on", dateless)) if one
    ]
    if troubles:
        return None, None, troubles
    changed = _changed(said, row, field.name, is_, read_on)
    key = ", ".join(row[name] for name in table.primary_key)
    public = {
        "correction_id": f"{table.name}-{row['study_id']}-{field.name}".replace("_", "-"),
        "made_on": today.isoformat(),
        "what": f"{table.name}, {key}: {field.name}",
        "was": row[field.name] or asides.BLANK,
        "is": is_ or asides.BLANK,
        "version": UNRELEASED,
        "reason": said["reason"],
    }
    return (table.name, row.line, changed), Entry("corrections", entry.place, {}, public), []


_DAY = Field("read_on", "", "date", "", None, None, True, (), None, False, None, None)


def _rows(
    address: str, tables: Mapping[str, Table], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[Table, Row]]:
    """Yield the rows an address means: that of a study's page, or table/key/key."""
    text = unquote(address).strip()
    page = re.search(r"([a-z0-9]+)\.html#(v-[a-z0-9-]+)$", text)
    plain = re.sub(r"\s*/\s*", "/", text)
    for name in TABLES:
        if name not in sheets:
            continue
        table = tables[name]
        for row in sheets[name].rows:
            keys = [row[key] for key in table.primary_key]
            own = [row[key] for key in table.primary_key if key != "study_id"]
            shown = anchor("arm", *own) if name == "arms" else anchor(*own)
            at_page = page and page.groups() == (row["study_id"], shown)
            if at_page or plain == re.sub(r"\s*/\s*", "/", "/".join([name, *keys])):
                yield table, row


def _misfits(entry: Entry, said: dict[str, str], table: Table, row: Row) -> Iterator[Complaint]:
    names = [field.name for field in table.fields if field.name not in table.primary_key]
    if said["column"] not in names:
        cure = f"use one of: {'; '.join(names)}"
        yield entry.complaint("column", f"“{said['column']}” is no column of {table.name}", cure)
        return
    was, _ = _value(table.field(said["column"]), entry.cells["was"])
    if was != row[said["column"]]:
        found = f"the row says “{row[said['column']] or asides.BLANK}”, not “{said['was']}”"
        yield entry.complaint("was", found, "check that this is the value you mean")


def _value(field: Field, cell: Cell) -> tuple[str, cells.Trouble | None]:
    """Return what a cell says, “” for the word that stands for no value, and its trouble."""
    is_blank = cell.text.strip().lower() == asides.BLANK
    value, trouble = ("", None) if is_blank else cells.read(field, cell)
    if not value and field.required:
        return "", ("the cell would be blank", "write its value; this column is required")
    return value, trouble


def _changed(
    said: dict[str, str], row: Row, column: str, value: str, read_on: str
) -> dict[str, str]:
    """Return the cells that change: nobody has verified the new value, and who read it is new."""
    same_source = said["source"] == row["source"]
    return {
        column: value,
        "source": said["source"],
        "locator": said["locator"],
        "extracted_by": CONTRIBUTOR,
        "extracted_on": read_on,
        "second_look": "corrected" if same_source and row["second_look"] else "",
        "verified_by": "",
        "verified_on": "",
    }


def numbered(public: Entry, entries: list[Entry], sheets: Mapping[str, Sheet]) -> Entry:
    """Return a row for the table of corrections under a number that no other has."""
    stem = public["correction_id"]
    taken = {row["correction_id"] for row in sheets["corrections"].rows}
    taken |= {one["correction_id"] for one in entries if one.table == public.table}
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return replace(public, values={**public.values, "correction_id": name})
