"""Look whether reports were retracted, questioned or corrected, and note where we looked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from evidence import search_runs
from evidence.bibliography import Reference
from evidence.rows import Row, Sheet
from evidence.search_runs import EARLIER
from evidence.watch import crossref, europepmc
from evidence.watch.client import Client, ServiceError
from evidence.watch.edits import Edit

NOTHING = "nothing found"
RETRACTION = "retraction"

# What the services call a notice about a report, as the tables call it. A part that is
# withdrawn is no retraction of the whole: it is shown as a concern, in the service's words.
_KINDS = {
    "retraction": RETRACTION,
    "withdrawal": RETRACTION,
    "removal": RETRACTION,
    "retraction in": RETRACTION,
    "retracted publication": RETRACTION,
    "retracted and republished in": RETRACTION,
    "expression of concern": "expression of concern",
    "expression of concern in": "expression of concern",
    "partial retraction": "expression of concern",
    "partial retraction in": "expression of concern",
    "correction": "erratum",
    "corrigendum": "erratum",
    "erratum": "erratum",
    "erratum in": "erratum",
    "corrected and republished in": "erratum",
}
_AT_ONCE = 25


@dataclass(frozen=True)
class Notice:
    """One notice a service tells of: what kind, in whose words, and where it stands."""

    study_id: str
    found: str
    word: str
    service: str
    address: str
    notice: str
    day: str

    def __str__(self) -> str:
        dated = f", dated {self.day}" if self.day else ""
        where = f" ({self.notice}{dated})" if self.notice else dated
        return (
            f"{self.service} lists a notice of the kind “{self.word}” for this report{where}. "
            "The notice itself was not read."
        )


@dataclass(frozen=True)
class Look:
    """What a look for notices gave.

    `looked` are the studies by service whose report it knew, `new` the notices of a kind
    that the tables do not hold for their study, `further` those of a kind that they do and
    that its row does not name; `unknown` are studies whose report no service knew, and
    `without_number` those that no service can be asked for.
    """

    looked: Mapping[str, frozenset[str]]
    new: tuple[Notice, ...]
    further: tuple[Notice, ...]
    unknown: tuple[str, ...]
    without_number: tuple[str, ...]
    failures: tuple[ServiceError, ...]


def look(
    clients: Iterable[Client],
    sheets: Mapping[str, Sheet],
    references: Mapping[str, Reference],
    today: date,
    days: int | None,
) -> Look:
    """Ask the services for notices about the reports of studies with results.

    Only those are asked for that a service was not asked for in the last `days`; None asks
    for all. A service that fails is in `failures`; what others found stands.
    """
    looked: dict[str, frozenset[str]] = {}
    found: list[Notice] = []
    failures = []
    asked: set[str] = set()
    for client in clients:
        name = client.service.name
        due = _due(sheets, name, today, days)
        reports = _identifiers(sheets, references, _COLUMN[client.service.key], due)
        asked |= set(reports.values())
        try:
            answered = _ASK[client.service.key](client, reports)
        except ServiceError as error:
            failures.append(error)
            continue
        looked[name] = frozenset(reports[number] for number in answered)
        found += [notice for notices in answered.values() for notice in notices]
    reached = {study for studies in looked.values() for study in studies}
    unknown = () if failures else tuple(sorted(asked - reached))
    without = _without_number(sheets, references)
    return Look(looked, *_sorted_out(found, sheets), unknown, without, tuple(failures))


def _due(
    sheets: Mapping[str, Sheet], service: str, today: date, days: int | None
) -> frozenset[str]:
    """Return the studies with results whose report the service was not asked for lately."""
    studies = _with_results(sheets)
    if days is None:
        return studies
    limit = (today - timedelta(days=days)).isoformat()
    asked = {
        row["study_id"]: search_runs.services_asked(row["looked_in"]).get(service, "")
        for row in sheets["notices"].rows
        if row["found"] == NOTHING
    }
    return frozenset(study for study in studies if asked.get(study, "") <= limit)


def _with_results(sheets: Mapping[str, Sheet]) -> frozenset[str]:
    rows = sheets["studies"].rows
    return frozenset(row["study_id"] for row in rows if row["kind"] != "registered")


def _identifiers(
    sheets: Mapping[str, Sheet],
    references: Mapping[str, Reference],
    column: str,
    studies: frozenset[str],
) -> dict[str, str]:
    """Return the study of each DOI or PMID of its included records and its reference."""
    found = {
        row[column].lower(): row["study_id"]
        for row in sheets["records"].rows
        if row["decision"] == "included" and row[column] and row["study_id"] in studies
    }
    for study in sorted(studies):
        number = references[study][column].lower() if study in references else ""
        if number:
            found.setdefault(number, study)
    return found


def _without_number(
    sheets: Mapping[str, Sheet], references: Mapping[str, Reference]
) -> tuple[str, ...]:
    """Return the studies with results whose reports have neither DOI nor PMID."""
    studies = _with_results(sheets)
    numbered = (_identifiers(sheets, references, column, studies) for column in _COLUMN.values())
    return tuple(sorted(studies.difference(*(found.values() for found in numbered))))


def _ask_crossref(client: Client, reports: Mapping[str, str]) -> dict[str, list[Notice]]:
    told: dict[str, list[Notice]] = {}
    # A comma parts filters, so such a number cannot be asked for; nobody is asked then.
    numbers = [doi for doi in reports if "," not in doi]
    for part in _parts(numbers):
        answer = client.ask(crossref.PATH, crossref.of_reports(part), crossref.notices)
        for doi, updates in answer.items():
            if doi not in reports:
                continue
            address = f"{client.service.address}/{crossref.PATH}/{quote(doi, safe='')}"
            told[doi] = [
                Notice(reports[doi], kind, word, client.service.name, address, notice, day)
                for word, notice, day in updates
                if (kind := _kind(word))
            ]
    return told


def _ask_europepmc(client: Client, reports: Mapping[str, str]) -> dict[str, list[Notice]]:
    told: dict[str, list[Notice]] = {}
    for part in _parts(list(reports)):
        query = europepmc.parameters(europepmc.of_reports(part), europepmc.START, _AT_ONCE)
        answer = client.ask(europepmc.PATH, query, europepmc.notices)
        for pmid, links in answer.items():
            if pmid not in reports:
                continue
            address = f"https://europepmc.org/article/MED/{pmid}"
            told[pmid] = [
                Notice(reports[pmid], kind, word, client.service.name, address, notice, "")
                for word, notice in links
                if (kind := _kind(word))
            ]
    return told


_ASK = {"crossref": _ask_crossref, "europepmc": _ask_europepmc}
_COLUMN = {"crossref": "doi", "europepmc": "pmid"}


def _parts(numbers: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(numbers), _AT_ONCE):
        yield numbers[at : at + _AT_ONCE]


def _kind(word: str) -> str:
    return _KINDS.get(re.sub(r"[-_\s]+", " ", word).strip().casefold(), "")


def _sorted_out(
    found: Iterable[Notice], sheets: Mapping[str, Sheet]
) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """Return the notices that are new, and those of a kind that has its row already."""
    said = {
        (row["study_id"], row["found"]): f"{row['detail']} {row['source']}"
        for row in sheets["notices"].rows
    }
    new, further = [], []
    for notice in found:
        key = (notice.study_id, notice.found)
        if key not in said:
            said[key] = f"{notice} {notice.service}"
            new.append(notice)
        elif notice.notice and notice.notice.casefold() not in said[key].casefold():
            further.append(notice)
    return tuple(new), tuple(further)


def edits(look: Look, sheets: Mapping[str, Sheet], today: date) -> Iterator[Edit]:
    """Yield the rows that follow: notices with their source, and where nothing was found."""
    for notice in look.new:
        yield from _of_notice(notice, sheets["studies"], today)
    held = {row["study_id"] for row in sheets["notices"].rows if row["found"] != NOTHING} | {
        notice.study_id for notice in look.new
    }
    before = {row["study_id"]: row for row in sheets["notices"].rows if row["found"] == NOTHING}
    for study in sorted(set().union(*look.looked.values())):
        if study in before or study not in held:
            services = [name for name, studies in look.looked.items() if study in studies]
            if not any(notice.study_id == study for notice in look.new):
                yield _of_nothing(study, services, before.get(study), today)


def _of_nothing(study: str, services: list[str], before: Row | None, today: date) -> Edit:
    """Return the row of a study without a notice: each service with the day it was asked.

    What was looked in by hand stays named with its own day.
    """
    said = before["looked_in"] if before else ""
    days = search_runs.services_asked(said)
    earlier = said.partition(EARLIER)[2]
    if before and not days:
        earlier = f"{said} ({before['looked_on']})"
    days |= dict.fromkeys(services, today.isoformat())
    told = ", ".join(f"{name} ({day})" for name, day in sorted(days.items()))
    return Edit(
        "notices",
        {
            "study_id": study,
            "looked_on": today.isoformat(),
            "looked_in": told + (f"{EARLIER}{earlier}" if earlier else ""),
            "found": NOTHING,
        },
        group=f"notices of {study}",
    )


def _of_notice(notice: Notice, studies: Sheet, today: date) -> Iterator[Edit]:
    group = f"{notice.found} of {notice.study_id}"
    kind = notice.found.replace(" ", "-")
    source = f"{notice.study_id}-{kind}-{notice.service.lower().replace(' ', '-')}"
    yield Edit(
        "sources",
        {
            "source_id": source,
            "reference": notice.study_id,
            "kind": "other",
            "address": notice.address,
            "seen_on": today.isoformat(),
            "note": f"What {notice.service} says of the report; read by machine.",
        },
        group,
    )
    yield Edit(
        "notices",
        {
            "study_id": notice.study_id,
            "looked_on": today.isoformat(),
            "looked_in": f"{notice.service} ({today})",
            "found": notice.found,
            "detail": str(notice),
            "source": source,
        },
        group,
    )
    if notice.found == RETRACTION:
        row = next(row for row in studies.rows if row["study_id"] == notice.study_id)
        reason = row["status_reason"] or f"{notice.service} lists the report as retracted."
        cells = {"study_id": notice.study_id, "status": "retracted", "status_reason": reason}
        yield Edit("studies", cells, group)
