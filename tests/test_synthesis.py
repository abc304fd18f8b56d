"""From tables to answers: which studies and values count, and what may be said of them together."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import grafts
from evidence import synthesis
from evidence.bias import scale
from evidence.effects import Events, Measured
from evidence.pooling import Part, Pool, PooledShare
from evidence.synthesis import wording

ANALYSIS = {
    "analysis_id": "scab",
    "question_id": "pears",
    "title": "Scab, against a control group",
    "label": "Scab",
    "conditions": "scab",
    "populations": "",
    "products": "compost",
    "arms": "",
    "designs": "randomised; randomised, open",
    "comparators": "bare soil; bark",
    "outcomes": "scabby; spotted",
    "subgroups": "",
    "months_from": 3.0,
    "months_to": 12.0,
    "months_preferred": 6.0,
    "measure": "risk ratio",
    "values": "",
    "information_size": 400,
}
STUDY = {
    "study_id": "smith2001",
    "label": "Smith 2001",
    "kind": "clinical",
    "status": "completed",
    "condition": "scab",
    "population": "old trees",
    "design": "randomised",
    "cohort_id": "north",
    "year": 2001,
}
ARM = {
    "study_id": "smith2001",
    "arm_id": "compost",
    "role": "treatment",
    "part_of": "",
    "product": "compost",
    "n": 12,
}
VALUE = {
    "study_id": "smith2001",
    "arm_id": "compost",
    "outcome_id": "scabby",
    "subgroup": "all",
    "time": "6 months",
    "months": 6.0,
    "statistic": "count",
    "value": 3.0,
    "spread_kind": "",
    "spread": float("nan"),
    "n": 12,
    "unit": "trees",
}
REPORT = {
    "study_id": "smith2001",
    "treatment_arm": "compost",
    "control_arm": "bare",
    "outcome_id": "scabby",
    "time": "6 months",
    "months": 6.0,
    "measure": "direction only",
    "estimate": float("nan"),
    "lower": float("nan"),
    "upper": float("nan"),
    "level": None,
    "unit": "ratio",
    "direction": "treatment better",
}
CONTROL = {**ARM, "arm_id": "bare", "role": "control", "product": "bare soil"}
CONTROL_VALUE = {**VALUE, "arm_id": "bare", "value": 6.0}


def _analysis(**changes: Any) -> synthesis.Analysis:
    rows = pd.DataFrame([{**ANALYSIS, **changes}])
    return synthesis.read(rows)[{**ANALYSIS, **changes}["analysis_id"]]


def _tables(
    studies: list[dict[str, Any]] | None = None,
    arms: list[dict[str, Any]] | None = None,
    outcomes: list[dict[str, Any]] | None = None,
    reported: list[dict[str, Any]] | None = None,
) -> synthesis.Tables:
    def frame(rows: list[dict[str, Any]] | None, usual: list[dict[str, Any]]) -> pd.DataFrame:
        rows = usual if rows is None else rows
        return pd.DataFrame(rows, columns=list(usual[0]))

    definitions = [
        ("scabby", "lower", "trees"),
        ("spotted", "lower", "trees"),
        ("height", "higher", "m"),
        ("time-to-fruit", "lower", "months"),
    ]
    return synthesis.Tables(
        studies=frame(studies, [STUDY]),
        arms=frame(arms, [ARM, CONTROL]),
        outcomes=frame(outcomes, [VALUE, CONTROL_VALUE]),
        reported_effects=frame([] if reported is None else reported, [REPORT]),
        outcome_definitions=pd.DataFrame(
            definitions, columns=["outcome_id", "better", "usual_unit"]
        ),
    )


def _of(study: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "study_id": study} for row in rows]


def _one(analysis: synthesis.Analysis, tables: synthesis.Tables) -> synthesis.Finding:
    (found,) = synthesis.synthesise(analysis, tables).findings
    return found


# Which studies count


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "registered"},
        {"status": "retracted"},
        {"condition": "canker"},
        {"design": "before and after"},
    ],
    ids=["a plan", "retracted", "another disease", "another design"],
)
def test_a_study_that_does_not_fit_is_left_out(changes: dict[str, str]) -> None:
    """Kind, status, condition and design decide."""
    tables = _tables(studies=[{**STUDY, **changes}])
    assert synthesis.synthesise(_analysis(), tables).findings == ()


def test_a_study_of_another_population_is_left_out() -> None:
    """Old trees say nothing about young ones."""
    assert synthesis.eligible(_analysis(populations="young trees"), _tables()).empty


def test_a_study_of_another_product_is_left_out() -> None:
    """Products are not mixed silently."""
    assert synthesis.eligible(_analysis(products="lime"), _tables()).empty


def test_a_study_without_the_outcome_gives_no_finding() -> None:
    """It is eligible and has nothing to say."""
    tables = _tables(outcomes=[{**VALUE, "outcome_id": "height"}])
    assert len(synthesis.eligible(_analysis(), tables)) == 1
    assert synthesis.synthesise(_analysis(), tables).findings == ()


# Which values count


def test_counts_of_both_groups_make_a_risk_ratio() -> None:
    """3 of 12 against 6 of 12 halve the risk; fewer is better here."""
    found = _one(_analysis(), _tables())
    assert (found.treated, found.control) == (Events(3, 12), Events(6, 12))
    assert found.effect is not None
    assert found.effect.estimate == pytest.approx(log(0.5), abs=1e-12)
    assert found.effect.standard_error == pytest.approx(sqrt(1 / 3 + 1 / 6 - 2 / 12), abs=1e-12)
    assert (found.people, found.direction) == (24, "treatment better")


def test_of_several_times_the_one_nearest_to_the_month_preferred_counts() -> None:
    """Seven months are nearer to six than four are."""
    later = [{**row, "time": "7 months", "months": 7.0} for row in (VALUE, CONTROL_VALUE)]
    early = [
        {**row, "time": "4 months", "months": 4.0, "value": 1.0} for row in (VALUE, CONTROL_VALUE)
    ]
    assert _one(_analysis(), _tables(outcomes=[*early, *later])).time == "7 months"


def test_a_time_outside_the_window_does_not_count() -> None:
    """Two years are too late."""
    late = [{**row, "months": 24.0} for row in (VALUE, CONTROL_VALUE)]
    assert synthesis.synthesise(_analysis(), _tables(outcomes=late)).findings == ()


def test_the_preferred_outcome_counts_before_another() -> None:
    """Scab is asked for; spots would do."""
    spots = [{**row, "outcome_id": "spotted", "value": 9.0} for row in (VALUE, CONTROL_VALUE)]
    found = _one(_analysis(), _tables(outcomes=[*spots, VALUE, CONTROL_VALUE]))
    assert (found.outcome, found.treated) == ("scabby", Events(3, 12))


def test_groups_that_stand_by_themselves_are_put_together() -> None:
    """Two doses against one control group are one comparison, and the note says so."""
    second = {**ARM, "arm_id": "double"}
    value = {**VALUE, "arm_id": "double", "value": 2.0, "n": 8}
    tables = _tables(arms=[ARM, second, CONTROL], outcomes=[VALUE, value, CONTROL_VALUE])
    found = _one(_analysis(), tables)
    assert found.treated == Events(5, 20)
    assert found.note == "treated groups put together"


def test_a_group_that_is_part_of_another_does_not_count_again() -> None:
    """Its trees stand in the other group already."""
    part = {**ARM, "arm_id": "double", "part_of": "compost"}
    value = {**VALUE, "arm_id": "double", "value": 2.0, "n": 8}
    tables = _tables(arms=[ARM, part, CONTROL], outcomes=[VALUE, value, CONTROL_VALUE])
    assert _one(_analysis(), tables).treated == Events(3, 12)


def test_a_control_group_that_is_part_of_another_does_not_count_again() -> None:
    """No tree is counted twice on either side."""
    part = {**CONTROL, "arm_id": "bare-young", "part_of": "bare"}
    value = {**CONTROL_VALUE, "arm_id": "bare-young", "value": 1.0, "n": 3}
    tables = _tables(arms=[ARM, CONTROL, part], outcomes=[VALUE, CONTROL_VALUE, value])
    assert _one(_analysis(), tables).control == Events(6, 12)


@pytest.mark.parametrize("order", [1, -1])
def test_a_percentage_beside_its_count_does_not_count_again(order: int) -> None:
    """Both are printed of the same trees; the count is the better of the two."""
    percent = {**VALUE, "statistic": "percent", "value": 25.0}
    found = _one(_analysis(), _tables(outcomes=[*[VALUE, percent][::order], CONTROL_VALUE]))
    assert (found.treated, found.note) == (Events(3, 12), "")


def test_of_several_subgroups_the_first_named_counts() -> None:
    """Everybody and the old trees are partly the same trees."""
    old = {**VALUE, "subgroup": "old", "value": 1.0, "n": 5}
    tables = _tables(outcomes=[old, VALUE, CONTROL_VALUE])
    assert _one(_analysis(subgroups="all; old"), tables).treated == Events(3, 12)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_times_equally_near_the_earlier_counts(order: int) -> None:
    """The order of the rows decides nothing."""
    rows = [
        {**row, "time": time, "months": months}
        for time, months in [("5 months", 5.0), ("7 months", 7.0)]
        for row in (VALUE, CONTROL_VALUE)
    ]
    assert _one(_analysis(), _tables(outcomes=rows[::order])).time == "5 months"


@pytest.mark.parametrize("events", [0, 12])
def test_nobody_or_everybody_in_both_groups_is_no_difference(events: int) -> None:
    """The correction of groups of unlike size would point to one of them."""
    rows = [{**VALUE, "value": events}, {**CONTROL_VALUE, "value": events // 2, "n": 6}]
    found = _one(_analysis(), _tables(outcomes=rows))
    assert found.effect is not None
    assert found.direction == "no difference"


def test_a_percentage_becomes_a_count_when_it_fits_whole_trees() -> None:
    """14.3% of 21 is three, and the note says where the count comes from."""
    percent = {**VALUE, "statistic": "percent", "value": 14.3, "n": 21}
    found = _one(_analysis(), _tables(outcomes=[percent, CONTROL_VALUE]))
    assert found.treated == Events(3, 21)
    assert found.note == "counts worked out from percentages"


def test_a_percentage_that_fits_no_count_gives_no_effect() -> None:
    """16.7% of 67 would be eleven trees and a bit."""
    percent = {**VALUE, "statistic": "percent", "value": 15.7, "n": 10}
    found = _one(_analysis(), _tables(outcomes=[percent, CONTROL_VALUE]))
    assert found.effect is None
    assert found.missing == "15.7% of 10 is no whole number of people"


def test_a_count_without_its_people_gives_no_effect() -> None:
    """The denominator was not printed."""
    found = _one(_analysis(), _tables(outcomes=[{**VALUE, "n": None}, CONTROL_VALUE]))
    assert found.effect is None
    assert found.missing == "how many people were counted is not printed"


def test_a_study_that_reports_one_group_only_gives_no_effect() -> None:
    """Nothing to compare with."""
    found = _one(_analysis(), _tables(outcomes=[VALUE]))
    assert (found.effect, found.missing) == (None, "no count for this group")


def test_a_zero_cell_is_corrected_and_said() -> None:
    """One half is added to all four cells: (0.5/13) / (6.5/13)."""
    found = _one(_analysis(), _tables(outcomes=[{**VALUE, "value": 0.0}, CONTROL_VALUE]))
    assert found.effect is not None
    assert exp(found.effect.estimate) == pytest.approx(0.5 / 6.5, abs=1e-12)
    assert "because one was zero" in found.note


def test_means_with_their_spread_make_a_difference() -> None:
    """A standard error is turned into a standard deviation: 0.5 times the root of 16."""
    means = {"outcome_id": "height", "statistic": "mean", "n": 16}
    treated = {**VALUE, **means, "value": 5.0, "spread_kind": "SE", "spread": 0.5}
    control = {**CONTROL_VALUE, **means, "value": 4.0, "spread_kind": "SD", "spread": 2.0}
    analysis = _analysis(outcomes="height", measure="mean difference", values="final value")
    found = _one(analysis, _tables(outcomes=[treated, control]))
    assert found.treated == Measured(5.0, 2.0, 16)
    assert found.effect is not None
    assert found.effect.estimate == pytest.approx(1.0)
    assert found.direction == "treatment better"
    assert found.note == "standard deviation worked out from the standard error"


HEIGHT = {"outcome_id": "height", "statistic": "mean", "spread_kind": "SD", "spread": 1.0}
HEIGHTS = [{**VALUE, **HEIGHT, "unit": "m"}, {**CONTROL_VALUE, **HEIGHT, "unit": "m"}]


def test_means_in_two_units_are_not_compared() -> None:
    """Metres less feet mean nothing."""
    analysis = _analysis(outcomes="height", measure="mean difference", values="final value")
    found = _one(analysis, _tables(outcomes=[HEIGHTS[0], {**HEIGHTS[1], "unit": "feet"}]))
    assert (found.effect, found.missing) == (None, "the groups are given in feet and m")


def test_a_mean_without_spread_gives_no_effect() -> None:
    """A difference without its uncertainty cannot be weighed."""
    means = {"outcome_id": "height", "statistic": "mean"}
    rows = [{**VALUE, **means}, {**CONTROL_VALUE, **means}]
    analysis = _analysis(outcomes="height", measure="mean difference", values="final value")
    found = _one(analysis, _tables(outcomes=rows))
    assert found.missing == "no standard deviation or error is printed"


def test_a_change_from_the_start_is_not_a_final_value() -> None:
    """Which of the two counts is part of the question."""
    change = {"outcome_id": "height", "statistic": "mean change", "spread_kind": "SD"}
    rows = [{**VALUE, **change, "spread": 1.0}, {**CONTROL_VALUE, **change, "spread": 1.0}]
    asked = {"outcomes": "height", "measure": "mean difference"}
    final = synthesis.synthesise(_analysis(**asked, values="final value"), _tables(outcomes=rows))
    assert final.findings == ()
    assert _one(_analysis(**asked, values="change from baseline"), _tables(outcomes=rows)).effect


def test_a_share_is_that_of_the_treated_alone() -> None:
    """No comparison, no effect, only events among people."""
    found = _one(_analysis(measure="share", comparators=""), _tables())
    assert (found.treated, found.control, found.effect) == (Events(3, 12), None, None)


def test_a_share_falls_back_to_all_participants() -> None:
    """Some reports describe everybody as one group."""
    everyone = {**ARM, "role": "all participants"}
    tables = _tables(arms=[everyone], outcomes=[VALUE])
    assert _one(_analysis(measure="share"), tables).treated == Events(3, 12)


def test_a_share_is_never_that_of_controls_too() -> None:
    """All participants of a comparison are not all treated."""
    everyone = {**ARM, "arm_id": "all", "role": "all participants"}
    value = {**VALUE, "arm_id": "all", "n": 24}
    tables = _tables(arms=[ARM, CONTROL, everyone], outcomes=[value])
    found = _one(_analysis(measure="share"), tables)
    assert (found.treated, found.missing) == (None, "no count for this group")


def test_everybody_does_not_stand_for_the_groups_that_are_named() -> None:
    """Old trees among all participants say nothing about young ones."""
    everyone = {**ARM, "arm_id": "all", "role": "all participants"}
    value = {**VALUE, "arm_id": "all"}
    tables = _tables(arms=[{**ARM, "arm_id": "young"}, everyone], outcomes=[value])
    assert _one(_analysis(measure="share", arms="young"), tables).treated is None


def test_only_the_named_groups_count_when_groups_are_named() -> None:
    """The young trees of a mixed study."""
    young = {**ARM, "arm_id": "young"}
    value = {**VALUE, "arm_id": "young", "value": 1.0, "n": 4}
    tables = _tables(arms=[ARM, young], outcomes=[VALUE, value])
    assert _one(_analysis(measure="share", arms="young"), tables).treated == Events(1, 4)


def test_everybody_does_not_stand_for_a_named_group() -> None:
    """What happened to all trees is not what happened to the young ones."""
    everyone = {**ARM, "role": "all participants"}
    tables = _tables(arms=[everyone], outcomes=[VALUE])
    found = _one(_analysis(measure="share", arms="young"), tables)
    assert (found.treated, found.missing) == (None, "no count for this group")


def test_a_result_in_words_keeps_its_direction() -> None:
    """It cannot be pooled, but it is not hidden."""
    found = _one(_analysis(), _tables(outcomes=[], reported=[REPORT]))
    assert (found.effect, found.direction) == (None, "treatment better")
    assert found.missing == "the report gives the result in words or as a P value only"


def test_contradictory_directions_are_none() -> None:
    """Two sentences that disagree say nothing together."""
    other = {**REPORT, "time": "9 months", "direction": "control better"}
    found = _one(_analysis(), _tables(outcomes=[], reported=[REPORT, other]))
    assert found.direction == "not said"


def test_a_printed_ratio_with_its_interval_is_used() -> None:
    """The standard error is the width on the log scale over twice 1.96."""
    printed = {**REPORT, "measure": "hazard ratio", "estimate": 0.8, "lower": 0.4, "upper": 1.6}
    found = _one(_analysis(measure="hazard ratio"), _tables(outcomes=[], reported=[printed]))
    assert found.effect is not None
    assert found.effect.estimate == pytest.approx(log(0.8))
    assert found.effect.standard_error == pytest.approx(log(4) / (2 * 1.959964), rel=1e-6)
    assert found.people == 24
    assert found.note == "as the report prints it; taken for a 95% interval"


RATIO = {**REPORT, "measure": "hazard ratio", "estimate": 0.8, "lower": 0.4, "upper": 1.6}
SMALLER = {"estimate": 0.8, "lower": 0.4, "upper": 1.6, "level": 95}


@pytest.mark.parametrize(
    ("outcome", "favoured"),
    [("scabby", "treatment better"), ("time-to-fruit", "control better")],
)
def test_fewer_events_are_better_and_a_lower_rate_of_fruit_is_not(
    outcome: str, favoured: str
) -> None:
    """A hazard ratio below one means less scab, and fruit that takes longer."""
    tables = _tables(outcomes=[], reported=[{**RATIO, "outcome_id": outcome}])
    analysis = _analysis(measure="hazard ratio", outcomes=outcome)
    assert _one(analysis, tables).direction == favoured


def test_a_printed_result_is_told_with_its_own_time() -> None:
    """Not with that of a sentence about another time."""
    printed = {**REPORT, **SMALLER, "measure": "risk ratio", "time": "9 months", "months": 9.0}
    found = _one(_analysis(), _tables(outcomes=[], reported=[REPORT, printed]))
    assert (found.time, found.months) == ("9 months", 9.0)
    assert found.effect is not None


def test_of_printed_results_the_preferred_outcome_counts() -> None:
    """Spots were printed first, with an interval; scab was asked for first."""
    spots = {**REPORT, **SMALLER, "measure": "risk ratio", "outcome_id": "spotted"}
    found = _one(_analysis(), _tables(outcomes=[], reported=[spots, REPORT]))
    assert (found.outcome, found.effect) == ("scabby", None)


def test_a_result_of_another_outcome_does_not_stand_for_values_without_controls() -> None:
    """The values are of scab, the printed ratio is of spots."""
    spots = {**REPORT, **SMALLER, "measure": "risk ratio", "outcome_id": "spotted"}
    found = _one(_analysis(), _tables(outcomes=[VALUE], reported=[spots]))
    assert (found.outcome, found.effect, found.direction) == ("scabby", None, "not said")


@pytest.mark.parametrize(
    "asked", [{"products": "lime"}, {"comparators": "bark"}, {"arms": "double"}]
)
def test_a_result_between_other_groups_does_not_count(asked: dict[str, str]) -> None:
    """What the trees of a printed result were given is part of the question."""
    lime = {**ARM, "arm_id": "lime", "product": "lime"}
    tables = _tables(arms=[ARM, CONTROL, lime], outcomes=[], reported=[REPORT])
    assert synthesis.synthesise(_analysis(**asked), tables).findings == ()


def test_a_printed_interval_that_cannot_be_gives_no_effect() -> None:
    """The build goes on, and the page says why."""
    printed = {**RATIO, "lower": 0.0}
    found = _one(_analysis(measure="hazard ratio"), _tables(outcomes=[], reported=[printed]))
    assert found.effect is None
    assert found.missing.endswith("a ratio and its interval must lie above zero")


@pytest.mark.parametrize(("values", "usable"), [("final value", 0), ("change from baseline", 1)])
def test_a_printed_difference_in_change_is_no_difference_at_the_end(
    values: str, usable: int
) -> None:
    """Which of the two counts is part of the question."""
    printed = {**REPORT, **SMALLER, "measure": "difference in change", "outcome_id": "height"}
    analysis = _analysis(outcomes="height", measure="mean difference", values=values)
    result = synthesis.synthesise(analysis, _tables(outcomes=[], reported=[printed]))
    assert len(result.usable) == usable


# One report per cohort


def _two(second: dict[str, Any], value: float = 2.0, n: int = 20) -> synthesis.Tables:
    study = {**STUDY, "study_id": "green2010", "label": "Green 2010", "year": 2010, **second}
    values = [{**VALUE, "value": value, "n": n}, {**CONTROL_VALUE, "n": n}]
    return _tables(
        studies=[STUDY, study],
        arms=[ARM, CONTROL, *_of("green2010", [ARM, CONTROL])],
        outcomes=[VALUE, CONTROL_VALUE, *_of("green2010", values)],
    )


def test_of_two_reports_on_the_same_trees_the_larger_counts() -> None:
    """The other is set aside, not lost."""
    result = synthesis.synthesise(_analysis(), _two({}))
    assert [one.study_id for one in result.findings] == ["green2010"]
    assert [one.study_id for one in result.set_aside] == ["smith2001"]


def test_a_smaller_report_with_numbers_beats_a_larger_one_without() -> None:
    """What cannot be worked with cannot stand for the cohort."""
    tables = _two({})
    rows = tables.outcomes
    dropped = (rows["study_id"] == "green2010") & (rows["arm_id"] == "bare")
    result = synthesis.synthesise(_analysis(), replace(tables, outcomes=rows[~dropped]))
    assert [one.study_id for one in result.usable] == ["smith2001"]


# Together


def test_no_study_is_an_answer() -> None:
    """Nothing found, nothing pooled, and the page may say so."""
    result = synthesis.synthesise(_analysis(), _tables(studies=[]))
    assert (result.findings, result.pooled, result.parts) == ((), None, {Part.NO_STUDY})


def test_one_study_is_not_pooled() -> None:
    """It stands by itself, and the reason is given."""
    result = synthesis.synthesise(_analysis(), _tables())
    assert result.pooled is None
    assert result.refusal == ("1 study gives data to pool; two or more are needed.",)


def test_two_studies_are_pooled_but_not_drawn() -> None:
    """The words say how uncertain it is; there is no diamond."""
    result = synthesis.synthesise(_analysis(), _two({"cohort_id": "south"}))
    assert isinstance(result.pooled, Pool)
    assert Part.DIAMOND not in result.parts
    assert wording.pooled(result).endswith("two studies only and not drawn")


def test_a_randomised_and_another_design_are_not_pooled() -> None:
    """The reason names the studies."""
    analysis = _analysis(designs="randomised; side by side")
    tables = _two({"cohort_id": "south", "design": "side by side"})
    result = synthesis.synthesise(analysis, tables)
    assert result.pooled is None
    assert result.refusal == (
        "The designs are mixed: not randomised (Green 2010) and randomised (Smith 2001).",
    )


def test_without_a_window_different_times_are_not_pooled() -> None:
    """Six months and the end of follow-up are not the same question."""
    tables = _two({"cohort_id": "south"})
    rows = tables.outcomes
    moved = rows.assign(
        time=["end" if study == "green2010" else "6 months" for study in rows["study_id"]],
        months=[None if study == "green2010" else 6.0 for study in rows["study_id"]],
    )
    open_ended = _analysis(months_from=None, months_to=None, months_preferred=None)
    result = synthesis.synthesise(open_ended, replace(tables, outcomes=moved))
    assert result.refusal == (
        "The time windows differ: 6 months (Smith 2001) and end (Green 2010).",
    )


def test_one_time_in_two_wordings_is_one_time() -> None:
    """A year is twelve months."""
    tables = _two({"cohort_id": "south"})
    rows = tables.outcomes
    words = {"smith2001": "1 year", "green2010": "12 months"}
    moved = rows.assign(time=rows["study_id"].map(words), months=12.0)
    open_ended = _analysis(months_from=None, months_to=None, months_preferred=None)
    result = synthesis.synthesise(open_ended, replace(tables, outcomes=moved))
    assert (result.refusal, len(result.usable)) == ((), 2)


def test_differences_in_two_units_are_not_pooled() -> None:
    """A metre and a foot do not add up."""
    tables = _tables(
        studies=[STUDY, {**STUDY, "study_id": "green2010", "label": "Green", "cohort_id": "south"}],
        arms=[ARM, CONTROL, *_of("green2010", [ARM, CONTROL])],
        outcomes=[*HEIGHTS, *({**row, "unit": "feet"} for row in _of("green2010", HEIGHTS))],
    )
    analysis = _analysis(outcomes="height", measure="mean difference", values="final value")
    result = synthesis.synthesise(analysis, tables)
    assert result.refusal == (
        "The outcome is defined differently: height in feet (Green) and height in m (Smith 2001).",
    )


def test_shares_are_pooled_by_their_counts() -> None:
    """3 of 12 and 2 of 20 differ no more than chance allows, so the pool is 5 of 32."""
    analysis = _analysis(measure="share", comparators="")
    result = synthesis.synthesise(analysis, _two({"cohort_id": "south"}))
    assert isinstance(result.pooled, PooledShare)
    assert (result.pooled.events, result.pooled.people) == (5, 32)


# Certainty

SCALE = scale([("low", "some concerns", "high"), ("low", "moderate", "serious", "critical")])
BIAS = {"smith2001": "low", "green2010": "low"}
JUDGED = {"indirectness": (0, "Trees as asked."), "publication bias": (0, "None suspected.")}


def _rated(
    analysis: synthesis.Analysis,
    tables: synthesis.Tables,
    bias: dict[str, str] = BIAS,
    judged: dict[str, tuple[int, str]] = JUDGED,
) -> synthesis.Certainty:
    return synthesis.rate(synthesis.synthesise(analysis, tables), bias, judged, SCALE)


def _steps(certainty: synthesis.Certainty) -> dict[str, int]:
    return {domain.name: domain.steps for domain in certainty.domains}


def test_without_a_study_there_is_no_evidence() -> None:
    """Nothing is rated."""
    assert _rated(_analysis(), _tables(studies=[])).level == "no evidence"


def test_a_result_told_in_words_is_not_rated() -> None:
    """There is evidence; it cannot be worked with."""
    told = grafts.finding(missing="in words only")
    result = synthesis.conclude(grafts.analysis(), [told])
    assert synthesis.rate(result, {}, JUDGED, SCALE).level == "not rated"


def test_a_small_trial_at_low_risk_of_bias_is_low() -> None:
    """High, less two for so few trees."""
    certainty = _rated(_analysis(), _tables())
    assert (certainty.start, certainty.level) == ("high", "low")
    assert _steps(certainty)["imprecision"] == 2


@pytest.mark.parametrize(
    ("overall", "steps"),
    [
        ("low", 0),
        ("some concerns", 1),
        ("not assessable", 1),
        ("", 1),
        ("high", 2),
        ("critical", 2),
    ],
)
def test_risk_of_bias_steps_down_by_the_worst_study(overall: str, steps: int) -> None:
    """What could not be assessed is not taken for good."""
    certainty = _rated(_analysis(), _tables(), bias={"smith2001": overall})
    assert _steps(certainty)["risk of bias"] == steps


def test_studies_that_point_both_ways_are_inconsistent() -> None:
    """One says better, one says worse."""
    tables = _two({"cohort_id": "south"}, value=15.0)
    assert _steps(_rated(_analysis(), tables))["inconsistency"] == 1


# Treated trees of a hundred with scab, in five trials where 40 of 100 others had it.
FAR_APART = (10, 12, 20, 32, 28)
CLOSE = (16, 18, 20, 22, 24)


def _inconsistency(*findings: synthesis.Finding, measure: str = grafts.RISK) -> tuple[int, str]:
    result = synthesis.conclude(grafts.analysis(measure), findings)
    (domain,) = [
        one
        for one in synthesis.rate(result, {}, JUDGED, SCALE).domains
        if one.name == "inconsistency"
    ]
    return domain.steps, domain.reason


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (FAR_APART, (1, "A further study may well show no effect: its interval includes that.")),
        (CLOSE, (0, "The interval of a further study excludes no effect too.")),
    ],
    ids=["far apart", "close"],
)
def test_of_five_trials_the_prediction_interval_decides(
    events: tuple[int, ...], found: tuple[int, str]
) -> None:
    """All point the same way, so directions would not tell them apart."""
    trials = [
        grafts.compared(f"Smith {2001 + number}", (few, 100), (40, 100))
        for number, few in enumerate(events)
    ]
    assert _inconsistency(*trials) == found


def test_a_pool_that_includes_no_effect_is_not_stepped_down_twice() -> None:
    """Its interval is the matter of imprecision."""
    trials = [
        grafts.compared(f"Smith {2001 + number}", (few, 100), (40, 100))
        for number, few in enumerate((20, 40, 60, 35, 45))
    ]
    steps, reason = _inconsistency(*trials)
    assert (steps, reason) == (
        0,
        "The interval of the pool includes no effect already; see imprecision.",
    )


def test_shares_whose_intervals_stand_apart_are_inconsistent() -> None:
    """1 of 40 is at most 13.2%, 20 of 40 at least 33.8% (Clopper and Pearson)."""
    apart = grafts.shared("Smith 2001", 1, 40), grafts.shared("Green 2010", 20, 40)
    found = _inconsistency(*apart, measure=grafts.SHARE)
    assert found == (1, "The exact intervals of two studies do not overlap.")


def test_shares_whose_intervals_overlap_are_consistent() -> None:
    """1 of 40 reaches to 13.2%, 4 of 40 down to 2.8% (Clopper and Pearson)."""
    alike = grafts.shared("Smith 2001", 1, 40), grafts.shared("Green 2010", 4, 40)
    found = _inconsistency(*alike, measure=grafts.SHARE)
    assert found == (0, "The exact intervals of all studies overlap.")


def test_many_trees_and_a_clear_interval_are_precise() -> None:
    """Enough people, and no effect lies outside."""
    rows = [{**VALUE, "value": 20.0, "n": 250}, {**CONTROL_VALUE, "value": 80.0, "n": 250}]
    certainty = _rated(_analysis(), _tables(outcomes=rows))
    assert (_steps(certainty)["imprecision"], certainty.level) == (0, "high")


def test_judgements_step_down_too() -> None:
    """A person says how far the trees are from those asked about."""
    judged = {**JUDGED, "indirectness": (1, "Other trees.")}
    certainty = _rated(_analysis(), _tables(), judged=judged)
    assert certainty.level == "very low"
    assert [domain.by_rule for domain in certainty.domains] == [True, True, True, False, False]


def test_a_domain_nobody_has_judged_goes_a_step_down() -> None:
    """A new study may come before its judgement; it is not called surer for that."""
    certainty = _rated(_analysis(), _tables(), judged={"indirectness": JUDGED["indirectness"]})
    last = certainty.domains[-1]
    assert (last.name, last.steps) == ("publication bias", 1)
    assert last.reason == "Not judged yet; taken one step down until it is."
    assert certainty.level == "very low"


def test_a_share_is_of_very_low_certainty() -> None:
    """Without a comparison it cannot be more, however many trees."""
    rows = [{**VALUE, "value": 300.0, "n": 500}]
    certainty = _rated(_analysis(measure="share"), _tables(outcomes=rows))
    assert (certainty.start, certainty.level) == ("very low", "very low")


# Earlier syntheses worked out again

PUBLISHED = {
    "synthesis_id": "brown2015-scab",
    "outcome": "Scab",
    "outcome_id": "scabby",
    "measure": "risk ratio",
}


def test_an_earlier_result_is_worked_out_from_the_named_studies_alone() -> None:
    """Whatever else is in the tables."""
    tables = _two({"cohort_id": "south"})
    result = synthesis.recompute(PUBLISHED, ["smith2001"], tables)
    assert [one.study_id for one in result.findings] == ["smith2001"]
    assert wording.finding(result.findings[0]).endswith("risk ratio 0.5 (0.16 to 1.6)")


def test_an_earlier_result_of_any_disease_and_design_is_worked_out() -> None:
    """Its authors chose the studies, not our questions."""
    tables = _tables(studies=[{**STUDY, "condition": "canker", "design": "side by side"}])
    assert len(synthesis.recompute(PUBLISHED, ["smith2001"], tables).usable) == 1


def test_a_measure_that_is_not_worked_out_again_is_refused() -> None:
    """The message names it."""
    with pytest.raises(ValueError, match="“odds ratio” is not worked out again"):
        synthesis.recompute({**PUBLISHED, "measure": "odds ratio"}, ["smith2001"], _tables())


# Words


def test_a_finding_is_told_in_absolute_numbers_first() -> None:
    """Groups, then the ratio with its interval."""
    said = wording.finding(_one(_analysis(), _tables()))
    assert said == "3 of 12 (25%) against 6 of 12 (50%); risk ratio 0.5 (0.16 to 1.6)"


def test_a_finding_without_an_effect_says_why() -> None:
    """With what the report says, where it says something."""
    found = _one(_analysis(), _tables(outcomes=[], reported=[REPORT]))
    assert wording.finding(found) == (
        "the report says: treatment better; "
        "the report gives the result in words or as a P value only"
    )


def test_a_share_is_told_as_events_of_people() -> None:
    """No ratio where nothing is compared."""
    assert wording.finding(_one(_analysis(measure="share"), _tables())) == "3 of 12 (25%)"


# Every answer of a project


def test_answers_are_worked_out_once_for_one_state_of_the_tables(root: Path) -> None:
    """The second time they are the same objects, in a dictionary of its own."""
    first, second = synthesis.answer_all(root), synthesis.answer_all(root)
    assert all(first[key] is second[key] for key in first)
    first.clear()
    assert second
