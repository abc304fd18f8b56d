"""The sheet beside a report that was added by its number: rows for a person to finish.

It holds what the service gave and nothing else. Every row is marked incomplete, and `add`
takes none in before a person has finished it and cleared the mark.
"""

from __future__ import annotations

from collections.abc import Mapping

from evidence.descriptor import Field, Table
from evidence.intake import template
from evidence.intake.cells import spelt
from evidence.intake.layout import INCOMPLETE
from evidence.intake.template import Part
from evidence.watch import answers
from evidence.watch.answers import Found
from evidence.watch.clinicaltrials import State
from evidence.watch.registrations import told_by

FOLDER = "incoming"
_OF_RECORD = (
    *("record_id", "title", "year", "doi", "pmid", "registry_id", "address", "topic", "study_id"),
    "note",
)


def parts(
    tables: Mapping[str, Table],
    record: Mapping[str, str],
    key: str,
    found: Found,
    state: State | None = None,
) -> list[Part]:
    """Return the blocks of the sheet: a stub for each row that is known to be needed.

    `record` is the row of records that awaits the decision, `key` that of the entry in the
    bibliography, which the study gets too; `state` is what a register says of a trial.
    Tables without a stub are there with their columns only.
    """
    stubs = {"records": {**record, "study_id": key, "note": ""}}
    stubs |= {"sources": _source(key, found), "studies": _study(tables, key, found, state)}
    if state:
        stubs["registrations"] = _registration(tables, key, found, state)
    return [_part(tables[name], stubs.get(name)) for name in template.TABLES if name in tables]


def _part(table: Table, stub: Mapping[str, str] | None) -> Part:
    fields = _fields(table)
    lines = [[answers.plain(stub.get(one.name, "")) for one in fields]] if stub else []
    return Part(table, fields, lines, INCOMPLETE)


def _fields(table: Table) -> list[Field]:
    """Return the columns people are asked for; of a record those that a report itself has."""
    asked = template.columns(table)
    return [one for one in asked if table.name != "records" or one.name in _OF_RECORD]


def _source(key: str, found: Found) -> dict[str, str]:
    """Return the page to be read; of a report nobody knows yet how much of it can be seen."""
    own = {"source_id": _register_source(key), "kind": "registry record"}
    return {"reference": key, "address": found.address, **(own if found.registry_id else {})}


def _register_source(key: str) -> str:
    return f"{key}-registry"


def _study(
    tables: Mapping[str, Table], key: str, found: Found, state: State | None
) -> dict[str, str]:
    cells = {"study_id": key, "cohort_id": key, "label": label(key, found), "year": found.year}
    if not state:
        return cells
    return {
        **cells,
        "kind": "registered",
        "registry_id": found.registry_id,
        "status": _status(state, tables["studies"].field("status").enum),
    }


def label(key: str, found: Found) -> str:
    """Return the short name of a study: first author and year, or the number of a trial."""
    if found.registry_id:
        return found.registry_id
    letter = key[-1] if found.year and not key.endswith(found.year) else ""
    return f"{found.authors[0]} {found.year}{letter}".strip() if found.authors else ""


def _status(state: State, words: tuple[str, ...]) -> str:
    """Return where the trial stands, where the register has the very word the tables have."""
    word = spelt(state.recruitment.replace("_", " "), words)
    return word if word in words else ""


def _registration(
    tables: Mapping[str, Table], key: str, found: Found, state: State
) -> dict[str, str]:
    return {
        "registry_id": found.registry_id,
        "study_id": key,
        "phase_printed": "/".join(found.kinds),
        **told_by(state, tables["registrations"].field("recruitment").enum),
        "source": _register_source(key),
    }
