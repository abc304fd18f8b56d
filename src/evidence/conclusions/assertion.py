"""The parts of an assertion, as plain data, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.conclusions.cell_tests import Bound, Test
from evidence.descriptor import Field, ForeignKey, Table


@dataclass(frozen=True)
class Column:
    """A cell to look at: the keys to follow from the row, then the field.

    `text` is how the assertion writes it, such as “study.population”.
    """

    text: str
    steps: tuple[ForeignKey, ...]
    table: Table
    field: Field


@dataclass(frozen=True)
class Condition:
    """What must be true of one cell of a row."""

    column: Column
    test: Test


@dataclass(frozen=True)
class Selection:
    """The rows of a table for which all conditions hold."""

    table: Table
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Count:
    """How many rows there are, or how many different rows of `of` they point to.

    With `differing` only those count whose own rows hold more than one word in that column.
    """

    bound: Bound
    rows: Selection
    of: tuple[ForeignKey, ...] = ()
    differing: Column | None = None


@dataclass(frozen=True)
class Share:
    """Every row of a selection, or most of them, also keep to further conditions."""

    word: str
    rows: Selection
    kept: tuple[Condition, ...]


@dataclass(frozen=True)
class Lookup:
    """One cell: of the row with this key, else of the only row selected."""

    column: Column
    rows: Selection
    key: str = ""


@dataclass(frozen=True)
class Value:
    """What is true of one cell."""

    cell: Lookup
    test: Test


@dataclass(frozen=True)
class Comparison:
    """How the number in one cell stands to the number in another."""

    cell: Lookup
    word: str
    other: Lookup


@dataclass(frozen=True)
class OfAnalysis:
    """What is true of one fact of an analysis, such as its “studies” or its “certainty”."""

    analysis_id: str
    fact: str
    test: Test


@dataclass(frozen=True)
class Outcome:
    """Whether an assertion holds, and what is true now, in words."""

    holds: bool
    now: str


OfTables = Count | Share | Value | Comparison
Assertion = OfTables | OfAnalysis
