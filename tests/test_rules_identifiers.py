"""Identifiers lead to one report, one study and one cohort."""

from __future__ import annotations

import pytest

import projects
from evidence.bibliography import Reference
from evidence.rows import Sheet
from evidence.rules import identifiers

REFERENCES = {
    "oak": Reference("oak", "article", 1, {"doi": "10.1/Oak", "pmid": "7", "year": "2019"}),
    "elm": Reference("elm", "article", 5, {"doi": "10.1/elm", "pmid": "8"}),
}


def _records(line: str) -> Sheet:
    return projects.sheet("records", f"record_id,doi,pmid,study_id,decision,note\nr1,{line}")


@pytest.mark.parametrize(
    "line",
    ["10.1/oak,7,oak,included,", "10.1/ash,,oak,ongoing,", ",,oak,included,", "10.1/oak,,,,"],
)
def test_an_identifier_of_its_own_study_is_fine(line: str) -> None:
    """Letters of a DOI may be large or small; one nobody has is not judged."""
    sheet = _records(line)
    assert projects.said(identifiers.identifiers_lead_to_their_study(sheet, REFERENCES)) == []
    assert (
        projects.said(identifiers.identifiers_agree_with_the_bibliography(sheet, REFERENCES)) == []
    )


def test_the_identifier_of_another_work_is_a_problem() -> None:
    """The record leads to one study and its DOI to another."""
    sheet = _records("10.1/elm,,oak,ongoing,")
    assert projects.said(identifiers.identifiers_lead_to_their_study(sheet, REFERENCES)) == [
        "data/records.csv:2:2: [doi] the DOI 10.1/elm is that of “elm” in references.bib → "
        "correct it, or the study this record leads to (oak)"
    ]


def test_an_identifier_that_differs_from_the_reference_is_questioned() -> None:
    """A study may have two reports; a note says so."""
    sheet = _records("10.1/ash,,oak,included,")
    assert projects.said(
        identifiers.identifiers_agree_with_the_bibliography(sheet, REFERENCES)
    ) == [
        "data/records.csv:2:2: [doi] warning: 10.1/ash, where references.bib has 10.1/Oak → "
        "correct one of the two, or say in note why it is so"
    ]


STUDIES = projects.sheet(
    "studies", "study_id,cohort_id,registry_id\noak,oaks,NCT1\noak2,oaks,\nelm,elms,"
)


def _cohorts(number: str, study: str) -> list[str]:
    records = projects.sheet("records", f"registry_id,study_id\n{number},{study}")
    registrations = projects.sheet("registrations", "registry_id,study_id\nNCT1,oak")
    return projects.said(
        identifiers.registry_numbers_lead_to_one_cohort(records, registrations, STUDIES)
    )


@pytest.mark.parametrize(
    ("number", "study"), [("NCT1", "oak2"), ("NCT2", "elm"), ("", "elm"), ("NCT1", "")]
)
def test_a_registry_number_within_its_cohort_is_fine(number: str, study: str) -> None:
    """Two reports of one trial share its number."""
    assert _cohorts(number, study) == []


def test_a_registry_number_of_another_cohort_is_a_problem() -> None:
    """The same people would count twice."""
    assert _cohorts("NCT1", "elm") == [
        "data/records.csv:2:1: [registry_id] NCT1 is that of oak, in another cohort than elm → "
        "give both studies one cohort, or correct the number"
    ]


def _years(line: str) -> list[str]:
    studies = projects.sheet("studies", f"study_id,kind,year,note\n{line}")
    starts = projects.sheet("registrations", "study_id,start\noak,2017-05\nelm,2019")
    return projects.said(
        [
            *identifiers.years_agree_with_the_bibliography(studies, REFERENCES),
            *identifiers.studies_follow_their_registration(studies, starts),
        ]
    )


@pytest.mark.parametrize(
    "line",
    ["oak,clinical,2019,", "oak,clinical,,", "elm,registered,2018,", "oak,clinical,2018,Online."],
)
def test_a_year_that_agrees_is_fine(line: str) -> None:
    """A registered study is registered before it begins; a note explains a difference."""
    assert _years(line) == []


def test_a_year_that_disagrees_with_the_bibliography_is_questioned() -> None:
    """One of the two is a slip."""
    assert _years("oak,clinical,2018,") == [
        "data/studies.csv:2:3: [year] warning: 2018, where references.bib has 2019 → "
        "correct one of the two, or say in note why it is so"
    ]


def test_a_study_published_before_it_began_is_questioned() -> None:
    """Follow-up does not come before the treatment."""
    assert _years("elm,clinical,2018,") == [
        "data/studies.csv:2:3: [year] warning: published in 2018, begun in 2019 → "
        "check the year here and start in data/registrations.csv, or say in note why it is so"
    ]


def _titles(decision: str, title: str) -> list[str]:
    text = f"record_id,title,decision,note\nr1,Sweet pears,included,\nr2,{title},{decision},"
    return projects.said(identifiers.reports_stand_once(projects.sheet("records", text)))


def test_another_title_and_a_marked_duplicate_are_fine() -> None:
    """So are two titles that were not seen."""
    assert _titles("included", "Sour pears") == _titles("duplicate", "Sweet pears") == []


def test_a_title_that_stands_twice_is_questioned() -> None:
    """Case and points do not make a new report."""
    assert _titles("included", "SWEET: pears.") == [
        "data/records.csv:3:2: [title] warning: the title of r1 in line 2 too → "
        "mark one of the two as a duplicate, or say in note why it is so"
    ]


def _readings(line: str) -> list[str]:
    header = "study_id,arm_id,outcome_id,subgroup,time,months,statistic,unit,value,note"
    text = f"{header}\noak,a,size,all,6 months,6,mean,cm,12,\n{line}"
    return projects.said(identifiers.readings_stand_once(projects.sheet("outcomes", text)))


@pytest.mark.parametrize(
    "line",
    [
        "oak,a,size,all,half a year,6,mean,cm,13,",
        "oak,b,size,all,half a year,6,mean,cm,12,",
        "oak,a,size,all,half a year,,mean,cm,12,",
        "oak,a,size,all,half a year,6,mean,cm,12,Two visits.",
    ],
)
def test_another_reading_is_fine(line: str) -> None:
    """Another value, group or time that is not known, or a note."""
    assert _readings(line) == []


def test_one_reading_under_two_names_of_the_time_is_questioned() -> None:
    """It would count twice."""
    assert _readings("oak,a,size,all,half a year,6,mean,cm,12,") == [
        "data/outcomes.csv:3:5: [time] warning: the value of line 2, there at “6 months” → "
        "remove one row if they are one reading, or say in note why it is so"
    ]
