"""Take in what was sent: judge the tables as they would be, then write all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evidence import bibliography, checks, descriptor, rows, rules
from evidence.descriptor import Table
from evidence.intake import (
    asides,
    corrections,
    decisions,
    delimited,
    files,
    issues,
    keys,
    layout,
    opening,
    records,
    references,
    rehearsal,
    staging,
)
from evidence.intake.sent import Cell, Complaint, Entry, RefusedError, in_order
from evidence.problems import ERROR, WARNING, Problem
from evidence.rows import Sheet
from evidence.rules import judgements, reports
from evidence.search_runs import SENT_IN

# What follows from a new study and only this book's editors can give.
_EDITORS_RULES = (
    judgements.every_domain_is_judged,
    reports.reports_were_looked_up_for_notices,
    reports.registered_studies_have_their_registration,
)


@dataclass
class Result:
    """What came of it.

    `complaints` is what is wrong with what was sent, `doubts` what looks wrong and may be
    right, and `to_do` what the book itself still needs because of it, all as people read
    them; `added` counts rows by table, `decided` records that awaited a decision.
    """

    complaints: list[Complaint] = field(default_factory=list)
    doubts: list[Complaint] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    added: dict[str, int] = field(default_factory=dict)
    corrected: int = 0
    decided: int = 0
    written: bool = False


@dataclass
class _Plan:
    """The files as they would be, and which line of which file came from what was sent."""

    texts: dict[str, str] = field(default_factory=dict)
    origins: dict[tuple[str, int], Entry] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    corrected: int = 0


def add(root: Path, path: Path, today: date, *, unfinished: bool = False) -> Result:
    """Take a workbook, a text table or an issue into the tables of a project.

    Writes nothing when anything is wrong with what was sent. When only the book itself
    is not finished (a judgement is missing, a sentence is no longer true), it writes only
    if `unfinished` is set. Fetches nothing.
    """
    tables = descriptor.read(root)
    try:
        sheets = _read_tables(root, tables)
        found, comma, is_issue = _open(path, tables)
    except RefusedError as refusal:
        return Result(refusal.complaints)
    result = Result(list(found.complaints), left_out=list(found.left_out))
    beside = {name: [one for one in found.entries if one.table == name] for name in asides.TABLES}
    second = [entry for entry in found.entries if decisions.is_one(entry)]
    entries = [
        entry
        for entry in found.entries
        if entry.table not in asides.TABLES and not decisions.is_one(entry)
    ]
    result.complaints += keys.read_cells(entries, tables, comma)
    _put_claims_aside(entries)
    keys.complete(entries, tables, sheets, one_source=is_issue)
    changes = _second_decisions(second, tables, sheets, result)
    decided = records.decided(entries, sheets["records"]) if "records" in sheets else []
    entries = [one for one in entries if all(one is not entry for entry, _ in decided)]
    plan = _plan(root, entries, beside, tables, sheets, today, result, changes, decided)
    result.complaints += keys.missing(entries, tables)
    if not plan.texts and not result.complaints:
        said = "nothing to add: every row is in the tables already, or nothing was filled in"
        result.complaints.append(Complaint(path.name, "", said, "check that this is the file"))
    _judge(root, plan, result)
    if not result.complaints and (unfinished or not result.to_do):
        staging.write(root, plan.texts)
        result.written = True
    result.complaints = in_order(result.complaints)
    result.added, result.corrected, result.decided = plan.added, plan.corrected, len(decided)
    return result


def _read_tables(root: Path, tables: Mapping[str, Table]) -> dict[str, Sheet]:
    sheets, problems = rows.read_all(root, tables)
    if problems:
        found, cure = (
            "the table itself is not in order",
            "run `python -m evidence check` and mend it first",
        )
        raise RefusedError([Complaint(problems[0].file, "", found, cure)])
    return sheets


def _open(path: Path, tables: Mapping[str, Table]) -> tuple[layout.Found, bool, bool]:
    """Return the rows found, whether the file writes decimal commas, whether it is an issue."""
    data = files.content(path)
    tables = {**tables, **asides.TABLES}
    if not files.is_workbook(data):
        text = delimited.decoded(data, path.name)
        if issues.is_issue(text):
            return issues.read(text, path.name, tables), False, True
    return *opening.rows(data, path, tables), False


def _put_claims_aside(entries: list[Entry]) -> None:
    """A claim with a report that is in no table yet: the record waits and names the claim."""
    records = [entry for entry in entries if entry.table == "records"]
    for entry in [one for one in entries if one.table == "claim_evidence"]:
        if entry["study_id"] or not records:
            continue
        bears = f"Sent for the claim {entry['claim_id']}."
        reason = f"{bears} {entry['reason']}".strip()
        records[0].values["note"] = " ".join(filter(None, [records[0]["note"], reason]))
        entries.remove(entry)


def _plan(
    root: Path,
    entries: list[Entry],
    beside: Mapping[str, list[Entry]],
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
    today: date,
    result: Result,
    second: list[tuple[Entry, corrections.Change]],
    decided: list[tuple[Entry, corrections.Change]],
) -> _Plan:
    plan = _Plan(corrected=len(second))
    changes = [change for _, change in (*second, *decided)]
    for entry, (name, number, _) in (*second, *decided):
        plan.origins[tables[name].file, number] = entry
    for fix in beside[asides.CORRECTION]:
        change, public, complaints = corrections.carry_out(fix, tables, sheets, today)
        result.complaints += complaints
        if change and public:
            changes.append(change)
            entries.append(corrections.numbered(public, entries, sheets))
            plan.corrected += 1
            line = (tables[change[0]].file, change[1])
            origin = plan.origins.setdefault(line, Entry(change[0], fix.place, {}))
            origin.cells.update(_places(change, fix))
    new = _new(entries, tables, sheets)
    sent_in = [one for one in new if one.table == "records" and one["search_id"] == SENT_IN]
    if "searches" in sheets:
        changes += records.sent_in(len(sent_in), sheets["searches"])
    for name, sheet in sheets.items():
        _add_rows(plan, root, name, sheet, new, [one for one in changes if one[0] == name])
    reported = [*new, *(entry for entry, _ in decided)]
    addition = references.entries(root, reported, beside[asides.REFERENCE])
    if addition:
        plan.texts[bibliography.PATH] = addition
    return plan


def _second_decisions(
    entries: list[Entry], tables: Mapping[str, Table], sheets: Mapping[str, Sheet], result: Result
) -> list[tuple[Entry, corrections.Change]]:
    """Return the rows that second decisions change, each with where it was said."""
    decided: dict[int, tuple[Entry, corrections.Change]] = {}
    for entry in entries:
        change, complaints = decisions.carry_out(entry, tables, sheets)
        result.complaints += complaints
        if change and change[1] in decided:
            cure = "leave one of the two rows out"
            said = "this record is decided twice in the file"
            result.complaints.append(entry.complaint("record_id", said, cure))
        elif change:
            decided[change[1]] = (entry, change)
    return list(decided.values())


def _places(change: corrections.Change, fix: Entry) -> dict[str, Cell]:
    """Return where each changed cell was said in the form."""
    own = {"source": "source", "locator": "locator", "extracted_on": "read_on"}
    return {name: fix.cells[own.get(name, "is")] for name in change[2]}


def _new(
    entries: list[Entry], tables: Mapping[str, Table], sheets: Mapping[str, Sheet]
) -> list[Entry]:
    """Return the rows that are not in their tables already with all that is said of them."""
    rows_of = {
        name: {tuple(row[key] for key in tables[name].primary_key): row for row in sheet.rows}
        for name, sheet in sheets.items()
    }

    def is_new(entry: Entry) -> bool:
        key = tuple(entry[name] for name in tables[entry.table].primary_key)
        row = rows_of[entry.table].get(key)
        said = {name: value for name, value in entry.values.items() if value}
        return row is None or any(row[name] != value for name, value in said.items())

    return [entry for entry in entries if is_new(entry)]


def _add_rows(
    plan: _Plan,
    root: Path,
    name: str,
    sheet: Sheet,
    new: list[Entry],
    changes: list[corrections.Change],
) -> None:
    own = [entry for entry in new if entry.table == name]
    if not own and not changes:
        return
    changed: dict[int, dict[str, str]] = {}
    for _, line, cells in changes:
        changed.setdefault(line, {}).update(cells)
    lines = [
        [{**row.cells, **changed.get(row.line, {})}[column] for column in sheet.header]
        for row in sheet.rows
    ]
    first = len(lines) + 2
    for number, entry in enumerate(own, start=first):
        lines.append([entry[column] for column in sheet.header])
        plan.origins[sheet.table.file, number] = entry
    plan.texts[sheet.table.file] = rows.written(sheet.header, lines)
    if own:
        plan.added[name] = len(own)


def _judge(root: Path, plan: _Plan, result: Result) -> None:
    """Run the full check on the tables as they would be; sort what it finds."""
    if not plan.texts:
        return
    with rehearsal.of(root, plan.texts) as copy:
        problems = checks.check(copy)
        editors = set(_editors_work(copy))
    said = {(one.place, one.field) for one in result.complaints}
    for problem in problems:
        entry = plan.origins.get((problem.file, problem.line))
        if entry is None:
            if problem.severity == ERROR:
                result.to_do.append(str(problem))
            continue
        # Rules speak of lines of the table; the sender knows only the file that was sent.
        found = problem.found.replace("in line ", f"in {problem.file}, line ")
        complaint = entry.complaint(problem.field, found, problem.cure)
        if problem.severity == WARNING:
            result.doubts.append(complaint)
            continue
        if problem in editors:
            result.to_do.append(str(complaint))
            continue
        blank = problem.found == "the cell is blank"
        if not blank and (complaint.place, complaint.field) not in said:
            result.complaints.append(complaint)


def _editors_work(root: Path) -> Iterator[Problem]:
    sheets, _ = rows.read_all(root, descriptor.read(root))
    yield from rules.run(_EDITORS_RULES, sheets)
