"""The documents about questions: what was asked, what was found, and how certain that is.

Estimates and intervals are on the scale readers know: ratios as ratios, shares as fractions
of one, differences in the unit of the analysis. What the display rule does not allow to be
shown of so few studies is null here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence import question, synthesis, tables
from evidence.api import links
from evidence.api.documents import Document
from evidence.api.shapes import plain, value_of
from evidence.effects import Events, Measured
from evidence.pooling import Part, Pool, PooledShare
from evidence.question.coming import registered
from evidence.question.found import people_seen
from evidence.synthesis import Finding, Result, absolute, sensitivity, wording
from evidence.synthesis.absolute import PEOPLE, Absolute
from evidence.synthesis.analysis import RISK_RATIO
from evidence.synthesis.result import is_usable, side
from evidence.synthesis.sensitivity import Comparison, Variant
from evidence.synthesis.together import Line, line, together

TABLES = question.TABLES

COUNTED, IN_WORDS, SET_ASIDE = "counted", "not to be calculated with", "set aside"
_COMING = ("study_id", "label", "condition", "population", "design", "status", "state")

Records = question.Records
Plain = dict[str, Any]


def documents(root: Path) -> Iterator[Document]:
    """Yield the list of questions and analyses, and the document of each analysis."""
    records = question.gather(root)
    asked = tables.records("questions", root)
    listed = {
        "questions": [
            {**plain(row), "page": links.to_page("questions", f"{row['chapter']}.html")}
            for row in asked
        ],
        "analyses": [_entry(records, key) for key in records.answers],
    }
    yield Document("questions", "questions", listed)
    for key in records.answers:
        yield Document(f"questions/{key}", "question", analysis(records, key))


def _entry(records: Records, key: str) -> Plain:
    return {
        "analysis_id": key,
        "question_id": records.rows[key]["question_id"],
        **_answer(records, key),
        "page": links.to_page("questions", f"question/{key}.html"),
        "document": f"questions/{key}.json",
    }


def _answer(records: Records, key: str) -> Plain:
    """Return what an analysis comes to, in a line."""
    one = records.answers[key]
    result = one.result
    told = sensitivity.as_used(result)
    return {
        "title": result.analysis.title,
        "measure": result.analysis.measure,
        "unit": next((found.unit for found in result.usable), "") or None,
        "answer": question.statement(records, one),
        "certainty": one.certainty.level,
        "studies": len(result.usable),
        "people": result.people,
        "populations": people_seen(records, result.usable),
        "pooled": isinstance(result.pooled, Pool | PooledShare),
        "direction": side(result),
        "estimate": value_of(told.estimate),
        "lower": value_of(told.lower),
        "upper": value_of(told.upper),
    }


def analysis(records: Records, key: str) -> Plain:
    """Return everything the page of an analysis says, as data."""
    name = f"questions/{key}"
    result = records.answers[key].result
    row = records.rows[key]
    return {
        "analysis_id": key,
        "page": links.to_page(name, f"question/{key}.html"),
        "question": plain(records.questions[row["question_id"]]),
        "asked": _asked(result, row),
        "summary": _answer(records, key),
        "studies": [_finding(records, result, one, name) for one in _all(result)],
        "silent": _silent(records, result),
        "pool": _pool(result),
        "refusal": list(result.refusal),
        "sentences": list(together(result).sentences),
        "absolute": _absolute(result),
        "certainty": _certainty(records, key),
        "otherwise": _otherwise(records, result),
        "counterpart": _counterpart(records, result),
        "coming": [
            plain({column: one[column] for column in _COMING})
            for one in registered(records, result.analysis).to_dict("records")
        ],
    }


def _asked(result: Result, row: Plain) -> Plain:
    analysis = asdict(result.analysis)
    lists = ("conditions", "populations", "products", "arms", "designs", "comparators")
    first, last, best = result.analysis.window or (None, None, None)
    return {
        **{name: list(analysis[name]) for name in (*lists, "outcomes", "subgroups")},
        "months_from": value_of(first),
        "months_to": value_of(last),
        "months_preferred": value_of(best),
        "measure": result.analysis.measure,
        "change_from_baseline": result.analysis.change_from_baseline,
        "information_size": result.analysis.information_size,
        "fixed_on": value_of(row["fixed_on"]),
        "note": value_of(row["note"]),
    }


def _all(result: Result) -> tuple[Finding, ...]:
    return (*result.findings, *result.set_aside)


def _finding(records: Records, result: Result, one: Finding, name: str) -> Plain:
    drawn = line(one)
    return {
        "study_id": one.study_id,
        "label": one.label,
        "page": links.to_page(name, f"study/{one.study_id}.html"),
        "cohort_id": one.cohort_id,
        "year": one.year,
        "design": one.design,
        "population": records.studies[one.study_id]["population"],
        "use": _use(result, one),
        "instead": _instead(result, one),
        "outcome_id": value_of(one.outcome),
        "time": value_of(one.time),
        "months": value_of(one.months),
        "unit": value_of(one.unit),
        "people": one.people,
        "treated": _group(one.treated),
        "control": _group(one.control),
        "estimate": value_of(drawn.estimate) if drawn else None,
        "lower": value_of(drawn.lower) if drawn else None,
        "upper": value_of(drawn.upper) if drawn else None,
        "weight": _weight(result, one),
        "direction": one.direction,
        "risk_of_bias": value_of(records.bias.get(one.study_id)),
        "words": wording.finding(one),
        "missing": value_of(one.missing),
        "note": value_of(one.note),
    }


def _use(result: Result, one: Finding) -> str:
    if one in result.set_aside:
        return SET_ASIDE
    return COUNTED if is_usable(result.analysis, one) else IN_WORDS


def _instead(result: Result, one: Finding) -> str | None:
    """Return the study that counts for the same people in place of one that is set aside."""
    if one not in result.set_aside:
        return None
    return next(other.study_id for other in result.findings if other.cohort_id == one.cohort_id)


def _weight(result: Result, one: Finding) -> Any:
    if not isinstance(result.pooled, Pool) or one not in result.usable:
        return None
    return value_of(result.pooled.weights[result.usable.index(one)])


def _group(found: Events | Measured | None) -> Plain | None:
    if found is None:
        return None
    events = value_of(found.events) if isinstance(found, Events) else None
    mean = value_of(found.mean) if isinstance(found, Measured) else None
    spread = value_of(found.standard_deviation) if isinstance(found, Measured) else None
    people = value_of(found.people)
    return {"people": people, "events": events, "mean": mean, "standard_deviation": spread}


def _silent(records: Records, result: Result) -> list[str]:
    """Return the studies that fit the question and do not report the outcome."""
    told = {one.study_id for one in _all(result)}
    eligible = synthesis.eligible(result.analysis, records.tables)["study_id"]
    return sorted(set(eligible) - told)


def _pool(result: Result) -> Plain | None:
    found, shown = result.pooled, together(result)
    if found is None:
        return None
    told = sensitivity.as_used(result)
    return {
        "estimate": value_of(told.estimate),
        "lower": value_of(told.lower),
        "upper": value_of(told.upper),
        "level": value_of(found.level),
        "studies": found.studies,
        "people": result.people,
        "method": found.method,
        "test": found.test if isinstance(found, Pool) else None,
        "p_value": value_of(found.p_value) if isinstance(found, Pool) else None,
        "drawn": Part.DIAMOND in result.parts,
        **_differ(result),
        "bayesian": _ends(shown.bayes),
        "prediction": _ends(shown.prediction),
        "words": wording.pooled(result),
        "notes": list(found.notes),
    }


def _differ(result: Result) -> Plain:
    """Return how much studies differ, null unless so many may be said to."""
    names = ("i_squared", "q", "degrees_of_freedom")
    spread = result.pooled.heterogeneity if isinstance(result.pooled, Pool) else None
    if spread is None or Part.HETEROGENEITY not in result.parts:
        return dict.fromkeys(("between_study_variance", *names, "q_p_value"))
    assert isinstance(result.pooled, Pool)
    variance = value_of(result.pooled.between_study_variance)
    told = {name: value_of(getattr(spread, name)) for name in names}
    return {"between_study_variance": variance, **told, "q_p_value": value_of(spread.p_value)}


def _ends(drawn: Line | None) -> Plain | None:
    if drawn is None:
        return None
    return {name: value_of(getattr(drawn, name)) for name in ("estimate", "lower", "upper")}


def _absolute(result: Result) -> Plain:
    found = absolute.in_absolute_numbers(result)
    lines = [
        {name: value_of(getattr(one, name)) for name in ("of", "control", "treated", "difference")}
        for one in question.lines(result)
    ]
    return {
        "of_people": PEOPLE if result.analysis.measure == RISK_RATIO else None,
        "risks": [_risk(one) for one in found],
        "words": lines,
        "why_not": value_of(absolute.why_not(result)),
    }


def _risk(one: Absolute) -> Plain:
    ends = one.difference() if one.control is not None else (None, None, None)
    names = ("difference", "difference_lower", "difference_upper")
    difference = dict(zip(names, map(value_of, ends), strict=True))
    return {
        "of": one.label,
        "control_group": _group(one.of),
        "treated_group": _group(one.given),
        **{name: value_of(getattr(one, name)) for name in ("control", "treated", "lower", "upper")},
        **difference,
        "why_not": value_of(one.why),
    }


def _certainty(records: Records, key: str) -> Plain:
    rating = records.answers[key].certainty
    return {
        "level": rating.level,
        "start": rating.start,
        "domains": [
            {
                "domain": one.name,
                "steps": one.steps,
                "reason": one.reason,
                "by_rule": one.by_rule,
                **_judged(records, key, one),
            }
            for one in rating.domains
        ],
    }


def _judged(records: Records, key: str, domain: synthesis.Domain) -> Plain:
    row = {} if domain.by_rule else records.judged.get((key, domain.name), {})
    names = ("assessors", "assessed_by", "assessed_on")
    return {name: value_of(row.get(name)) for name in names}


def _otherwise(records: Records, result: Result) -> list[Plain]:
    """Return how the answer changes when it is worked out otherwise, a record for each way."""
    if not result.usable:
        return []
    compared = question.comparisons(records, result)
    return [one for title, found in compared for one in _variants(title, found)]


def _counterpart(records: Records, result: Result) -> str | None:
    """Return the analysis of changes where this one is of final values, or the reverse."""
    others = [answer.result for answer in records.answers.values()]
    found = sensitivity.counterpart(result, others)
    return found.analysis.analysis_id if found else None


def _variants(title: str, found: Comparison) -> list[Plain]:
    if not found.variants:
        return [_variant(title, None, found.why_not)]
    return [_variant(title, one, one.why) for one in found.variants]


def _variant(title: str, one: Variant | None, why: str) -> Plain:
    return {
        "by": title,
        "way": one.label if one else None,
        "studies": one.studies if one else None,
        "estimate": value_of(one.estimate) if one else None,
        "lower": value_of(one.lower) if one else None,
        "upper": value_of(one.upper) if one else None,
        "why_not": value_of(why),
    }
