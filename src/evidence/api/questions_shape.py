"""The shape of the documents about questions."""

from __future__ import annotations

from collections.abc import Mapping

from evidence.api.shapes import (
    Shape,
    address,
    integer,
    listed,
    number,
    or_none,
    record,
    row,
    text,
    truth,
)
from evidence.descriptor import Table

_SCALE = "ratios as ratios, shares as fractions of one, differences in the unit"


def shapes(known: Mapping[str, Table]) -> dict[str, Shape]:
    """Return the shapes of the data of these documents by the name of their schema."""
    asked = known["questions"]
    entry = record(
        "One analysis",
        analysis_id=text("Key of the analysis"),
        question_id=text("The question it helps to answer"),
        **_answer(),
        page=address("Its page in the book"),
        document=address("Its document"),
    )
    chapter = address("The chapter that opens with it")
    return {
        "questions": record(
            "What was asked",
            questions=listed("The questions chapters open with", row(asked, page=chapter)),
            analyses=listed("The analyses that help to answer them", entry),
        ),
        "question": _analysis(known),
    }


def _answer() -> dict[str, Shape]:
    return {
        "title": text("What is asked"),
        "measure": text("Risk ratio, mean difference, hazard ratio or share"),
        "unit": or_none(text("Unit of a difference, or what was counted")),
        "answer": text("The answer as a sentence that is as sure as its certainty allows"),
        "certainty": text("Certainty after GRADE, or that there is no evidence"),
        "studies": integer("How many studies can be worked with"),
        "people": integer("How many people were analysed in them"),
        "populations": listed("Whose evidence it is", text("A population")),
        "pooled": truth("Whether the studies are pooled"),
        "direction": text("Which group the pool favours, or all studies do"),
        **_interval("the pool, or of the one study that stands alone"),
    }


def _interval(of: str, *names: str) -> dict[str, Shape]:
    estimate, lower, upper = names or ("estimate", "lower", "upper")
    return {
        estimate: or_none(number(f"Estimate of {of} ({_SCALE}); null where there is none")),
        lower: or_none(number("Lower end of its interval")),
        upper: or_none(number("Upper end of its interval")),
    }


def _analysis(known: Mapping[str, Table]) -> Shape:
    return record(
        "One analysis with everything its page says",
        analysis_id=text("Key of the analysis"),
        page=address("Its page in the book"),
        question=row(known["questions"]),
        asked=_asked(known["analyses"]),
        summary=record("What it comes to", **_answer()),
        studies=listed("What each study found", _finding()),
        silent=listed("Studies that fit and do not give the outcome", text("Key of a study")),
        pool=or_none(_pool()),
        refusal=listed("Why the studies are not pooled; empty when they are", text("A reason")),
        sentences=listed("What may be said of the studies together", text("A sentence")),
        absolute=_absolute(),
        certainty=_certainty(),
        otherwise=listed("The answer worked out otherwise", _variant()),
        counterpart=or_none(
            text("The analysis of changes where this one is of final values, or the reverse")
        ),
        coming=listed("Registered studies that would answer it", _coming(known["studies"])),
    )


def _asked(table: Table) -> Shape:
    def list_of(name: str) -> Shape:
        return listed(table.field(name).description, text("One of them"))

    columns = row(table)["properties"]
    lists = (
        "conditions",
        "populations",
        "products",
        "arms",
        "designs",
        "comparators",
        "outcomes",
        "subgroups",
    )
    return record(
        "The question in its parts; an empty list of conditions, populations or products is any",
        **{name: list_of(name) for name in lists},
        **{name: columns[name] for name in ("months_from", "months_to", "months_preferred")},
        measure=columns["measure"],
        change_from_baseline=truth("Whether changes count, not final values"),
        information_size=columns["information_size"],
        fixed_on=columns["fixed_on"],
        note=columns["note"],
    )


