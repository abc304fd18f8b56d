"""The summary of findings: an answer in one sentence, and in absolute numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from evidence import numbers, synthesis
from evidence.effects import Events
from evidence.pages import QUESTION_FOLDER, badge, filled, html_table, link
from evidence.question import questioned
from evidence.question.found import people_seen
from evidence.question.records import Records
from evidence.synthesis import Answer, Finding, Result, absolute, sensitivity, wording
from evidence.synthesis.absolute import PEOPLE, Absolute
from evidence.synthesis.analysis import RISK_RATIO, SHARE
from evidence.synthesis.finding import CONTROL_BETTER, TREATMENT_BETTER
from evidence.synthesis.result import side

_GROUPS = ("Control group", "Treated group")
_OF = numbers.text(PEOPLE)
_VERBS = {TREATMENT_BETTER: ("improve", "improves"), CONTROL_BETTER: ("worsen", "worsens")}
_UNCLEAR = ("make no clear difference to", "makes no clear difference to")
_CHANGE = ("change", "changes")


@dataclass(frozen=True)
class Line:
    """One line of a summary of findings, as text; `of` says of which studies."""

    of: str
    control: str = ""
    treated: str = ""
    difference: str = ""
    remark: str = ""


def answer(records: Records, analysis_id: str) -> str:
    """Return the answer to a question as the box a page opens with."""
    one = records.answers[analysis_id]
    about = _about(records, one.result)
    return (
        f'<div class="ev-answer"><div class="ev-answer-text"><p>{escape(statement(records, one))}'
        f'</p></div><p class="ev-certainty"><span>Certainty</span> {badge(one.certainty.level)} '
        f'<span class="ev-reason">{escape(about)}</span></p>'
        f"{questioned.note(records, analysis_id)}</div>"
    )


def _about(records: Records, result: Result) -> str:
    if not result.usable:
        return "Nothing could be calculated."
    people = numbers.counted(result.people, "person", "people")
    studies = numbers.counted(len(result.usable), "study", "studies")
    return f"{people} in {studies}; in whom: {'; '.join(people_seen(records, result.usable))}."


def statement(records: Records, one: Answer) -> str:
    """Return the answer as a sentence that is as sure as its certainty allows.

    In the words GRADE has for each level (Santesso and others 2020).
    """
    result, level = one.result, one.certainty.level
    if not result.usable:
        return _nothing(records, result)
    if result.analysis.measure == SHARE:
        return "We do not know what the treatment adds: nobody in these studies was compared."
    if level == "very low":
        return "We do not know whether the treatment changes this: the evidence is very uncertain."
    bare, third = _verb(result)
    said = {"low": f"may {bare}", "moderate": f"probably {third}", "high": third}[level]
    return f"The treatment {said} this outcome."


def _verb(result: Result) -> tuple[str, str]:
    if synthesis.includes_no_effect(result):
        return _UNCLEAR
    return _VERBS.get(side(result), _CHANGE)


def _nothing(records: Records, result: Result) -> str:
    """Return what was found of a question to which nothing can be calculated."""
    if result.findings:
        count = numbers.counted(len(result.findings), "study reports", "studies report")
        return f"We do not know: {count} this outcome, but not in numbers that can be worked with."
    populations = result.analysis.populations
    whom = f" in {' or in '.join(populations)}" if populations else ""
    eligible = len(synthesis.eligible(result.analysis, records.tables))
    if eligible:
        count = numbers.counted(eligible, "study", "studies")
        verb = "was" if eligible == 1 else "were"
        none = "it does not give" if eligible == 1 else "none gives"
        return (
            f"We do not know: {count}{whom} {verb} found, but {none} this outcome in a form "
            "and at a time that count."
        )
    return f"No study{whom} was found that asks this, so we do not know."


def in_absolute_numbers(records: Records, analysis_id: str) -> str:
    """Return the summary of findings of one question."""
    result = records.answers[analysis_id].result
    found = list(lines(result))
    if not found:
        return "<p>There is nothing to tell in absolute numbers.</p>"
    rows = [
        [escape(one.of), escape(one.control), escape(one.treated), escape(one.difference)]
        for one in found
    ]
    remarks = dict.fromkeys(one.remark for one in found if one.remark)
    notes = "".join(f"<p>{escape(remark)}</p>" for remark in remarks)
    header = ["Study", *_GROUPS, "Difference"]
    return html_table(*filled(header, rows)) + notes


def lines(result: Result) -> Iterator[Line]:
    """Yield the lines of a summary of findings: of the pool, else of each study by itself."""
    if result.analysis.measure == RISK_RATIO:
        yield from map(_of_people, absolute.in_absolute_numbers(result))
        return
    remark = _sentence(absolute.why_not(result))
    if len(result.usable) > 1 and result.pooled is not None:
        yield _of_pool(result, remark)
        return
    for one in result.usable:
        yield _of_one(one, remark)


def _of_people(one: Absolute) -> Line:
    if one.control is None or one.treated is None or one.lower is None or one.upper is None:
        control, treated = _counted(one.of), _counted(one.given)
        return Line(one.label, control, treated, remark=f"{one.label}: {one.why}.")
    risk, *ends = (round(value) for value in (one.control, one.treated, one.lower, one.upper))
    more = [end - risk for end in ends]
    of = wording.group(one.of)
    return Line(
        one.label,
        f"{numbers.text(risk)} of {_OF}",
        f"{numbers.text(ends[0])} of {_OF} ({numbers.text(ends[1])} to {numbers.text(ends[2])})",
        f"{_more(more[0])} of {_OF} ({_more(more[1])} to {_more(more[2])})",
        f"{one.label}: the risk with control is that of its control group, {of}.",
    )


def _counted(group: Events | None) -> str:
    """Return a share with its exact interval, and the counts: “75% (51% to 91%), 15 of 20”."""
    if group is None:
        return ""
    counts = f"{numbers.text(group.events)} of {numbers.text(group.people)}"
    return f"{wording.share(group)}, {counts}"


def _more(people: int) -> str:
    if people == 0:
        return "none more"
    return f"{numbers.text(abs(people))} {'more' if people > 0 else 'fewer'}"


def _of_pool(result: Result, remark: str) -> Line:
    pooled = sensitivity.as_used(result)
    ends = (pooled.estimate or 0.0, pooled.lower or 0.0, pooled.upper or 0.0)
    of = f"{numbers.counted(len(result.usable), 'study', 'studies')} pooled"
    if result.analysis.measure == SHARE:
        return Line(of, treated=wording.percent(*ends), remark=remark)
    return Line(of, difference=_difference(result.usable[0], *ends), remark=remark)


def _of_one(one: Finding, remark: str) -> Line:
    if isinstance(one.treated, Events):
        return Line(one.label, treated=_counted(one.treated), remark=remark)
    control = wording.group(one.control) if one.control else ""
    treated = wording.group(one.treated) if one.treated else ""
    variant = sensitivity.of_one(one)
    return Line(one.label, control, treated, _difference(one, *variant), remark)


def _difference(one: Finding, estimate: float, lower: float, upper: float) -> str:
    """Return a difference in its unit, or a ratio with its name."""
    assert one.effect is not None  # what makes a comparison usable
    said = wording.with_ends(estimate, lower, upper)
    return f"{said} {one.unit}" if one.effect.scale == "native" else f"{one.effect.measure} {said}"


def _sentence(text: str) -> str:
    return f"{numbers.capitalised(text)}." if text else ""


def table(records: Records) -> str:
    """Return the summary of findings of every question, grouped by condition."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, one in records.answers.items():
        groups.setdefault(one.result.analysis.conditions, []).append(key)
    return "".join(_group(records, conditions, keys) for conditions, keys in groups.items())


