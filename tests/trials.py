"""Invented trials of compost against scab in orchards, as findings of an analysis."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from evidence.effects import Effect, Events, risk_ratio
from evidence.forests import Light
from evidence.synthesis import Analysis, Finding, Result, conclude, worlds

# The same few results are asked for again and again.
worked_out = cache(worlds)

HOSTILE = '<img src=x onerror="document.title=1">'

# Study, cohort, months, scabby trees of trees with compost, and of those without.
COMPARED = (
    ("smith2001", "north", 6.0, (3, 24), (9, 25)),
    ("low2004", "east", 6.0, (2, 16), (3, 16)),
    ("low2006", "east", 12.0, (4, 14), (5, 15)),
    ("park2008", "west", 6.0, (0, 12), (3, 11)),
    ("hill2010", "hills", 6.0, (7, 50), (12, 49)),
    ("dale2012", "dales", 6.0, (6, 21), (4, 22)),
)
SERIES = (
    ("moss2000", "moor", 6.0, (2, 20)),
    ("reed2002", "fen", 6.0, (0, 9)),
    ("fern2004", "wood", 6.0, (5, 30)),
    ("rush2006", "fen", 12.0, (1, 12)),
)
LIGHTS = {
    "smith2001": Light("low", "+", "circle", "#0b6a75", "#ffffff"),
    "low2006": Light("high", "−", "triangle-up", "#c2570c", "#ffffff"),
    "low2004": Light("not assessable", "?"),
}


def analysis(measure: str = "risk ratio", key: str = "scab") -> Analysis:
    """Return a question about scab."""
    return Analysis(
        analysis_id=key, title="Scab of trees", label="Scab", outcomes=("scabby",), measure=measure
    )


def finding(
    study: str, cohort: str, months: float, treated: tuple[int, int], *control: Any, **more: Any
) -> Finding:
    """Return what one study found: with a control group a risk ratio, else a share."""
    groups = [Events(*counts) for counts in (treated, *control)]
    effect = risk_ratio(*groups) if control else None
    better = "not said"
    if effect:
        better = "treatment better" if effect.estimate < 0 else "control better"
    found = Finding(
        study_id=study,
        label=study[:-4].title() + " " + study[-4:],
        cohort_id=cohort,
        design="randomised" if control else "case series",
        year=int(study[-4:]),
        outcome="scabby",
        time=f"{months:.0f} months",
        months=months,
        unit="trees",
        treated=groups[0],
        control=groups[1] if control else None,
        people=int(sum(group.people for group in groups)),
        effect=effect,
        direction=better,
    )
    return replace(found, **more)


def compared(aside: tuple[str, ...] = ("low2006",), **more: Any) -> Result:
    """Return the trials together, one report of the eastern orchard set aside."""
    found = [finding(*row, **more) for row in COMPARED]
    return _result(analysis(), found, aside)


def series(aside: tuple[str, ...] = ("rush2006",), **more: Any) -> Result:
    """Return the series without a control group together."""
    found = [finding(*row, **more) for row in SERIES]
    return _result(analysis("share", "scab-series"), found, aside)


def of(effects: list[Effect], names: list[str]) -> Result:
    """Return the result of studies of which only the effect is known."""
    found = [
        Finding(
            study_id=f"s{number}",
            label=name,
            cohort_id=f"c{number}",
            design="randomised",
            year=2000,
            outcome="scabby",
            time="6 months",
            months=6.0,
            people=10,
            effect=effect,
        )
        for number, (effect, name) in enumerate(zip(effects, names, strict=True))
    ]
    return _result(analysis(), found, ())


def _result(asked: Analysis, found: list[Finding], aside: tuple[str, ...]) -> Result:
    return conclude(
        asked,
        [one for one in found if one.study_id not in aside],
        [one for one in found if one.study_id in aside],
    )
