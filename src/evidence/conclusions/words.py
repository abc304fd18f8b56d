"""Words of an assertion that name nothing in the tables: one misspelt would hide a falsehood."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.conclusions.assertion import (
    Assertion,
    Column,
    Comparison,
    Condition,
    Count,
    Lookup,
    Share,
    Value,
)
from evidence.conclusions.cell_tests import Contains, OneOf, Test, contains
from evidence.conclusions.data import Data
from evidence.conclusions.phrase import nearest
from evidence.conclusions.vocabulary import ANALYSES
from evidence.rows import Sheet

Said = tuple[str, str]


def unknown(assertion: Assertion, data: Data) -> Iterator[Said]:
    """Yield what is found and the cure for each word, and each key, that stands in no table."""
    match assertion:
        case Count(_, rows):
            yield from _in_conditions(rows.conditions, data)
        case Share(_, rows, kept):
            yield from _in_conditions((*rows.conditions, *kept), data)
        case Value(cell, test):
            yield from _in_lookup(cell, data)
            yield from _in_test(cell.column, test, data)
        case Comparison(cell, _, other):
            yield from _in_lookup(cell, data)
            yield from _in_lookup(other, data)
        case _:
            yield from _missing_key(data.sheet(ANALYSES), assertion.analysis_id)


def _in_lookup(cell: Lookup, data: Data) -> Iterator[Said]:
    yield from _in_conditions(cell.rows.conditions, data)
    if cell.key:
        yield from _missing_key(data.sheet(cell.rows.table.name), cell.key)


def _missing_key(sheet: Sheet, key: str) -> Iterator[Said]:
    known = {row[sheet.table.primary_key[0]] for row in sheet.rows}
    if key not in known:
        yield f"“{key}” is no key of {sheet.table.file}", nearest(key, known)


def _in_conditions(conditions: tuple[Condition, ...], data: Data) -> Iterator[Said]:
    for condition in conditions:
        yield from _in_test(condition.column, condition.test, data)


def _in_test(column: Column, test: Test, data: Data) -> Iterator[Said]:
    # A list of words in the descriptor is known when the assertion is read.
    if column.field.is_quantity or column.field.enum:
        return
    known = data.words(column)
    where = f"stands nowhere in the column “{column.field.name}” of {column.table.name}"
    match test:
        case OneOf(words, _):
            for word in words:
                if word not in known:
                    yield f"“{word}” {where}", nearest(word, known)
        case Contains(words, _):
            if not any(contains(cell, words) for cell in known):
                yield f"“{words}” {where}", nearest(words, known)
        case _:
            pass
