"""What the watch wants to write: new and changed rows, judged together, all tables or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from evidence import checks, descriptor, rows, tidy
from evidence.intake import rehearsal, staging
from evidence.problems import Problem, errors
from evidence.rows import Sheet

Key = tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """Cells of one row, which is new or is found by its key; what they leave out stays.

    Edits of one `group` belong together: when one of them cannot stand, none is made.
    """

    table: str
    cells: Mapping[str, str]
    group: str


@dataclass
class Verdict:
    """What came of judging edits.

    `texts` are the files as they would be; `left_out` says by group why its edits cannot
    stand; `to_do` is what the rest of the book needs because of the others.
    """

    texts: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    to_do: list[Problem] = field(default_factory=list)


def judge(
    root: Path,
    edits: Iterable[Edit],
    sheets: Mapping[str, Sheet],
    beside: Mapping[str, str] = MappingProxyType({}),
) -> Verdict:
    """Run the check on the tables as they would be, without edits that break a rule.

    `beside` are other files as they would be, which the check reads and the edits need.
    An edit breaks a rule when the check finds an error in its row; its whole group is left
    out. Errors in other rows and in chapters are not the edits' own: they are for people.
    """
    kept = list(edits)
    verdict = Verdict()
    while kept or beside:
        with rehearsal.of(root, {**_texts(kept, sheets), **beside}) as copy:
            for file in tidy.tidied(copy, descriptor.read(copy)):
                (copy / file.file).write_bytes(file.data)
            found = errors(checks.check(copy))
            broken = _broken(copy, kept, found)
            if not broken:
                changed = sorted({*(sheets[edit.table].table.file for edit in kept), *beside})
                verdict.texts = {
                    file: (copy / file).read_text(encoding="utf-8") for file in changed
                }
                verdict.to_do = found
                return verdict
        verdict.left_out |= broken
        kept = [edit for edit in kept if edit.group not in verdict.left_out]
    return verdict


def _texts(edits: Iterable[Edit], sheets: Mapping[str, Sheet]) -> dict[str, str]:
    by_table: dict[str, dict[Key, dict[str, str]]] = {}
    for edit in edits:
        key = _key(sheets[edit.table], edit.cells)
        by_table.setdefault(edit.table, {}).setdefault(key, {}).update(edit.cells)
    return {
        sheets[name].table.file: _text(sheets[name], changes) for name, changes in by_table.items()
    }


def _text(sheet: Sheet, changes: Mapping[Key, Mapping[str, str]]) -> str:
    own = {_key(sheet, row.cells): row.cells for row in sheet.rows}
    lines = {**own, **{key: {**own.get(key, {}), **cells} for key, cells in changes.items()}}
    return rows.written(
        sheet.header, [[cells.get(name, "") for name in sheet.header] for cells in lines.values()]
    )


def _key(sheet: Sheet, cells: Mapping[str, str]) -> Key:
    return tuple(cells[name] for name in sheet.table.primary_key)


def _broken(copy: Path, edits: Iterable[Edit], found: Iterable[Problem]) -> dict[str, str]:
    """Return for each group in whose rows errors were found the first of them."""
    places = {(problem.file, problem.line): problem for problem in reversed(list(found))}
    tables = descriptor.read(copy)
    broken: dict[str, str] = {}
    for name in {edit.table for edit in edits}:
        sheet, _ = rows.read(copy, tables[name])
        if sheet is None:
            continue
        wrong = {
            _key(sheet, row.cells): places[tables[name].file, row.line]
            for row in sheet.rows
            if (tables[name].file, row.line) in places
        }
        for edit in edits:
            problem = wrong.get(_key(sheet, edit.cells)) if edit.table == name else None
            if problem:
                said = f"[{problem.field}] " if problem.field else ""
                broken.setdefault(edit.group, f"{said}{problem.found}")
    return broken


def write(root: Path, verdict: Verdict) -> None:
    """Write the files of a verdict, all of them or none."""
    staging.write(root, verdict.texts)
