"""Records, registrations, cohorts and notices agree with the studies they are about."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import reports

# Decisions


def _decision(line: str) -> list[str]:
    sheet = projects.sheet("records", f"decision,reason,duplicate_of,study_id\n{line}")
    return projects.said(reports.decisions_give_their_reason(sheet))


@pytest.mark.parametrize(
    "line",
    ["included,,,smith2001", "excluded,no pears,,", "duplicate,,r1,", "awaiting,,,"],
)
def test_a_decision_with_its_reason_is_fine(line: str) -> None:
    """What still waits needs no reason."""
    assert _decision(line) == []


@pytest.mark.parametrize(
    ("decision", "column", "field"),
    [("included", 4, "study_id"), ("excluded", 2, "reason"), ("duplicate", 3, "duplicate_of")],
)
def test_a_decision_without_its_reason_is_a_problem(decision: str, column: int, field: str) -> None:
    """The place is the cell to fill in."""
    assert _decision(f"{decision},,,") == [
        f"data/records.csv:2:{column}: [{field}] a record that is {decision} without its {field} "
        "→ fill it in, or set decision to awaiting"
    ]


KINDS = projects.sheet(
    "studies",
    "study_id,kind\nsmith2001,clinical\nmouse2002,preclinical\ngreen2010,registered",
)


def _leads(*lines: str) -> list[str]:
    records = projects.sheet("records", "\n".join(["decision,study_id", *lines]))
    return projects.said(reports.decisions_fit_the_study(records, KINDS))


@pytest.mark.parametrize(
    "line",
    [
        "included,smith2001",
        "included,mouse2002",
        "ongoing,green2010",
        "excluded,green2010",
        "duplicate,smith2001",
        "included,nobody",
        "included,",
    ],
)
def test_a_decision_that_fits_its_study_is_fine(line: str) -> None:
    """Only what is included or ongoing is held against the study."""
    assert _leads(line) == []


@pytest.mark.parametrize(
    ("decision", "study", "kind"),
    [
        ("included", "green2010", "registered"),
        ("ongoing", "smith2001", "clinical"),
        ("ongoing", "mouse2002", "preclinical"),
    ],
)
def test_a_decision_that_does_not_fit_its_study_is_a_problem(
    decision: str, study: str, kind: str
) -> None:
    """A study that is still going on has no results to include."""
    assert _leads(f"{decision},{study}") == [
        f"data/records.csv:2:1: [decision] a record that is {decision} "
        f"leads to the {kind} study {study} → correct the decision, or the kind of the study"
    ]


def _reached(*lines: str) -> list[str]:
    records = projects.sheet("records", "\n".join(["decision,study_id", *lines]))
    studies = projects.sheet("studies", "study_id\nsmith2001\ngreen2010")
    return projects.said(reports.studies_come_from_a_record(records, studies))


def test_studies_with_a_record_are_fine() -> None:
    """A study may have several."""
    assert _reached("included,smith2001", "included,smith2001", "ongoing,green2010") == []


@pytest.mark.parametrize("line", ["excluded,green2010", "duplicate,green2010", "awaiting,"])
def test_a_study_without_a_record_is_a_problem(line: str) -> None:
    """A record that was excluded leads nowhere."""
    assert _reached("included,smith2001", line) == [
        "data/studies.csv:3:1: [study_id] no record leads to green2010 → "
        "add its record to data/records.csv"
    ]


# Identifiers


def _identified(*lines: str) -> list[str]:
    sheet = projects.sheet("records", "\n".join(["record_id,doi,pmid,decision", *lines]))
    return projects.said(reports.identifiers_belong_to_one_report(sheet))


@pytest.mark.parametrize(
    "line",
    ["r2,10.1/plum,8,included", "r2,10.1/pear,7,duplicate", "r2,,,awaiting"],
    ids=["others", "duplicate", "none"],
)
def test_an_identifier_of_one_report_is_fine(line: str) -> None:
    """A record that repeats another may have all that is the other's."""
    assert _identified("r0,,,excluded", "r1,10.1/pear,7,included", line) == []


