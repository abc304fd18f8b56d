"""Ask the service that knows a number what it says of the report or trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.problems import Problem, SourceError
from evidence.watch import clinicaltrials, crossref, europepmc
from evidence.watch.answers import Found
from evidence.watch.client import Client, ServiceError
from evidence.watch.clinicaltrials import State
from evidence.watch.settings import Settings


@dataclass(frozen=True)
class Answer:
    """What a service says, and its name; `state` is that of a registration, None of a report."""

    found: Found
    service: str
    state: State | None = None


class NoAnswerError(SourceError):
    """A service that does not answer, or does not know the number: it has no line to mend."""

    def __init__(self, service: str, found: str, cure: str):
        super().__init__([Problem(service, 1, 1, "", found, cure)])
        self._said = f"{found} → {cure}"

    def __str__(self) -> str:
        """Return what was found and what to do."""
        return self._said


_Results = list[tuple[Found, State | None]]


@dataclass(frozen=True)
class _Asking:
    key: str
    path: str
    query: Mapping[str, str]
    read: Callable[[Any], _Results]


def ask(column: str, number: str, settings: Settings) -> Answer:
    """Return what a service says of a number, which the table of records has in `column`.

    Raises NoAnswerError when it does not know it, does not answer, or not as documented.
    """
    asking = _ASKING[column](number)
    service = settings.services[asking.key]
    try:
        with Client(service, settings) as client:
            results = client.ask(asking.path, asking.query, asking.read)
    except ServiceError as error:
        raise NoAnswerError(service.name, *str(error).rsplit(" → ", 1)) from None
    for one, state in results:
        if getattr(one, column).lower() == number.lower():
            return Answer(one, service.name, state)
    said = f"{service.name} does not know {number}"
    raise NoAnswerError(service.name, said, "check the number")


def _doi(number: str) -> _Asking:
    def read(answer: Any) -> _Results:
        return [(one, None) for one in crossref.page(answer, "", 2).found]

    return _Asking("crossref", crossref.PATH, crossref.of_reports([number]), read)


def _pmid(number: str) -> _Asking:
    def read(answer: Any) -> _Results:
        return [(one, None) for one in europepmc.page(answer, europepmc.START, 2).found]

    query = europepmc.parameters(europepmc.of_reports([number]), europepmc.START, 2)
    return _Asking("europepmc", europepmc.PATH, query, read)


def _registration(number: str) -> _Asking:
    def read(answer: Any) -> _Results:
        found = clinicaltrials.page(answer, clinicaltrials.START, 2).found
        return list(zip(found, clinicaltrials.states(answer), strict=True))

    query = clinicaltrials.parameters(f"filter.ids={number}", clinicaltrials.START, 2)
    return _Asking("clinicaltrials", clinicaltrials.PATH, query, read)


_ASKING = {"doi": _doi, "pmid": _pmid, "registry_id": _registration}
