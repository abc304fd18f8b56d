"""Page through all results of a search, and keep each page until the whole run is done."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from evidence.rules.searches import SINCE
from evidence.watch import clinicaltrials, crossref, europepmc
from evidence.watch.answers import Found, Page
from evidence.watch.client import Client, ServiceError
from evidence.watch.settings import Service

KEPT = Path("_build/watch")

SERVICES: dict[str, ModuleType] = {
    "europepmc": europepmc,
    "clinicaltrials": clinicaltrials,
    "crossref": crossref,
}
# Services that put everything in order that holds any of the words, and select nothing.
RANKING = ("crossref",)

_OVERLAP = timedelta(days=31)
_HOURS_KEPT = 12
_MOST_PAGES = 1000


@dataclass(frozen=True)
class Results:
    """All that a search found: the query as sent, the results, and how many the service counted."""

    query: str
    found: tuple[Found, ...]
    total: int


Progress = Callable[[int, int], None]
"""Told after each page how many results have come, and of how many."""


def as_sent(query: str, last_run: date | None) -> str:
    """Return a query with the day put in from which it asks.

    A month before the last run, for services take their time; before the first run the
    day that is written in the query.
    """
    return SINCE.sub(lambda written: f"{last_run - _OVERLAP}" if last_run else written[1], query)


def collect(client: Client, query: str, folder: Path, progress: Progress) -> Results:
    """Return all results of a query, continuing where an interrupted run left off.

    Pages are kept under `folder` by service and query; `forget` removes them. Raises
    ServiceError when a page cannot be had; the pages before it stay for the next run.
    """
    kept = _kept(client.service, query, folder)
    resumed = kept.exists()
    try:
        return _results(client, query, kept, progress)
    except ServiceError as error:
        if not (resumed and error.refused):
            raise
        # The place in the list that was kept is no longer known to the service.
        shutil.rmtree(kept)
        return _results(client, query, kept, progress)


def forget(service: Service, query: str, folder: Path) -> None:
    """Remove the kept pages of a query, once all of its results are in the tables."""
    shutil.rmtree(_kept(service, query, folder), ignore_errors=True)


def _results(client: Client, query: str, kept: Path, progress: Progress) -> Results:
    found: list[Found] = []
    total = 0
    for page in _pages(client, query, kept):
        found += page.found
        total = max(total, page.total, len(found))
        progress(len(found), total)
    return Results(query, tuple(found), total)


def _pages(client: Client, query: str, kept: Path) -> Iterator[Page]:
    service = SERVICES[client.service.key]
    size = client.service.page_size
    cursor = service.START
    seen = set()
    for number in range(_MOST_PAGES):
        seen.add(cursor)
        page = _page(client, service, query, cursor, kept / f"{number:04d}.json")
        yield page
        cursor = page.following
        if not cursor or cursor in seen:
            return
    address = f"{client.service.address}/{service.PATH}"
    expected, found = f"an end within {_MOST_PAGES} pages of {size}", "yet another page"
    raise ServiceError(client.service, address, expected, found, refused=False)


def _page(client: Client, service: ModuleType, query: str, cursor: str, file: Path) -> Page:
    """Return a page as kept, or else as the service gives it, and keep it."""
    size = client.service.page_size
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        page: Page = service.page(kept, cursor, size)
        return page

    def read(answer: Any) -> Page:
        page: Page = service.page(answer, cursor, size)
        _keep(file, answer)
        return page

    return client.ask(service.PATH, service.parameters(query, cursor, size), read)


def _keep(file: Path, answer: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".part")
    written.write_text(json.dumps(answer), encoding="utf-8")
    written.replace(file)


def _kept(service: Service, query: str, folder: Path) -> Path:
    """Return where the pages of a query are kept; those of another day are removed."""
    told = f"{service.address}\n{service.page_size}\n{query}"
    kept = folder / hashlib.sha256(told.encode()).hexdigest()[:16]
    if kept.exists() and time.time() - kept.stat().st_mtime > _HOURS_KEPT * 3600:
        shutil.rmtree(kept)
    return kept
