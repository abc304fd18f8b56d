"""The rows, the axis and the table of a full forest plot, from the worlds of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence import notices, numbers
from evidence.charts import Axis, signs, theme
from evidence.effects import Effect, Events, Measured
from evidence.pooling import Part, Pool
from evidence.rows import words
from evidence.synthesis import Finding, Result, wording
from evidence.synthesis.analysis import HAZARD_RATIO, MEAN_DIFFERENCE, RISK_RATIO, SHARE
from evidence.synthesis.answers import overall_bias
from evidence.synthesis.finding import CONTROL_BETTER, TREATMENT_BETTER
from evidence.synthesis.together import PRIOR, Line, Together, line
from evidence.synthesis.what_if import World, Worlds, reports

UNRATED = "not rated overall"
_SHAPES = ("circle", "square", "triangle-up", "diamond")
_LONG = 25


@dataclass(frozen=True)
class Light:
    """The overall risk of bias of a study: its word, and the sign and shape it is drawn with."""

    word: str
    sign: str = "·"
    shape: str = "circle"
    colour: str = theme.RULE
    ink: str = theme.MUTED


def lights(risk_of_bias: pd.DataFrame, bias_tools: pd.DataFrame) -> dict[str, Light]:
    """Return the light of each study judged, of tables `risk_of_bias` and `bias_tools`."""
    overall = overall_bias(risk_of_bias, bias_tools)
    tools = risk_of_bias.drop_duplicates("study_id").set_index("study_id")["tool"]
    scales = bias_tools.set_index("tool")["judgements"].map(words)
    return {study: _light(word, scales[tools[study]]) for study, word in overall.items()}


def _light(word: str, scale: Sequence[str]) -> Light:
    if not word:
        return Light(UNRATED)
    if word not in scale:
        return Light(word, "?")
    sign = signs(scale)[word]
    return Light(word, sign.character, _SHAPES[scale.index(word)], sign.colour, theme.PAPER)


@dataclass(frozen=True)
class Forest:
    """What a full forest plot is drawn from: see `charts.full_forest` for the rows."""

    rows: pd.DataFrame
    axis: Axis
    columns: tuple[str, ...]
    estimate: str
    data: pd.DataFrame
    keys: tuple[str, ...]


def forest(worlds: Worlds, lights: Mapping[str, Light]) -> Forest:
    """Return the plot of the built world, with a row for whatever another world can show.

    `data` is the table behind it and `keys` the study of each of its rows, “” for none.
    """
    result = worlds.built.result
    studies = _in_order(result)
    found = [one.together for one in worlds.all]
    drawn = [line(one) for one in studies]
    shown = [_study(result, one, lights) for one in studies]
    for row, share in zip(shown, shares(result, worlds.built), strict=True):
        row["Share"] = share
    kinds = summary_kinds(found)
    lines = summary(worlds.built)
    shown += [{**_blank(kind), **_numbers(lines[kind])} for kind in kinds]
    rows = pd.DataFrame(shown).assign(Place=range(len(shown)))
    estimates = [one.pooled.estimate for one in found if one.pooled]
    return Forest(
        rows=rows,
        axis=_axis(result, [one for one in drawn if one], estimates),
        columns=_headings(result),
        estimate=_measure(result)[0],
        data=_data(result, studies, lights, [*kinds], lines),
        keys=(*(one.study_id for one in studies), *[""] * len(kinds)),
    )


def summary_kinds(found: Iterable[Together]) -> tuple[str, ...]:
    """Return the rows beneath the studies: those that any world can fill, the pool always."""
    every = list(found)
    return (
        "together",
        *(["bayes"] if any(one.bayes for one in every) else []),
        *(["prediction"] if any(one.prediction for one in every) else []),
    )


def summary(world: World) -> dict[str, list[Any]]:
    """Return each row beneath the studies: estimate, lower, upper, and two lines of words."""
    result, found = world.result, world.together
    scale = 100 if result.analysis.measure == SHARE else 1
    lines = {"together": found.pooled, "bayes": found.bayes, "prediction": found.prediction}
    return {
        kind: _placed(one, scale) if one else [None, None, None, *_absent(kind, result)]
        for kind, one in lines.items()
    }


def shares(result: Result, world: World) -> list[float]:
    """Return how large the square of each study is, from zero to one, in the order of the rows.

    In a pool its weight is what counts, without one its people.
    """
    studies = _in_order(result)
    most = max((one.people for one in studies), default=0) or 1
    by_people = {one.study_id: one.people / most for one in studies}
    pooled = world.result.pooled
    if isinstance(pooled, Pool):
        usable = [one.study_id for one in world.result.usable]
        weights = [weight / 100 for weight in pooled.weights]
        by_people |= dict(zip(usable, weights, strict=True))
    return [by_people[one.study_id] for one in studies]


def _in_order(result: Result) -> list[Finding]:
    """Return all reports, those on the same people one after the other."""
    every = (*result.findings, *result.set_aside)
    cohorts = list(dict.fromkeys(one.cohort_id for one in every))
    return sorted(every, key=lambda one: cohorts.index(one.cohort_id))


def _placed(found: Line, scale: float) -> list[Any]:
    return [scale * found.estimate, scale * found.lower, scale * found.upper, *_split(found.words)]


def _split(said: str) -> tuple[str, str]:
    estimate, _, interval = said.partition(" (")
    return estimate, interval.rstrip(")")


def _absent(kind: str, result: Result) -> tuple[str, str]:
    if kind != "together":
        return "not given", "too few studies"
    if Part.POOL_IN_WORDS in result.parts and result.pooled is not None:
        return "in words only", "two studies"
    if len(result.usable) > 1:
        return "not pooled", ""
    return ("nothing to pool", "one study") if result.usable else ("nothing left", "")


def _numbers(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(("Estimate", "Lower", "Upper", "Shown", "Interval"), values, strict=True))


def _study(result: Result, found: Finding, lights: Mapping[str, Light]) -> dict[str, Any]:
    drawn = line(found)
    light = lights.get(found.study_id, Light(UNRATED))
    scale = 100 if result.analysis.measure == SHARE else 1
    alone = sum(one.cohort_id == found.cohort_id for one in reports(result)) < 2
    silent = [None, None, None, "no estimate", ""]
    treated, control = (_group(group) for group in (found.treated, found.control))
    if found.treated is None and found.people:
        treated = (numbers.text(found.people), "people")
    return {
        "Key": found.study_id,
        "Kind": "study" if drawn else "silent",
        "Label": _cut(found.label),
        "Time": _cut(found.time),
        "Out": "left out" if alone else "left out: same people",
        "In": found in result.findings,
        **_numbers(_placed(drawn, scale) if drawn else silent),
        "Treated": treated[0],
        "TreatedMore": treated[1],
        "Control": control[0],
        "ControlMore": control[1],
        "Groups": _groups(found, treated, control),
        "Light": light.sign,
        "LightShape": light.shape,
        "LightColour": light.colour,
        "LightInk": light.ink,
    }


def _blank(kind: str) -> dict[str, Any]:
    names = {
        "together": ("Together", ""),
        "bayes": ("Bayesian", f"prior half-normal {numbers.text(PRIOR)}"),
        "prediction": ("A further study", "prediction interval"),
    }
    empty = ("Out", "Treated", "TreatedMore", "Control", "ControlMore", "Groups", "Light")
    label, second = names[kind]
    return {
        "Key": kind,
        "Kind": kind,
        "Label": label,
        "Time": second,
        "In": True,
        "Share": 0.0,
        **dict.fromkeys((*empty, "LightShape", "LightColour", "LightInk"), ""),
    }


def _group(found: Events | Measured | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    if isinstance(found, Events):
        counts, _, percent = numbers.share(int(found.events), int(found.people)).partition(" (")
        return counts, percent.rstrip(")")
    mean, spread = wording.shown(found.mean), wording.shown(found.standard_deviation)
    return mean, f"SD {spread}, n {numbers.text(found.people)}"


def _groups(found: Finding, treated: tuple[str, str], control: tuple[str, str]) -> str:
    if found.treated is None or isinstance(found.treated, Measured):
        return numbers.counted(found.people, "person", "people") if found.people else ""
    return f"{treated[0]} against {control[0]}" if control[0] else treated[0]


def _cut(text: str) -> str:
    return notices.shortened(text, _LONG)


def _headings(result: Result) -> tuple[str, ...]:
    if result.analysis.measure == SHARE:
        return ("With event",)
    if result.analysis.measure == HAZARD_RATIO:
        return ("People",)
    return ("Treated", "Control")


def _measure(result: Result) -> tuple[str, str]:
    """Return what the estimates are, and the same with their unit."""
    measure = result.analysis.measure
    if measure == SHARE:
        return "Share", "% of people"
    name = numbers.capitalised(measure)
    units = {one.unit for one in result.findings if one.unit}
    is_plain = measure == MEAN_DIFFERENCE and len(units) == 1
    return name, f"{name}, {units.pop()}" if is_plain else name


def _axis(result: Result, drawn: Sequence[Line], pools: Sequence[float]) -> Axis:
    title = _measure(result)[1]
    if result.analysis.measure == SHARE:
        return Axis(title, 0, 100)
    is_ratio = result.analysis.measure in (RISK_RATIO, HAZARD_RATIO)
    estimates = [*(one.estimate for one in drawn), *pools]
    lowest = min([one.lower for one in drawn], default=0.0)
    highest = max([one.upper for one in drawn], default=0.0)
    if is_ratio:
        low = min([0.9 * max(min(lowest, 0.5), 0.02), *(0.8 * one for one in estimates)])
        high = max([1.1 * min(max(highest, 2.0), 50.0), *(1.25 * one for one in estimates)])
        return Axis(title, low, high, True, 1, _sides(result))
    reach = max(abs(lowest), abs(highest), *(abs(one) for one in [*estimates, 0.0])) * 1.1 or 1.0
    return Axis(title, -reach, reach, False, 0, _sides(result))


def _sides(result: Result) -> tuple[str, str]:
    """Return which group is better left and right of no effect, as the studies' results tell."""
    said: dict[bool, set[str]] = {True: set(), False: set()}
    opposite = {TREATMENT_BETTER: CONTROL_BETTER, CONTROL_BETTER: TREATMENT_BETTER}
    for one in reports(result):
        if one.effect and one.direction in opposite:
            right = one.effect.estimate > 0
            said[right].add(one.direction)
            said[not right].add(opposite[one.direction])
    if any(len(side) != 1 for side in said.values()):
        return "less with treatment", "more with treatment"
    return said[False].pop(), said[True].pop()


