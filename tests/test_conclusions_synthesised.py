"""The facts a conclusion may rest on are those of the synthesis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence import synthesis
from evidence.conclusions import Facts, synthesised
from evidence.effects import Effect, Events, mean_difference, risk_ratio
from evidence.effects.groups import Measured
from evidence.pooling import pool, pool_shares
from evidence.problems import Problem, SourceError
from evidence.synthesis.analysis import MEAN_DIFFERENCE, RISK_RATIO, SHARE

ANALYSIS = synthesis.Analysis(
    **{
        **dict.fromkeys(synthesis.Analysis.__dataclass_fields__, ()),
        "analysis_id": "yield",
        "window": None,
        "measure": RISK_RATIO,
    }
)
CERTAINTY = synthesis.Certainty("very low", "low", ())
MORE = risk_ratio(Events(9, 12), Events(5, 12))
LESS = risk_ratio(Events(2, 12), Events(6, 12))


def finding(effect: Effect | None, direction: str = "not said", **more: Any) -> synthesis.Finding:
    """Return what one study of 24 found."""
    said = dict.fromkeys(synthesis.Finding.__dataclass_fields__, "")
    said = {**said, "year": 2001, "treated": None, "control": None, "people": 24, **more}
    return synthesis.Finding(**{**said, "effect": effect, "direction": direction})


def answer(*findings: synthesis.Finding, measure: str = RISK_RATIO, pooled: Any = None) -> Any:
    """Return an answer with these findings."""
    analysis = replace(ANALYSIS, measure=measure)
    result = synthesis.Result(analysis, findings, (), (), pooled)
    return synthesis.Answer(result, CERTAINTY)


def test_without_a_study_there_is_nothing() -> None:
    """No interval, no side, no value of no effect."""
    assert synthesised.facts_of(answer()) == Facts(0, 0, False, certainty="very low")


def test_one_study_gives_its_own_interval_and_is_not_pooled() -> None:
    """A ratio is told as readers know it, and its no effect is one."""
    facts = synthesised.facts_of(answer(finding(MORE, "treatment better")))
    ends = MORE.interval()
    assert (facts.studies, facts.people, facts.pooled) == (1, 24, False)
    assert facts.lower == synthesis.natural(ends.lower, MORE.scale)
    assert facts.upper == synthesis.natural(ends.upper, MORE.scale)
    assert (facts.no_effect, facts.direction) == (1.0, "treatment")


def test_studies_that_are_not_pooled_have_no_interval() -> None:
    """On opposite sides they favour neither."""
    facts = synthesised.facts_of(
        answer(finding(MORE, "treatment better"), finding(LESS, "control better"))
    )
    assert facts == Facts(2, 48, False, None, None, 1.0, "neither", "very low")


def test_a_pool_gives_its_interval_and_its_side() -> None:
    """The side is that of the studies whose estimate has the sign of the pool."""
    pooled = pool(
        [MORE.estimate, MORE.estimate, LESS.estimate / 4],
        [MORE.standard_error, MORE.standard_error, 4 * LESS.standard_error],
    )
    assert pooled.estimate > 0
    facts = synthesised.facts_of(
        answer(
            finding(MORE, "treatment better"),
            finding(MORE, "treatment better"),
            finding(LESS, "control better"),
            pooled=pooled,
        )
    )
    assert (facts.studies, facts.pooled, facts.direction) == (3, True, "treatment")
    assert facts.lower == synthesis.natural(pooled.lower, MORE.scale)
    assert facts.upper == synthesis.natural(pooled.upper, MORE.scale)


def test_no_difference_of_means_is_zero() -> None:
    """A difference is told on its own scale."""
    effect = mean_difference(Measured(1.0, 0.5, 10), Measured(2.0, 0.5, 10))
    facts = synthesised.facts_of(answer(finding(effect), measure=MEAN_DIFFERENCE))
    assert (facts.no_effect, facts.lower) == (0.0, effect.interval().lower)


def test_a_share_has_an_interval_and_no_value_of_no_effect() -> None:
    """Treated people by themselves are on no side."""
    groups = [Events(9, 12), Events(8, 12)]
    pooled = pool_shares(groups)
    findings = [finding(None, treated=group) for group in groups]
    facts = synthesised.facts_of(answer(*findings, measure=SHARE, pooled=pooled))
    assert facts == Facts(2, 48, True, pooled.lower, pooled.upper, None, "neither", "very low")


def test_the_facts_of_the_real_analyses_are_computed_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are computed when the first is asked for; what is no analysis has none."""
    asked = []
    monkeypatch.setattr(
        synthesis, "answer_all", lambda root: asked.append(root) or {"yield": answer()}
    )
    known = synthesised.known(root)
    assert asked == []
    assert known("yield") == Facts(0, 0, False, certainty="very low")
    assert known("taste") is None
    assert asked == [root]


def test_tables_that_cannot_be_read_give_no_facts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their own problem is told instead."""

    def stop(root: Path) -> None:
        raise SourceError([Problem("data/arms.csv", 1, 1, "", "the table is empty", "fill it")])

    monkeypatch.setattr(synthesis, "answer_all", stop)
    assert synthesised.known(root)("yield") is None
