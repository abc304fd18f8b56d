"""Compare what a second reader sends with the tables, and note what follows, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evidence import checks, descriptor, problems, spelling
from evidence.descriptor import Table
from evidence.intake import files, keys, opening, rehearsal, staging
from evidence.intake.sent import Complaint, Entry, RefusedError, in_order
from evidence.problems import Problem, SourceError
from evidence.reconciliation import decisions, matching, people, settlement, verdicts
from evidence.reconciliation.matching import Matched
from evidence.reconciliation.settlement import Reader, Settlement
from evidence.reconciliation.verdicts import Verdict
from evidence.rows import Row, Sheet, read_all
from evidence.rules import units


@dataclass
class Reconciliation:
    """Two readings side by side.

    `left_out` says what of the file was not read, `unread` counts rows in which the second
    reader filled in no value. `problems` is what the check finds in
    the tables as they would be, because of which nothing is `written`.
    """

    file: str
    matched: list[Matched] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unread: int = 0
    settlement: Settlement | None = None
    problems: list[Problem] = field(default_factory=list)
    written: bool = False

    @property
    def unsettled(self) -> list[Verdict]:
        """The cells that do not agree, of rows found by their key."""
        return [one for one in self.verdicts if not one.agreed and one.match.by_key]


def reconcile(
    root: Path,
    path: Path,
    today: date,
    *,
    by: str = "",
    settled: Path | None = None,
    write: bool = False,
) -> Reconciliation:
    """Return how an independent extraction compares with the tables of a project.

    With `write`, rows that agree are marked as read twice, by the person named in `by` or
    by nobody in particular; what does not agree becomes a conflict, or what the sheet
    `settled` says of it. All is written, or nothing when the check then finds an error.
    Raises RefusedError when the file, the sheet or the name cannot be taken, SourceError
    when the tables are not in order.
    """
    if by:
        people.require_name(by)
    tables = descriptor.read(root)
    sheets, found = read_all(root, tables)
    if problems.errors(found):
        raise SourceError(problems.errors(found))
    entries, left_out = _read(path, tables, sheets)
    result = Reconciliation(path.name, left_out=left_out)
    _compare(result, entries, tables, sheets)
    decided = decisions.read(settled, result.unsettled) if settled else {}
    if write or settled:
        reader = Reader(by.strip(), today.isoformat())
        result.settlement = settlement.settle(result.verdicts, decided, reader, sheets)
    if write and result.settlement:
        _write(root, result, result.settlement.texts(sheets))
    return result


def _read(
    path: Path, tables: Mapping[str, Table], sheets: Mapping[str, Sheet]
) -> tuple[list[Entry], list[str]]:
    read_tables = {name: table for name, table in tables.items() if _is_read_from_a_source(table)}
    found, comma = opening.rows(files.content(path), path, read_tables)
    entries = found.entries
    complaints = [*found.complaints, *keys.read_cells(entries, tables, comma)]
    keys.complete(entries, tables, sheets)
    complaints += _without_key(entries, tables)
    complaints += _twice(entries, tables)
    complaints += _strangers(entries, tables, sheets)
    if not entries and not complaints:
        found_none = "no row to compare"
        complaints.append(Complaint(path.name, "", found_none, "check that this is the file"))
    if complaints:
        raise RefusedError(in_order(complaints))
    return entries, found.left_out


def _is_read_from_a_source(table: Table) -> bool:
    return {"source", "locator"} <= {field.name for field in table.fields}


def _without_key(entries: list[Entry], tables: Mapping[str, Table]) -> list[Complaint]:
    wanted = {f"{name}.{part}" for name, table in tables.items() for part in table.primary_key}
    return [one for one in keys.missing(entries, tables) if one.field in wanted]


def _twice(entries: list[Entry], tables: Mapping[str, Table]) -> Iterator[Complaint]:
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        parts = tables[entry.table].primary_key
        key = (entry.table, *(entry[name] for name in parts))
        if key in first and all(key):
            found = f"this row stands at {first[key].place} too"
            yield entry.complaint(parts[-1], found, "keep one of them, or correct its key")
        first.setdefault(key, entry)


def _strangers(
    entries: list[Entry], tables: Mapping[str, Table], sheets: Mapping[str, Sheet]
) -> Iterator[Complaint]:
    """Yield studies and sources that the tables do not know."""
    asked = (
        ("study_id", "studies", "study_id", "send the study with `python -m evidence add`"),
        ("source", "sources", "source_id", "add it to data/sources.csv"),
    )
    for entry in entries:
        for name, table, key, cure in asked:
            columns = {field.name for field in tables[entry.table].fields}
            if name not in columns or not entry[name] or table not in sheets:
                continue
            known = [row[key] for row in sheets[table].rows]
            if entry[name] not in known:
                near = spelling.suggestion(entry[name], known)
                found = f"“{entry[name]}” is not in {sheets[table].table.file}"
                yield entry.complaint(name, found, f"{near}correct it, or {cure}")


def _compare(
    result: Reconciliation,
    entries: list[Entry],
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
) -> None:
    known = ("outcome_definitions", "unit_conversions")
    factors = units.read(*(sheets[name] for name in known)) if set(known) <= set(sheets) else {}
    for name in dict.fromkeys(entry.table for entry in entries):
        rows: tuple[Row, ...] = sheets[name].rows
        matched = matching.match(
            [entry for entry in entries if entry.table == name], sheets, tables[name]
        )
        result.matched.append(matched)
        for match in matched.matches:
            if any(match.theirs[field.name] for field in verdicts.columns(tables[name])):
                result.verdicts += verdicts.judge(tables[name], match, rows, factors)
            else:
                result.unread += 1


def _write(root: Path, result: Reconciliation, texts: Mapping[str, str]) -> None:
    if not texts:
        return
    with rehearsal.of(root, texts) as copy:
        result.problems = problems.errors(checks.check(copy))
    if not result.problems:
        staging.write(root, texts)
        result.written = True
