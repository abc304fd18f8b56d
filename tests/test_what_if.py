"""What if other reports counted: every choice, worked out by the rules of the built result."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from docutils.parsers.rst import DirectiveError

import metafor
import trials
from evidence import forests, pooling, synthesis, what_if
from evidence.effects import Effect, Events
from evidence.pooling import Part, Pool, PooledShare
from evidence.synthesis import Result, World, conclude, worlds
from evidence.synthesis.together import NO_COMPARISON, together


def _without(result: Result, *left_out: str) -> World:
    return _taking(result, *(one.study_id for one in result.usable if one.study_id not in left_out))


def _taking(result: Result, *taken: str) -> World:
    (found,) = [one for one in trials.worked_out(result).all if one.taken == frozenset(taken)]
    return found


def _pool(world: World) -> Pool:
    assert isinstance(world.result.pooled, Pool)
    return world.result.pooled


# Which choices there are


@pytest.mark.parametrize("result", [trials.compared(), trials.series()], ids=["ratio", "share"])
def test_every_choice_takes_at_most_one_report_of_a_cohort(result: Result) -> None:
    """The same people are never counted twice, whatever a reader takes in."""
    cohorts = {one.study_id: one.cohort_id for one in (*result.findings, *result.set_aside)}
    for world in trials.worked_out(result).all:
        taken = [cohorts[key] for key in world.taken]
        assert len(taken) == len(set(taken))
        counting = [one.cohort_id for one in world.result.findings]
        assert sorted(counting) == sorted(taken)


@pytest.mark.parametrize("result", [trials.compared(), trials.series()], ids=["ratio", "share"])
def test_every_choice_obeys_the_display_rule(result: Result) -> None:
    """What is drawn of a choice is what may be drawn of so many studies."""
    for world in trials.worked_out(result).all:
        found, studies = world.together, len(world.taken)
        assert world.result.parts == pooling.may_show(studies)
        assert found.pooled is None or studies >= 3
        assert found.bayes is None or studies >= 3
        assert found.prediction is None or studies >= 5


def test_all_choices_are_there_and_each_once() -> None:
    """Four cohorts with one report and one with two: two to the fourth, times three."""
    found = trials.worked_out(trials.compared()).all
    assert len(found) == len({one.taken for one in found}) == 2**4 * 3


@pytest.mark.parametrize("result", [trials.compared(), trials.series()], ids=["ratio", "share"])
def test_the_first_choice_is_the_built_result_itself(result: Result) -> None:
    """Not a number near it: the same."""
    assert trials.worked_out(result).built.result == result
    assert trials.worked_out(result).built.change == ""


def test_too_many_choices_are_cut_to_two_steps_from_the_built_one() -> None:
    """With thirteen trials there are thousands: the page says how far it went."""
    found = trials.worked_out(_bcg())
    assert found.steps == 2
    assert len(found.all) == 1 + 13 + 13 * 12 // 2
    assert min(len(one.taken) for one in found.all) == 11


def test_with_very_many_studies_one_step_is_left() -> None:
    """A choice of two steps among so many would be too many still."""
    found = worlds(trials.compared(), most=15)
    assert found.steps == 1
    assert len(found.all) == 1 + 4 + 2


# What a choice gives


def test_leaving_a_trial_out_gives_the_pool_of_the_others() -> None:
    """The very numbers of a pool of the other trials alone."""
    result = trials.compared()
    rest = [one.effect for one in result.findings if one.study_id != "hill2010"]
    expected = pooling.pool([e.estimate for e in rest if e], [e.standard_error for e in rest if e])
    assert _pool(_without(result, "hill2010")) == expected


def test_leaving_a_series_out_gives_the_pooled_share_of_the_others() -> None:
    """Shares are pooled by their own model, without each series too."""
    expected = pooling.pool_shares([Events(2, 20), Events(5, 30)])
    found = _without(trials.series(), "reed2002").result.pooled
    assert found == expected


@pytest.mark.parametrize("place", range(13))
def test_leaving_one_of_thirteen_out_agrees_with_metafor(place: int) -> None:
    """Estimate, and the wider of the two standard errors the modified interval chooses from."""
    result = _bcg()
    label = result.findings[place].label
    reference = metafor.compared("leave1out")
    plain, scaled = (reference["dat.bcg", "RR", "REML", test, label] for test in ("z", "knha"))
    found = _pool(_without(result, f"s{place}"))
    assert found.estimate == pytest.approx(plain["b"], abs=1e-8, rel=0)
    wider = max(plain["se"], scaled["se"])
    assert found.standard_error == pytest.approx(wider, abs=1e-8, rel=0)


def test_another_report_takes_the_place_of_the_one_that_counts() -> None:
    """The report set aside comes in, the other goes out, and its time is asked like any."""
    world = _taking(trials.series(), "moss2000", "rush2006", "fern2004")
    assert world.change == "with Rush 2006 in place of Reed 2002"
    assert world.result.pooled is None
    assert world.result.refusal == (
        "The time windows differ: 12 months (Rush 2006) and 6 months (Moss 2000 and Fern 2004).",
    )
    assert [one.study_id for one in world.result.set_aside] == ["reed2002"]


def test_a_refused_pool_may_be_allowed_without_the_study_that_differs() -> None:
    """A choice shows either a pool or the reasons, never both."""
    result = trials.compared(aside=("low2004",))
    assert result.pooled is None and result.refusal
    allowed = _without(result, "low2006")
    assert allowed.result.pooled is not None and not allowed.result.refusal
    assert all(bool(one.result.pooled) != bool(one.result.refusal) or not one.taken
               for one in trials.worked_out(result).all)  # fmt: skip


def test_a_question_may_be_pooled_when_one_of_its_choices_is() -> None:
    """The built result need not be; of one study there is no choice with a pool."""
    refused = trials.compared(aside=("low2004",))
    assert synthesis.may_be_pooled(refused)
    assert not synthesis.may_be_pooled(conclude(refused.analysis, refused.findings[:1]))


def test_a_report_without_numbers_is_no_choice_and_stays() -> None:
    """It is told in words, with every choice."""
    told = trials.finding("wood2015", "woods", 6.0, (1, 9))
    silent = replace(told, treated=None, missing="no count")
    built = trials.series()
    result = conclude(built.analysis, [*built.findings, silent], built.set_aside)
    found = trials.worked_out(result)
    assert len(found.all) == len(worlds(built).all)
    assert all(silent in one.result.findings for one in found.all)


# Words


def _said(world: World) -> str:
    return " ".join(what_if.said(world))


def test_a_choice_is_told_by_what_is_left_out_and_what_came_in() -> None:
    """Whoever hears the result hears first whose it is."""
    world = _taking(trials.compared(), "smith2001", "low2006", "park2008", "hill2010")
    assert what_if.said(world)[0] == "Without Dale 2012, with Low 2006 in place of Low 2004."


def test_with_two_studies_the_pool_is_told_and_not_drawn() -> None:
    """Words only, with its Bayesian companion, and no diamond."""
    world = _taking(trials.compared(), "smith2001", "hill2010")
    found = world.together
    assert found.pooled is None and found.bayes is None
    assert "two studies only and not drawn" in found.sentences[0]
    assert found.sentences[1].startswith("Bayesian, with a prior")


def test_with_one_study_there_is_nothing_to_pool() -> None:
    """It is told as what it found itself."""
    assert _said(_taking(trials.series(), "reed2002")) == (
        "Without Moss 2000 and Fern 2004. One study, nothing to pool: Reed 2002, 0 of 9 (0%), "
        f"interval 0% to 34%. {NO_COMPARISON}"
    )


def test_with_nothing_left_there_is_nothing_to_pool() -> None:
    """No number is made of nothing."""
    assert _said(_taking(trials.series())).endswith("Nothing is left to pool.")


def test_studies_that_point_apart_are_said_to() -> None:
    """A pool of contradictory studies does not hide that they are."""
    said = "The studies point in opposite directions."
    assert said in together(trials.compared()).sentences
    assert said not in _without(trials.compared(), "dale2012").together.sentences


def test_series_without_a_comparison_group_say_what_they_cannot_show() -> None:
    """Under every choice, pooled or not."""
    found = trials.worked_out(trials.series()).all
    assert all(NO_COMPARISON in what_if.said(one) for one in found if one.taken)


# Numbers that could go wrong


EDGES = {
    "nobody has the event": [(0, 9), (0, 12), (0, 7)],
    "everybody has it": [(9, 9), (12, 12), (7, 7)],
    "all or nothing": [(9, 9), (0, 12), (7, 7)],
    "one person each": [(1, 1), (0, 1), (1, 1)],
}


def _edge(counts: list[tuple[int, int]], controlled: bool) -> Result:
    found = [
        trials.finding(f"oak200{n}", f"c{n}", 6.0, one, *([(1, 8)] if controlled else []))
        for n, one in enumerate(counts)
    ]
    measure = "risk ratio" if controlled else "share"
    return conclude(trials.analysis(measure), found)


@pytest.mark.parametrize("controlled", [True, False], ids=["ratio", "share"])
@pytest.mark.parametrize("counts", EDGES.values(), ids=EDGES)
def test_no_choice_ever_gives_a_number_that_is_none(
    counts: list[tuple[int, int]], controlled: bool
) -> None:
    """Neither words nor rows nor axis hold a NaN or an infinity."""
    result = _edge(counts, controlled)
    found = worlds(result)
    text = json.dumps(what_if.state(found), allow_nan=False)
    assert "nan" not in text.lower() and "inf" not in text.lower()
    axis = forests.forest(found, {}).axis
    assert axis.low < axis.high


def test_shares_no_model_describes_are_refused_with_the_reason() -> None:
    """All or nothing in both directions is a refusal, not a failed build."""
    result = _edge(EDGES["all or nothing"], controlled=False)
    assert result.refusal == (
        "No pool could be worked out: every group has events in nobody or in everybody: "
        "show each by itself, one share does not describe them.",
    )


def test_equal_effects_have_an_interval_of_some_width() -> None:
    """No spread between studies does not make the pool certain."""
    result = trials.of([Effect("risk ratio", "log", 0.0, 0.5)] * 3, ["A", "B", "C"])
    found = together(result).pooled
    assert found is not None and found.lower < 1 < found.upper


def test_a_ratio_beyond_a_thousandfold_is_not_spelt_out() -> None:
    """Two studies far apart have an interval nobody could read."""
    effects = [Effect("risk ratio", "log", value, 1.0) for value in (-3.0, 3.0)]
    said = together(trials.of(effects, ["A", "B"])).sentences[0]
    assert "(under 0.001 to over 1000)" in said


# The figure


def _forest(result: Result) -> forests.Forest:
    return forests.forest(trials.worked_out(result), trials.LIGHTS)


def test_the_rows_of_a_figure_are_the_reports_and_the_pool_beneath() -> None:
    """Reports on the same people stand together."""
    rows = _forest(trials.compared()).rows
    assert list(rows["Key"]) == [
        "smith2001", "low2004", "low2006", "park2008", "hill2010", "dale2012",
        "together", "bayes", "prediction",
    ]  # fmt: skip
    assert list(rows["In"]) == [True] * 2 + [False] + [True] * 6


def test_the_drawn_pool_is_the_built_one() -> None:
    """The diamond has the numbers of the result, on the scale readers know."""
    result = trials.compared()
    rows = _forest(result).rows.set_index("Key")
    assert isinstance(result.pooled, Pool)
    drawn = rows.loc["together", ["Estimate", "Lower", "Upper"]]
    ends = [result.pooled.estimate, result.pooled.lower, result.pooled.upper]
    assert list(drawn) == [pytest.approx(pow(2.718281828459045, end)) for end in ends]


def test_a_pooled_share_is_drawn_in_percent() -> None:
    """The axis of shares runs from nobody to everybody."""
    result = trials.series()
    forest = _forest(result)
    assert isinstance(result.pooled, PooledShare)
    drawn = forest.rows.set_index("Key").loc["together", "Estimate"]
    assert drawn == pytest.approx(100 * result.pooled.estimate)
    assert (forest.axis.low, forest.axis.high, forest.axis.no_effect) == (0, 100, None)


def test_squares_are_sized_by_weight_when_pooled_and_else_by_people() -> None:
    """A study left out keeps a size, that of its people."""
    result = trials.compared()
    assert isinstance(result.pooled, Pool)
    pooled = forests.shares(result, trials.worked_out(result).built)
    usable = [one.study_id for one in result.usable]
    weight = dict(zip(usable, result.pooled.weights, strict=True))["hill2010"]
    assert pooled[4] == pytest.approx(weight / 100)
    alone = forests.shares(result, _taking(result, "smith2001"))
    assert alone[:2] == [49 / 99, 32 / 99]


def test_a_risk_of_bias_has_a_sign_a_shape_and_a_word() -> None:
    """Told apart without colour; what was not judged has a sign of its own."""
    forest = _forest(trials.compared())
    rows = forest.rows.set_index("Key")
    looks = [tuple(rows.loc[key, ["Light", "LightShape"]]) for key in rows.index[:3]]
    assert looks == [("+", "circle"), ("?", "circle"), ("−", "triangle-up")]
    assert list(forest.data["Overall risk of bias"][:4]) == [
        "low", "not assessable", "high", "not rated overall",
    ]  # fmt: skip


def test_the_sides_of_a_ratio_are_named_by_what_the_studies_say() -> None:
    """Left of no effect fewer trees have scab, which is better with compost."""
    assert _forest(trials.compared()).axis.sides == ("treatment better", "control better")
    unsaid = trials.compared(direction="not said")
    assert _forest(unsaid).axis.sides == ("less with treatment", "more with treatment")


def test_the_state_names_every_choice_by_the_reports_it_takes() -> None:
    """A character for each report, and the built one known by its own."""
    state = what_if.state(trials.worked_out(trials.series()))
    assert [key for key, _ in state["reports"]] == ["moss2000", "reed2002", "fern2004", "rush2006"]
    assert state["built"] == "1110"
    assert set(state["worlds"]) == {
        f"{moss}{fen[0]}{fern}{fen[1]}"
        for moss in "01"
        for fern in "01"
        for fen in ("10", "01", "00")
    }


def test_labels_cannot_become_markup() -> None:
    """Neither in the words, the choices, nor in what the script reads."""
    result = trials.compared(label=trials.HOSTILE)
    html = what_if.controls(trials.worked_out(result), "fig-x", "")
    assert "<img" not in html


def test_a_question_without_numbers_has_no_figure() -> None:
    """What its reports say in words stands there instead."""
    silent: dict[str, Any] = {"effect": None, "missing": "<b>no count</b>"}
    result = trials.compared(**silent)
    html = what_if.html(None, result, {}, "fig-x")  # type: ignore[arg-type]
    assert html.startswith("<p>No study gives numbers to work with. Without numbers")
    assert "<b>" not in html


def _bcg() -> Result:
    effects = [
        Effect("risk ratio", "log", estimate, error)
        for estimate, error in zip(*metafor.effects("dat.bcg", "RR"), strict=True)
    ]
    names = [f"{study['author']} {study['year']}" for study in metafor.inputs("dat.bcg")]
    return trials.of(effects, names)


def test_what_may_be_said_of_ten_studies_is_not_said_of_two() -> None:
    """I² needs three studies; a prediction interval is drawn from five."""
    assert Part.HETEROGENEITY in _bcg().parts
    assert any(one.startswith("I² ") for one in together(_bcg()).sentences)
    assert together(_bcg()).prediction is not None
    two = _taking(trials.compared(), "smith2001", "hill2010")
    assert not any(one.startswith("I² ") for one in together(two.result).sentences)


# The page


def _env(folder: Path) -> Any:
    return SimpleNamespace(docname="book/pears", doctreedir=str(folder))


def test_what_was_worked_out_is_kept_for_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time nothing is worked out, and it is the same."""
    first = what_if.html(_env(tmp_path), trials.series(), {}, "fig-x")
    monkeypatch.setattr(what_if, "worlds", None)
    assert what_if.html(_env(tmp_path / "."), trials.series(), {}, "fig-x") == first


