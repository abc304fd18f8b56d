"""One watch from end to end: what is due is asked, what is new is judged, then written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evidence import bibliography, descriptor, rows, search_runs, tables
from evidence.problems import SourceError, errors
from evidence.rows import Row, Sheet
from evidence.watch import duplicates, notices, registrations, relevance, searching, sifting
from evidence.watch import edits as editing
from evidence.watch.client import Client, ServiceError
from evidence.watch.edits import Edit, Verdict
from evidence.watch.searching import Progress
from evidence.watch.settings import Settings
from evidence.watch.sifting import Run, Sifted

# The service that tells of registrations, and those that tell of notices.
_REGISTER = "clinicaltrials"
_TELLERS = ("crossref", "europepmc")


@dataclass(frozen=True)
class Chosen:
    """What is to be done: all that is due, or with `everything` also what is not.

    `source` limits it to one service, `search` to one saved search and nothing else.
    """

    source: str = ""
    search: str = ""
    everything: bool = False


@dataclass
class Outcome:
    """What came of a watch; `written` is false for a dry run or when the book is not ready."""

    runs: list[Run] = field(default_factory=list)
    sifted: Sifted = field(default_factory=Sifted)
    registrations: registrations.Look | None = None
    notices: notices.Look | None = None
    failures: list[ServiceError] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    written: bool = False


ProgressOf = Callable[[str], Progress]
"""Gives for the name of a search what is told about its pages."""


def watch(
    root: Path,
    settings: Settings,
    today: date,
    chosen: Chosen,
    progress: ProgressOf,
    *,
    dry: bool = False,
    unfinished: bool = False,
) -> Outcome:
    """Look for new evidence and write what was found, all tables or none.

    Writes nothing with `dry`, nor when the rest of the book needs work because of the new
    rows, unless `unfinished` is set. A service that fails is in `failures`; what the others
    found is written. Raises SourceError when the tables are not in order or `chosen` names
    a search that does not exist.
    """
    sheets = _sheets(root)
    due = _due(root, sheets, today, chosen)
    outcome = Outcome()
    with contextlib.ExitStack() as open_ones:
        clients = {
            key: open_ones.enter_context(Client(one, settings))
            for key, one in settings.services.items()
        }
        _search(root, sheets, clients, due, today, progress, outcome)
        if not chosen.search:
            _look_after(root, sheets, clients, settings, today, chosen, outcome)
    edits = _edits(outcome, sheets, today)
    outcome.verdict = editing.judge(root, edits, sheets)
    if not dry and outcome.verdict.texts and (unfinished or not outcome.verdict.to_do):
        editing.write(root, outcome.verdict)
        outcome.written = True
        for run in outcome.runs:
            service = settings.services[run.saved["source"]]
            searching.forget(service, run.results.query, root / searching.KEPT)
    return outcome


def _sheets(root: Path) -> dict[str, Sheet]:
    sheets, problems = rows.read_all(root, descriptor.read(root))
    if errors(problems):
        raise SourceError(errors(problems))
    return sheets


def _due(root: Path, sheets: Mapping[str, Sheet], today: date, chosen: Chosen) -> list[Row]:
    saved = sheets["saved_searches"]
    if chosen.search:
        named = [row for row in saved.rows if row["saved_search_id"] == chosen.search]
        if not named:
            known = "; ".join(row["saved_search_id"] for row in saved.rows)
            found = f"“{chosen.search}” is no saved search"
            raise SourceError([saved.problem(1, "saved_search_id", found, f"use one of: {known}")])
        return named
    due = search_runs.are_due(
        tables.load("saved_searches", root), tables.load("searches", root), today
    )
    return [
        row
        for row, is_due in zip(saved.rows, due, strict=True)
        if (is_due or chosen.everything) and chosen.source in ("", row["source"])
    ]


def _search(
    root: Path,
    sheets: Mapping[str, Sheet],
    clients: Mapping[str, Client],
    due: list[Row],
    today: date,
    progress: ProgressOf,
    outcome: Outcome,
) -> None:
    last = _last_runs(sheets["searches"])
    for row in due:
        client = clients[row["source"]]
        key = row["saved_search_id"]
        query = searching.as_sent(row["query"], last.get(key))
        try:
            results = searching.collect(client, query, root / searching.KEPT, progress(key))
        except ServiceError as error:
            outcome.failures.append(error)
            continue
        outcome.runs.append(Run(row, client.service.name, results, f"{key}-{today}"))
    known = duplicates.known(sheets["records"], sheets["registrations"], bibliography.read(root))
    taken = {row["record_id"] for row in sheets["records"].rows}
    outcome.sifted = sifting.sift(outcome.runs, known, relevance.scale(sheets), taken)


def _last_runs(searches: Sheet) -> dict[str, date]:
    last: dict[str, date] = {}
    for row in searches.rows:
        day = date.fromisoformat(row["run_on"])
        last[row["saved_search"]] = max(day, last.get(row["saved_search"], day))
    return last


def _look_after(
    root: Path,
    sheets: Mapping[str, Sheet],
    clients: Mapping[str, Client],
    settings: Settings,
    today: date,
    chosen: Chosen,
    outcome: Outcome,
) -> None:
    """Bring up to date what the tables hold: registrations, and notices about reports."""
    if chosen.source in ("", _REGISTER):
        try:
            outcome.registrations = registrations.look(clients[_REGISTER], sheets, today)
        except ServiceError as error:
            outcome.failures.append(error)
    tellers = [clients[key] for key in _TELLERS if chosen.source in ("", key)]
    if tellers:
        days = None if chosen.everything else settings.notices_days
        references = bibliography.read(root)
        outcome.notices = notices.look(tellers, sheets, references, today, days)
        outcome.failures += outcome.notices.failures


def _edits(outcome: Outcome, sheets: Mapping[str, Sheet], today: date) -> list[Edit]:
    found = list(sifting.edits(outcome.runs, outcome.sifted, sheets, today.isoformat()))
    if outcome.registrations:
        found += outcome.registrations.edits
    if outcome.notices:
        found += notices.edits(outcome.notices, sheets, today)
    return found
