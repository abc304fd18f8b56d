"""What the evidence says in one version: each analysis in numbers, and each guarded sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evidence import conclusions, descriptor, effects, rows, synthesis, tables
from evidence.comparison.rows import STUDY, TableChange
from evidence.conclusions import sentences, synthesised
from evidence.descriptor import Table
from evidence.effects import Events
from evidence.pooling import Part, Pool
from evidence.problems import SourceError
from evidence.rows import Sheet
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.answers import READ, TABLES


@dataclass(frozen=True)
class StudyResult:
    """What one study gives to an analysis.

    Estimate and interval are on the scale readers know, shares as fractions of one, None
    where there is none to work with. `events` of `people` are those of a share.
    """

    study_id: str
    label: str
    words: str
    estimate: float | None
    lower: float | None
    upper: float | None
    events: int | None
    people: int
    direction: str
    set_aside: bool


@dataclass(frozen=True)
class Summary:
    """What an analysis comes to.

    Estimate and interval are those of the pool, or of the one study that stands alone,
    on the scale readers know (shares as fractions of one). `no_effect` says whether the
    interval “includes” or “excludes” no effect, “” where it can do neither. `drawn` says
    whether so many studies may be drawn as a pool. `domains` holds the steps down by
    domain of certainty.
    """

    analysis_id: str
    title: str
    measure: str
    unit: str
    studies: int
    people: int
    pooled: bool
    drawn: bool
    estimate: float | None
    lower: float | None
    upper: float | None
    no_effect: str
    direction: str
    between_study_variance: float | None
    i_squared: float | None
    q: float | None
    refusal: tuple[str, ...]
    certainty: str
    domains: tuple[tuple[str, int], ...]
    results: tuple[StudyResult, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence under guard: `holds` is None when its assertion cannot be evaluated."""

    conclusion_id: str
    chapter: str
    sentence: str
    assertion: str
    holds: bool | None
    now: str
    stands: bool


@dataclass(frozen=True)
class Sources:
    """The tables of a version, as text, and their schema."""

    root: Path
    schema: Mapping[str, Table]
    sheets: Mapping[str, Sheet]


def read(root: Path) -> Sources:
    """Return the tables of a version; SourceError with every problem that stops it."""
    schema = descriptor.read(root)
    sheets, problems = rows.read_all(root, schema)
    if problems:
        raise SourceError(problems)
    return Sources(root, schema, sheets)


Answers = Mapping[str, synthesis.Answer]
# Tables of which every analysis reads every row.
_SHARED = {"outcome_definitions", "bias_tools"}
# An estimate and the ends of its interval.
Ends = tuple[float | None, float | None, float | None]


def answer(sources: Sources, other: Sources, only: Collection[str] | None = None) -> Answers | str:
    """Return the answers of a version, or why they cannot be worked out.

    A column that only the `other` version has is taken as blank. With `only`, the answers
    of the analyses with these keys.
    """
    for name in TABLES:
        if name not in sources.schema:
            return f"it has no table “{name}”"
    try:
        return synthesis.answer(_frames(sources, other), only)
    except (KeyError, IndexError, ValueError) as error:
        said = error.args[0] if error.args else type(error).__name__
        return f"an analysis fails there: {said}"


def affected(side: Sources, other: Sources, changes: Sequence[TableChange]) -> set[str] | None:
    """Return the keys of the analyses of one side that changed rows can reach; None for all.

    An answer rests on its own row and ratings, on the rows of the studies that are
    eligible for it, and on definitions that all share.
    """
    of = {one.table: one for one in changes}
    if of.keys() & _SHARED:
        return None
    rows = [row for name in ("analyses", "certainty") if name in of for row in of[name].rows]
    reached = {row.key[0] for row in rows}
    frames = _frames(side, other)
    studies = frames["studies"][frames["studies"]["study_id"].isin(_studies(of))]
    found = synthesis.Tables(**{name: frames[name] for name in READ} | {"studies": studies})
    for key, analysis in synthesis.read(frames["analyses"]).items():
        if len(studies) and len(synthesis.eligible(analysis, found)):
            reached.add(key)
    return reached


def _studies(changes: Mapping[str, TableChange]) -> set[str]:
    """Return the studies whose rows changed, by the names they have and had."""
    rows = [row for name in TABLES if name in changes for row in changes[name].rows]
    before = {cell.before for row in rows for cell in row.cells if cell.column == STUDY}
    return {row.study for row in rows} | before


def _frames(sources: Sources, other: Sources) -> dict[str, pd.DataFrame]:
    return {
        name: _filled_up(
            tables.load(name, sources.root),
            columns(other, name) - columns(sources, name),
            other.schema.get(name),
        )
        for name in TABLES
    }


