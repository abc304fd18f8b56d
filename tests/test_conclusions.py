"""Assertions: how each form is read, what it says of the tables, and what a slip is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import growers
import projects
from evidence import descriptor
from evidence.conclusions import analyses, evaluation, grammar, vocabulary, words
from evidence.conclusions.analyses import Facts
from evidence.conclusions.assertion import OfAnalysis, Outcome
from evidence.conclusions.cell_tests import contains
from evidence.conclusions.data import Data
from evidence.conclusions.phrase import MalformedError
from evidence.descriptor import Table


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Table], Data]:
    """Return the tables of the orchard, and their rows."""
    tables, sheets = growers.loaded(growers.write(tmp_path_factory.mktemp("growers")))
    return tables, Data(sheets)


HOLDING = {
    "no tree where kind is old and year is above 2001": "found 0",
    "at least 2 trees where kind is old": "found 2: oak-1, pear-1",
    "at most 2 trees where kind is young": "found 2: elm-1, elm-2",
    "exactly 4 trees": "found 4: oak-1, elm-1, elm-2, pear-1",
    "exactly 1 pick where kilos is blank": "found 1: p3",
    "exactly 3 picks where kilos is not blank": "found 3: p1, p2, p4",
    "no pick where fruit is pears and tree.kind is young": "found 0",
    "exactly 3 trees among picks": "found 3: oak-1, elm-1, pear-1",
    "exactly 1 tree among picks where kilos is at least 10": "found 1: oak-1",
    "exactly 2 trees among picks where tree.kind is not young": "found 2: oak-1, pear-1",
    "exactly 1 tree among picks differs in fruit": "found 1: oak-1",
    "no tree among picks where tree.kind is young differs in fruit": "found 0",
    "no tree among picks where tree_id is elm-1 differs in kilos": "found 0",
    "at least 1 tree where soil contains NON-RANDOM": "found 1: pear-1",
    "exactly 1 tree where soil does not contain chalk": "found 1: elm-2",
    "exactly 1 tree where soil is clay and chalk and kind is young": "found 1: elm-1",
    "exactly 3 trees where tree_id is one of oak-1 | elm-1 | elm-2": "found 3: oak-1, elm-1, elm-2",
    "exactly 2 trees where tree_id is not one of oak-1 | elm-1": "found 2: elm-2, pear-1",
    "exactly 2 trees where year is between 1990 and 2001 and kind is old": "found 2: oak-1, pear-1",
    "no tree where year is below 1990": "found 0",
    "no tree where year is at most 1989": "found 0",
    "exactly 1 pick where kilos is 2.50": "found 1: p2",
    "exactly 3 trees where status is not felled": "found 3: oak-1, elm-2, pear-1",
    "exactly 2 sayings where verdict is not traced": "found 2: sweet, round",
    "exactly 3 sayings where verdict is not mixed": "found 3: sweet, round, sour",
    "every saying where saying_id is sour: verdict is supported": "true of 1 of 1",
    "every pick: kilos is not 3": "true of 4 of 4",
    "most sayings: verdict is not traced and chapter is index": "true of 2 of 3; not sour",
    "verdict of saying sweet is not traced": "the verdict is not traced (data/sayings.csv:2)",
    "verdict of saying sour is not mixed": "the verdict is supported (data/sayings.csv:4)",
    "status of tree oak-1 is blank": "the status is blank (data/trees.csv:2)",
    "soil of tree elm-1 contains clay": "the soil is clay and chalk (data/trees.csv:3)",
    "kilos of picks where tree_id is oak-1 and fruit is pears is at most 3": (
        "the kilos is 2.5 (data/picks.csv:3)"
    ),
    "tree.kind of picks where fruit is pears is old": "the tree.kind is old (data/picks.csv:3)",
    "kilos of pick p1 is above kilos of pick p4": (
        "the kilos is 40 (data/picks.csv:2) and the kilos is 7 (data/picks.csv:5)"
    ),
    "kilos of picks where fruit is pears is below kilos of pick p1": (
        "the kilos is 2.5 (data/picks.csv:3) and the kilos is 40 (data/picks.csv:2)"
    ),
}

FALSE = {
    "no tree where kind is old": "found 2: oak-1, pear-1",
    "no tree among picks where kilos is not blank differs in fruit": "found 1: oak-1",
    "at least 3 trees where kind is old": "found 2: oak-1, pear-1",
    "at most 1 tree where kind is old": "found 2: oak-1, pear-1",
    "exactly 1 tree": "found 4: oak-1, elm-1, elm-2, pear-1",
    "every saying: verdict is not traced": "true of 2 of 3; not sour",
    "most sayings: verdict is supported": "true of 1 of 3; not sweet, round",
    "most trees: kind is old": "true of 2 of 4; not elm-1, elm-2",
    "every tree where kind is old and kind is young: soil is clay": "true of 0 of 0",
    "most trees where kind is old and kind is young: soil is clay": "true of 0 of 0",
    "verdict of saying sour is not traced": "the verdict is supported (data/sayings.csv:4)",
    "kilos of pick p3 is at least 0": "the kilos is blank (data/picks.csv:4)",
    "kilos of pick p1 is between 1 and 3": "the kilos is 40 (data/picks.csv:2)",
    "kilos of picks where fruit is apples is above 1": ("3 rows of picks match where one should"),
    "kilos of picks where fruit is pears and tree.kind is young is above 1": (
        "no row of picks matches where one should"
    ),
    "kilos of pick p3 is below kilos of pick p1": (
        "the kilos is blank (data/picks.csv:4) and the kilos is 40 (data/picks.csv:2)"
    ),
    "kilos of pick p1 is at most kilos of picks where fruit is apples": (
        "the kilos is 40 (data/picks.csv:2) and 3 rows of picks match where one should"
    ),
}


@pytest.mark.parametrize("text", HOLDING)
def test_an_assertion_that_holds(text: str, project: tuple[dict[str, Table], Data]) -> None:
    """What is true now is said whether it holds or not."""
    tables, data = project
    assertion = grammar.parse(text, tables)
    assert not isinstance(assertion, OfAnalysis)
    assert evaluation.evaluate(assertion, data) == Outcome(True, HOLDING[text])
    assert list(words.unknown(assertion, data)) == []


@pytest.mark.parametrize("text", FALSE)
def test_an_assertion_that_is_false(text: str, project: tuple[dict[str, Table], Data]) -> None:
    """The value now is part of the answer; of no rows nothing is true."""
    tables, data = project
    assertion = grammar.parse(text, tables)
    assert not isinstance(assertion, OfAnalysis)
    assert evaluation.evaluate(assertion, data) == Outcome(False, FALSE[text])


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    """Five names are shown, the others counted."""
    root = growers.write(tmp_path)
    path = root / "data/trees.csv"
    path.write_text(path.read_text() + "".join(f"ash-{n},old,clay,2000,\n" for n in range(5)))
    tables, sheets = growers.loaded(root)
    assertion = grammar.parse("no tree", tables)
    assert not isinstance(assertion, OfAnalysis)
    assert evaluation.evaluate(assertion, Data(sheets)) == Outcome(
        False, "found 9: oak-1, elm-1, elm-2, pear-1, ash-0 and 4 more"
    )


@pytest.mark.parametrize(
    ("cell", "sought", "found"),
    [
        ("Randomised, open", "randomised", True),
        ("not randomised", "randomised", True),
        ("non-randomised", "randomised", False),
        ("randomisedly", "randomised", False),
        ("unrandomised; randomised", "randomised", True),
        ("a|b (c)", "b (c)", True),
        ("", "randomised", False),
    ],
)
def test_whole_words_are_sought(cell: str, sought: str, found: bool) -> None:
    """In capitals or not; a hyphen belongs to the word."""
    assert contains(cell, sought) is found


# Analyses

POOLED = Facts(3, 90, True, 0.55, 1.46, 1.0, analyses.TREATMENT, "low")
ALONE = Facts(1, 18, False)

OF_ANALYSES = [
    ("analysis yield has at least 2 studies", POOLED, True, "studies: 3"),
    ("analysis yield has at least 2 studies", ALONE, False, "studies: 1"),
    ("analysis yield has exactly 1 study", ALONE, True, "studies: 1"),
    ("analysis yield has no studies", ALONE, False, "studies: 1"),
    ("analysis yield has at most 50 people", POOLED, False, "people: 90"),
    ("analysis yield is pooled", POOLED, True, "it is pooled"),
    ("analysis yield is pooled", ALONE, False, "it is not pooled"),
    ("analysis yield is not pooled", ALONE, True, "it is not pooled"),
    ("analysis yield is not pooled", POOLED, False, "it is pooled"),
    (
        "interval of analysis yield includes no effect",
        POOLED,
        True,
        "the interval is 0.55 to 1.46, no effect is 1",
    ),
    (
        "interval of analysis yield excludes no effect",
        POOLED,
        False,
        "the interval is 0.55 to 1.46, no effect is 1",
    ),
    (
        "interval of analysis yield excludes no effect",
        Facts(2, 40, True, 0.1, 0.4, 1.0),
        True,
        "the interval is 0.1 to 0.4, no effect is 1",
    ),
    (
        "interval of analysis yield includes no effect",
        Facts(2, 40, True, 0.1, 0.4, 1.0),
        False,
        "the interval is 0.1 to 0.4, no effect is 1",
    ),
    (
        "interval of analysis yield includes no effect",
        ALONE,
        False,
        "it is not pooled and has no interval",
    ),
    (
        "interval of analysis yield excludes no effect",
        Facts(2, 40, True, 0.1, 0.4),
        False,
        "the interval is 0.1 to 0.4, and no value stands for no effect",
    ),
    ("analysis yield favours treatment", POOLED, True, "it favours treatment"),
    ("analysis yield favours neither", POOLED, False, "it favours treatment"),
    ("analysis yield favours control", ALONE, False, "it favours neither"),
    ("certainty of analysis yield is low", POOLED, True, "the certainty is low"),
    ("certainty of analysis yield is very low", POOLED, False, "the certainty is low"),
]


@pytest.mark.parametrize(("text", "facts", "holds", "now"), OF_ANALYSES)
def test_an_assertion_of_an_analysis(
    text: str, facts: Facts, holds: bool, now: str, project: tuple[dict[str, Table], Data]
) -> None:
    """It is held to the facts, whatever computes them."""
    assertion = grammar.parse(text, project[0])
    assert isinstance(assertion, OfAnalysis)
    assert analyses.evaluate(assertion, facts) == Outcome(holds, now)
    assert list(words.unknown(assertion, project[1])) == []


# What a slip is told

_TEXT = "write is, is not, is one of A | B, contains or does not contain"
_NUMBER = "write is at least, is at most, is above, is below or is between A and B"
_FORMS = (
    "begin with no, at least, at most, exactly, every, most, analysis, interval of analysis "
    "or a column, like “certainty of question …”"
)
_OF_ANALYSIS = (
    "write “analysis A has at least 2 studies”, “analysis A is not pooled”, “analysis A favours "
    "treatment”, “interval of analysis A includes no effect” or “certainty of analysis A is low”"
)

SLIPS = {
    "trees are old": f"at word 1 “trees”: no assertion is written so → {_FORMS}",
    "some trees where kind is old": f"at word 1 “some”: no assertion is written so → {_FORMS}",
    "at least two trees": "at word 3 “two”: not a number → write digits, like 3 or 2.5",
    "no treee where kind is old": "at word 2 “treee”: no table is called so → write “tree”",
    "no xyz": (
        "at word 2 “xyz”: no table is called so → use one of: analyses; analysis; "
        "conclusion; conclusions; pick; picks; saying; sayings; tree; trees"
    ),
    "no tree which kind is old": (
        "at word 3 “which kind is old”: “where” should stand here → "
        "write “tree where” and the conditions, joined by “and”"
    ),
    "no tree where knid is old": "at word 4 “knid”: trees has no column “knid” → write “kind”",
    "no tree where kind is odl": ("at word 6 “odl”: not a word of the column “kind” → write “old”"),
    "no tree where kind is one of old | yuong": (
        "at word 10 “yuong”: not a word of the column “kind” → write “young”"
    ),
    "no saying where verdict is not tracd": (
        "at word 7 “tracd”: not a word of the column “verdict” → write “not traced”"
    ),
    "no tree where kind is xyz": (
        "at word 6 “xyz”: not a word of the column “kind” → use one of: old; young"
    ),
    "no tree where kind": f"at word 4 “kind”: nothing is said of this column → {_TEXT}",
    "no tree where kind equals old": f"at word 5 “equals”: no comparison is written so → {_TEXT}",
    "no tree where year exceeds 3": f"at word 5 “exceeds”: no comparison is written so → {_NUMBER}",
    "no tree where kind is above 3": f"at word 7 “3”: the column “kind” holds text → {_TEXT}",
    "no tree where year contains 3": f"at word 6 “3”: the column “year” holds numbers → {_NUMBER}",
    "no tree where year is above many": (
        "at word 7 “many”: not a number → write digits, like 3 or 2.5"
    ),
    "no tree where year is old": "at word 6 “old”: not a number → write digits, like 3 or 2.5",
    "no pick where tre.kind is old": (
        "at word 4 “tre.kind”: picks does not lead to “tre” → write “tree”"
    ),
    "no pick where tree.knid is old": (
        "at word 4 “tree.knid”: trees has no column “knid” → write “kind”"
    ),
    "exactly 1 saying among picks": (
        "at word 3 “saying”: picks does not lead to it → use one of: tree"
    ),
    "no tree where kind is old differs in soil": (
        "at word 9 “soil”: a single row does not differ → write it like “no study among arms "
        "where … differs in route”"
    ),
    "no tree among picks differs in furit": (
        "at word 7 “furit”: picks has no column “furit” → write “fruit”"
    ),
    "exactly 1 saying among trees": (
        "at word 3 “saying”: trees does not lead to it → use one that is there"
    ),
    "every saying where verdict is mixed": (
        "at word 1 “every saying where verdict is mixed”: a colon and what is true of these rows "
        "is missing → write “every claim where chapter is pears: verdict is not traced”"
    ),
    "verdict of sweet is not traced": (
        "at word 1 “verdict of sweet”: it does not say of which row → "
        "write it like “certainty of question KEY” or “value of outcomes where …”"
    ),
    "kind of tree oak-1 is above kilos of pick p1": (
        "at word 1 “kind”: the column “kind” holds text → compare columns of numbers"
    ),
    "analysis yield is grand": (
        f"at word 1 “analysis yield is grand”: nothing of an analysis is said so → {_OF_ANALYSIS}"
    ),
    "analysis yield has at least 2 cows": (
        "at word 7 “cows”: an analysis has studies and people → write “studies” or “people”"
    ),
    "analysis yield favours cows": (
        "at word 4 “cows”: no side is called so → use one of: treatment; control; neither"
    ),
}


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_told_the_word_and_the_cure(
    text: str, project: tuple[dict[str, Table], Data]
) -> None:
    """The message says which word cannot be read and what to write instead."""
    with pytest.raises(MalformedError) as stopped:
        grammar.parse(text, project[0])
    assert str(stopped.value) == SLIPS[text]


def test_a_key_of_several_columns_is_no_word(project: tuple[dict[str, Table], Data]) -> None:
    """Such a row is named by conditions."""
    tables = {"picks": projects.table("picks", ["tree", "day", "kilos"], key=("tree", "day"))}
    with pytest.raises(MalformedError) as stopped:
        grammar.parse("kilos of pick oak is blank", tables)
    assert str(stopped.value) == (
        "at word 4 “oak”: a row of picks has a key of several columns → "
        "write “kilos of pick where …”"
    )


def test_an_analysis_needs_its_table() -> None:
    """Without one, nothing could be said of it."""
    with pytest.raises(MalformedError) as stopped:
        grammar.parse("analysis yield is pooled", {})
    assert str(stopped.value) == (
        "at word 2 “yield”: there is no table of analyses → assert something of a table"
    )


def test_a_word_must_fit_the_pattern_of_its_column(tmp_path: Path) -> None:
    """A key that cannot be one is told how keys are written."""
    projects.write_descriptor(tmp_path, projects.orchard())
    with pytest.raises(MalformedError) as stopped:
        grammar.parse("no tree where tree_id is Oak", descriptor.read(tmp_path))
    assert str(stopped.value) == (
        "at word 6 “Oak”: malformed for the column “tree_id” → write it as ^[a-z]+-[0-9]+$"
    )


UNKNOWN = {
    "no tree where soil is chak": [
        ("“chak” stands nowhere in the column “soil” of trees", "chalk")
    ],
    "no tree where soil contains chakl": [
        ("“chakl” stands nowhere in the column “soil” of trees", "chalk")
    ],
    "no pick where tree_id is oak-7": [
        ("“oak-7” stands nowhere in the column “tree_id” of picks", "oak-1")
    ],
    "every pick: fruit is aples": [
        ("“aples” stands nowhere in the column “fruit” of picks", "apples")
    ],
    "verdict of saying swet is mixed": [("“swet” is no key of data/sayings.csv", "sweet")],
    "kilos of pick p1 is above kilos of pick p44": [("“p44” is no key of data/picks.csv", "p4")],
    "soil of tree oak-1 is not chak": [
        ("“chak” stands nowhere in the column “soil” of trees", "chalk")
    ],
    "analysis yeld is pooled": [("“yeld” is no key of data/analyses.csv", "yield")],
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_word_that_stands_nowhere_is_found(
    text: str, project: tuple[dict[str, Table], Data]
) -> None:
    """Misspelt, it would make “no …” true for ever."""
    tables, data = project
    assert list(words.unknown(grammar.parse(text, tables), data)) == [
        (found, f"write “{cure}”") for found, cure in UNKNOWN[text]
    ]


def test_a_key_may_be_asked_for_before_it_is_used(
    project: tuple[dict[str, Table], Data],
) -> None:
    """A tree that was never picked is known: the column points to it."""
    tables, data = project
    assertion = grammar.parse("no pick where tree_id is elm-2", tables)
    assert list(words.unknown(assertion, data)) == []


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("studies", "study"),
        ("analyses", "analysis"),
        ("searches", "search"),
        ("sources", "source"),
        ("risk of bias", "risk of bias"),
        ("delivery", "delivery"),
        ("notices", "notice"),
    ],
)
def test_rows_are_named_in_the_singular(name: str, one: str) -> None:
    """One study, several studies."""
    assert vocabulary.singular(name) == one
