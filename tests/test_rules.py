"""Each rule of the data passes sound rows and says exactly what is wrong with the others."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import pytest

import projects
from evidence import rules
from evidence.bibliography import Reference
from evidence.descriptor import ForeignKey
from evidence.problems import Problem

REFERENCES = {"smith2001": Reference("smith2001", "article", 1, {})}
CHAPTERS = frozenset({"pears", "comice"})


def _said(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_policy_of_every_rule_is_one_sentence(rule: rules.Rule) -> None:
    """The docstring of a rule is what people read as policy."""
    policy = inspect.getdoc(rule) or ""
    assert policy[:1].isupper()
    assert policy.endswith(".")
    assert "\n" not in policy


# Keys


def test_different_keys_are_fine() -> None:
    """Two rows may share a part of their key."""
    sheet = projects.sheet("picks", "tree,day\noak,1\noak,2\nelm,1", key=("tree", "day"))
    assert _said(rules.keys_are_unique(sheet)) == []


def test_a_repeated_key_is_a_problem_at_the_second_row() -> None:
    """The message names the row that has the key already."""
    sheet = projects.sheet("trees", "tree,height\noak,3\nelm,4\noak,5", key=("tree",))
    assert _said(rules.keys_are_unique(sheet)) == [
        "data/trees.csv:4:1: [tree] tree “oak” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_a_repeated_key_of_two_columns_shows_both_values() -> None:
    """The place is the last column of the key."""
    sheet = projects.sheet("picks", "tree,note,day\noak,a,1\noak,b,1", key=("tree", "day"))
    assert _said(rules.keys_are_unique(sheet)) == [
        "data/picks.csv:3:3: [day] tree + day “oak” + “1” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_a_repeat_in_a_unique_column_is_a_problem() -> None:
    """A column other than the key may be unique too."""
    sheet = projects.sheet("trees", "tree,tag\noak,7\nelm,7", key=("tree",), unique=("tag",))
    assert _said(rules.keys_are_unique(sheet)) == [
        "data/trees.csv:3:2: [tag] tag “7” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_blanks_in_a_unique_column_are_no_repeats() -> None:
    """Two unknown values are not the same value."""
    sheet = projects.sheet("trees", "tree,tag\noak,\nelm,", key=("tree",), unique=("tag",))
    assert _said(rules.keys_are_unique(sheet)) == []


# Foreign keys

TO_TREES = (ForeignKey(("tree",), "trees", ("tree",)),)


def test_a_value_that_is_a_key_there_is_fine() -> None:
    """A blank points nowhere and is fine too."""
    trees = projects.sheet("trees", "tree\noak")
    picks = projects.sheet("picks", "pick,tree\np1,oak\np2,", foreign_keys=TO_TREES)
    assert _said(rules.foreign_keys_resolve(picks, {"trees": trees, "picks": picks})) == []


def test_a_value_that_points_nowhere_is_a_problem() -> None:
    """The cure names the table where the row is missing."""
    trees = projects.sheet("trees", "tree\noak")
    picks = projects.sheet("picks", "pick,tree\np1,oak\np2,elm", foreign_keys=TO_TREES)
    assert _said(rules.foreign_keys_resolve(picks, {"trees": trees, "picks": picks})) == [
        "data/picks.csv:3:2: [tree] tree “elm” is not in data/trees.csv → "
        "correct it, or add the row to data/trees.csv"
    ]


def test_a_key_of_two_columns_must_match_in_one_row() -> None:
    """Each half exists, the pair does not."""
    keys = (ForeignKey(("tree", "branch"), "branches", ("tree", "branch")),)
    branches = projects.sheet("branches", "tree,branch\noak,1\nelm,2")
    picks = projects.sheet("picks", "tree,branch\noak,2", foreign_keys=keys)
    assert _said(rules.foreign_keys_resolve(picks, {"branches": branches})) == [
        "data/picks.csv:2:2: [branch] tree + branch “oak” + “2” is not in data/branches.csv → "
        "correct it, or add the row to data/branches.csv"
    ]


def test_a_table_that_could_not_be_read_makes_no_dangling_keys() -> None:
    """One broken table is one failure and not a cascade."""
    picks = projects.sheet("picks", "pick,tree\np1,oak", foreign_keys=TO_TREES)
    assert _said(rules.foreign_keys_resolve(picks, {"picks": picks})) == []


# Plain text

PLAIN = ["Pears < 5 cm", "5-10", "-5 to 3", "- 3", "P<0.05", "a & b", "it’s “ripe”", "e@mail", ""]
MARKUP = [
    "<b>ripe</b>",
    "<script>alert(1)</script>",
    "</td>",
    "<!-- ripe -->",
    "{{ ripe }}",
    "{% raw %}",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
]
FORMULAS = ["=SUM(A1)", "+44", "@ripe", "-cmd"]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_fine(text: str) -> None:
    """Signs that people write are not taken for markup."""
    assert _said(rules.text_is_plain(projects.sheet("trees", f'tree,note\noak,"{text}"'))) == []


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_a_problem(text: str) -> None:
    """No table can bring script or markup into a page."""
    assert _said(rules.text_is_plain(projects.sheet("trees", f"tree,note\noak,{text}"))) == [
        f"data/trees.csv:2:2: [note] “{text}” looks like markup → write plain text"
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_problem(text: str) -> None:
    """No table can run a formula in the spreadsheet of who opens it."""
    assert _said(rules.text_is_plain(projects.sheet("trees", f"tree,note\noak,{text}"))) == [
        f"data/trees.csv:2:2: [note] “{text}” looks like a formula → start with a letter or a digit"
    ]


def test_a_negative_number_is_no_formula() -> None:
    """Columns of numbers are judged by their type."""
    sheet = projects.sheet("trees", "tree,growth\noak,-5", kinds={"growth": "number"})
    assert _said(rules.text_is_plain(sheet)) == []


# Values


def _counts(*lines: str) -> list[str]:
    sheet = projects.sheet("outcomes", "\n".join(["statistic,unit,value,n", *lines]))
    return _said(rules.counts_fit_their_group(sheet))


@pytest.mark.parametrize(
    "line",
    [
        "count,people,9,12",
        "count,people,12,12",
        "count,people,0,12",
        "count,people,9,",
        "count,people,,12",
        "count,pears,40,12",
        "mean,people,13.5,12",
    ],
)
def test_a_count_within_its_group_is_fine(line: str) -> None:
    """Events that are not people may outnumber the people; so may a mean."""
    assert _counts(line) == []


def test_a_count_above_its_group_is_a_problem() -> None:
    """Thirteen of twelve cannot be."""
    assert _counts("count,people,9,12", "count,animals,13,12") == [
        "data/outcomes.csv:3:3: [value] 13 of 12 → check value and n against the source"
    ]


def test_half_a_person_is_a_problem() -> None:
    """A count is whole."""
    assert _counts("count,people,4.5,12") == [
        "data/outcomes.csv:2:3: [value] a count of 4.5 → write a whole number, zero or more"
    ]


def test_a_negative_count_is_a_problem_at_the_value() -> None:
    """Fewer than nobody cannot be."""
    assert [said.split(": [value]")[0] for said in _counts("count,people,-3,12")] == [
        "data/outcomes.csv:2:3"
    ]


def test_large_counts_are_shown_in_full() -> None:
    """A message repeats the numbers as they stand in the table."""
    assert _counts("count,people,1234567,1000000") == [
        "data/outcomes.csv:2:3: [value] 1234567 of 1000000 → check value and n against the source"
    ]


def _shares(*lines: str) -> list[str]:
    sheet = projects.sheet("outcomes", "\n".join(["statistic,value,unit", *lines]))
    return _said(rules.shares_are_percentages(sheet))


@pytest.mark.parametrize("line", ["percent,0,%", "percent,100,%", "mean,140,cm", "percent,,%"])
def test_a_percentage_from_0_to_100_is_fine(line: str) -> None:
    """Other statistics may be larger and have other units."""
    assert _shares(line) == []


@pytest.mark.parametrize("value", ["-1", "100.5"])
def test_a_percentage_outside_0_to_100_is_a_problem(value: str) -> None:
    """More than all and less than none cannot be."""
    assert _shares(f"percent,{value},%") == [
        f"data/outcomes.csv:2:2: [value] {value} percent → write 0 to 100"
    ]


def test_a_percentage_in_another_unit_is_a_problem() -> None:
    """A percentage has % as its unit."""
    assert _shares("percent,40,people") == [
        "data/outcomes.csv:2:3: [unit] a percentage in “people” → write % as the unit"
    ]


INTERVALS = pytest.mark.parametrize(
    ("rule", "table", "field"),
    [
        (rules.values_lie_in_their_spread, "outcomes", "value"),
        (rules.estimates_lie_in_their_interval, "reported_effects", "estimate"),
    ],
    ids=["values", "estimates"],
)


@INTERVALS
@pytest.mark.parametrize("line", ["5,3,9", "3,3,9", "9,3,9", "5,,9", "5,3,", ",3,9", "-2,-4,-1"])
def test_a_value_between_its_ends_is_fine(
    rule: rules.Rule, table: str, field: str, line: str
) -> None:
    """A value at an end, and an end that was not seen, are fine too."""
    assert _said(rule(projects.sheet(table, f"{field},lower,upper\n{line}"))) == []


@INTERVALS
@pytest.mark.parametrize("value", ["2.9", "9.1"])
def test_a_value_outside_its_ends_is_a_problem(
    rule: rules.Rule, table: str, field: str, value: str
) -> None:
    """The message has all three numbers."""
    assert _said(rule(projects.sheet(table, f"{field},lower,upper\n{value},3,9"))) == [
        f"data/{table}.csv:2:1: [{field}] {value} lies outside 3 to 9 → "
        "check the three numbers in the source"
    ]


@INTERVALS
def test_ends_in_the_wrong_order_are_one_problem(rule: rules.Rule, table: str, field: str) -> None:
    """The value is not judged before its ends are right."""
    assert _said(rule(projects.sheet(table, f"{field},lower,upper\n5,9,3"))) == [
        f"data/{table}.csv:2:2: [lower] the lower end 9 is above the upper end 3 → swap them"
    ]


def _spreads(line: str) -> list[str]:
    sheet = projects.sheet("outcomes", f"spread_kind,spread,lower,upper\n{line}")
    return _said(rules.spreads_say_their_kind(sheet))


@pytest.mark.parametrize(
    "line", [",,,", "SD,2,,", "SE,0.5,,", "not said,2,,", "IQR,,3,9", "range,,0,9"]
)
def test_a_spread_with_its_kind_is_fine(line: str) -> None:
    """No spread at all is fine too."""
    assert _spreads(line) == []


@pytest.mark.parametrize("line", [",2,,", ",,3,", ",,,9"])
def test_a_spread_of_no_kind_is_a_problem(line: str) -> None:
    """A number after ± may be an SD or an SE, which is a world of difference."""
    assert _spreads(line) == [
        "data/outcomes.csv:2:1: [spread_kind] a spread of no stated kind → "
        "write SD, SE, IQR, range or 95% CI, or “not said” when the source does not say"
    ]


@pytest.mark.parametrize("kind", ["SD", "SE", "not said"])
def test_a_kind_without_its_number_is_a_problem(kind: str) -> None:
    """A kind of spread comes with the spread."""
    assert _spreads(f"{kind},,,") == [
        f"data/outcomes.csv:2:2: [spread] {kind} without its number → fill it in"
    ]


@pytest.mark.parametrize("ends", [",", "3,"])
@pytest.mark.parametrize("kind", ["IQR", "range", "95% CI"])
def test_an_interval_without_both_its_ends_is_a_problem(kind: str, ends: str) -> None:
    """One end says nothing about the other."""
    found = _spreads(f"{kind},,{ends}")
    assert [said.partition(": [")[2].partition("] ")[2] for said in found] == [
        f"{kind} without both its ends → fill in both ends"
    ]


def test_the_place_of_a_missing_end_is_its_own_cell() -> None:
    """Whoever follows the message lands on the blank cell."""
    assert [said.split(" ")[:2] for said in _spreads("IQR,,3,")] == [
        ["data/outcomes.csv:2:4:", "[upper]"]
    ]


DEFINITIONS = projects.sheet(
    "outcome_definitions",
    "outcome_id,usual_unit,plausible_minimum,plausible_maximum\n"
    "height,m,0,60\n"
    "weight,kg,,500\n"
    "roots,m,17,\n"
    "colour,shade,,",
)


def _plausible(line: str) -> list[str]:
    outcomes = projects.sheet("outcomes", f"outcome_id,statistic,value,unit\n{line}")
    return _said(rules.values_are_plausible(outcomes, DEFINITIONS))


@pytest.mark.parametrize(
    "line",
    [
        "height,mean,0,m",
        "height,mean,60,m",
        "height,mean,1200,cm",
        "height,mean change,-3,m",
        "height,mean,,m",
        "leaves,mean,9999,leaves",
        "weight,mean,-1,kg",
        "roots,mean,9999,m",
        "colour,mean,9999,shade",
    ],
)
def test_a_plausible_value_is_fine(line: str) -> None:
    """Other units, changes and outcomes without a range are not judged."""
    assert _plausible(line) == []


@pytest.mark.parametrize(("value", "beyond"), [("-0.5", "below 0"), ("61", "above 60")])
def test_an_implausible_value_is_a_problem(value: str, beyond: str) -> None:
    """A slipped decimal point or a wrong unit is found."""
    assert _plausible(f"height,mean,{value},m") == [
        f"data/outcomes.csv:2:3: [value] {value} m is {beyond} → "
        "check the unit and the decimal point against the source"
    ]


@pytest.mark.parametrize(
    ("line", "bound"),
    [("weight,mean,501,kg", "500"), ("roots,mean,0.5,m", "17")],
    ids=["only a maximum", "only a minimum"],
)
def test_a_range_open_at_one_side_is_a_range(line: str, bound: str) -> None:
    """An outcome may have only a highest or only a lowest plausible value."""
    found = _plausible(line)
    assert [said.split(" [value]")[0] for said in found] == ["data/outcomes.csv:2:3:"]
    assert bound in found[0]


# References and chapters


@pytest.mark.parametrize(
    ("rule", "table", "field"),
    [
        (rules.references_exist, "sources", "reference"),
        (rules.studies_have_a_reference, "studies", "study_id"),
        (rules.claims_name_their_review, "claims", "review"),
    ],
    ids=["sources", "studies", "claims"],
)
def test_what_the_tables_cite_is_in_the_bibliography(
    rule: rules.Rule, table: str, field: str
) -> None:
    """A known key is fine, an unknown one is a problem at its cell."""
    sheet = projects.sheet(table, f"note,{field}\na,smith2001\nb,brown1999")
    assert _said(rule(sheet, REFERENCES)) == [
        f"data/{table}.csv:3:2: [{field}] “brown1999” is not an entry of references.bib → "
        "add the entry to references.bib"
    ]


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        (rules.claims_belong_to_a_chapter, "claims"),
        (rules.questions_belong_to_a_chapter, "questions"),
    ],
    ids=["claims", "questions"],
)
def test_a_chapter_that_a_table_names_exists(rule: rules.Rule, table: str) -> None:
    """The cure lists the chapters there are."""
    sheet = projects.sheet(table, "id,chapter\nc1,pears\nc2,plums")
    assert _said(rule(sheet, CHAPTERS)) == [
        f"data/{table}.csv:3:2: [chapter] “plums” is not a chapter of _toc.yml → "
        "use one of: comice; pears"
    ]


# Judgements


def _verdict(verdict: str, *bearings: str) -> list[str]:
    claims = projects.sheet("claims", f"claim_id,verdict\nother,supported\nripe,{verdict}")
    links = [f"ripe,{bearing}" for bearing in bearings]
    evidence = projects.sheet(
        "claim_evidence", "\n".join(["claim_id,bearing", "other,supports", *links])
    )
    return _said(rules.verdicts_follow_from_the_evidence(claims, evidence))


@pytest.mark.parametrize(
    ("verdict", "bearings"),
    [
        ("supported", ["supports"]),
        ("supported", ["supports", "supports", "context"]),
        ("contradicted", ["contradicts"]),
        ("mixed", ["contradicts", "supports"]),
        ("not traced", []),
        ("not traced", ["context"]),
        ("not yet traced", []),
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
        ("not yet traced", ["contradicts"], "contradicts"),
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


def _decision(line: str) -> list[str]:
    sheet = projects.sheet("records", f"decision,reason,duplicate_of,study_id\n{line}")
    return _said(rules.decisions_give_their_reason(sheet))


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


# All rules together


def test_every_table_is_held_to_the_general_rules() -> None:
    """Keys, links and plain text are judged in every table, whatever its name."""
    sheet = projects.sheet(
        "picks", "pick,tree\np1,elm\np1,=oak", key=("pick",), foreign_keys=TO_TREES
    )
    trees = projects.sheet("trees", "tree\nelm")
    assert sorted(_said(rules.apply({"picks": sheet, "trees": trees}, {}))) == [
        "data/picks.csv:3:1: [pick] pick “p1” stands in line 2 too → "
        "remove one row, or correct its key",
        "data/picks.csv:3:2: [tree] tree “=oak” is not in data/trees.csv → "
        "correct it, or add the row to data/trees.csv",
        "data/picks.csv:3:2: [tree] “=oak” looks like a formula → start with a letter or a digit",
    ]


def test_a_rule_runs_when_its_tables_are_there() -> None:
    """A table's name is all it takes."""
    sheet = projects.sheet("sources", "reference\nbrown1999")
    assert [
        problem.field
        for problem in rules.apply(
            {"sources": sheet}, {"references": REFERENCES, "chapters": CHAPTERS}
        )
    ] == ["reference"]


def test_a_rule_waits_until_all_its_tables_could_be_read() -> None:
    """A verdict is not judged when the table of its evidence is broken."""
    claims = projects.sheet(
        "claims", "claim_id,review,chapter,verdict\nc1,smith2001,pears,supported"
    )
    evidence = projects.sheet("claim_evidence", "claim_id,bearing\nc9,supports")
    assert (
        list(rules.apply({"claims": claims}, {"references": REFERENCES, "chapters": CHAPTERS}))
        == []
    )
    both = {"claims": claims, "claim_evidence": evidence}
    assert [
        problem.field
        for problem in rules.apply(both, {"references": REFERENCES, "chapters": CHAPTERS})
    ] == ["verdict"]