def _data(
    result: Result,
    studies: Sequence[Finding],
    lights: Mapping[str, Light],
    kinds: Sequence[str],
    lines: Mapping[str, Sequence[Any]],
) -> pd.DataFrame:
    weights = dict(zip([one.study_id for one in result.usable], _weights(result), strict=False))
    scale = 100 if result.analysis.measure == SHARE else 1
    rows = [_told(result, one, lights, weights.get(one.study_id), scale) for one in studies]
    for kind in kinds:
        values = lines[kind]
        said = f"{values[3]} ({values[4]})" if values[4] else values[3]
        numbers_of = dict(zip(("Estimate", "Lower", "Upper"), values[:3], strict=True))
        rows.append({"Study": _blank(kind)["Label"], **numbers_of, "What was found": said})
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def _weights(result: Result) -> tuple[float, ...]:
    return result.pooled.weights if isinstance(result.pooled, Pool) else ()


def _told(
    result: Result,
    found: Finding,
    lights: Mapping[str, Light],
    weight: float | None,
    scale: float,
) -> dict[str, Any]:
    drawn = line(found)
    values = _placed(drawn, scale)[:3] if drawn else [None, None, None]
    effect: Effect | None = found.effect
    return {
        "Study": found.label,
        "Counts": "yes" if found in result.findings else "set aside, same people",
        "Time": found.time,
        "Overall risk of bias": lights.get(found.study_id, Light(UNRATED)).word,
        "Treated": wording.group(found.treated) if found.treated else "",
        "Control": wording.group(found.control) if found.control else "",
        "People": found.people or None,
        "Measure": effect.measure if effect else "",
        "Estimate": values[0],
        "Lower": values[1],
        "Upper": values[2],
        "Weight, %": weight,
        "What was found": wording.finding(found),
        "Note": found.note,
    }
