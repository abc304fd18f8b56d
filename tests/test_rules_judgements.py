"""Verdicts follow from their evidence, and risk of bias is judged as its tool says."""

from __future__ import annotations

import pytest

import projects
from evidence.rules import judgements

# Verdicts


def _verdict(verdict: str, *bearings: str) -> list[str]:
    claims = projects.sheet("claims", f"claim_id,verdict\nother,supported\nripe,{verdict}")
    links = [f"ripe,{bearing}" for bearing in bearings]
    evidence = projects.sheet(
        "claim_evidence", "\n".join(["claim_id,bearing", "other,supports", *links])
    )
    return projects.said(judgements.verdicts_follow_from_the_evidence(claims, evidence))


@pytest.mark.parametrize(
    ("verdict", "bearings"),
    [
        ("supported", ["supports"]),
        ("supported", ["supports", "supports", "context"]),
        ("contradicted", ["contradicts"]),
        ("mixed", ["contradicts", "supports"]),
        ("not traced", []),
        ("not traced", ["context"]),
    ],
)
def test_a_verdict_that_follows_is_fine(verdict: str, bearings: list[str]) -> None:
    """Studies that only give context do not move a verdict."""
    assert _verdict(verdict, *bearings) == []


@pytest.mark.parametrize(
    ("verdict", "bearings", "linked"),
    [
        ("supported", [], "none that supports or contradicts"),
        ("supported", ["context"], "none that supports or contradicts"),
        ("supported", ["supports", "contradicts"], "contradicts and supports"),
        ("contradicted", ["supports"], "supports"),
        ("mixed", ["contradicts"], "contradicts"),
        ("not traced", ["supports"], "supports"),
        ("not traced", ["contradicts"], "contradicts"),
    ],
)
def test_a_verdict_that_does_not_follow_is_a_problem(
    verdict: str, bearings: list[str], linked: str
) -> None:
    """The message says what the linked studies make it."""
    assert _verdict(verdict, *bearings) == [
        f"data/claims.csv:3:2: [verdict] the verdict is “{verdict}”, the linked studies: {linked} "
        "→ correct the verdict, or the rows in data/claim_evidence.csv"
    ]


def _rests(status: str, bearing: str) -> list[str]:
    claims = projects.sheet("claims", "claim_id,verdict\nripe,supported")
    evidence = projects.sheet("claim_evidence", f"claim_id,study_id,bearing\nripe,pear,{bearing}")
    studies = projects.sheet("studies", f"study_id,status\npear,{status}\nplum,retracted")
    return projects.said(
        judgements.verdicts_stand_without_retracted_studies(claims, evidence, studies)
    )


def test_a_verdict_that_rests_on_a_retracted_study_is_a_problem() -> None:
    """It names the claim, its verdict and the study."""
    assert _rests("retracted", "supports") == [
        "data/claim_evidence.csv:2:3: [bearing] the verdict “supported” on ripe rests on pear, "
        "which was retracted → set the bearing to context, and judge the claim again in "
        "data/claims.csv"
    ]


@pytest.mark.parametrize(
    ("status", "bearing"), [("completed", "supports"), ("retracted", "context")]
)
def test_a_verdict_on_other_studies_stands(status: str, bearing: str) -> None:
    """A retracted study may be named for context."""
    assert _rests(status, bearing) == []


# Risk of bias

DESIGNS = projects.sheet(
    "designs", "design,bias_tool\ngrafted by chance,Ladder\ngrafted,Basket\nremembered,"
)
DOMAINS = projects.sheet(
    "bias_domains", "tool,domain\nLadder,chance\nLadder,counting\nBasket,counting"
)
TOOLS = projects.sheet("bias_tools", "tool,judgements\nLadder,sound; frail; rotten\nBasket,yes; no")
STUDIES = projects.sheet(
    "studies",
    "study_id,design\nsmith2001,grafted by chance\nbrown1999,grafted\ngreen2010,remembered",
)


def _fit(*lines: str) -> list[str]:
    sheet = projects.sheet("risk_of_bias", "\n".join(["study_id,tool", *lines]))
    return projects.said(judgements.bias_tools_fit_the_design(STUDIES, DESIGNS, sheet))


def test_the_tool_for_the_design_is_fine() -> None:
    """A study that is not there is left to the links between the tables."""
    assert _fit("smith2001,Ladder", "smith2001,Ladder", "brown1999,Basket", "nobody,Basket") == []


def test_a_tool_for_another_design_is_a_problem() -> None:
    """The cure names the right one."""
    assert _fit("smith2001,Ladder", "smith2001,Basket") == [
        "data/risk_of_bias.csv:3:2: [tool] smith2001 is judged with “Basket” → "
        "use “Ladder”, the tool for its design"
    ]


