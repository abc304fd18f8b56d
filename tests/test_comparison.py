"""The evidence diff: what differs between two versions, and what follows from it."""

from __future__ import annotations

import json
from math import exp, log, sqrt
from pathlib import Path

import pytest

import trees
from evidence import comparison, synthesis
from evidence.comparison import (
    Comparison,
    Version,
    VersionError,
    consequences,
    record,
    state,
    wording,
)

PEAR = trees.study("pear2002", "Pear 2002", (8, 16), year=2002)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return the orchard as it was."""
    return trees.write(tmp_path / "base", trees.orchard())


def _compare(base: Path, head: Path) -> Comparison:
    return comparison.compare(Version("base", base), Version("head", head))


def _after(base: Path, tables: trees.Tables, chapters: dict[str, str] | None = None) -> Comparison:
    """Return what differs once the orchard's tables are these."""
    return _compare(base, trees.write(base.parent / "head", tables, chapters))


def _ratio(events: tuple[int, int], people: int = 40) -> tuple[float, float, float]:
    """Return a risk ratio with its interval, by hand."""
    treated, control = events
    spread = sqrt(1 / treated - 1 / people + 1 / control - 1 / people)
    middle = log(treated / control)
    return exp(middle), exp(middle - 1.959964 * spread), exp(middle + 1.959964 * spread)


def test_the_same_tables_change_no_conclusion(base: Path) -> None:
    """Nothing differs, and that is said."""
    found = _after(base, trees.orchard())
    assert found.conclusions_change is False
    assert (found.tables, found.schema, found.edited, found.readers) == ((), (), (), ())
    assert wording.headline(found) == "No conclusion changes."


def test_the_order_of_rows_and_columns_does_not_count(base: Path) -> None:
    """Tables turned around are the same tables."""
    turned = {
        name: [dict(reversed(row.items())) for row in reversed(rows)]
        for name, rows in trees.edited(PEAR).items()
    }
    found = _compare(
        trees.write(base.parent / "two", trees.edited(PEAR)),
        trees.write(base.parent / "turned", turned),
    )
    assert (found.tables, found.moves) == ((), ())
    assert found.conclusions_change is False


def test_another_form_of_a_number_is_no_correction(base: Path) -> None:
    """10 and 10.0 are the same value."""
    assert _after(base, trees.cell(trees.orchard(), "outcomes", value="10.0")).tables == ()


def test_prose_alone_changes_no_conclusion(base: Path) -> None:
    """The chapter is named, and nothing follows from it."""
    found = _after(base, trees.orchard(), {"soil": "# Soil\n\nSome other words.\n"})
    assert found.edited == ("soil",)
    assert found.conclusions_change is False


def test_a_corrected_value_is_told_with_its_source(base: Path) -> None:
    """Old and new value, the row's key, and where it was seen."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", value=30))
    (table,) = found.tables
    (row,) = table.corrected
    assert (table.table, table.added, table.removed) == ("outcomes", (), ())
    assert row.key == ("smith2001", "compost", "scabby", "6 months")
    assert [(one.column, one.before, one.after) for one in row.cells] == [("value", "10", "30")]
    assert (row.source, row.locator, row.study) == ("smith2001-abstract", "Table 2", "smith2001")


def test_a_corrected_value_moves_its_analysis_and_no_other(base: Path) -> None:
    """Estimate and interval before and after, to the digit."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", value=30))
    (move,) = found.moves
    assert move.analysis_id == "scab-trial" and move.before and move.after
    ends = [(one.estimate, one.lower, one.upper) for one in (move.before, move.after)]
    assert ends[0] == pytest.approx(_ratio((10, 20)), rel=1e-6)
    assert ends[1] == pytest.approx(_ratio((30, 20)), rel=1e-6)
    shift = next(one for one in move.shifts if one.fact == "estimate")
    assert shift.difference == pytest.approx(1.5 - 0.5)
    assert found.conclusions_change is True


def _eligible_now() -> trees.Tables:
    """Return the orchard with a trial of another disease, of which the condition is corrected."""
    return trees.cell(trees.edited(PEAR), "studies", 1, condition="blight")


