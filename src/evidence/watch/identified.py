"""Add one report or trial by its DOI, PubMed number or registration: what a service says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evidence import bibliography, descriptor, rows
from evidence.intake.references import plain
from evidence.intake.sent import ascii_words
from evidence.problems import Problem, SourceError
from evidence.rows import Sheet
from evidence.search_runs import SENT_IN
from evidence.watch import answers, clinicaltrials, crossref, edits, europepmc, settings, sifting
from evidence.watch.answers import Found, Page
from evidence.watch.client import Client, ServiceError
from evidence.watch.settings import Settings

_PMID = re.compile(r"(?i)pmid:?\s*([0-9]+)")
_NCT = re.compile(r"(?i)NCT[0-9]{8}")


@dataclass(frozen=True)
class Identifier:
    """A number by which a report or trial is known, and the column of records it stands in."""

    column: str
    number: str


def read(text: str) -> Identifier | None:
    """Return the identifier a text is, such as “10.1000/182”, “PMID 123”; None for others."""
    text = text.strip()
    if answers.doi(text):
        return Identifier("doi", answers.doi(text))
    if (found := _PMID.fullmatch(text)) and answers.pmid(found[1]):
        return Identifier("pmid", found[1])
    return Identifier("registry_id", text.upper()) if _NCT.fullmatch(text) else None


def add(
    root: Path, asked: Identifier, topic: str, today: date, known: Settings | None = None
) -> str:
    """Ask a service for what is known, write a record that awaits a decision, and tell of it.

    What the service does not give stays blank. The words hold an entry for the
    bibliography, to be put there once the report is included. Raises SourceError, with
    nothing written, when the number is known already, is not found, when `topic` is none
    of the table's, or when the service does not answer.
    """
    sheets, problems = rows.read_all(root, descriptor.read(root))
    if problems:
        raise SourceError(problems)
    records = sheets["records"]
    _refuse_known(root, records, asked)
    topics = records.table.field("topic").enum
    if topic not in topics:
        raise _refusal(records, "topic", f"“{topic}” is no topic", f"--topic {' | '.join(topics)}")
    found, service = _found(records, asked, known or settings.read(root))
    key = sifting.key_for(found, {row["record_id"] for row in records.rows})
    verdict = edits.judge(root, [_record(found, key, topic, service, today)], sheets)
    if verdict.left_out:
        raise _refusal(records, "record_id", verdict.left_out[key], "add the row by hand")
    edits.write(root, verdict)
    return (
        f"written: {key} awaits a decision in {records.table.file}; it is incomplete: only what "
        f"{service} gives was taken\nfor {bibliography.PATH}, once it is included:\n"
        f"{entry(found, set(bibliography.read(root)))}"
    )


def _refuse_known(root: Path, records: Sheet, asked: Identifier) -> None:
    for row in records.rows:
        if row[asked.column].lower() == asked.number.lower():
            study = f", of the study {row['study_id']}" if row["study_id"] else ""
            said = f"{asked.number} is that of the record {row['record_id']}{study}"
            raise _refusal(records, asked.column, said, "nothing is to be added", row.line)
    for key, reference in bibliography.read(root).items():
        if reference[asked.column].lower() == asked.number.lower():
            said = f"{asked.number} is that of {key} in {bibliography.PATH}"
            raise _refusal(records, asked.column, said, "nothing is to be added")


def _refusal(records: Sheet, field: str, found: str, cure: str, line: int = 1) -> SourceError:
    return SourceError([records.problem(line, field, found, cure)])


def _found(records: Sheet, asked: Identifier, known: Settings) -> tuple[Found, str]:
    key, path, query, page = _ASKING[asked.column](asked.number)
    service = known.services[key]
    try:
        with Client(service, known) as client:
            results = client.ask(path, query, page).found
    except ServiceError as error:
        found, cure = str(error).rsplit(" → ", 1)
        raise SourceError([Problem(service.name, 1, 1, "", found, cure)]) from None
    for one in results:
        if getattr(one, asked.column).lower() == asked.number.lower():
            return one, service.name
    said = f"{service.name} does not know {asked.number}"
    raise _refusal(records, asked.column, said, "check the number")


_Asking = tuple[str, str, Mapping[str, str], Callable[[Any], Page]]


def _doi(number: str) -> _Asking:
    query = crossref.of_reports([number])
    return "crossref", crossref.PATH, query, lambda answer: crossref.page(answer, "", 2)


def _pmid(number: str) -> _Asking:
    query = europepmc.parameters(europepmc.of_reports([number]), europepmc.START, 2)
    page = europepmc.page
    return "europepmc", europepmc.PATH, query, lambda answer: page(answer, europepmc.START, 2)


def _registration(number: str) -> _Asking:
    query = clinicaltrials.parameters(f"filter.ids={number}", clinicaltrials.START, 2)
    page = clinicaltrials.page
    return "clinicaltrials", clinicaltrials.PATH, query, lambda answer: page(answer, "", 2)


_ASKING = {"doi": _doi, "pmid": _pmid, "registry_id": _registration}


def _record(found: Found, key: str, topic: str, service: str, today: date) -> edits.Edit:
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
        "decision": "awaiting",
        "note": f"Added by its number on {today}; from what {service} says, not read yet.",
    }
    return edits.Edit("records", cells, group=key)


def entry(found: Found, taken: set[str]) -> str:
    """Return the entry of a result for the bibliography, under a key that is not taken.

    The key is the first family name and the year, with a letter from b on where needed; of
    authors the services give family names only.
    """
    fields = {
        "author": " and ".join(f"{{{plain(name)}}}" for name in found.authors),
        "title": plain(found.title),
        "year": found.year,
        "doi": found.doi,
        "pmid": found.pmid,
        "url": "" if found.doi else found.address,
    }
    lines = "".join(f",\n  {name} = {{{said}}}" for name, said in fields.items() if said)
    kind = "misc" if found.registry_id else "article"
    return f"@{kind}{{{_key(found, taken)}{lines}\n}}"


def _key(found: Found, taken: set[str]) -> str:
    named = found.authors[0] if found.authors else found.registry_id or "report"
    base = ascii_words(named).replace("-", "") + ("" if found.registry_id else found.year)
    for ending in " bcdefghijklmnopqrstuvwxyz":
        key = f"{base}{ending.strip()}"
        if key not in taken:
            return key
    raise ValueError(f"every key like “{base}” is taken")
