"""What the studies say together, and how that changes when it is done otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

import pandas as pd

from evidence import charts, figures, numbers, synthesis
from evidence.pages import html_table
from evidence.question import questioned
from evidence.question.records import Records
from evidence.synthesis import Result, sensitivity, wording
from evidence.synthesis.analysis import HAZARD_RATIO, MEAN_DIFFERENCE, RISK_RATIO, SHARE
from evidence.synthesis.sensitivity import Comparison, Variant

_RATIOS = (RISK_RATIO, HAZARD_RATIO)


def pooled(records: Records, analysis_id: str) -> str:
    """Return the pooled result, or why there is none."""
    result = records.answers[analysis_id].result
    note = records.rows[analysis_id]["note"]
    said = [_pooled(result), note]
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in said if sentence)


def _pooled(result: Result) -> str:
    studies = len(result.usable)
    if studies == 0:
        return "There is nothing to put together."
    if studies == 1:
        return "One study gives a result, so there is nothing to pool; it stands for itself."
    if result.pooled is None:
        counted = numbers.counted(studies, "study", "studies")
        return f"The {counted} are not pooled. {' '.join(result.refusal)}"
    counted = numbers.counted(result.people, "person", "people")
    pooled = wording.pooled(result)
    return f"{numbers.capitalised(pooled)}; {counted} in {numbers.text(studies)} studies."


def otherwise(records: Records, analysis_id: str) -> str:
    """Return how the answer changes by model, bias, report, and studies left out or added."""
    result = records.answers[analysis_id].result
    parts = comparisons(records, result)
    if not result.usable:
        shown = [_part(result, *one) for one in _questioned(records, result)]
        return "".join(shown) or "<p>There is no result to change.</p>"
    shown = [_part(result, title, found) for title, found in parts if found.variants]
    return "".join([*shown, _final_or_change(records, result), _not_done(parts)])


def comparisons(records: Records, result: Result) -> tuple[tuple[str, Comparison], ...]:
    """Return the ways an answer is worked out otherwise, each with its title."""
    return (
        *_questioned(records, result),
        ("By model", sensitivity.by_model(result)),
        ("By risk of bias", sensitivity.by_bias(result, records.bias, records.bias_scale)),
        ("By report on the same people", sensitivity.by_report(result)),
        ("Without each study in turn", sensitivity.without_each(result)),
        ("As studies came in", sensitivity.as_studies_came_in(result)),
    )


def _questioned(records: Records, result: Result) -> Iterator[tuple[str, Comparison]]:
    """Yield the answer with and without the studies in question, where there are any."""
    found = synthesis.with_and_without(result.analysis, records.tables, records.marks)
    if found.variants:
        yield questioned.TITLE, found


def _part(result: Result, title: str, found: Comparison) -> str:
    rule = f"<p>{escape(questioned.RULE)}</p>" if title == questioned.TITLE else ""
    return f"<h3>{escape(title)}</h3>{rule}{_table(result, found.variants)}"


def _not_done(parts: Sequence[tuple[str, Comparison]]) -> str:
    """Return what is not shown and why, once for each reason."""
    reasons: dict[str, list[str]] = {}
    for title, found in parts:
        if not found.variants:
            titles = reasons.setdefault(found.why_not, [])
            titles.append(_inside(title) if titles else title)
    items = "".join(
        f"<li>{escape(numbers.listed(titles))}: {escape(_inside(why))}</li>"
        for why, titles in reasons.items()
    )
    return f"<h3>Not shown</h3><ul>{items}</ul>" if items else ""


def _inside(sentence: str) -> str:
    """Return a sentence as it goes on within another."""
    return sentence[0].lower() + sentence[1:]


def _table(result: Result, variants: tuple[Variant, ...]) -> str:
    rows = [
        [escape(one.label), numbers.text(one.studies), escape(variant(result, one))]
        for one in variants
    ]
    return html_table(["Way", "Studies", _said_of(result)], rows)


def _said_of(result: Result) -> str:
    """Return what the numbers of a result are, with their unit."""
    measure = result.analysis.measure
    unit = next((one.unit for one in result.usable), "")
    named = f"{measure} in {unit}" if measure == MEAN_DIFFERENCE and unit else measure
    return numbers.capitalised(named)


def variant(result: Result, one: Variant) -> str:
    """Return what a variant comes to, or why it comes to nothing."""
    if one.estimate is None or one.lower is None or one.upper is None:
        return one.why
    tell: Callable[[float, float, float], str] = (
        wording.percent if result.analysis.measure == SHARE else wording.with_ends
    )
    return tell(one.estimate, one.lower, one.upper)


def _final_or_change(records: Records, result: Result) -> str:
    """Return the same question asked of final values and of changes, with the start."""
    others = [answer.result for answer in records.answers.values()]
    other = sensitivity.counterpart(result, others)
    if other is None:
        return ""
    pair = (other, result) if result.analysis.change_from_baseline else (result, other)
    final, change = pair
    rows = [
        [
            escape(name),
            numbers.text(len(one.usable)),
            escape(variant(one, sensitivity.as_used(one))),
        ]
        for name, one in (("final value", final), ("change from the start", change))
    ]
    table = html_table(["Values", "Studies", _said_of(result)], rows)
    starts = "".join(f"<p>{escape(said)}</p>" for said in _starts(final, change))
    return f"<h3>By final value or change</h3>{table}{starts}"


def _starts(final: Result, change: Result) -> list[str]:
    changes = {one.study_id: one for one in change.usable}
    said = []
    for one in final.usable:
        other = changes.get(one.study_id)
        apart = sensitivity.baseline_difference(one, other) if other else None
        if apart is not None:
            said.append(
                f"{one.label}: at the start the mean of the treated group less that of the "
                f"control group was {wording.shown(apart)} {one.unit} (the difference at the "
                "end less the difference in change)."
            )
    return said


def figure(records: Records, analysis_id: str) -> figures.Figure | None:
    """Return the chart of the pool as studies came in; None where it may not be shown."""
    result = records.answers[analysis_id].result
    steps = sensitivity.as_studies_came_in(result).variants
    rows = [_step(result, one) for one in steps if one.estimate is not None]
    if not rows:
        return None
    columns = ["Study", "Estimate", "Lower", "Upper", "Shown"]
    data = pd.DataFrame(rows, columns=columns)
    ratio = result.analysis.measure in _RATIOS
    share = result.analysis.measure == SHARE
    unit = "% of people" if share else _said_of(result)
    first, last = data["Shown"].iloc[0], data["Shown"].iloc[-1]
    return figures.show(
        lambda width: charts.cumulative(
            data,
            width=width,
            unit=unit,
            is_ratio=ratio,
            no_effect=None if share else float(ratio),
        ),
        data,
        id=f"fig-cumulative-{analysis_id}",
        caption=(
            f"{result.analysis.title}: the pooled result after each study, from the first by "
            "year to all of them; the diamond holds every study."
        ),
        finding=(
            f"After the first study {first}; after all {numbers.text(len(data))} studies {last}."
        ),
    )


def _step(result: Result, one: Variant) -> tuple[str, float, float, float, str]:
    ends = [value or 0.0 for value in (one.estimate, one.lower, one.upper)]
    if result.analysis.measure == SHARE:
        ends = [100 * end for end in ends]
    return one.label, ends[0], ends[1], ends[2], variant(result, one)