def test_the_script_is_on_the_pages_with_such_a_figure_only(tmp_path: Path) -> None:
    """Other pages stay as light as they were."""
    env = _env(tmp_path)
    what_if.html(env, trials.series(), {}, "fig-x")
    added: list[str] = []
    app: Any = SimpleNamespace(
        env=env,
        add_js_file=lambda name, **_: added.append(name),
        add_css_file=lambda name, **_: added.append(name),
    )
    what_if.add_files(app, "book/plums", "", {}, None)
    assert added == []
    what_if.add_files(app, "book/pears", "", {}, None)
    assert added == ["what-if.js", "what-if.css"]


def test_a_question_nobody_asked_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is said, with the file where it should be."""
    monkeypatch.setattr(synthesis, "answer_all", lambda _: {})
    settings = SimpleNamespace(env=SimpleNamespace(app=None, srcdir="."))
    state: Any = SimpleNamespace(document=SimpleNamespace(settings=settings))
    machine: Any = SimpleNamespace(reporter=None)
    one = what_if.WhatIf("what-if", ["pears"], {}, None, 1, 1, "", state, machine)  # type: ignore[arg-type]
    with pytest.raises(DirectiveError) as error:
        one.run()
    assert error.value.msg == "no analysis “pears” in data/analyses.csv"


def test_a_light_follows_the_words_of_its_tool() -> None:
    """The same word may be the worst of one tool and in the middle of another."""
    tools = pd.DataFrame(
        {
            "tool": ["long", "bare"],
            "judgements": ["low; moderate; serious; critical", "yes; no"],
            "overall": ["worst domain", "none"],
        }
    )
    judged = pd.DataFrame(
        [("oak", "long", "serious"), ("elm", "long", "not assessable"), ("ash", "bare", "no")],
        columns=["study_id", "tool", "judgement"],
    )
    found = forests.lights(judged, tools)
    looks = {study: (one.word, one.sign, one.shape) for study, one in found.items()}
    assert looks == {
        "oak": ("serious", "−", "triangle-up"),
        "elm": ("not assessable", "?", "circle"),
        "ash": ("not rated overall", "·", "circle"),
    }
