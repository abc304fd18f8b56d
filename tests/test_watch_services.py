"""What each service answers, as it documents it: read in full, and refused when it changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evidence.watch import answers, clinicaltrials, crossref, europepmc
from evidence.watch.answers import AnswerError, Found
from evidence.watch.clinicaltrials import State
from services import reference


def test_a_report_of_europe_pmc_is_read_in_full() -> None:
    """Markup goes, family names stay whole, the DOI is in lower case."""
    page = europepmc.page(reference("europepmc-search"), "*", 25)
    assert page.total == 2
    assert page.found[0] == Found(
        title="Plums for sleepless gardeners: a randomized trial",
        year="2019",
        doi="10.1234/plums.1",
        pmid="30000001",
        address="https://europepmc.org/article/MED/30000001",
        authors=("Pear", "van Quince"),
        journal="Orchard",
        abstract="Background Gardeners sleep badly. Methods "
        "Twenty were given plums & rest (NCT00000001).",
        kinds=("research-article", "Randomized Controlled Trial", "Journal Article"),
    )


def test_a_preprint_of_europe_pmc_has_no_pubmed_number() -> None:
    """And no abstract here: what is not given is blank."""
    found = europepmc.page(reference("europepmc-search"), "*", 25).found[1]
    assert (found.pmid, found.abstract, found.kinds) == ("", "", ("Preprint",))
    assert found.address == "https://europepmc.org/article/PPR/PPR000002"


def test_europe_pmc_has_no_more_when_it_gives_the_cursor_it_was_asked_with() -> None:
    """So its paging ends."""
    answer = reference("europepmc-search")
    assert europepmc.page(answer, "*", 25).following == "AoIIQDx6Hyg0NDU2"
    assert europepmc.page(answer, "AoIIQDx6Hyg0NDU2", 25).following == ""


def test_europe_pmc_tells_of_notices() -> None:
    """By the kind of publication, and by links to what comments on it or corrects it."""
    assert europepmc.notices(reference("europepmc-notices")) == {
        "30000001": [
            ("Retraction in", "https://europepmc.org/article/MED/31000001"),
            ("Comment in", "https://europepmc.org/article/MED/31000009"),
            ("Retracted Publication", ""),
        ],
        "30000003": [("Erratum in", "https://europepmc.org/article/MED/31000003")],
        "30000004": [],
    }


def test_a_trial_of_clinicaltrials_is_read_in_full() -> None:
    """Its year is that of its registration; what tells the design is part of its text."""
    page = clinicaltrials.page(reference("clinicaltrials-search"), "", 100)
    assert (page.total, page.following) == (2, "NF0g5JGKlvQ")
    assert page.found[0] == Found(
        title="Plums at Night",
        year="2023",
        registry_id="NCT00000011",
        address="https://clinicaltrials.gov/study/NCT00000011",
        abstract="Plums at Night, a Trial Gardeners are given plums. "
        "Sleeplessness RANDOMIZED CHILD ADULT",
        kinds=("PHASE1", "PHASE2"),
    )


def test_the_last_page_of_clinicaltrials_has_no_token() -> None:
    """So its paging ends."""
    answer = reference("clinicaltrials-search")
    del answer["nextPageToken"]
    assert clinicaltrials.page(answer, "", 100).following == ""


def test_the_state_of_a_registration_is_read_in_full() -> None:
    """A trial that gives no dates has none."""
    assert clinicaltrials.states(reference("clinicaltrials-states")) == [
        State(
            registry_id="NCT00000001",
            recruitment="COMPLETED",
            start="2018-01-15",
            primary_completion="2018-06",
            completion="2018-12-01",
            kinds=("ACTUAL", "ACTUAL"),
            last_update="2026-11-01",
            has_results=True,
        ),
        State("NCT00000002", "NOT_YET_RECRUITING", "", "", "", (), "", False),
    ]


def test_a_work_of_crossref_is_read_in_full() -> None:
    """Its abstract without the markup of journals."""
    page = crossref.page(reference("crossref-search"), "*", 20)
    assert page.total == 2
    assert page.found[0] == Found(
        title="Plums for sleepless gardeners: a randomized trial",
        year="2019",
        doi="10.1234/plums.1",
        address="https://doi.org/10.1234/plums.1",
        authors=("Pear",),
        journal="Orchard",
        abstract="Abstract Twenty gardeners were given plums.",
        kinds=("journal article",),
    )


def test_a_work_of_crossref_may_have_neither_title_nor_year() -> None:
    """Crossref gives an empty list, and a null for the year."""
    found = crossref.page(reference("crossref-search"), "*", 20).found[1]
    assert (found.title, found.year) == ("title not seen", "")


def test_crossref_has_no_more_when_a_page_is_not_full() -> None:
    """It gives a cursor with the last page too."""
    answer = reference("crossref-search")
    assert crossref.page(answer, "*", 2).following == "DnF1ZXJ5VGhlbkZldGNo"
    assert crossref.page(answer, "*", 3).following == ""


def test_crossref_tells_of_updates_and_a_notice_told_twice_is_one() -> None:
    """The publisher and Retraction Watch may both tell of it."""
    assert crossref.notices(reference("crossref-updates")) == {
        "10.1234/plums.1": [
            ("retraction", "10.1234/plums.notice", "2020-01-05"),
            ("correction", "10.1234/plums.corr", "2019-06"),
        ],
        "10.1234/pears.1": [],
    }


READERS: dict[str, Callable[[Any], Any]] = {
    "europepmc-search": lambda answer: europepmc.page(answer, "*", 25),
    "europepmc-notices": europepmc.notices,
    "clinicaltrials-search": lambda answer: clinicaltrials.page(answer, "", 100),
    "clinicaltrials-states": clinicaltrials.states,
    "crossref-search": lambda answer: crossref.page(answer, "*", 20),
    "crossref-updates": crossref.notices,
}


def places(answer: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every field of an answer."""
    inner = answer.items() if isinstance(answer, dict) else enumerate(answer)
    found = []
    for name, value in inner:
        found.append((*path, name))
        if isinstance(value, dict | list):
            found += places(value, (*path, name))
    return found


