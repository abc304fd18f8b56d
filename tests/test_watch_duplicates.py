"""Whether a result is known: surely, perhaps, or not; and what a person should read first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import watched
from evidence import bibliography, descriptor, rows
from evidence.rows import Sheet
from evidence.watch import duplicates, relevance, words
from evidence.watch.answers import Found
from evidence.watch.duplicates import Known, Likeness

TITLE = "Plums for sleepless gardeners: a randomised trial"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    """Return the tables of the project."""
    root = watched.project(tmp_path_factory.mktemp("orchard"))
    return rows.read_all(root, descriptor.read(root))[0]


@pytest.fixture
def known(sheets: dict[str, Sheet]) -> Known:
    """Return what the tables of the project know."""
    return duplicates.known(sheets["records"], sheets["registrations"], {})


def of(**said: Any) -> Found:
    """Return a result with another title than any record."""
    return Found(**{"title": "Something else entirely", **said})


@pytest.mark.parametrize(
    ("found", "record", "by"),
    [
        (of(doi="10.1234/plums.1"), "plum2019", "DOI"),
        (of(pmid="30000001"), "plum2019", "PMID"),
        (of(registry_id="NCT00000011"), "night2024", "registry number"),
        (of(registry_id="ISRCTN00000012"), "night2024", "registry number"),
        (Found(TITLE, "2019"), "plum2019", "title and year"),
        (Found(f"{TITLE.upper()}.", "2020"), "plum2019", "title and year"),
    ],
)
def test_a_result_is_surely_known_by(known: Known, found: Found, record: str, by: str) -> None:
    """Its DOI, PMID, registry number, or its title in a year beside that of the record."""
    assert known.likeness(found) == Likeness(record, by, sure=True)


@pytest.mark.parametrize(
    "found",
    [
        Found(TITLE, "2019", doi="10.1234/other"),
        Found(TITLE, "2019", pmid="30000099"),
        Found(TITLE, "2024"),
        Found(TITLE),
        Found(TITLE.replace("randomised trial", "randomized study"), "2019"),
        Found(TITLE.replace("Plums", "Plum"), "2019"),
    ],
)
def test_a_result_is_perhaps_known_by_its_title(known: Known, found: Found) -> None:
    """When something speaks against it, or the title is a little different, a person looks."""
    assert known.likeness(found) == Likeness("plum2019", "title", sure=False)


@pytest.mark.parametrize(
    "found",
    [
        of(),
        of(doi="10.1234/plums.10", pmid="3000000"),
        of(title="title not seen", year="2019"),
        Found("Pears for sleepy cooks: a cohort", "2019"),
    ],
)
def test_a_result_is_new_when_nothing_is_alike(known: Known, found: Found) -> None:
    """A number that is the beginning of another is another."""
    assert known.likeness(found) is None


def test_another_first_author_speaks_against_one_report(sheets: dict[str, Sheet]) -> None:
    """The author is that of the bibliography."""
    reference = bibliography.Reference("plum2019", "article", 1, {"author": "Pear, Anna and B"})
    known = duplicates.known(sheets["records"], sheets["registrations"], {"plum2019": reference})
    same = known.likeness(Found(TITLE, "2019", authors=("Pear",)))
    other = known.likeness(Found(TITLE, "2019", authors=("Quince",)))
    assert same and same.sure
    assert other and not other.sure


def test_the_bibliography_lends_its_identifiers(sheets: dict[str, Sheet]) -> None:
    """A record without a PMID is known by that of its reference."""
    records = sheets["records"]
    blank = [replace(row, cells={**row.cells, "pmid": ""}) for row in records.rows]
    reference = bibliography.Reference("plum2019", "article", 1, {"pmid": "777"})
    known = duplicates.known(
        replace(records, rows=tuple(blank)), sheets["registrations"], {"plum2019": reference}
    )
    assert known.likeness(of(pmid="777")) == Likeness("plum2019", "PMID", sure=True)


def test_a_short_title_alone_does_not_make_one_report() -> None:
    """“Plums” may be the title of many."""
    known = Known()
    known.add("plums", Found("Plums", "2019"), alike=True)
    likeness = known.likeness(Found("Plums", "2019"))
    assert likeness and not likeness.sure


TOPIC = (("plum*", "damson*"), ("sleep*",))


def rate(sheets: dict[str, Sheet], found: Found) -> tuple[int, str]:
    """Return the points of a result and its reasons."""
    given = relevance.scale(sheets).rate(found, TOPIC)
    return given.points, str(given)


def test_words_of_the_topic_give_points_more_in_the_title(sheets: dict[str, Sheet]) -> None:
    """Each group of words counts once."""
    assert rate(sheets, Found("Plums and damsons", abstract="For sleepless gardeners.")) == (
        4,
        "Likely relevance 4: title names “Plums”, abstract names “sleepless”.",
    )


def test_words_of_a_design_give_points_by_its_comparison(sheets: dict[str, Sheet]) -> None:
    """The words and the comparison are those of the table of designs."""
    assert rate(sheets, of(kinds=("Randomized Controlled Trial",))) == (
        3,
        "Likely relevance 3: “Randomized” tells of a comparison: another group, by chance.",
    )


def test_a_condition_of_the_review_gives_a_point(sheets: dict[str, Sheet]) -> None:
    """The conditions are those of the descriptor."""
    points, said = rate(sheets, of(abstract="People with cystinosis."))
    assert (points, said) == (1, "Likely relevance 1: names the condition cystinosis.")


def test_the_number_of_one_of_our_registrations_gives_points(sheets: dict[str, Sheet]) -> None:
    """The report of a trial we wait for should be read first."""
    points, said = rate(sheets, of(abstract="Registered as NCT00000011."))
    assert (points, said) == (
        4,
        "Likely relevance 4: names NCT00000011, a registration of night2024.",
    )


def test_nothing_named_gives_no_points_and_says_so(sheets: dict[str, Sheet]) -> None:
    """It is listed all the same, at the end."""
    assert rate(sheets, of()) == (0, "Likely relevance 0: no word found.")


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("rat", "A rat ran", "rat"),
        ("rat", "The rate", ""),
        ("plum*", "Plums", "Plums"),
        ("stem cell*", "Stem cells of trees", "Stem cells"),
        ("MRL/lpr", "in MRL/lpr mice", "MRL/lpr"),
        ("phase I", "a phase II trial", ""),
    ],
)
def test_a_word_is_named_whole_unless_a_star_leaves_its_ending_open(
    word: str, text: str, found: str
) -> None:
    """Case does not matter."""
    assert words.first_named((word,), text) == found


PATTERN = "^(NCT[0-9]{8}|ISRCTN[0-9]{8})$"


def test_a_result_that_names_one_registration_gets_its_number() -> None:
    """So a person sees at once to which trial it may belong."""
    assert relevance.trial_named(of(abstract="(NCT00000009, again NCT00000009)"), PATTERN) == (
        "NCT00000009"
    )


def test_a_result_that_names_several_registrations_gets_none() -> None:
    """Which of them is its own is for a person to say."""
    assert relevance.trial_named(of(abstract="NCT00000009, ISRCTN00000001"), PATTERN) == ""