@pytest.mark.parametrize(
    ("line", "column", "field", "value"),
    [
        ("r2,10.1/PEAR,8,excluded", 2, "doi", "10.1/PEAR"),
        ("r2,,7,included", 3, "pmid", "7"),
    ],
)
def test_an_identifier_of_two_reports_is_a_problem(
    line: str, column: int, field: str, value: str
) -> None:
    """Capitals make no other DOI; the message names the first record."""
    assert _identified("r1,10.1/pear,7,included", line) == [
        f"data/records.csv:3:{column}: [{field}] “{value}” is that of r1 in line 2 too → "
        "correct it, or mark one of the two as a duplicate"
    ]


def _numbered(*lines: str) -> list[str]:
    sheet = projects.sheet("studies", "\n".join(["study_id,registry_id,cohort_id", *lines]))
    return projects.said(reports.registry_numbers_stand_for_one_cohort(sheet))


def test_a_registry_number_of_one_cohort_is_fine() -> None:
    """A cohort may have several numbers, and studies without one have any cohort."""
    assert (
        _numbered(
            "smith2001,ORCHARD-1,north",
            "smith2003,ORCHARD-1,north",
            "smith2005,MEADOW-2,north",
            "brown1999,,south",
            "green2010,,west",
        )
        == []
    )


def test_a_registry_number_of_two_cohorts_is_a_problem() -> None:
    """The same trial would count twice."""
    assert _numbered("smith2001,ORCHARD-1,north", "brown1999,ORCHARD-1,south") == [
        "data/studies.csv:3:2: [registry_id] ORCHARD-1 is that of smith2001, in another cohort → "
        "give both studies one cohort, or correct the number"
    ]


# Designs


def _designed(line: str) -> list[str]:
    studies = projects.sheet("studies", f"study_id,kind,design\nsmith2001,{line}")
    designs = projects.sheet("designs", "design,kind\ngrafted,clinical\nannounced,registered")
    return projects.said(reports.designs_fit_the_kind(studies, designs))


@pytest.mark.parametrize("line", ["clinical,grafted", "registered,announced", "clinical,unheard"])
def test_a_design_for_the_kind_is_fine(line: str) -> None:
    """An unknown design is left to the links between the tables."""
    assert _designed(line) == []


def test_a_design_for_another_kind_is_a_problem() -> None:
    """The message has both kinds."""
    assert _designed("clinical,announced") == [
        "data/studies.csv:2:3: [design] “announced” is a design of registered studies, "
        "this one is clinical → correct the design or the kind"
    ]


# Registrations


def _registered(line: str) -> list[str]:
    studies = projects.sheet("studies", f"study_id,registry_id\nsmith2001,{line}")
    registrations = projects.sheet("registrations", "registry_id\nORCHARD-1")
    return projects.said(reports.registered_studies_have_their_registration(studies, registrations))


@pytest.mark.parametrize("line", ["ORCHARD-1", ""])
def test_a_number_that_is_in_the_registrations_is_fine(line: str) -> None:
    """A study without a number needs no registration."""
    assert _registered(line) == []


def test_a_number_without_its_registration_is_a_problem() -> None:
    """The place is the number."""
    assert _registered("ORCHARD-2") == [
        "data/studies.csv:2:2: [registry_id] ORCHARD-2 has no row in data/registrations.csv → "
        "add what the register says"
    ]


def _dates(line: str, seen_on: str = "2026-11-21") -> list[str]:
    header = "start,primary_completion,completion,last_update,source"
    registrations = projects.sheet("registrations", f"{header}\n{line},register")
    sources = projects.sheet("sources", f"source_id,seen_on\nregister,{seen_on}")
    return projects.said(reports.dates_of_a_registration_are_in_order(registrations, sources))


@pytest.mark.parametrize(
    "line",
    [
        "2001-03-01,2002-03-01,2003-03-01,2004-03-01",
        "2001-03-01,2001-03-01,2001-03-01,2026-11-21",
        "2001-03,2001,2001-03-31,2026",
        "2001-12-31,2001-12,2002,2026-11",
        "2030,2031,,",
        ",,,",
    ],
    ids=["days", "the same day", "coarse", "year by year", "to come", "blank"],
)
def test_dates_in_order_are_fine(line: str) -> None:
    """Dates are compared as far as both are given: a month lies in its year."""
    assert _dates(line) == []


