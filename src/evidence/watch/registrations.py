"""Bring registrations up to date with their register, and say what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from evidence.intake.sent import folded
from evidence.rows import Row, Sheet
from evidence.watch import clinicaltrials
from evidence.watch.client import Client
from evidence.watch.clinicaltrials import State
from evidence.watch.edits import Edit

# The numbers of this register start so.
_OURS = "NCT"
_BY_MACHINE = "status, dates and results as the register's service gives them; before: "
_AT_ONCE = 100


@dataclass(frozen=True)
class Change:
    """One cell of a registration that is no longer what the register says."""

    registry_id: str
    study_id: str
    column: str
    was: str
    is_now: str


@dataclass(frozen=True)
class Look:
    """What a look at the register gave.

    `unknown` are numbers the register did not return, `without_service` those of other
    registers, `strange` words of the register that the tables have none for.
    """

    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]
    looked: int
    unknown: tuple[str, ...]
    without_service: tuple[str, ...]
    strange: tuple[str, ...]


def look(client: Client, sheets: Mapping[str, Sheet], today: date) -> Look:
    """Ask the register for all registrations it can know; raises ServiceError."""
    rows = {row["registry_id"]: row for row in sheets["registrations"].rows}
    asked = [number for number in rows if number.startswith(_OURS)]
    states = {state.registry_id: state for state in _states(client, asked)}
    known = [number for number in asked if number in states]
    vocabulary = sheets["registrations"].table.field("recruitment").enum
    told = {number: told_by(states[number], vocabulary) for number in known}
    changes = [one for number in known for one in _changes(rows[number], told[number])]
    changed = {change.registry_id for change in changes}
    reference = {row["source_id"]: row["reference"] for row in sheets["sources"].rows}
    address = f"{client.service.address}/{clinicaltrials.PATH}"
    return Look(
        changes=tuple(changes),
        edits=tuple(
            edit
            for number in known
            if number in changed
            for edit in _edits(rows[number], told[number], reference, address, today)
        ),
        looked=len(known),
        unknown=tuple(number for number in asked if number not in states),
        without_service=tuple(number for number in rows if not number.startswith(_OURS)),
        strange=tuple(
            f"{number}: {states[number].recruitment}"
            for number in known
            if "recruitment" not in told[number]
        ),
    )


def _states(client: Client, numbers: list[str]) -> Iterator[State]:
    for at in range(0, len(numbers), _AT_ONCE):
        query = clinicaltrials.of_registrations(numbers[at : at + _AT_ONCE], _AT_ONCE)
        yield from client.ask(clinicaltrials.PATH, query, clinicaltrials.states)


def told_by(state: State, vocabulary: Iterable[str]) -> dict[str, str]:
    """Return the cells that a register's state gives; what it does not give is left out."""
    word = {folded(one): one for one in vocabulary}.get(folded(state.recruitment.replace("_", " ")))
    reached = {"ACTUAL": "reached", "ESTIMATED": "planned"}
    kinds = {reached[kind] for kind in state.kinds if kind in reached}
    cells = {
        "recruitment": word or "",
        "start": state.start,
        "primary_completion": state.primary_completion,
        "completion": state.completion,
        # One column for two dates: they are reached only when both are.
        "dates_kind": "planned" if "planned" in kinds else "".join(kinds),
        "last_update": state.last_update,
    }
    given = {name: value for name, value in cells.items() if value}
    return {**given, "results_posted": "yes" if state.has_results else "no"}


def _changes(row: Row, told: Mapping[str, str]) -> list[Change]:
    return [
        Change(row["registry_id"], row["study_id"], name, row[name], value)
        for name, value in told.items()
        if row[name] != value
    ]


def _edits(
    row: Row, told: Mapping[str, str], reference: Mapping[str, str], address: str, today: date
) -> Iterator[Edit]:
    """Return the row as the register has it, and the source it was read in.

    Nobody has looked at the new values a second time or verified them, so those cells go
    blank. What the service does not give stays, and the locator says where it was read.
    """
    number = row["registry_id"]
    source = f"{number.lower()}-service"
    before = row["locator"].removeprefix(_BY_MACHINE)
    if row["source"] != source:
        before = f"{row['source']}, {before}"
    yield Edit(
        "sources",
        {
            "source_id": source,
            "reference": reference[row["source"]],
            "kind": "registry record",
            "address": f"{address}/{number}",
            "seen_on": today.isoformat(),
            "note": "Read by machine from the service of the register.",
        },
        group=number,
    )
    yield Edit(
        "registrations",
        {
            "registry_id": number,
            **told,
            "source": source,
            "locator": f"{_BY_MACHINE}{before}",
            "extracted_by": "machine-assisted reader",
            "extracted_on": today.isoformat(),
            "second_look": "",
            "verified_by": "",
            "verified_on": "",
        },
        group=number,
    )
