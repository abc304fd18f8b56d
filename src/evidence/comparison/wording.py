"""A comparison in words: plain sentences, for every form to escape in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from evidence import numbers
from evidence.comparison.comparison import Comparison
from evidence.comparison.consequences import Move, SentenceChange, StudyShift, Verdict
from evidence.comparison.questioned import MarkChange
from evidence.comparison.rows import STUDIES, Cell, RowChange, TableChange
from evidence.comparison.state import Summary
from evidence.notices import RETRACTED
from evidence.synthesis.analysis import SHARE

NO_CHANGE = "No conclusion changes."
ARROW = "→"

_NOTHING = "not there"
_HETEROGENEITY = {"between_study_variance": "τ²", "i_squared": "I² (%)", "q": "Q"}


def headline(found: Comparison) -> str:
    """Return the one sentence to read first."""
    if found.conclusions_change is None:
        return f"Whether conclusions change is not known: {'; '.join(found.unknown)}."
    if not found.conclusions_change:
        return NO_CHANGE
    parts = [
        numbers.counted(len(items), noun, plural)
        for items, noun, plural in (
            (found.moves, "analysis", "analyses"),
            (found.verdicts, "verdict", "verdicts"),
            (found.questions, "certainty of a question", "certainties of questions"),
            (found.sentences, "guarded sentence", "guarded sentences"),
        )
        if items
    ]
    said = f"Conclusions change: {numbers.listed(parts)} moved."
    if found.unknown:
        said += f" Not everything could be compared: {'; '.join(found.unknown)}."
    return said


def remarks(found: Comparison) -> Iterator[str]:
    """Yield what to know about the comparison itself."""
    if found.package_differs:
        yield (
            "The package differs between the two; the results of both are worked out by the one "
            "installed, so only the tables make a difference here."
        )
    for line in found.schema:
        yield f"Descriptor: {line}."
    for old, new in found.renamed:
        yield f"The study {old} is called {new} now."
    if found.edited:
        yield f"Chapters whose text differs: {numbers.listed(list(found.edited))}."
    only = [one.chapter for one in found.readers if not one.reasons]
    if only:
        yield (
            "These chapters read changed tables and name nothing that changed; their numbers are "
            f"worked out anew: {numbers.listed(only)}."
        )


def counts(found: Comparison) -> list[tuple[str, int, int, int]]:
    """Return each changed table with its rows added, corrected and removed; studies first."""
    ordered = sorted(found.tables, key=lambda one: one.table != STUDIES)
    return [(one.title, len(one.added), len(one.corrected), len(one.removed)) for one in ordered]


def short(found: Summary | None) -> str:
    """Return what an analysis comes to in one line."""
    if found is None:
        return _NOTHING
    studies = numbers.counted(found.studies, "study", "studies")
    if not found.studies:
        return "no study to work with"
    people = numbers.counted(found.people, "person", "people")
    if found.estimate is None:
        return f"not pooled ({studies}, {people})"
    value = f"{_of(found, found.estimate)} ({interval(found)})"
    caution = "; two studies only, not drawn" if found.pooled and not found.drawn else ""
    return f"{found.measure} {value}, {studies}, {people}{caution}"


def interval(found: Summary) -> str:
    """Return an interval in words."""
    if found.lower is None or found.upper is None:
        return "no interval"
    return f"{_of(found, found.lower)} to {_of(found, found.upper)}"


def _of(found: Summary, value: float) -> str:
    return f"{figure(100 * value)}%" if found.measure == SHARE else figure(value)


def figure(value: float) -> str:
    """Return a number to three significant digits, or whole from a thousand."""
    return numbers.text(value if abs(value) >= 1000 else float(f"{value:.3g}"))


def moved(move: Move) -> list[str]:
    """Return what moved in an analysis, a sentence each, the weightiest first."""
    if move.before is None or move.after is None:
        new = move.before is None
        return [f"{'New' if new else 'Taken out; it was'}: {short(move.after or move.before)}."]
    facts = {shift.fact for shift in move.shifts}
    return [
        *_estimates(move.before, move.after, facts),
        *_sides(move.before, move.after, facts),
        *_sizes(move.before, move.after, facts),
        *_ratings(move.before, move.after, facts),
        *map(study, move.studies),
    ]


def _estimates(was: Summary, now: Summary, facts: set[str]) -> Iterator[str]:
    if facts & {"estimate", "lower", "upper"}:
        if was.estimate is None or now.estimate is None:
            yield f"Result: {short(was)} {ARROW} {short(now)}."
            return
        before, after = _of(was, was.estimate), _of(now, now.estimate)
        if was.studies != now.studies:
            before, after = f"{before} ({_basis(was)})", f"{after} ({_basis(now)})"
        yield f"Estimate: {before} {ARROW} {after}, {_by(now, was.estimate, now.estimate)}."
        yield f"Interval: {interval(was)} {ARROW} {interval(now)}."


def _basis(found: Summary) -> str:
    if not found.pooled:
        return "one study"
    caution = "" if found.drawn else ", too few to be drawn"
    return f"{numbers.counted(found.studies, 'study', 'studies')} pooled{caution}"


def _by(found: Summary, was: float, now: float) -> str:
    """Return by how much a number moved, with its direction."""
    apart = now - was
    if abs(apart) < 1e-9:
        return "unchanged"
    unit = ""
    if found.measure == SHARE:
        apart, unit = 100 * apart, " percentage points"
    return f"{'up' if apart > 0 else 'down'} by {figure(abs(apart))}{unit}"


def _sides(was: Summary, now: Summary, facts: set[str]) -> Iterator[str]:
    if "no_effect" in facts and now.no_effect:
        before = f", which it {was.no_effect[:-1]}d before" if was.no_effect else ""
        yield f"The interval now {now.no_effect} no effect{before}."
    elif "no_effect" in facts:
        yield f"There is no interval now that could include no effect; it {was.no_effect[:-1]}d it."
    if "direction" in facts:
        yield f"Direction, which side it favours: {was.direction} {ARROW} {now.direction}."


def _sizes(was: Summary, now: Summary, facts: set[str]) -> Iterator[str]:
    sizes = [
        f"{name} {numbers.text(getattr(was, name))} {ARROW} {numbers.text(getattr(now, name))}"
        for name in ("studies", "people")
        if name in facts
    ]
    if sizes:
        yield f"Counted: {', '.join(sizes)}."
    if "pooled" in facts:
        yield "It is pooled now." if now.pooled else "It is no longer pooled."
    if "refusal" in facts and (now.refusal or "pooled" not in facts):
        before, after = (" ".join(one.refusal) or "none." for one in (was, now))
        yield f"Reasons not to pool: {before} {ARROW} {after}"
    differing = [
        f"{sign} {_or_none(getattr(was, name))} {ARROW} {_or_none(getattr(now, name))}"
        for name, sign in _HETEROGENEITY.items()
        if name in facts
    ]
    if differing:
        yield f"How much the studies differ: {', '.join(differing)}."


def _or_none(value: float | None) -> str:
    return "none" if value is None else figure(value)


def _ratings(was: Summary, now: Summary, facts: set[str]) -> Iterator[str]:
    if "certainty" in facts:
        yield f"Certainty: {was.certainty} {ARROW} {now.certainty}."
    if "domains" in facts:
        old, new = dict(was.domains), dict(now.domains)
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                before, after = (_steps(one.get(name)) for one in (old, new))
                yield f"Certainty, {name}: {before} {ARROW} {after}."


def _steps(steps: int | None) -> str:
    return "not rated" if steps is None else f"{steps} down"


def study(shift: StudyShift) -> str:
    """Return what happened to one study in an analysis."""
    if shift.before is None and shift.after is not None:
        return f"{shift.label} is new in it: {shift.after.words}."
    if shift.after is None and shift.before is not None:
        return f"{shift.label} is no longer in it; it gave: {shift.before.words}."
    assert shift.before and shift.after
    if shift.before.set_aside != shift.after.set_aside:
        word = "set aside now" if shift.after.set_aside else "counted now, and was set aside"
        return f"{shift.label} is {word}: {shift.after.words}."
    return f"{shift.label}: {shift.before.words} {ARROW} {shift.after.words}."


def marks(found: Comparison) -> Iterator[str]:
    """Yield which studies were retracted or put in question and what they left, in sentences."""
    moves = {one.analysis_id: one for one in found.moves}
    for one in found.marks:
        left = "; ".join(_left(moves[key]) for key in one.moved)
        yield f"{_marked(one, left)}."


def _marked(one: MarkChange, left: str) -> str:
    if one.after == RETRACTED:
        return f"{one.label} was retracted: " + (f"it leaves {left}" if left else "no answer moves")
    back = f"{one.label} is no longer {one.before or 'without a notice'}"
    back += f": it is back in {left}" if left else ""
    if one.after:
        began = f"{one.label} was put in question by an expression of concern"
        said = f"{back}; it is in question" if one.before else began
        return f"{said}; it still counts, and what it touches is shown with and without it"
    return back


def _left(move: Move) -> str:
    return f"{move.title} ({short(move.before)} {ARROW} {short(move.after)})"


def verdict(one: Verdict) -> str:
    """Return how a judgement moved, and about what."""
    return f"{one.before or _NOTHING} {ARROW} {one.after or _NOTHING}: {one.about}"


def sentence(one: SentenceChange) -> str:
    """Return what happened to a guarded sentence."""
    said = f"{', '.join(one.changes)}: “{one.sentence}”"
    if one.before and "reworded" in one.changes:
        said += f"; before: “{one.before.sentence}”"
    if one.after and "false now" in one.changes:
        said += f"; it rests on “{one.after.assertion}”, and now {one.after.now}"
    return said


def row(table: TableChange, one: RowChange) -> str:
    """Return what happened to one row: each cell as it was and is, and where it was seen."""
    cells = "; ".join(
        f"{cell.column}: {cell.before or 'blank'} {ARROW} {cell.after or 'blank'}"
        if one in table.corrected
        else f"{cell.column}: {cell.after or cell.before}"
        for cell in told(table, one)
    )
    place = seen(one)
    return f"{cells}; seen in {place}" if place else cells


def told(table: TableChange, one: RowChange) -> list[Cell]:
    """Return the cells to tell of a row: of one added or removed, not what names it anyway."""
    if one in table.corrected:
        return list(one.cells)
    named = (*table.key, "source", "locator")
    return [cell for cell in one.cells if cell.column not in named]


def seen(one: RowChange) -> str:
    """Return where the values of a row were seen: the source, and the place in it."""
    return ", ".join(filter(None, (one.source, one.locator)))
