"""Paging through all results of a search, and going on after a break."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evidence.watch import searching
from evidence.watch.client import Client, ServiceError
from evidence.watch.searching import Results
from services import Stand, Trouble, standing

SERVICES = ("europepmc", "clinicaltrials", "crossref")


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return a stand-in for the services."""
    with standing() as one:
        yield one


def hold(stand: Stand, service: str, many: int) -> None:
    """Let a service hold so many results, told apart by their titles."""
    titles = [f"Plums {at}" for at in range(many)]
    held: dict[str, list[dict[str, Any]]] = {
        "europepmc": [
            {"id": str(at), "source": "MED", "title": one} for at, one in enumerate(titles)
        ],
        "clinicaltrials": [
            {
                "protocolSection": {
                    "identificationModule": {"nctId": f"NCT{at:08d}", "briefTitle": one}
                }
            }
            for at, one in enumerate(titles)
        ],
        "crossref": [
            {"DOI": f"10.1234/{at}", "title": [one], "type": "journal-article"}
            for at, one in enumerate(titles)
        ],
    }
    setattr(stand, service, held[service])


def collect(stand: Stand, service: str, folder: Path, **settings: Any) -> Results:
    """Return all results of a search for plums."""
    chosen = stand.settings(**settings)
    query = "plums" if service == "europepmc" else "query.title=plums"
    with Client(chosen.services[service], chosen) as client:
        return searching.collect(client, query, folder, lambda *_: None)


def titles(results: Results) -> list[str]:
    """Return the titles that were found."""
    return [found.title for found in results.found]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("many", [1, 2, 3, 4, 5])
def test_every_result_comes_once_and_in_order(
    stand: Stand, service: str, many: int, tmp_path: Path
) -> None:
    """Two to a page: full pages, a page that is not, and one over."""
    hold(stand, service, many)
    results = collect(stand, service, tmp_path)
    assert titles(results) == [f"Plums {at}" for at in range(many)]
    assert results.total == many


@pytest.mark.parametrize("service", SERVICES)
def test_an_empty_result_is_a_result(stand: Stand, service: str, tmp_path: Path) -> None:
    """Nothing was found, and one request was enough to know it."""
    assert titles(collect(stand, service, tmp_path)) == []
    assert len(stand.asked) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_ten_thousand_results_come_in_seconds(stand: Stand, service: str, tmp_path: Path) -> None:
    """A thousand to a page."""
    hold(stand, service, 10_000)
    began = time.monotonic()
    results = collect(stand, service, tmp_path, **{service: 1000})
    assert len(set(titles(results))) == 10_000
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("service", SERVICES)
def test_a_run_goes_on_where_it_was_broken_off(stand: Stand, service: str, tmp_path: Path) -> None:
    """Pages that came are not asked for again."""
    hold(stand, service, 5)
    first = stand.settings()
    with Client(first.services[service], first) as client, pytest.raises(ServiceError):
        query = "plums" if service == "europepmc" else "query.title=plums"

        def lose(done: int, _: int) -> None:
            if done == 2:
                stand.goes_wrong(service, Trouble(500))

        searching.collect(client, query, tmp_path, lose)
    asked = len(stand.asked)
    assert len(titles(collect(stand, service, tmp_path))) == 5
    # The first page was kept: two are left, and Europe PMC is asked for the end.
    assert len(stand.asked) - asked == (3 if service == "europepmc" else 2)


def test_a_place_that_the_service_forgot_starts_the_run_anew(stand: Stand, tmp_path: Path) -> None:
    """Cursors are good for minutes; what was kept before then is of no use."""
    hold(stand, "crossref", 4)

    def lose(done: int, _: int) -> None:
        if done == 2:
            stand.goes_wrong("crossref", Trouble(500), Trouble(404, b"cursor expired"))

    chosen = stand.settings()
    with Client(chosen.services["crossref"], chosen) as client:
        with pytest.raises(ServiceError):
            searching.collect(client, "query.title=plums", tmp_path, lose)
        results = searching.collect(client, "query.title=plums", tmp_path, lambda *_: None)
    assert titles(results) == ["Plums 0", "Plums 1", "Plums 2", "Plums 3"]


def test_a_refused_query_is_not_sent_again(stand: Stand, tmp_path: Path) -> None:
    """Nothing was kept, so the query itself is wrong."""
    stand.goes_wrong("crossref", Trouble(400))
    with pytest.raises(ServiceError):
        collect(stand, "crossref", tmp_path)
    assert len(stand.asked) == 1


def test_kept_pages_are_those_of_the_same_query(stand: Stand, tmp_path: Path) -> None:
    """Another query has pages of its own."""
    hold(stand, "europepmc", 1)
    chosen = stand.settings()
    with Client(chosen.services["europepmc"], chosen) as client:
        for query in ("plums", "pears"):
            searching.collect(client, query, tmp_path, lambda *_: None)
    assert [one["query"] for one in stand.questions("europepmc")][::2] == ["plums", "pears"]


def test_a_finished_run_leaves_nothing(stand: Stand, tmp_path: Path) -> None:
    """The pages are removed once their results are in the tables."""
    hold(stand, "europepmc", 3)
    collect(stand, "europepmc", tmp_path)
    assert list(tmp_path.iterdir())
    searching.forget(stand.settings().services["europepmc"], "plums", tmp_path)
    assert not list(tmp_path.iterdir())


def test_europe_pmc_is_asked_with_its_own_parameters(stand: Stand, tmp_path: Path) -> None:
    """The whole record, as JSON, from the first place."""
    collect(stand, "europepmc", tmp_path)
    assert stand.asked[0][:2] == (
        "/europepmc/search",
        {
            "query": "plums",
            "resultType": "core",
            "format": "json",
            "pageSize": "2",
            "cursorMark": "*",
        },
    )


def test_clinicaltrials_is_asked_with_the_parameters_of_the_query(
    stand: Stand, tmp_path: Path
) -> None:
    """Those of the next page are the same, with its token."""
    hold(stand, "clinicaltrials", 3)
    collect(stand, "clinicaltrials", tmp_path)
    first, second = stand.questions("clinicaltrials")
    assert first == {
        "query.title": "plums",
        "format": "json",
        "countTotal": "true",
        "pageSize": "2",
    }
    assert second == {**first, "pageToken": "2"}


def test_the_progress_is_told_after_each_page(stand: Stand, tmp_path: Path) -> None:
    """How many have come, and of how many."""
    hold(stand, "clinicaltrials", 3)
    told: list[tuple[int, int]] = []
    chosen = stand.settings()
    with Client(chosen.services["clinicaltrials"], chosen) as client:
        searching.collect(client, "query.cond=plums", tmp_path, lambda *one: told.append(one))
    assert told == [(2, 3), (3, 3)]


def test_a_query_asks_from_a_month_before_its_last_run() -> None:
    """Services take their time to take up what was published."""
    query = "filter=from-created-date:{since 2026-11-01}"
    sent = searching.as_sent(query, date(2027, 3, 31))
    assert sent == "filter=from-created-date:2027-02-28"


def test_before_the_first_run_a_query_asks_from_the_day_written_in_it() -> None:
    """So the whole of what is sent stands in the table."""
    query = "filter=from-created-date:{since 2026-11-01}"
    assert searching.as_sent(query, None) == "filter=from-created-date:2026-11-01"