EDITS = {
    "value": trees.cell(trees.edited(PEAR), "outcomes", value=12),
    "study out": trees.orchard(),
    "no longer eligible": _eligible_now(),
    "withdrawn": trees.cell(trees.edited(PEAR), "studies", status="retracted"),
    "other product": trees.cell(trees.edited(PEAR), "arms", product="bark"),
    "risk of bias": trees.cell(trees.edited(PEAR), "risk_of_bias", judgement="high"),
    "what is better": trees.cell(trees.edited(PEAR), "outcome_definitions", better="higher"),
    "rating": trees.cell(trees.edited(PEAR), "certainty", steps=1),
    "analysis": trees.cell(trees.edited(PEAR), "analyses", 1, outcomes="scabby"),
    "row of another study": trees.cell(trees.edited(PEAR), "outcomes", 3, study_id="smith2001"),
    "reported": trees.cell(trees.edited(PEAR), "reported_effects", outcome_id="blighted"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_not_worked_out_again_is_what_it_would_have_been(tmp_path: Path, edit: str) -> None:
    """Both ways, each side says what it says when it is worked out alone."""
    roots = [
        trees.write(tmp_path / name, tables)
        for name, tables in (("one", trees.edited(PEAR)), ("other", EDITS[edit]))
    ]
    alone = [
        {key: state.summarise(answer) for key, answer in synthesis.answer_all(root).items()}
        for root in roots
    ]
    for base, head in ((0, 1), (1, 0)):
        found = _compare(roots[base], roots[head])
        assert found.moves == consequences.moves(alone[base], alone[head], dict(found.renamed))
    assert found.moves != ()


def test_a_turned_direction_is_said(base: Path) -> None:
    """Which side it favours, and what the interval does with no effect."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", value=30))
    assert wording.moved(found.moves[0]) == [
        "Estimate: 0.5 → 1.5, up by 1.",
        "Interval: 0.269 to 0.929 → 1.05 to 2.15.",
        "Direction, which side it favours: treatment → control.",
        "Smith 2001: 10 of 40 (25%) against 20 of 40 (50%); risk ratio 0.5 (0.27 to 0.93) → "
        "30 of 40 (75%) against 20 of 40 (50%); risk ratio 1.5 (1 to 2.1).",
    ]


def test_an_interval_that_now_includes_no_effect_is_said(base: Path) -> None:
    """Eighteen of forty against twenty leaves both open."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", value=18))
    said = "The interval now includes no effect, which it excluded before."
    assert said in wording.moved(found.moves[0])


def test_a_second_study_turns_one_into_a_pool(base: Path) -> None:
    """One study alone was not pooled; the two are, and heterogeneity appears."""
    found = _after(base, trees.edited(PEAR))
    (move,) = found.moves
    assert move.before and move.after
    assert (move.before.pooled, move.after.pooled, move.after.drawn) == (False, True, False)
    assert (move.before.studies, move.after.studies) == (1, 2)
    assert (move.before.i_squared, move.after.i_squared) == (None, pytest.approx(0))
    assert (len(move.before.refusal), move.after.refusal) == (1, ())
    assert [(one.study_id, one.before) for one in move.studies] == [("pear2002", None)]
    assert "It is pooled now." in wording.moved(move)
    assert (
        "Estimate: 0.5 (one study) → 0.5 (2 studies pooled, too few to be drawn), unchanged."
        in (wording.moved(move))
    )


def test_a_removed_study_is_told_with_its_rows(base: Path) -> None:
    """What it gave to the analysis is gone, in every table."""
    found = _compare(trees.write(base.parent / "two", trees.edited(PEAR)), base)
    gone = {one.table: len(one.removed) for one in found.tables}
    assert gone == {"studies": 1, "arms": 2, "outcomes": 2, "risk_of_bias": 1}
    assert "It is no longer pooled." in wording.moved(found.moves[0])
    assert found.moves[0].studies[0].after is None


def test_a_study_whose_key_alone_changes_is_renamed(base: Path) -> None:
    """Its rows follow, its results stay, no conclusion changes."""
    tables = trees.orchard()
    for name in ("studies", "arms", "outcomes", "reported_effects", "risk_of_bias"):
        for row in tables[name]:
            row["study_id"] = "smyth2001"
    found = _after(base, tables)
    assert found.renamed == (("smith2001", "smyth2001"),)
    assert [(one.table, len(one.corrected)) for one in found.tables] == [("studies", 1)]
    assert found.conclusions_change is False
    assert "it names smith2001, which is called smyth2001 now" in found.readers[0].reasons


