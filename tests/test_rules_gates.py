"""A checklist answers “yes” only to what the tables show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import projects
from evidence.problems import Problem
from evidence.rows import Sheet
from evidence.rules import gates

CURE = "give another answer, with its reason, until the tables show it"
SAVED = projects.sheet(
    "saved_searches", "saved_search_id,source\na,europepmc\nb,crossref\nc,clinicaltrials"
)
AUTOMATION = projects.sheet("automation", "step,tool\npicking,machine-assisted reader")


def _answered(checklist: str, item: str, answer: str = "yes") -> Sheet:
    """Return a checklist with an item that no gate guards, and one that may have one."""
    return projects.sheet(
        "checklist_items",
        f"checklist_id,item,answer\nprisma-2020,4,yes\n{checklist},{item},{answer}",
    )


def _said(problems: Iterator[Problem]) -> list[str]:
    """Return what is found, without the place and the cure that all have in common."""
    before, after = "data/checklist_items.csv:3:3: [answer] the answer is “yes”, yet ", f" → {CURE}"
    found = projects.said(problems)
    assert all(one.startswith(before) and one.endswith(after) for one in found), found
    return [one.removeprefix(before).removesuffix(after) for one in found]


def _runs(*keys: str) -> Sheet:
    lines = [f"{key}-1,{key},2026-02-01" for key in keys]
    return projects.sheet(
        "searches", "\n".join(["search_id,saved_search,run_on", "by-hand,,2026-01-10", *lines])
    )


# Searches


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ((), "0 databases and 0 registers"),
        (("a", "c"), "1 database and 1 register"),
        (("a", "b"), "2 databases and 0 registers"),
    ],
)
@pytest.mark.parametrize(
    ("checklist", "item"), [("amstar-2", "4"), ("prisma-2020", "1"), ("prisma-abstracts", "1")]
)
def test_a_search_of_too_few_places_is_not_called_comprehensive(
    checklist: str, item: str, run: tuple[str, ...], found: str
) -> None:
    """A list made by hand is no database, and neither makes the review systematic."""
    items = _answered(checklist, item)
    assert _said(gates.comprehensive_searches_were_run(items, SAVED, _runs(*run))) == [
        f"saved searches were run in {found}"
    ]


def test_a_search_of_two_databases_and_a_register_may_be_called_comprehensive() -> None:
    """Whether it was is for people to judge."""
    items = _answered("amstar-2", "4")
    assert _said(gates.comprehensive_searches_were_run(items, SAVED, _runs("a", "b", "c"))) == []


@pytest.mark.parametrize(
    ("run", "found"), [(("a",), "2 saved searches were"), (("a", "b"), "1 saved search was")]
)
@pytest.mark.parametrize(("checklist", "item"), [("amstar-2", "4"), ("prisma-2020", "7")])
def test_queries_that_were_never_sent_are_no_search_strategy(
    checklist: str, item: str, run: tuple[str, ...], found: str
) -> None:
    """Written down is not yet searched."""
    items = _answered(checklist, item)
    assert _said(gates.search_strategies_were_run(items, SAVED, _runs(*run))) == [
        f"{found} never run"
    ]


def test_queries_that_were_all_sent_may_be_called_the_search_strategy() -> None:
    """In whatever order."""
    items = _answered("prisma-2020", "7")
    assert _said(gates.search_strategies_were_run(items, SAVED, _runs("c", "a", "b"))) == []


# A protocol


def _fixed(day: str, concerns: str = "search") -> list[str]:
    analyses = projects.sheet("analyses", f"analysis_id,fixed_on\npears,2026-01-02\nplums,{day}")
    departures = projects.sheet(
        "deviations", f"deviation_id,concerns,done\none,{concerns},The work began without one."
    )
    items = _answered("amstar-2", "2")
    return _said(gates.methods_were_fixed_first(items, analyses, _runs(), departures))


def test_questions_of_an_earlier_day_than_the_first_search_may_be_called_fixed_before() -> None:
    """Departures of another kind are no matter here."""
    assert _fixed("2026-01-09") == []


@pytest.mark.parametrize("day", ["2026-01-10", "2026-03-01"])
def test_questions_of_the_day_of_the_first_search_or_later_were_not_fixed_before(day: str) -> None:
    """A day tells no hours, so the same day is not before."""
    assert _fixed(day) == ["1 question was not fixed before the first search (2026-01-10)"]


def test_a_departure_about_the_protocol_speaks_against_one() -> None:
    """In its own words."""
    assert _fixed("2026-01-09", "protocol") == [
        "data/deviations.csv tells a departure: The work began without one."
    ]


# Two people


def _chosen(*lines: str) -> list[str]:
    records = projects.sheet(
        "records", "\n".join(["decision,decided_by,second_decided_by", *lines])
    )
    return _said(gates.two_people_chose(_answered("amstar-2", "5"), records, AUTOMATION))


def test_two_people_on_each_record_may_be_called_two_people() -> None:
    """What repeats another record needs no decision of its own."""
    assert _chosen("included,Anna Pear,Ben Plum", "duplicate,machine-assisted reader,") == []


@pytest.mark.parametrize(
    "line",
    [
        "included,Anna Pear,",
        "included,Anna Pear,anna pear",
        "excluded,machine-assisted reader,Ben Plum",
        "excluded,Ben Plum,Machine-assisted reader",
        "awaiting,,",
    ],
)
def test_one_person_and_a_machine_are_not_two_people(line: str) -> None:
    """Nor is one person twice, or nobody."""
    assert _chosen("included,Anna Pear,Ben Plum", line) == ["two people did not decide on 1 record"]


def _read(*lines: str) -> list[str]:
    header = "extracted_by,second_look,verified_by"
    sound = f"{header}\ncontributor,agreed,Ben Plum"
    return _said(
        gates.two_people_read(
            _answered("amstar-2", "6"),
            projects.sheet("arms", sound),
            projects.sheet("outcomes", "\n".join([sound, *lines])),
            projects.sheet("reported_effects", sound),
            AUTOMATION,
        )
    )


def test_values_that_two_people_read_may_be_called_so() -> None:
    """A second reading that corrected the first is one too."""
    assert _read("contributor,corrected,Ben Plum") == []


@pytest.mark.parametrize(
    "line",
    [
        "machine-assisted reader,agreed,Ben Plum",
        "contributor,,Ben Plum",
        "contributor,agreed,",
        "contributor,agreed,machine-assisted reader",
    ],
)
def test_values_that_one_person_read_are_counted(line: str) -> None:
    """The table is named."""
    assert _read(line, line) == ["two people did not read 2 rows of data/outcomes.csv"]


# Money and people


def _paid(*lines: str) -> list[str]:
    studies = projects.sheet("studies", "\n".join(["study_id,kind,funding", *lines]))
    return _said(gates.funding_of_studies_is_known(_answered("amstar-2", "10"), studies))


def test_the_funding_of_every_study_with_results_may_be_called_told() -> None:
    """A trial that is only registered has no results yet."""
    assert _paid("smith2001,clinical,A nursery", "plan2020,registered,") == []


def test_studies_without_their_funding_are_counted() -> None:
    """Blank is not seen."""
    assert _paid("smith2001,clinical,A nursery", "brown1999,preclinical,") == [
        "the funding of 1 study is blank"
    ]


def _authors(*lines: str) -> Sheet:
    return projects.sheet("contributors", "\n".join(["name,kind,interests", *lines]))


GROUP = "The gardeners,organisation,None"
PERSON = '"Pear, Anna",person,Owns an orchard.'


def test_authors_who_are_all_people_may_be_called_named() -> None:
    """What they declared is another item."""
    items = _answered("prisma-lsr", "L4")
    authors = _authors('"Pear, Anna",person,')
    assert _said(gates.authors_are_people(items, authors)) == []


def test_a_group_among_the_authors_is_no_person() -> None:
    """Its name stands in the message."""
    items = _answered("prisma-lsr", "L4")
    assert _said(gates.authors_are_people(items, _authors(PERSON, GROUP))) == [
        "“The gardeners” is no person"
    ]


INTERESTS = [
    ("amstar-2", "16"),
    ("prisma-2020", "25"),
    ("prisma-2020", "26"),
    ("prisma-abstracts", "11"),
    ("prisma-lsr", "25"),
    ("prisma-lsr", "26"),
]


@pytest.mark.parametrize(("checklist", "item"), INTERESTS)
@pytest.mark.parametrize(
    ("line", "name"), [(GROUP, "The gardeners"), ('"Plum, Ben",person,', "Plum, Ben")]
)
def test_interests_are_told_only_when_every_author_declared_them(
    checklist: str, item: str, line: str, name: str
) -> None:
    """A group cannot; a person who said nothing did not."""
    items = _answered(checklist, item)
    assert _said(gates.authors_declared_their_interests(items, _authors(PERSON, line))) == [
        f"“{name}” has declared no interests"
    ]


def test_interests_that_every_author_declared_may_be_called_told() -> None:
    """Having none is declared too."""
    items = _answered("amstar-2", "16")
    authors = _authors(PERSON, '"Plum, Ben",person,Nothing to declare.')
    assert _said(gates.authors_declared_their_interests(items, authors)) == []


# Other answers


@pytest.mark.parametrize("answer", ["partly", "no", "not applicable"])
def test_an_answer_other_than_yes_needs_nothing_from_the_tables(answer: str) -> None:
    """Its reason says what is missing."""
    items = _answered("amstar-2", "4", answer)
    assert _said(gates.comprehensive_searches_were_run(items, SAVED, _runs())) == []
    assert _said(gates.search_strategies_were_run(items, SAVED, _runs())) == []


# Versions


def _changes(item: str, answer: str, *earlier: str) -> list[str]:
    items = _answered("prisma-lsr", item, answer)
    return projects.said(gates.changes_are_told_from_the_second_version_on(items, earlier))


@pytest.mark.parametrize("answer", ["yes", "partly", "no"])
def test_what_changed_since_the_version_before_may_be_told_or_not(answer: str) -> None:
    """With its place, or with the reason why not."""
    assert _changes("L3", answer, "2026.12") == []


def test_before_the_second_version_nothing_can_have_changed() -> None:
    """Nor does another item have to be about changes."""
    assert _changes("L3", "not applicable") == []
    assert _changes("2", "not applicable", "2026.12") == []


@pytest.mark.parametrize("item", ["4", "L2", "L3", "27"])
def test_from_the_second_version_on_what_changed_applies(item: str) -> None:
    """The newest version before is named."""
    assert _changes(item, "not applicable", "2027.01", "2026.12") == [
        "data/checklist_items.csv:3:3: [answer] the answer is “not applicable”, yet version "
        "2027.01 came before → say where it is told what changed, also when nothing did"
    ]
