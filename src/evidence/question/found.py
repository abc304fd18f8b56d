"""What was found: a line per study, the reports set aside, and studies that tell nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from evidence import checked, numbers, synthesis
from evidence.pages import badge, html_table, link
from evidence.question.records import Records
from evidence.synthesis import Finding, Result, wording

_RULE = (
    "Of reports on the same people one counts: the one that analyses most people, of those "
    "alike the later; one that gives a result that can be calculated goes before one that "
    "does not."
)


def studies(records: Records, analysis_id: str) -> str:
    """Return the studies of a question and what each of them found."""
    result = records.answers[analysis_id].result
    in_words = [one for one in result.findings if one not in result.usable]
    return "".join(
        (
            _studies(records, result),
            _in_words(in_words),
            _set_aside(result),
            _silent(records, result),
        )
    )


def _studies(records: Records, result: Result) -> str:
    if not result.usable:
        return ""
    header = ["Study", "In whom", "Found", "Time", "Risk of bias"]
    rows = [
        [
            study_link(one) + _read(records, one),
            escape(_whom(records, one)),
            f"<p>{escape(wording.finding(one))}</p>{_note(one, result)}",
            escape(one.time),
            badge(records.bias.get(one.study_id) or "not rated overall"),
        ]
        for one in result.usable
    ]
    return html_table(header, rows, "ev-table ev-found")


def _whom(records: Records, one: Finding) -> str:
    population = records.studies[one.study_id]["population"]
    people = numbers.counted(one.people, "person", "people")
    return f"{people} ({population}); {one.design}"


def _read(records: Records, one: Finding) -> str:
    """Return how often the study's values of this outcome were read, as a mark under its name."""
    looked = [
        state
        for frame in (records.tables.outcomes, records.tables.reported_effects)
        if not frame.empty
        for state in checked.states(
            frame[(frame["study_id"] == one.study_id) & (frame["outcome_id"] == one.outcome)]
        )
    ]
    mark = checked.mark_together(looked)
    return f"<br>{mark}" if mark else ""


def _note(one: Finding, result: Result) -> str:
    """Return what was done to the data, and whose report the study is counted for."""
    said = "; ".join(filter(None, (one.note, _counts(one, result))))
    return f"<p><small>{escape(said)}</small></p>" if said else ""


def study_link(found: Finding) -> str:
    """Return a link to the page of a study, as a page of a question needs it."""
    return link(f"../study/{found.study_id}.html", escape(found.label))


def _counts(one: Finding, result: Result) -> str:
    others = [other.label for other in result.set_aside if other.cohort_id == one.cohort_id]
    return f"counts for the same people as {numbers.listed(others)}" if others else ""


def _in_words(findings: list[Finding]) -> str:
    if not findings:
        return ""
    rows = [[study_link(one), escape(wording.finding(one)), escape(one.time)] for one in findings]
    return _part(
        "Reported, but not to be calculated with",
        html_table(["Study", "Why not", "Time"], rows),
    )


def _set_aside(result: Result) -> str:
    if not result.set_aside:
        return ""
    chosen = {one.cohort_id: one for one in result.findings}
    rows = [
        [
            study_link(one),
            study_link(chosen[one.cohort_id]),
            escape(wording.finding(one)),
            escape(one.time),
        ]
        for one in result.set_aside
    ]
    table = html_table(["Report", "Counts instead", "Found", "Time"], rows)
    return _part("Set aside: the same people", f"<p>{_RULE}</p>{table}")


def _silent(records: Records, result: Result) -> str:
    """Return the studies that fit the question and do not report the outcome."""
    told = {one.study_id for one in (*result.findings, *result.set_aside)}
    eligible = synthesis.eligible(result.analysis, records.tables)
    silent = eligible[~eligible["study_id"].isin(told)].sort_values(["label", "study_id"])
    if silent.empty:
        return ""
    more = "further " if told else ""
    count = numbers.counted(len(silent), f"{more}study fits", f"{more}studies fit")
    said = f"{count} the question and did not give this outcome in a form and at a time that count"
    pairs = zip(silent["study_id"], silent["label"], strict=True)
    links = [link(f"../study/{key}.html", escape(label)) for key, label in pairs]
    return (
        f'<details class="ev-silent"><summary>{escape(said)}</summary>'
        f"<p>{', '.join(links)}</p></details>"
    )


def _part(title: str, html: str) -> str:
    return f"<h3>{escape(title)}</h3>{html}"


def people_seen(records: Records, findings: Iterable[Finding]) -> list[str]:
    """Return whose evidence the findings are, each kind once, in the words of the table."""
    return list(dict.fromkeys(records.studies[one.study_id]["population"] for one in findings))