@pytest.mark.parametrize(
    ("line", "column", "field", "found"),
    [
        (
            "2003-03,2002,2004,",
            2,
            "primary_completion",
            "primary_completion 2002 lies before start 2003-03",
        ),
        (
            "2001,2003-03-02,2003-03-01,",
            3,
            "completion",
            "completion 2003-03-01 lies before primary_completion 2003-03-02",
        ),
        ("2003-03,,2003-02,", 3, "completion", "completion 2003-02 lies before start 2003-03"),
    ],
    ids=["start", "main outcome", "main outcome not given"],
)
def test_dates_in_the_wrong_order_are_a_problem(
    line: str, column: int, field: str, found: str
) -> None:
    """Each date is held against the last one given before it."""
    assert _dates(line) == [
        f"data/registrations.csv:2:{column}: [{field}] {found} → check both in the record"
    ]


def test_a_record_that_was_updated_after_we_read_it_is_a_problem() -> None:
    """One of the two days was written down wrongly."""
    assert _dates(",,,2026-11-22") == [
        "data/registrations.csv:2:4: [last_update] an update on 2026-11-22 of a record "
        "read on 2026-11-21 → check the record"
    ]


# Cohorts


def _cohorts(studies: list[str], *explained: str) -> list[str]:
    return projects.said(
        reports.shared_cohorts_have_their_reason(
            projects.sheet("studies", "\n".join(["study_id,cohort_id", *studies])),
            projects.sheet("cohorts", "\n".join(["cohort_id,reason", *explained])),
        )
    )


SHARED = ["smith2001,north", "brown1999,south", "smith2003,north"]


def test_a_shared_cohort_with_its_reason_is_fine() -> None:
    """A study that shares its trees with no other needs none."""
    assert _cohorts(SHARED, "north,The same trees.") == []


def test_a_shared_cohort_without_a_reason_is_a_problem_of_each_study() -> None:
    """Whoever opens either row sees it."""
    assert _cohorts(SHARED) == [
        f"data/studies.csv:{line}:2: [cohort_id] the cohort “north” has 2 studies and no reason → "
        "add it to data/cohorts.csv"
        for line in (2, 4)
    ]


@pytest.mark.parametrize("cohort", ["south", "west"], ids=["one study", "no study"])
def test_a_reason_for_a_cohort_that_is_not_shared_is_a_problem(cohort: str) -> None:
    """A reason without studies was left over, or its studies have another key."""
    assert _cohorts(SHARED, "north,The same trees.", f"{cohort},The same trees.") == [
        f"data/cohorts.csv:3:1: [cohort_id] the cohort “{cohort}” is shared by no two studies → "
        "remove the row, or give the studies this cohort"
    ]


# Notices


def test_studies_that_were_looked_up_are_fine() -> None:
    """A registered study has no report that could be retracted."""
    notices = projects.sheet("notices", "study_id\nsmith2001\nmouse2002")
    assert projects.said(reports.reports_were_looked_up_for_notices(KINDS, notices)) == []


def test_a_study_that_nobody_looked_up_is_a_problem() -> None:
    """That nothing was found is a row, too."""
    notices = projects.sheet("notices", "study_id\nsmith2001")
    assert projects.said(reports.reports_were_looked_up_for_notices(KINDS, notices)) == [
        "data/studies.csv:3:1: [study_id] nobody looked whether mouse2002 was retracted or "
        "corrected → look, and add a row to data/notices.csv"
    ]


def _notice(line: str) -> list[str]:
    sheet = projects.sheet("notices", f"found,source,detail\n{line}")
    return projects.said(reports.notices_name_their_page(sheet))


@pytest.mark.parametrize("line", ["nothing found,,", "erratum,journal,two trees mixed up"])
def test_a_notice_with_its_page_is_fine(line: str) -> None:
    """Where nothing was found there is no page."""
    assert _notice(line) == []


@pytest.mark.parametrize(
    ("line", "column", "field"),
    [
        ("erratum,,two trees mixed up", 2, "source"),
        ("erratum,journal,", 3, "detail"),
    ],
)
def test_a_notice_without_its_page_is_a_problem(line: str, column: int, field: str) -> None:
    """Readers are told what the notice says and where."""
    assert _notice(line) == [
        f"data/notices.csv:2:{column}: [{field}] a notice (erratum) without its {field} "
        "→ fill it in"
    ]