def test_a_judgement_on_a_design_that_has_no_tool_is_a_problem() -> None:
    """A registered study without results cannot be biased yet."""
    assert _fit("green2010,Ladder") == [
        "data/risk_of_bias.csv:2:2: [tool] green2010 is judged with “Ladder” → remove the row"
    ]


def _judged(*lines: str) -> list[str]:
    sheet = projects.sheet("risk_of_bias", "\n".join(["study_id,domain", *lines]))
    return projects.said(judgements.every_domain_is_judged(STUDIES, DESIGNS, DOMAINS, sheet))


def test_a_study_judged_in_every_domain_is_fine() -> None:
    """A design without a tool asks for no judgements."""
    assert _judged("smith2001,counting", "brown1999,counting", "smith2001,chance") == []


def test_a_domain_that_is_not_judged_is_a_problem() -> None:
    """The domains of another study do not count."""
    assert _judged("smith2001,chance", "brown1999,counting") == [
        "data/studies.csv:2:1: [study_id] smith2001 is not judged for counting (Ladder) → "
        "add the rows to data/risk_of_bias.csv, “not assessable” where that is so"
    ]


def test_a_study_that_is_not_judged_at_all_is_one_problem() -> None:
    """The message lists all its domains."""
    assert _judged("brown1999,counting") == [
        "data/studies.csv:2:1: [study_id] smith2001 is not judged for chance; counting (Ladder) → "
        "add the rows to data/risk_of_bias.csv, “not assessable” where that is so"
    ]


def _word(line: str) -> list[str]:
    sheet = projects.sheet("risk_of_bias", f"tool,judgement\n{line}")
    return projects.said(judgements.judgements_use_the_words_of_their_tool(TOOLS, sheet))


@pytest.mark.parametrize(
    "line", ["Ladder,sound", "Ladder,rotten", "Basket,no", "Basket,not assessable", "Spade,deep"]
)
def test_a_word_of_the_tool_is_fine(line: str) -> None:
    """Any tool may meet what it cannot assess; an unknown tool is left to the links."""
    assert _word(line) == []


@pytest.mark.parametrize("word", ["yes", "frail; rotten", "Sound"])
def test_a_word_of_another_tool_is_a_problem(word: str) -> None:
    """The cure lists the words, from best to worst."""
    assert _word(f"Ladder,{word}") == [
        f"data/risk_of_bias.csv:2:2: [judgement] “{word}” is no judgement of Ladder → "
        "use one of: sound; frail; rotten; not assessable"
    ]


# Judged again


def _reported(days: tuple[str, str], *records: str) -> list[str]:
    """Judge two domains of a study on two days; another study was judged long before."""
    bias = projects.sheet(
        "risk_of_bias",
        "study_id,domain,assessed_on\nbrown1999,blinding,2026-01-01\n"
        f"smith2001,blinding,{days[0]}\nsmith2001,loss,{days[1]}",
    )
    header = "record_id,study_id,decision,decided_on"
    reports = projects.sheet("records", "\n".join([header, *records]))
    return projects.said(judgements.bias_is_judged_after_the_last_report(bias, reports))


FIRST = "smith2001,smith2001,included,2026-03-01"


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-02"])
def test_a_study_judged_on_the_day_of_its_report_or_later_is_fine(day: str) -> None:
    """Studies of which no record was let in have nothing to be compared with."""
    assert _reported((day, day), FIRST) == []


@pytest.mark.parametrize("decision", ["excluded", "awaiting", "duplicate", "ongoing"])
def test_a_record_that_was_not_let_in_changes_no_judgement(decision: str) -> None:
    """It brings no new results."""
    later = f"smith2009,smith2001,{decision},2026-09-01"
    assert _reported(("2026-03-01", "2026-03-01"), FIRST, later) == []


@pytest.mark.parametrize(
    ("days", "line", "judged"),
    [
        (("2026-03-01", "2026-03-01"), 3, "2026-03-01"),
        (("2026-09-01", "2026-08-31"), 4, "2026-08-31"),
    ],
)
def test_a_study_with_a_newer_report_must_be_judged_again(
    days: tuple[str, str], line: int, judged: str
) -> None:
    """In every domain; it is said once, at the first that was not, whatever the order."""
    later = "smith2009,smith2001,included,2026-09-01"
    said = [
        f"data/risk_of_bias.csv:{line}:3: [assessed_on] smith2001 was judged on {judged}, and its "
        "report smith2009 was let in on 2026-09-01 → judge every domain again, and write the new "
        "day also where nothing changes"
    ]
    assert _reported(days, FIRST, later) == said
    assert _reported(days, later, FIRST) == said