def test_a_new_label_is_no_new_conclusion(base: Path) -> None:
    """Results and reasons that only call a study by another name have not moved."""
    head = trees.cell(trees.edited(PEAR), "studies", label="Smyth 2001")
    head = trees.cell(head, "outcomes", 2, time="spring")
    head = trees.cell(head, "outcomes", 3, time="spring")
    was = trees.cell(trees.cell(trees.edited(PEAR), "outcomes", 2, time="spring"), "outcomes", 3)
    was = trees.cell(was, "outcomes", 3, time="spring")
    for one in (head, was):
        for row in one["outcomes"][2:]:
            row["months"] = 3
    found = _compare(trees.write(base.parent / "was", was), trees.write(base.parent / "head", head))
    assert [one.table for one in found.tables] == ["studies"]
    assert found.conclusions_change is False


def test_a_corrected_part_of_a_key_is_a_correction(base: Path) -> None:
    """A row that differs in one column of its key, and in nothing else, is the same row."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", time="half a year"))
    (row,) = found.tables[0].corrected
    assert [(one.column, one.before, one.after) for one in row.cells] == [
        ("time", "6 months", "half a year")
    ]


def test_a_verdict_that_flips_is_told(base: Path) -> None:
    """With the claim it judges, and the chapter to read again."""
    found = _after(base, trees.cell(trees.orchard(), "claims", verdict="contradicted"))
    (one,) = found.verdicts
    assert (one.id, one.before, one.after) == ("compost-heals", "not traced", "contradicted")
    assert wording.verdict(one) == "not traced → contradicted: Compost heals scab."
    assert wording.headline(found) == "Conclusions change: 1 verdict moved."
    assert [(one.chapter, one.reasons) for one in found.readers] == [
        ("soil", ("claims of its part have other verdicts: compost-heals",))
    ]


def test_the_certainty_of_a_question_that_moves_is_told(base: Path) -> None:
    """With its chapter."""
    found = _after(base, trees.cell(trees.orchard(), "questions", certainty="moderate"))
    assert [(one.id, one.before, one.after) for one in found.questions] == [
        ("compost", "low", "moderate")
    ]
    assert found.readers[0].reasons == ("the certainty of its question compost moved",)


def test_a_rating_that_moves_is_told_by_its_domain(base: Path) -> None:
    """A step down for indirectness lowers the certainty of the analysis."""
    found = _after(base, trees.cell(trees.orchard(), "certainty", steps=1))
    assert wording.moved(found.moves[0]) == [
        "Certainty: low → very low.",
        "Certainty, indirectness: 0 down → 1 down.",
    ]


def test_a_reworded_reason_moves_no_conclusion(base: Path) -> None:
    """The row is corrected; steps and level are what they were."""
    found = _after(base, trees.cell(trees.orchard(), "certainty", reason="As we asked."))
    assert (len(found.tables[0].corrected), found.conclusions_change) == (1, False)


def test_a_guarded_sentence_that_is_false_now_is_told(base: Path) -> None:
    """With its assertion, and what is true now."""
    (one,) = _after(base, trees.edited(PEAR)).sentences
    assert one.changes == ("false now",)
    assert wording.sentence(one) == (
        f"false now: “{trees.SENTENCE}”; it rests on “exactly 1 study where condition is scab”, "
        "and now found 2: smith2001, pear2002"
    )


def test_a_reworded_sentence_is_told_as_it_was_and_is(base: Path) -> None:
    """Also when its chapter does not hold it yet."""
    (one,) = _after(base, trees.cell(trees.orchard(), "conclusions", sentence="One did.")).sentences
    assert wording.sentence(one) == (
        f"reworded, not in its chapter now: “One did.”; before: “{trees.SENTENCE}”"
    )


def test_a_sentence_without_a_guard_is_told(base: Path) -> None:
    """To take the guard off a sentence is a change of what is concluded."""
    head = trees.orchard()
    row = head["conclusions"][0] | {"conclusion_id": "another", "assertion": "no claim"}
    found = _after(base, head | {"conclusions": [row]})
    assert [(one.conclusion_id, one.changes) for one in found.sentences] == [
        ("another", ("added", "false now")),
        ("one-trial", ("removed",)),
    ]


def test_a_sentence_about_an_analysis_is_held_to_both_sides(base: Path) -> None:
    """It was true of one study and is false of two."""
    about = {"assertion": "analysis scab-trial has at most 1 study"}
    was = trees.cell(trees.orchard(), "conclusions", **about)
    now = trees.cell(trees.edited(PEAR), "conclusions", **about)
    found = _compare(trees.write(base.parent / "was", was), trees.write(base.parent / "now", now))
    assert [one.changes for one in found.sentences] == [("false now",)]


def test_a_record_newly_decided_is_told(base: Path) -> None:
    """With the decision before and the reason now."""
    head = trees.cell(trees.orchard(), "records", decision="excluded", reason="no trees")
    found = _after(base, head)
    (one,) = found.decisions
    assert (one.record_id, one.before, one.after) == ("r1", "awaiting", "excluded")
    assert (one.reason, found.conclusions_change) == ("no trees", False)


def test_chapters_are_to_be_read_again_for_what_they_name(base: Path) -> None:
    """One that only reads the table has new numbers and no reason; others are not there."""
    found = _after(base, trees.cell(trees.orchard(), "outcomes", value=11))
    assert [(one.chapter, one.reasons, one.tables) for one in found.readers] == [
        ("index", ("it names smith2001, which changed in outcomes",), ()),
        ("scab", ("analyses of its question moved: scab-trial",), ("outcomes",)),
    ]
    found = _after(base, trees.cell(trees.orchard(), "outcomes", unit="old trees"))
    assert [(one.chapter, one.reasons) for one in found.readers][1] == ("scab", ())


def test_an_analysis_that_is_new_or_gone_is_told(base: Path) -> None:
    """Its result stands where there is one."""
    head = trees.orchard()
    head["analyses"] = head["analyses"][1:]
    assert wording.moved(_after(base, head).moves[0]) == [
        "Taken out; it was: risk ratio 0.5 (0.269 to 0.929), 1 study, 80 people."
    ]
    found = _compare(base.parent / "head", base)
    assert wording.moved(found.moves[0]) == [
        "New: risk ratio 0.5 (0.269 to 0.929), 1 study, 80 people."
    ]


def test_a_column_that_the_base_lacks_is_named_and_blank_there(base: Path) -> None:
    """The results are still compared."""
    old = trees.orchard()
    for row in old["arms"]:
        del row["part_of"]
    found = _compare(trees.write(base.parent / "old", old), base)
    assert found.schema == ("the column arms.part_of is not in the base",)
    assert (found.unknown, found.conclusions_change) == ((), False)


def test_a_table_that_the_base_lacks_leaves_results_unknown(base: Path) -> None:
    """Then nothing is said about conclusions, least of all that none changes."""
    old = {name: rows for name, rows in trees.orchard().items() if name != "certainty"}
    found = _compare(trees.write(base.parent / "old", old), base)
    assert found.schema == ("the table certainty is not in the base",)
    assert found.conclusions_change is None
    assert wording.headline(found) == (
        "Whether conclusions change is not known: the results of base cannot be worked out: "
        "it has no table “certainty”."
    )


def test_a_renamed_column_leaves_results_unknown(base: Path) -> None:
    """Its values would be taken for blank, and a difference made of nothing."""
    old = trees.orchard()
    old["arms"] = [
        {("item" if k == "product" else k): v for k, v in r.items()} for r in old["arms"]
    ]
    found = _compare(trees.write(base.parent / "old", old), base)
    assert found.unknown == (
        "the results cannot be compared: columns of the table “arms” have other names on the "
        "two sides",
    )
    assert (found.moves, found.conclusions_change) == ((), None)


def test_claims_on_one_side_only_are_not_called_unchanged(base: Path) -> None:
    """A verdict that cannot be compared is not a verdict that stayed."""
    old = {name: rows for name, rows in trees.orchard().items() if name != "claims"}
    found = _compare(trees.write(base.parent / "old", old), base)
    assert (found.unknown, found.conclusions_change) == (
        ("only one side has claims.verdict",),
        None,
    )


def test_broken_tables_are_named_with_their_side_and_place(base: Path) -> None:
    """The comparison stops with the problems of that side."""
    head = trees.write(base.parent / "head", trees.cell(trees.orchard(), "outcomes", value="x"))
    with pytest.raises(VersionError) as stopped:
        _compare(base, head)
    assert str(stopped.value) == (
        "head cannot be read → correct its tables first; `python -m evidence check` says "
        "everything\ndata/outcomes.csv:2:8: [value] “x” is not a number → write digits with a "
        "point, like 12.5; leave it blank if it was not seen"
    )


def test_ratings_that_are_taken_away_are_told_as_steps_down(base: Path) -> None:
    """What nobody has judged goes one step down: no answer is called surer than it is."""
    head = trees.orchard()
    head["certainty"] = head["certainty"][2:]
    found = _after(base, head)
    assert found.unknown == ()
    assert wording.moved(found.moves[0]) == [
        "Certainty: low → very low.",
        "Certainty, indirectness: 0 down → 1 down.",
        "Certainty, publication bias: 0 down → 1 down.",
    ]


def test_an_analysis_that_cannot_be_rated_is_said_to_fail(base: Path) -> None:
    """It is the head's mistake, and no conclusion is drawn from it."""
    found = _after(base, trees.cell(trees.orchard(), "bias_tools", tool="Another"))
    assert found.unknown == (
        "the results of head cannot be worked out: an analysis fails there: Sieve",
    )


