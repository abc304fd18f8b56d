"""The page of a question: its answer first, then everything the answer rests on."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import grafts
import markup
from evidence import question
from evidence.effects import Effect, Measured
from evidence.synthesis import Finding, Result, wording
from evidence.synthesis.analysis import Analysis
from evidence.synthesis.certainty import NO_EVIDENCE
from evidence.synthesis.result import conclude

HOSTILE = "\"><script>alert('1')</script>&amp;"
ASKED = {
    "conditions": ("scab",),
    "populations": ("saplings", "old trees and saplings"),
    "products": ("compost",),
    "comparators": ("bare soil",),
    "designs": ("randomised",),
    "window": (3.0, 12.0, 6.0),
}
FIRST = grafts.compared("Smith 2001", (3, 12), (6, 12))
SECOND = grafts.compared("Green 2010", (2, 20), (5, 20))


def _asked(measure: str = grafts.RISK, **changes: Any) -> Analysis:
    return grafts.analysis(measure, **{**ASKED, **changes})


def _result(*findings: Finding, measure: str = grafts.RISK, **more: Any) -> Result:
    aside = more.pop("aside", ())
    return conclude(_asked(measure, **more), findings, aside)


def _html(part: str, records: question.Records) -> str:
    return question.PARTS[part](records, "scab")


def _text(part: str, records: question.Records) -> str:
    return " ".join(markup.read(_html(part, records)).text.split())


def _cells(html: str) -> list[list[str]]:
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    return [[markup.read(cell).text for cell in row.split("</td>")[:-1]] for row in rows]


# The answer


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (
            "very low",
            "We do not know whether the treatment changes this: the evidence is very uncertain.",
        ),
        ("low", "The treatment may improve this outcome."),
        ("moderate", "The treatment probably improves this outcome."),
        ("high", "The treatment improves this outcome."),
    ],
)
def test_an_answer_is_as_sure_as_its_certainty(level: str, said: str) -> None:
    """The wording is that of GRADE."""
    clear = grafts.compared("Smith 2001", (20, 250), (80, 250), direction="treatment better")
    result = _result(clear)
    records = grafts.records(result, level=level)
    assert question.statement(records, records.answers["scab"]) == said


def test_an_interval_that_leaves_both_open_is_no_clear_difference() -> None:
    """Even when a person would like the estimate."""
    records = grafts.records(_result(FIRST), level="low")
    assert question.statement(records, records.answers["scab"]) == (
        "The treatment may make no clear difference to this outcome."
    )


def test_a_share_says_that_nobody_was_compared() -> None:
    """Whatever it is, it tells nothing of the treatment."""
    records = grafts.records(_result(grafts.shared("Smith 2001", 9, 9), measure=grafts.SHARE))
    assert question.statement(records, records.answers["scab"]) == (
        "We do not know what the treatment adds: nobody in these studies was compared."
    )


def test_a_question_nobody_studied_in_these_people_says_so_first() -> None:
    """It is the answer, before everything else on the page."""
    records = grafts.records(_result(), level=NO_EVIDENCE, studies=[])
    assert _text("answer", records).startswith(
        "No study in saplings or in old trees and saplings was found that asks this, "
        "so we do not know."
    )


def test_studies_that_do_not_give_the_outcome_are_no_answer() -> None:
    """They were found, and they do not tell."""
    records = grafts.records(_result(), level=NO_EVIDENCE)
    assert _text("answer", records).startswith(
        "We do not know: 1 study in saplings or in old trees and saplings was found, but it "
        "does not give this outcome in a form and at a time that count."
    )


def test_a_result_in_words_only_is_no_answer() -> None:
    """The page says that it was reported."""
    words = grafts.finding(missing="in words only")
    assert _text("answer", grafts.records(_result(words), level=NO_EVIDENCE)).startswith(
        "We do not know: 1 study reports this outcome, but not in numbers that can be worked with."
    )


def test_the_answer_names_whom_it_rests_on() -> None:
    """People, studies, and whose evidence it is."""
    assert "24 people in 1 study; in whom: saplings." in _text(
        "answer", grafts.records(_result(FIRST))
    )


# The question


def test_a_question_stands_in_its_parts() -> None:
    """Who, what, against what, measured how."""
    html = _html("asked", grafts.records(_result(FIRST)))
    facts = {
        markup.read(label).text: markup.read(value).text
        for label, _, value in (fact.partition("</dt>") for fact in html.split("<dt>")[1:])
    }
    assert facts == {
        "Helps to answer": "Does compost help pears?",
        "Condition": "scab",
        "People": "saplings or old trees and saplings",
        "Treatment": "compost",
        "Compared with": "bare soil",
        "Designs that count": "randomised",
        "Outcome": "Scab: Trees with scab",
        "When": "from 3 to 12 months; of several times the one nearest to 6",
        "Measure": "risk ratio",
        "People needed": "400; fewer are a reason for doubt",
        "Fixed": "on 2026-11-20, before any of its studies was read",
    }


def test_a_question_fixed_after_reading_says_so() -> None:
    """The same day is not before."""
    records = grafts.records(_result(FIRST), fixed_on=pd.Timestamp(2026, 11, 21))
    assert _text("asked", records).endswith(
        "on 2026-11-21, not before its studies were read (from 2026-11-21 on): "
        "a protocol would have come first"
    )


def test_an_open_question_is_told_as_open() -> None:
    """Blank cells of the table mean any."""
    open_to_all: dict[str, Any] = dict.fromkeys(ASKED, ())
    text = _text("asked", grafts.records(_result(FIRST, **{**open_to_all, "window": None})))
    assert "Peopleof any age" in text
    assert "at any time; of several the last" in text


# What was found


def test_each_study_is_a_line() -> None:
    """With its people, groups, effect, time and risk of bias, and a link to its page."""
    html = _html("found", grafts.records(_result(FIRST)))
    assert _cells(html) == [
        [
            "Smith 2001",
            "24 people (saplings); randomised",
            "3 of 12 (25%) against 6 of 12 (50%); risk ratio 0.5 (0.16 to 1.6)",
            "6 months",
            "sound",
        ]
    ]
    assert markup.read(html).all("a") == [{"href": "../study/smith2001.html"}]


def test_a_result_in_words_stands_with_why_it_cannot_be_used() -> None:
    """It is not hidden."""
    words = grafts.finding(missing="the result is given in words", direction="treatment better")
    assert "the report says: treatment better; the result is given in words" in _text(
        "found", grafts.records(_result(words))
    )


def test_a_report_set_aside_names_the_one_that_counts_and_the_rule() -> None:
    """Both stand with what they found."""
    usual = grafts.compared("Smith 2001", (3, 12), (6, 12), cohort_id="north")
    other = grafts.compared("Smith 2003", (1, 5), (2, 5), cohort_id="north")
    records = grafts.records(_result(usual, aside=(other,)))
    text = _text("found", records)
    assert "counts for the same people as Smith 2003" in text
    assert "one counts: the one that analyses most people, of those alike the later" in text
    assert "Smith 2003Smith 20011 of 5 (20%) against 2 of 5 (40%)" in text


def test_studies_that_fit_and_do_not_tell_are_counted_and_listed() -> None:
    """Silence is shown too."""
    silent = {**grafts.STUDY, "study_id": "green2010", "label": "Green 2010"}
    text = _text("found", grafts.records(_result(FIRST), studies=[grafts.STUDY, silent]))
    assert text.endswith(
        "1 further study fits the question and did not give this outcome in a form and at a "
        "time that count Green 2010"
    ) or text.endswith("a form and at a time that countGreen 2010")


# Together, and otherwise


def test_one_study_is_not_pooled() -> None:
    """It stands for itself."""
    assert _text("together", grafts.records(_result(FIRST))) == (
        "One study gives a result, so there is nothing to pool; it stands for itself."
    )


def test_a_refused_pool_says_why() -> None:
    """In the words of the rule."""
    later = grafts.finding(
        "Green 2010", effect=SECOND.effect, outcome="spotted", people=40, direction="not said"
    )
    assert _text("together", grafts.records(_result(FIRST, later))) == (
        "The 2 studies are not pooled. The outcome is defined differently: "
        "scabby (Smith 2001) and spotted (Green 2010)."
    )


def test_a_pool_of_two_is_told_with_caution() -> None:
    """And with the note of the question."""
    text = _text(
        "together", grafts.records(_result(FIRST, SECOND), note="Some may be counted twice.")
    )
    assert text.startswith("Pooled risk ratio ")
    assert "two studies only and not drawn; 64 people in 2 studies." in text
    assert text.endswith("Some may be counted twice.")


def test_what_is_not_shown_is_named_with_its_reason() -> None:
    """Once for each reason."""
    assert _text("otherwise", grafts.records(_result(FIRST))).endswith(
        "By model, without each study in turn and as studies came in: fewer than two studies give "
        "a result, so nothing is pooled.By report on the same people: no other report on the "
        "same people gives this outcome."
    )


def test_final_values_stand_beside_changes_with_the_start() -> None:
    """5 less 4 metres at the end, 1.5 less 1 in change."""
    pair = [
        _result(
            grafts.measured("Smith 2001", Measured(one, 1.0, 20), Measured(other, 1.0, 20)),
            measure=grafts.MEANS,
            analysis_id=key,
            change_from_baseline=change,
        )
        for key, one, other, change in (("scab", 5, 4, False), ("scab-change", 1.5, 1, True))
    ]
    text = _text("otherwise", grafts.records(pair[0], others=(pair[1],)))
    assert "final value11 (0.38 to 1.6)change from the start10.5 (−0.12 to 1.1)" in text
    assert (
        "Smith 2001: at the start the mean of the treated group less that of the control group "
        "was 0.5 m"
    ) in text


def test_five_studies_are_drawn_as_they_came_in() -> None:
    """From the first to all, with the finding as a sentence."""
    findings = [grafts.compared(f"Smith 200{n}", (3 + n, 40), (9, 40)) for n in range(5)]
    records = grafts.records(_result(*findings))
    drawn = question.figure(records, "scab")
    assert drawn is not None
    assert drawn.id == "fig-cumulative-scab"
    assert [row[0] for row in drawn.rows] == [one.label for one in findings]
    first = wording.with_ends(*grafts.ratio_ends((3, 40), (9, 40)))
    assert drawn.finding.startswith(f"After the first study {first}; after all 5 studies ")


def test_four_studies_are_not_drawn_as_they_came_in() -> None:
    """The rule was fixed beforehand."""
    findings = [grafts.compared(f"Smith 200{n}", (3 + n, 40), (9, 40)) for n in range(4)]
    assert question.figure(grafts.records(_result(*findings)), "scab") is None


# Certainty


def test_each_domain_says_why_and_by_whom() -> None:
    """A rule, or a judgement by somebody on a day."""
    html = _html("certainty", grafts.records(_result(FIRST)))
    assert markup.read(html).text.startswith("Starts high, ends very low")
    assert _cells(html) == [
        ["imprecision", "2", "24 trees where 400 would be needed.", "rule"],
        [
            "indirectness",
            "none",
            "Trees as asked.",
            "judgement, A. Gardener, single assessor, 2026-11-20",
        ],
    ]


def test_nothing_is_rated_where_there_is_nothing() -> None:
    """No table of blanks."""
    assert _text("certainty", grafts.records(_result(), level=NO_EVIDENCE)) == (
        "no evidence Without a study to work with nothing is rated."
    )


# In absolute numbers


def test_a_ratio_is_told_among_a_thousand() -> None:
    """The columns add up: 500 less 250 is 250 fewer."""
    html = _html("absolute", grafts.records(_result(FIRST)))
    ((study, control, treated, difference),) = _cells(html)
    assert (study, control) == ("Smith 2001", "500 of 1000")
    assert treated.startswith("250 of 1000 (")
    assert difference.startswith("250 fewer of 1000 (")
    assert "the risk with control is that of its control group, 6 of 12 (50%)." in html


def test_no_event_is_told_as_shares_with_their_intervals() -> None:
    """No ratio is made of nothing."""
    empty = grafts.compared("Smith 2001", (1, 12), (0, 6))
    html = _html("absolute", grafts.records(_result(empty)))
    assert _cells(html) == [["Smith 2001", "0% (0% to 46%), 0 of 6", "8% (0% to 38%), 1 of 12"]]
    assert "nobody in the control group had it" in html


def test_a_mean_difference_is_told_in_its_unit() -> None:
    """Metres, not people."""
    tall = grafts.measured("Smith 2001", Measured(3.0, 1.0, 20), Measured(2.0, 1.0, 20))
    html = _html("absolute", grafts.records(_result(tall, measure=grafts.MEANS)))
    assert _cells(html)[0][3] == "1 (0.38 to 1.6) m"


def test_a_hazard_ratio_stays_a_ratio() -> None:
    """No risk is known to multiply."""
    sooner = grafts.finding(effect=Effect(grafts.HAZARD, "log", 0.0, 0.1), people=24)
    html = _html("absolute", grafts.records(_result(sooner, measure=grafts.HAZARD)))
    assert _cells(html) == [["Smith 2001", "hazard ratio 1 (0.82 to 1.2)"]]
    assert "A hazard ratio tells how many people more only where the risk" in html


def test_the_summary_has_a_line_for_every_question() -> None:
    """Grouped by condition, with a link to the page of each."""
    other = _result(analysis_id="rust", conditions=("rust",), title="Rust")
    html = question.table(grafts.records(_result(FIRST), others=(other,)))
    read = markup.read(html)
    assert [one["href"] for one in read.all("a")] == ["question/scab.html", "question/rust.html"]
    assert html.index("<h3>Scab</h3>") < html.index("<h3>Rust</h3>")
    assert "very low 24 people in 1 study" in read.text
    assert "500 of 1000 in the control group; 250 of 1000" in read.text


def test_no_part_shows_a_number_that_is_none() -> None:
    """Nothing, one, two, refused: no NaN, no None."""
    empty = grafts.compared("Smith 2001", (0, 12), (0, 6))
    for result in (_result(), _result(empty), _result(FIRST, SECOND), _result(empty, SECOND)):
        records = grafts.records(result)
        parts = [_html(part, records) for part in question.PARTS] + [question.table(records)]
        assert not [part for part in parts if "nan" in part.lower() or "None" in part]


# What is coming


def test_a_registered_study_that_fits_is_named_with_its_state() -> None:
    """Whether its results are overdue follows from the register."""
    html = _html("coming", grafts.records(_result(FIRST), studies=[grafts.STUDY, grafts.PLANNED]))
    assert _cells(html) == [
        ["PLAN-1", "scab; saplings", "registered, randomised", "unknown", "results overdue"]
    ]
    assert "Results are overdue for 1 (by rule, on 2026-11-21)." in html


@pytest.mark.parametrize(
    "changes",
    [{"condition": "rust"}, {"population": "old trees"}, {"design": "registered, one row"}],
)
def test_a_registered_study_that_asks_something_else_is_left_out(changes: dict[str, Any]) -> None:
    """By condition, people and kind of comparison."""
    records = grafts.records(_result(FIRST), studies=[grafts.STUDY, {**grafts.PLANNED, **changes}])
    assert _text("coming", records) == (
        "No registered study that would answer this question was found."
    )


def test_a_registered_study_that_was_reported_is_no_longer_coming() -> None:
    """Its results are in the tables."""
    reported = {**grafts.STUDY, "cohort_id": "plan2020"}
    records = grafts.records(_result(FIRST), studies=[reported, grafts.PLANNED])
    assert "No registered study" in _text("coming", records)


# Safety


def test_texts_of_the_tables_are_only_text() -> None:
    """Nothing in a table can become markup."""
    found = grafts.compared("Smith 2001", (3, 12), (6, 12), note=HOSTILE, time=HOSTILE)
    aside = grafts.finding("Smith 2003", cohort_id="smith2001", missing=HOSTILE)
    studies = [
        {**grafts.STUDY, "population": HOSTILE},
        {**grafts.PLANNED, "label": HOSTILE, "status": HOSTILE},
    ]
    records = grafts.records(
        _result(found, aside=(aside,), title=HOSTILE, populations=()),
        studies=studies,
        note=HOSTILE,
    )
    for part in (*(_html(name, records) for name in question.PARTS), question.table(records)):
        assert not markup.read(part).all("script")