def changed(answer: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return an answer with another value at a place."""
    other = copy.deepcopy(answer)
    inner = other
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return other


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("value", [None, 12, 1.5, "plum", True, [], {}, [12], ["plum"], [[]]])
def test_any_field_of_any_type_is_read_or_refused_and_nothing_else(name: str, value: Any) -> None:
    """No answer ends in an error of Python."""
    answer = reference(name)
    for path in places(answer):
        try:
            READERS[name](changed(answer, path, value))
        except AnswerError:
            continue


@pytest.mark.parametrize(
    ("name", "path", "value", "said"),
    [
        (
            "europepmc-search",
            ("hitCount",),
            "2",
            "expected a whole number at “hitCount”, found a text",
        ),
        (
            "europepmc-search",
            ("resultList", "result", 0, "title"),
            ["Plums"],
            "expected a text at “title”, found a list",
        ),
        (
            "europepmc-notices",
            ("resultList", "result", 0, "commentCorrectionList"),
            [],
            "expected an object at “commentCorrectionList”, found a list",
        ),
        (
            "clinicaltrials-states",
            ("studies", 0, "hasResults"),
            "yes",
            "expected true or false at “hasResults”, found a text",
        ),
        (
            "clinicaltrials-states",
            ("studies", 0, "protocolSection", "statusModule", "overallStatus"),
            None,
            "expected a text at “protocolSection.statusModule.overallStatus”, found nothing there",
        ),
        (
            "crossref-search",
            ("message", "total-results"),
            True,
            "expected a whole number at “message.total-results”, found true or false",
        ),
        (
            "crossref-updates",
            ("message", "items", 0, "updated-by", 0, "type"),
            3,
            "expected a text at “type”, found a whole number",
        ),
    ],
)
def test_a_changed_answer_is_told_word_for_word(
    name: str, path: tuple[Any, ...], value: Any, said: str
) -> None:
    """People see which field is no longer as documented."""
    with pytest.raises(AnswerError) as raised:
        READERS[name](changed(reference(name), path, value))
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("Plums &lt;i&gt;in vitro&lt;/i&gt;.", "Plums in vitro"),
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("Plums\u202eat\u200b night", "Plumsat night"),
        ("Plums {{ config }}", "Plums { { config }}"),
        ("Plums <p", "Plums < p"),
        ("JavaScript:alert(1)", "javascript :alert(1)"),
        ("  ", "title not seen"),
        ("", "title not seen"),
    ],
)
def test_a_title_is_taken_as_plain_text(sent: str, taken: str) -> None:
    """What a page, a template or a spreadsheet could run is taken apart."""
    assert answers.title(sent) == taken


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("https://doi.org/10.1234/Plums", "10.1234/plums"),
        ("doi:10.1234/plums", "10.1234/plums"),
        ("10.1234/a b", ""),
        ("11.1234/plums", ""),
    ],
)
def test_a_doi_is_taken_without_address_and_case(sent: str, taken: str) -> None:
    """What is no DOI is left blank."""
    assert answers.doi(sent) == taken