def test_the_record_holds_everything_for_programs(base: Path) -> None:
    """It comes back from JSON as it went in, with sorted keys and numbers in full."""
    found = _after(base, trees.edited(PEAR))
    text = record.render(found)
    read = json.loads(text)
    assert read == json.loads(json.dumps(record.plain(found)))
    assert list(read) == sorted(read) and read["format"] == "evidence-diff/1"
    assert read["conclusions_change"] is True
    assert read["moves"][0]["before"]["lower"] == found.moves[0].before.lower  # type: ignore[union-attr]
    assert record.render(_after(base, trees.edited(PEAR))) == text


def test_the_record_documents_each_of_its_keys(base: Path) -> None:
    """Whoever reads the JSON finds every key of its top level in the docstring."""
    keys = json.loads(record.render(_after(base, trees.orchard())))
    assert record.__doc__ and [key for key in keys if key not in record.__doc__] == []


def _retracted(study: int = 1) -> trees.Tables:
    return trees.cell(trees.edited(PEAR), "studies", study, status="retracted")


def test_a_retraction_is_told_as_one_with_what_the_study_leaves(tmp_path: Path) -> None:
    """In words, with the answer before and after."""
    before = trees.write(tmp_path / "one", trees.edited(PEAR))
    found = _compare(before, trees.write(tmp_path / "other", _retracted()))
    assert [(one.study_id, one.after) for one in found.marks] == [("pear2002", "retracted")]
    (said,) = wording.marks(found)
    was, now = (wording.short(one) for one in (found.moves[0].before, found.moves[0].after))
    title = found.moves[0].title
    assert said == f"Pear 2002 was retracted: it leaves {title} ({was} → {now})."
    for form in (comparison.markdown.render, comparison.page.render):
        assert "Pear 2002 was retracted" in form(found)


def test_a_retraction_that_is_taken_back_is_told(tmp_path: Path) -> None:
    """The study counts again."""
    after = trees.write(tmp_path / "one", trees.edited(PEAR))
    found = _compare(trees.write(tmp_path / "other", _retracted()), after)
    (said,) = wording.marks(found)
    assert said.startswith("Pear 2002 is no longer retracted: it is back in ")


def test_a_concern_is_told_and_moves_no_answer(tmp_path: Path) -> None:
    """The study still counts."""
    tables = [trees.edited(PEAR), trees.edited(PEAR)]
    for one, found in zip(tables, ("erratum", "expression of concern"), strict=True):
        one["notices"] = [{"study_id": "pear2002", "found": found}]
    roots = [trees.write(tmp_path / str(place), one) for place, one in enumerate(tables)]
    found = _compare(*roots)
    assert found.moves == ()
    assert list(wording.marks(found)) == [
        "Pear 2002 was put in question by an expression of concern; it still counts, and what it "
        "touches is shown with and without it."
    ]
