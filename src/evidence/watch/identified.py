"""Add one report or trial by its DOI, PubMed number or registration: what a service says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidence import bibliography, descriptor, rows
from evidence.intake import records as intake
from evidence.intake import rehearsal, staging, template
from evidence.problems import Problem, SourceError
from evidence.rows import Row, Sheet
from evidence.search_runs import SENT_IN
from evidence.watch import answers, edits, entries, lookup, settings, sifting, stubs
from evidence.watch.answers import Found
from evidence.watch.edits import Edit
from evidence.watch.lookup import Answer
from evidence.watch.settings import Settings

_PMID = re.compile(r"(?i)pmid:?\s*([0-9]+)")
_NCT = re.compile(r"(?i)NCT[0-9]{8}")
_NUMBERS = ("doi", "pmid", "registry_id")

_Sheets = Mapping[str, Sheet]


@dataclass(frozen=True)
class Identifier:
    """A number by which a report or trial is known, and the column of records it stands in."""

    column: str
    number: str


class NotReadyError(SourceError):
    """The number can be added, but the book itself would still need work because of it."""

    def __str__(self) -> str:
        """Return the problems, and that nothing was written because of them."""
        return f"{super().__str__()}\nnothing was written: {rehearsal.NOT_READY}"


def read(text: str) -> Identifier | None:
    """Return the identifier a text is, such as “10.1000/182”, “PMID 123”; None for others."""
    text = text.strip()
    if answers.doi(text):
        return Identifier("doi", answers.doi(text))
    if (found := _PMID.fullmatch(text)) and answers.pmid(found[1]):
        return Identifier("pmid", found[1])
    return Identifier("registry_id", text.upper()) if _NCT.fullmatch(text) else None


def add(
    root: Path,
    asked: Identifier,
    topic: str,
    today: date,
    known: Settings | None = None,
    *,
    unfinished: bool = False,
) -> str:
    """Ask a service for what is known, write it for a person to finish, and tell of it.

    Written, all or nothing, are a record that awaits a decision, its entry in the
    bibliography, and a sheet of rows marked incomplete, which `add` takes in once they are
    finished. What the service does not give stays blank. Of a record that awaits a
    decision already, what is missing of the three is written.

    Raises SourceError, with nothing written, when the number is known otherwise or is not
    found, when `topic` is none of the table's, when the service does not answer, when the
    sheet is there already, and, unless `unfinished` is set, when the book is not ready.
    """
    sheets, problems = rows.read_all(root, descriptor.read(root))
    if problems:
        raise SourceError(problems)
    record = _awaiting(sheets["records"], asked)
    if record is None:
        _refuse_known(root, sheets, [asked])
        _refuse_topic(sheets["records"], topic)
    answer = lookup.ask(asked.column, asked.number, known or settings.read(root))
    new = _new(root, sheets, answer, topic, today) if record is None else []
    cells = new[0].cells if record is None else record.cells
    key, references = entries.entered(root, answer.found)
    sheet = _sheet(root, key)
    files = _judged(root, new, sheets, references, unfinished=unfinished)
    parts = stubs.parts(descriptor.read(root), cells, key, answer.found, answer.state)
    files[sheet] = template.text(root, parts).decode("utf-8")
    staging.write(root, files)
    return _said(cells["record_id"], answer.service, key, files, sheet)


def _awaiting(records: Sheet, asked: Identifier) -> Row | None:
    """Return the record that awaits a decision on the very report or registration."""
    for row in records.rows:
        is_report = asked.column == "registry_id" and (row["doi"] or row["pmid"])
        if row["decision"] == intake.AWAITING and not is_report and _has(row, asked):
            return row
    return None


def _has(row: Row, asked: Identifier) -> bool:
    return row[asked.column].lower() == asked.number.lower()


def _refuse_known(root: Path, sheets: _Sheets, numbers: Iterable[Identifier]) -> None:
    for one in numbers:
        for where, line in _places(root, sheets, one):
            said = f"{one.number} is that of {where}"
            raise _refusal(sheets["records"], one.column, said, "nothing is to be added", line)


def _places(root: Path, sheets: _Sheets, asked: Identifier) -> Iterable[tuple[str, int]]:
    """Yield where a number is known, and the line of records that it stands in, or the first."""
    for row in filter(lambda row: _has(row, asked), sheets["records"].rows):
        study = f", of the study {row['study_id']}" if row["study_id"] else ""
        yield f"the record {row['record_id']}{study}", row.line
    if asked.column == "registry_id":
        for sheet in (sheets[name] for name in ("studies", "registrations") if name in sheets):
            for row in filter(lambda row: _has(row, asked), sheet.rows):
                yield f"the study {row['study_id']} in {sheet.table.file}", 1
        return
    for key, reference in bibliography.read(root).items():
        if reference[asked.column].lower() == asked.number.lower():
            yield f"{key} in {bibliography.PATH}", 1


def _refuse_topic(records: Sheet, topic: str) -> None:
    topics = records.table.field("topic").enum
    if topic not in topics:
        said = f"“{topic}” is no topic" if topic else "no topic was given"
        raise _refusal(records, "topic", said, f"--topic {' | '.join(topics)}")


def _refusal(records: Sheet, field: str, found: str, cure: str, line: int = 1) -> SourceError:
    return SourceError([records.problem(line, field, found, cure)])


def _new(root: Path, sheets: _Sheets, answer: Answer, topic: str, today: date) -> list[Edit]:
    """Return the new record, and the count of what was sent in, which grows by it."""
    found = answer.found
    given = [Identifier(name, getattr(found, name)) for name in _NUMBERS]
    _refuse_known(root, sheets, [one for one in given if one.number])
    key = sifting.key_for(found, {row["record_id"] for row in sheets["records"].rows})
    counts = intake.sent_in(1, sheets["searches"]) if "searches" in sheets else []
    return [
        _record(found, key, topic, answer.service, today),
        *(Edit(name, {"search_id": SENT_IN, **cells}, group=key) for name, _, cells in counts),
    ]


def _record(found: Found, key: str, topic: str, service: str, today: date) -> Edit:
    cells = {
        "record_id": key,
        "title": found.title,
        "year": found.year,
        "doi": found.doi,
        "pmid": found.pmid,
        "registry_id": found.registry_id,
        "address": found.address,
        "topic": topic,
        "search_id": SENT_IN,
        "decision": intake.AWAITING,
        "note": f"Added by its number on {today}, with what {service} says of it.",
    }
    return Edit("records", cells, group=key)


def _sheet(root: Path, key: str) -> str:
    """Return the name of the sheet; refuse one that is there, since a person may work in it."""
    sheet = f"{stubs.FOLDER}/{key}.csv"
    if (root / sheet).exists():
        cure = f"finish it, then `python -m evidence add {sheet}`"
        raise SourceError([Problem(sheet, 1, 1, "", "this sheet is there already", cure)])
    return sheet


def _judged(
    root: Path, new: list[Edit], sheets: _Sheets, references: dict[str, str], *, unfinished: bool
) -> dict[str, str]:
    """Return the files as they would be, when no rule forbids them."""
    verdict = edits.judge(root, new, sheets, references)
    for why in verdict.left_out.values():
        raise _refusal(sheets["records"], "record_id", why, "add the row by hand")
    if verdict.to_do and not unfinished:
        raise NotReadyError(verdict.to_do)
    return verdict.texts


def _said(record: str, service: str, key: str, files: Mapping[str, str], sheet: str) -> str:
    lines = [f"{record} awaits a decision; what {service} gives of it was taken, the rest is blank"]
    if bibliography.PATH in files:
        lines.append(f"{key} is its entry in {bibliography.PATH}")
    lines.append(
        f"{sheet} holds its rows, marked incomplete: finish them from what you read, "
        f"then `python -m evidence add {sheet}`"
    )
    return "\n".join(lines)