def _finding() -> Shape:
    return record(
        "What one study found",
        study_id=text("Key of the study"),
        label=text("Its name"),
        page=address("Its page in the book"),
        cohort_id=text("The people it is about: several reports may share them"),
        year=or_none(integer("Year of the report")),
        design=text("Its design"),
        population=text("Whose evidence it is"),
        use=text("Whether it counts", enum=["counted", "not to be calculated with", "set aside"]),
        instead=or_none(text("The study that counts for the same people in its place")),
        outcome_id=or_none(text("The outcome it gives")),
        time=or_none(text("When it was measured, as printed")),
        months=or_none(number("The same in months", unit="month")),
        unit=or_none(text("Unit of the values")),
        people=integer("How many people were analysed"),
        treated=or_none(_group("What the treated group showed")),
        control=or_none(_group("What the control group showed")),
        **_interval("the study"),
        weight=or_none(number("Its weight in the pool", unit="%")),
        direction=text("Which group it favours"),
        risk_of_bias=or_none(text("Its overall risk of bias; null where none is made")),
        words=text("What it found, in words"),
        missing=or_none(text("Why it cannot be worked with")),
        note=or_none(text("What was done to the data")),
    )


def _group(meaning: str) -> Shape:
    return record(
        meaning,
        people=integer("How many people"),
        events=or_none(number("How many of them had the event")),
        mean=or_none(number("Their mean")),
        standard_deviation=or_none(number("Their standard deviation")),
    )


def _pool() -> Shape:
    return record(
        "The studies pooled; null when they are not",
        **_interval("the pool"),
        level=number("Level of the interval, as a fraction of one"),
        studies=integer("How many studies were pooled"),
        people=integer("How many people they analysed"),
        method=text("How it was pooled"),
        test=or_none(text("How the interval was made; null for a share")),
        p_value=or_none(number("P value of no effect; null for a share")),
        drawn=truth("Whether so many studies may be drawn as a pool"),
        between_study_variance=or_none(
            number("Variance between studies, on the scale of logarithms for a ratio")
        ),
        i_squared=or_none(number("Part of the variance that is between studies", unit="%")),
        q=or_none(number("Cochran's Q")),
        degrees_of_freedom=or_none(integer("Degrees of freedom of Q")),
        q_p_value=or_none(number("P value of Q")),
        bayesian=or_none(record("Its Bayesian companion", **_interval("the companion"))),
        prediction=or_none(
            record("Where a further study may lie", **_interval("the pool, in its middle"))
        ),
        words=text("The pool in words"),
        notes=listed("Where another method than usual was used", text("A note")),
    )


def _absolute() -> Shape:
    risk = record(
        "A risk ratio among so many people",
        of=text("The study, or the studies pooled"),
        control_group=or_none(_group("What the control groups showed")),
        treated_group=or_none(_group("What the treated groups showed")),
        control=or_none(number("How many have the event in the control group")),
        treated=or_none(number("How many have it with the treatment")),
        lower=or_none(number("Lower end of that")),
        upper=or_none(number("Upper end of that")),
        difference=or_none(number("How many more have it with the treatment")),
        difference_lower=or_none(number("Lower end of that")),
        difference_upper=or_none(number("Upper end of that")),
        why_not=or_none(text("Why it cannot be told")),
    )
    words = record(
        "A line of the summary of findings",
        of=or_none(text("The study, or the studies pooled")),
        control=or_none(text("In the control group")),
        treated=or_none(text("In the treated group")),
        difference=or_none(text("The difference")),
    )
    return record(
        "The answer in absolute numbers",
        of_people=or_none(integer("Among how many people risks are told")),
        risks=listed("Risk ratios among so many people", risk),
        words=listed("The lines as the page shows them", words),
        why_not=or_none(text("Why it is not told among so many people")),
    )


def _certainty() -> Shape:
    domain = record(
        "One domain",
        domain=text("The domain"),
        steps=integer("How many steps down"),
        reason=text("Why"),
        by_rule=truth("Whether a rule said so; else a person did, or nobody yet"),
        assessors=or_none(integer("How many people judged it")),
        assessed_by=or_none(text("Who judged it")),
        assessed_on=or_none(text("When it was judged", format="date")),
    )
    return record(
        "How certain the answer is, after GRADE",
        level=text("Its certainty"),
        start=text("Where the rating starts"),
        domains=listed("The rating by domain", domain),
    )


def _variant() -> Shape:
    return record(
        "The answer in one way of putting studies together",
        by=text("What is changed"),
        way=or_none(text("The way; null where none is shown")),
        studies=or_none(integer("How many studies")),
        **_interval("this way"),
        why_not=or_none(text("Why it comes to nothing, or is not shown")),
    )


def _coming(table: Table) -> Shape:
    columns = row(table)["properties"]
    names = ("study_id", "label", "condition", "population", "design", "status")
    state = text("What is known of its results")
    return record("A registered study", **{name: columns[name] for name in names}, state=state)