def _group(records: Records, conditions: tuple[str, ...], keys: list[str]) -> str:
    name = " or ".join(conditions) or "any condition"
    header = ["Question", "In absolute numbers", "Answer"]
    title = f"<h3>{escape(numbers.capitalised(name))}</h3>"
    rows = [_row(records, key) for key in keys]
    return title + html_table(header, rows, "ev-table ev-answers")


def _row(records: Records, key: str) -> list[str]:
    one = records.answers[key]
    page = link(f"{QUESTION_FOLDER}/{key}.html", escape(one.result.analysis.title))
    found = list(lines(one.result))
    several = len(found) > 1
    return [
        f'<span id="{escape(key, quote=True)}">{page}</span>',
        "".join(_told(line, several) for line in found),
        f"<p>{badge(one.certainty.level)}{_people(one.result)}</p>"
        f"<p>{escape(statement(records, one))}</p>",
    ]


def _told(line: Line, several: bool) -> str:
    """Return one line of a summary in words; of several with the study it is of."""
    parts = ((line.control, "in the control group"), (line.treated, "in the treated group"))
    groups = [f"{escape(value)} {where}" for value, where in parts if value]
    if line.difference:
        groups.append(f"<strong>{escape(line.difference)}</strong>")
    said = "; ".join(groups)
    return f"<p>{escape(line.of)}: {said}</p>" if several else f"<p>{said}</p>"


def _people(result: Result) -> str:
    if not result.usable:
        return ""
    people = numbers.counted(result.people, "person", "people")
    studies = numbers.counted(len(result.usable), "study", "studies")
    return escape(f" {people} in {studies}")
