"""A comparison as a short story for readers: which studies came, what was corrected, what moved."""

from __future__ import annotations

from collections.abc import Iterator

from evidence import numbers
from evidence.comparison import wording
from evidence.comparison.comparison import Comparison
from evidence.comparison.rows import STUDIES, RowChange


def tell(found: Comparison) -> list[str]:
    """Return what changed in the evidence, a sentence each; empty when nothing did."""
    return [
        *studies(found),
        *_corrected(found),
        *(f"{one.title}. {wording.moved(one)[0]}" for one in found.moves),
        *(f"Verdict: {wording.verdict(one)}" for one in found.verdicts),
        *(f"Certainty: {wording.verdict(one)}" for one in found.questions),
        *(f"{numbers.capitalised(wording.sentence(one))}." for one in found.sentences),
    ]


def studies(found: Comparison) -> Iterator[str]:
    """Yield which studies came, went, were retracted or have another key, a sentence each."""
    for table in found.tables:
        if table.table == STUDIES:
            yield from (f"New study: {_label(row, now=True)}." for row in table.added)
            yield from (f"Study taken out: {_label(row, now=False)}." for row in table.removed)
    yield from wording.marks(found)
    yield from (f"The study {old} is called {new} now." for old, new in found.renamed)


def _label(row: RowChange, *, now: bool) -> str:
    cells = {one.column: one.after if now else one.before for one in row.cells}
    return cells.get("label") or row.study


def _corrected(found: Comparison) -> Iterator[str]:
    many = [f"{len(one.corrected)} in {one.title}" for one in found.tables if one.corrected]
    if many:
        yield f"Rows corrected: {numbers.listed(many)}."
