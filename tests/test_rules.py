"""Rules of every table: keys, links and plain text; and how all rules are run together."""

from __future__ import annotations

import inspect

import pytest

import projects
from evidence import rules
from evidence.bibliography import Reference
from evidence.descriptor import ForeignKey
from evidence.rules import structure

REFERENCES = {"smith2001": Reference("smith2001", "article", 1, {})}
CHAPTERS = frozenset({"pears", "comice"})


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
    assert projects.said(structure.keys_are_unique(sheet)) == []


def test_a_repeated_key_is_a_problem_at_the_second_row() -> None:
    """The message names the row that has the key already."""
    sheet = projects.sheet("trees", "tree,height\noak,3\nelm,4\noak,5", key=("tree",))
    assert projects.said(structure.keys_are_unique(sheet)) == [
        "data/trees.csv:4:1: [tree] tree “oak” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_a_repeated_key_of_two_columns_shows_both_values() -> None:
    """The place is the last column of the key."""
    sheet = projects.sheet("picks", "tree,note,day\noak,a,1\noak,b,1", key=("tree", "day"))
    assert projects.said(structure.keys_are_unique(sheet)) == [
        "data/picks.csv:3:3: [day] tree + day “oak” + “1” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_a_repeat_in_a_unique_column_is_a_problem() -> None:
    """A column other than the key may be unique too."""
    sheet = projects.sheet("trees", "tree,tag\noak,7\nelm,7", key=("tree",), unique=("tag",))
    assert projects.said(structure.keys_are_unique(sheet)) == [
        "data/trees.csv:3:2: [tag] tag “7” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


def test_blanks_in_a_unique_column_are_no_repeats() -> None:
    """Two unknown values are not the same value."""
    sheet = projects.sheet("trees", "tree,tag\noak,\nelm,", key=("tree",), unique=("tag",))
    assert projects.said(structure.keys_are_unique(sheet)) == []


# Foreign keys

TO_TREES = (ForeignKey(("tree",), "trees", ("tree",)),)


def test_a_value_that_is_a_key_there_is_fine() -> None:
    """A blank points nowhere and is fine too."""
    trees = projects.sheet("trees", "tree\noak")
    picks = projects.sheet("picks", "pick,tree\np1,oak\np2,", foreign_keys=TO_TREES)
    assert (
        projects.said(structure.foreign_keys_resolve(picks, {"trees": trees, "picks": picks})) == []
    )


def test_a_value_that_points_nowhere_is_a_problem() -> None:
    """The cure names the table where the row is missing."""
    trees = projects.sheet("trees", "tree\noak")
    picks = projects.sheet("picks", "pick,tree\np1,oak\np2,elm", foreign_keys=TO_TREES)
    assert projects.said(
        structure.foreign_keys_resolve(picks, {"trees": trees, "picks": picks})
    ) == [
        "data/picks.csv:3:2: [tree] tree “elm” is not in data/trees.csv → "
        "correct it, or add the row to data/trees.csv"
    ]


def test_a_key_of_two_columns_must_match_in_one_row() -> None:
    """Each half exists, the pair does not."""
    keys = (ForeignKey(("tree", "branch"), "branches", ("tree", "branch")),)
    branches = projects.sheet("branches", "tree,branch\noak,1\nelm,2")
    picks = projects.sheet("picks", "tree,branch\noak,2", foreign_keys=keys)
    assert projects.said(structure.foreign_keys_resolve(picks, {"branches": branches})) == [
        "data/picks.csv:2:2: [branch] tree + branch “oak” + “2” is not in data/branches.csv → "
        "correct it, or add the row to data/branches.csv"
    ]


def test_a_table_that_could_not_be_read_makes_no_dangling_keys() -> None:
    """One broken table is one failure and not a cascade."""
    picks = projects.sheet("picks", "pick,tree\np1,oak", foreign_keys=TO_TREES)
    assert projects.said(structure.foreign_keys_resolve(picks, {"picks": picks})) == []


def test_a_key_with_a_slip_is_answered_with_the_one_that_was_meant() -> None:
    """Of a key of two columns only those with the same first part can be meant."""
    keys = (ForeignKey(("tree", "branch"), "branches", ("tree", "branch")),)
    branches = projects.sheet("branches", "tree,branch\noak,upper\nelm,lower")
    picks = projects.sheet("picks", "tree,branch\noak,uper\noak,lowr", foreign_keys=keys)
    cures = [
        problem.cure for problem in structure.foreign_keys_resolve(picks, {"branches": branches})
    ]
    assert cures == [
        "did you mean “upper”? correct it, or add the row to data/branches.csv",
        "correct it, or add the row to data/branches.csv",
    ]


# Plain text


@pytest.mark.parametrize(
    ("text", "code"), [("ri\u200bpe", "200B"), ("\u202eripe", "202E"), ("a\x07", "0007")]
)
def test_a_character_that_cannot_be_seen_is_a_problem(text: str, code: str) -> None:
    """It hides in a key or turns the text around it."""
    sheet = projects.sheet("trees", f"tree,note\noak,{text}")
    assert projects.said(structure.text_is_plain(sheet)) == [
        f"data/trees.csv:2:2: [note] the unseen character U+{code} → type the text again without it"
    ]


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
    assert (
        projects.said(structure.text_is_plain(projects.sheet("trees", f'tree,note\noak,"{text}"')))
        == []
    )


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_a_problem(text: str) -> None:
    """No table can bring script or markup into a page."""
    assert projects.said(
        structure.text_is_plain(projects.sheet("trees", f"tree,note\noak,{text}"))
    ) == [f"data/trees.csv:2:2: [note] “{text}” looks like markup → write plain text"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_problem(text: str) -> None:
    """No table can run a formula in the spreadsheet of who opens it."""
    assert projects.said(
        structure.text_is_plain(projects.sheet("trees", f"tree,note\noak,{text}"))
    ) == [
        f"data/trees.csv:2:2: [note] “{text}” looks like a formula → start with a letter or a digit"
    ]


def test_a_negative_number_is_no_formula() -> None:
    """Columns of numbers are judged by their type."""
    sheet = projects.sheet("trees", "tree,growth\noak,-5", kinds={"growth": "number"})
    assert projects.said(structure.text_is_plain(sheet)) == []


# All rules together


def test_every_table_is_held_to_the_general_rules() -> None:
    """Keys, links and plain text are judged in every table, whatever its name."""
    sheet = projects.sheet(
        "picks", "pick,tree\np1,elm\np1,=oak", key=("pick",), foreign_keys=TO_TREES
    )
    trees = projects.sheet("trees", "tree\nelm")
    assert sorted(projects.said(rules.apply({"picks": sheet, "trees": trees}, {}))) == [
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


def test_only_what_follows_from_changed_tables_is_looked_at() -> None:
    """A change of trees is held against what points to them, and not against the rest."""
    trees = projects.sheet("trees", "tree\noak\noak", key=("tree",))
    picks = projects.sheet("picks", "tree\nelm", foreign_keys=TO_TREES)
    claims = projects.sheet("claims", "chapter\nquince")
    sheets = {"trees": trees, "picks": picks, "claims": claims}
    found = rules.apply(sheets, {"chapters": CHAPTERS}, {"trees"})
    assert [problem.file for problem in found] == ["data/trees.csv", "data/picks.csv"]