def columns(sources: Sources, name: str) -> set[str]:
    """Return the columns of a table by name; none when there is no such table."""
    return (
        {field.name for field in sources.schema[name].fields} if name in sources.schema else set()
    )


def _filled_up(frame: pd.DataFrame, missing: set[str], table: Table | None) -> pd.DataFrame:
    blank = {
        field.name: tables.blanks(field.type, len(frame))
        for field in (table.fields if table else ())
        if field.name in missing
    }
    return frame.assign(**blank)


def summarise(answer: synthesis.Answer) -> Summary:
    """Return what an answer comes to, as plain numbers and words."""
    result, facts = answer.result, synthesised.facts_of(answer)
    results = tuple(
        _study(one, set_aside, result.analysis.measure == SHARE)
        for group, set_aside in ((result.findings, False), (result.set_aside, True))
        for one in group
    )
    estimate, lower, upper = _estimate(result, results)
    pool = result.pooled if isinstance(result.pooled, Pool) and facts.pooled else None
    differ = pool.heterogeneity if pool else None
    fit = getattr(result.pooled, "fit", None)
    variance = pool.between_study_variance if pool else getattr(fit, "between_study_variance", None)
    return Summary(
        analysis_id=result.analysis.analysis_id,
        title=result.analysis.title,
        measure=result.analysis.measure,
        unit=next((one.unit for one in result.usable), ""),
        studies=facts.studies,
        people=facts.people,
        pooled=facts.pooled,
        drawn=facts.pooled and Part.DIAMOND in result.parts,
        estimate=estimate,
        lower=lower,
        upper=upper,
        no_effect=_no_effect(lower, upper, facts.no_effect),
        direction=facts.direction,
        between_study_variance=variance,
        i_squared=differ.i_squared if differ else None,
        q=differ.q if differ else None,
        refusal=result.refusal,
        certainty=facts.certainty,
        domains=tuple((one.name, one.steps) for one in answer.certainty.domains),
        results=results,
    )


def _study(found: synthesis.Finding, set_aside: bool, is_share: bool) -> StudyResult:
    share = found.treated if is_share and isinstance(found.treated, Events) else None
    estimate, lower, upper = _share(share) if share else _effect(found.effect)
    return StudyResult(
        study_id=found.study_id,
        label=found.label,
        words=synthesis.wording.finding(found),
        estimate=estimate,
        lower=lower,
        upper=upper,
        events=int(share.events) if share else None,
        people=found.people,
        direction=found.direction,
        set_aside=set_aside,
    )


def _effect(found: effects.Effect | None) -> Ends:
    if found is None:
        return None, None, None
    ends = found.interval()
    natural = synthesis.natural
    lower, upper = natural(ends.lower, found.scale), natural(ends.upper, found.scale)
    return natural(found.estimate, found.scale), lower, upper


def _share(found: Events) -> Ends:
    exact = effects.exact_interval(int(found.events), int(found.people))
    return exact.estimate, exact.lower, exact.upper


def _estimate(result: synthesis.Result, results: tuple[StudyResult, ...]) -> Ends:
    usable = [one.study_id for one in result.usable]
    if result.pooled is not None and len(usable) > 1:
        effect = next((one.effect for one in result.usable if one.effect), None)
        ends = (result.pooled.estimate, result.pooled.lower, result.pooled.upper)
        estimate, lower, upper = (
            synthesis.natural(value, effect.scale) if effect else value for value in ends
        )
        return estimate, lower, upper
    alone = [one for one in results if [one.study_id] == usable and not one.set_aside]
    return (alone[0].estimate, alone[0].lower, alone[0].upper) if alone else (None, None, None)


def _no_effect(lower: float | None, upper: float | None, no_effect: float | None) -> str:
    if lower is None or upper is None or no_effect is None:
        return ""
    return "includes" if lower <= no_effect <= upper else "excludes"


def guarded(sources: Sources, answers: Answers | str) -> dict[str, Sentence]:
    """Return the sentences under guard by key, each held to the tables of its version."""
    if conclusions.TABLE not in sources.sheets:
        return {}
    chapters = sentences.Chapters(sources.root)
    judge = conclusions.judge(sources.schema, sources.sheets, _known(answers))
    found = {}
    for row in sources.sheets[conclusions.TABLE].rows:
        outcome = judge(row["assertion"])
        found[row["conclusion_id"]] = Sentence(
            conclusion_id=row["conclusion_id"],
            chapter=row["chapter"],
            sentence=row["sentence"],
            assertion=row["assertion"],
            holds=outcome.holds if outcome else None,
            now=outcome.now if outcome else "",
            stands=sentences.line_of(row["sentence"], chapters.lines(row["chapter"])) is not None,
        )
    return found


def _known(answers: Answers | str) -> conclusions.Known | None:
    if isinstance(answers, str):
        return None
    facts = {key: synthesised.facts_of(one) for key, one in answers.items()}
    return facts.get