def _retracted(status: str, found: str) -> list[str]:
    studies = projects.sheet("studies", f"study_id,status\nsmith2001,{status}")
    notices = projects.sheet("notices", f"study_id,found\nsmith2001,erratum\nsmith2001,{found}")
    return projects.said(reports.retracted_studies_say_so(studies, notices))


@pytest.mark.parametrize(
    ("status", "found"), [("retracted", "retraction"), ("completed", "nothing found")]
)
def test_a_status_that_agrees_with_the_notices_is_fine(status: str, found: str) -> None:
    """A correction is not a retraction."""
    assert _retracted(status, found) == []


@pytest.mark.parametrize(
    ("status", "found", "known"),
    [("completed", "retraction", "found"), ("retracted", "nothing found", "not found")],
)
def test_a_status_that_disagrees_with_the_notices_is_a_problem(
    status: str, found: str, known: str
) -> None:
    """A retracted study is never shown as if it stood, nor a sound one as retracted."""
    assert _retracted(status, found) == [
        f"data/studies.csv:2:2: [status] the status is “{status}”, a retraction was {known} → "
        "correct the status, or the row in data/notices.csv"
    ]


# Days and values

READ_TABLES = ("studies", "registrations", "arms", "outcomes", "reported_effects")


def _taken(table: str, line: str) -> list[str]:
    header = "source,extracted_on,verified_on"
    sound = "page,2026-11-21,"
    sheets = {
        name: projects.sheet(name, f"{header}\n{line if name == table else sound}")
        for name in READ_TABLES
    }
    sources = projects.sheet("sources", "source_id,seen_on\npage,2026-11-20")
    return projects.said(
        reports.values_are_taken_after_their_source_was_read(sources=sources, **sheets)
    )


@pytest.mark.parametrize(
    "line",
    [
        "page,2026-11-20,",
        "page,2026-11-20,2026-11-20",
        "page,2026-11-21,2026-12-01",
        "unread,2001-01-01,",
        "page,,",
    ],
)
def test_a_value_taken_after_its_page_was_read_is_fine(line: str) -> None:
    """The same day will do; an unknown page and a blank day are said elsewhere."""
    assert _taken("outcomes", line) == []


@pytest.mark.parametrize("table", READ_TABLES)
def test_a_value_taken_before_its_page_was_read_is_a_problem(table: str) -> None:
    """Every table of values is looked at."""
    assert _taken(table, "page,2026-11-19,") == [
        f"data/{table}.csv:2:2: [extracted_on] taken on 2026-11-19 from a page read on 2026-11-20 "
        "→ correct one of the dates"
    ]


def test_a_value_verified_before_it_was_taken_is_a_problem() -> None:
    """Nobody can check what is not there yet."""
    assert _taken("arms", "page,2026-11-22,2026-11-21") == [
        "data/arms.csv:2:3: [verified_on] verified on 2026-11-21, before it was taken on "
        "2026-11-22 → correct one of the dates"
    ]


def _valued(outcomes: str, effects: str, note: str = "") -> list[str]:
    return projects.said(
        reports.studies_have_values_or_a_reason(
            projects.sheet("studies", f"study_id,note\nsmith2001,{note}"),
            projects.sheet("outcomes", f"study_id\n{outcomes}"),
            projects.sheet("reported_effects", f"study_id\n{effects}"),
        )
    )


@pytest.mark.parametrize(
    ("outcomes", "effects", "note"),
    [
        ("smith2001", "brown1999", ""),
        ("brown1999", "smith2001", ""),
        ("brown1999", "brown1999", "No numbers were printed."),
    ],
    ids=["values", "results between groups", "note"],
)
def test_a_study_with_values_or_a_note_is_fine(outcomes: str, effects: str, note: str) -> None:
    """A result between groups is a value, too."""
    assert _valued(outcomes, effects, note) == []


def test_a_study_without_values_and_without_a_note_is_a_problem() -> None:
    """The place is the note that would say why."""
    assert _valued("brown1999", "brown1999") == [
        "data/studies.csv:2:2: [note] smith2001 has no row in data/outcomes.csv → "
        "add its values, or say here why not"
    ]
