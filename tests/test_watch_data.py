"""The real saved searches and settings: well formed, so that a service can take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence import descriptor, rows
from evidence.watch import clinicaltrials, crossref, searching, settings, words

ROOT = Path(__file__).resolve().parents[1]
SAVED = rows.read(ROOT, descriptor.read(ROOT)["saved_searches"])[0]
assert SAVED is not None
KEYS = [row["saved_search_id"] for row in SAVED.rows]
# Names of parameters that the services document.
NAMES = {
    "clinicaltrials": {"query.cond", "query.intr", "query.term", "filter.advanced"},
    "crossref": {"query.title", "query.bibliographic", "filter"},
}
READERS = {"clinicaltrials": clinicaltrials.parameters, "crossref": crossref.parameters}


@pytest.fixture(params=SAVED.rows, ids=KEYS)
def row(request: pytest.FixtureRequest) -> rows.Row:
    """Return one saved search."""
    saved: rows.Row = request.param
    return saved


def test_every_bracket_and_quote_of_a_query_is_closed(row: rows.Row) -> None:
    """A service would refuse it, or worse, take it otherwise."""
    query = row["query"]
    assert query.count('"') % 2 == 0
    assert all(query.count(one) == query.count(other) for one, other in ("()", "[]", "{}"))


def test_a_query_names_only_parameters_that_its_service_documents(row: rows.Row) -> None:
    """An unknown one is refused by Crossref, and passed over by others."""
    if row["source"] in READERS:
        sent = READERS[row["source"]](row["query"], "", 1)
        own = {part.partition("=")[0] for part in row["query"].split("&")}
        assert own <= NAMES[row["source"]] and own <= set(sent)


def test_the_words_of_a_search_tell_its_query_in_at_least_two_groups(row: rows.Row) -> None:
    """What is given, and for what; else the order would mean little."""
    assert len(words.groups(row["words"])) >= 2


def test_every_part_of_the_review_is_searched_in_two_places() -> None:
    """One service alone misses what it does not hold."""
    for topic in ("children", "lupus", "adults", "animals"):
        sources = {row["source"] for row in SAVED.rows if row["topic"] == topic}
        assert len(sources) >= 2


def test_every_service_of_a_saved_search_has_its_settings_and_its_reader() -> None:
    """Otherwise the watch would stop at it."""
    known = settings.read(ROOT).services
    assert {row["source"] for row in SAVED.rows} <= set(known) == set(searching.SERVICES)
    assert all(one.address.startswith("https://") for one in known.values())
