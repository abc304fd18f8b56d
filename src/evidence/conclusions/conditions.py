"""Read the conditions of an assertion: which column, and what must be true of its cell."""

from __future__ import annotations

import re
from collections.abc import Callable

from evidence.conclusions.assertion import Column, Condition, Selection
from evidence.conclusions.cell_tests import Between, Blank, Bound, Contains, OneOf, Test
from evidence.conclusions.phrase import Phrase, nearest
from evidence.conclusions.vocabulary import Tables, column_of, table_of
from evidence.descriptor import Field, Table
from evidence.rows import NUMBER

# A value may hold an “and” of its own: only one with a column and a verb after it joins.
_AND = r" and (?=[\w.]+ (?:is|contains|does not contain)(?: |$))"
_TEXT = "write is, is not, is one of A | B, contains or does not contain"
_NUMBER = "write is at least, is at most, is above, is below or is between A and B"


def selection(noun: Phrase, where: Phrase, tables: Tables) -> Selection:
    """Return the rows of the table that `noun` names for which `where` holds, if it is given."""
    table = table_of(noun, tables)
    return Selection(table, conditions(where, table, tables) if where.text else ())


def conditions(phrase: Phrase, table: Table, tables: Tables) -> tuple[Condition, ...]:
    """Return conditions joined by “and”; MalformedError when one cannot be read."""
    return tuple(_condition(part, table, tables) for part in phrase.split(_AND))


def _condition(phrase: Phrase, table: Table, tables: Tables) -> Condition:
    parts = phrase.match(r"(\S+) +(.+)")
    column = column_of(parts[0] if parts else phrase, table, tables)
    if not parts:
        raise phrase.malformed("nothing is said of this column", _advice(column.field))
    return Condition(column, test(parts[1], column))


def test(phrase: Phrase, column: Column) -> Test:
    """Return what must be true of a column's cell, such as “is at most 3”."""
    for pattern, read in _TESTS:
        parts = phrase.match(pattern)
        if parts is not None:
            return read(column.field, parts)
    verb, *_ = phrase.split(r" ")
    raise verb.malformed("no comparison is written so", _advice(column.field))


def _advice(field: Field) -> str:
    return _NUMBER if field.is_quantity else _TEXT


def _one_of(negated: bool) -> Callable[[Field, tuple[Phrase, ...]], Test]:
    def read(field: Field, parts: tuple[Phrase, ...]) -> Test:
        return OneOf(_words(field, parts[0].split(r" \| ")), negated, field.is_quantity)

    return read


def _is(field: Field, parts: tuple[Phrase, ...]) -> Test:
    # “not traced” may be a word of the column's list, and is then no negation.
    (said,) = parts
    negation = said.match(r"not +(.+)")
    if negation is None or said.text in field.enum:
        return OneOf(_words(field, [said]), negated=False, numeric=field.is_quantity)
    return OneOf(_words(field, [negation[0]]), negated=True, numeric=field.is_quantity)


def _words(field: Field, phrases: list[Phrase]) -> tuple[str, ...]:
    return tuple(_word(field, phrase) for phrase in phrases)


def _word(field: Field, phrase: Phrase) -> str:
    if field.is_quantity:
        number(phrase)
    elif field.enum and phrase.text not in field.enum:
        said = f"not a word of the column “{field.name}”"
        raise phrase.malformed(said, nearest(phrase.text, field.enum))
    elif field.pattern and not re.fullmatch(field.pattern, phrase.text):
        example = f", like {field.example}" if field.example else ""
        said = f"malformed for the column “{field.name}”"
        raise phrase.malformed(said, f"write it as {field.pattern}{example}")
    return phrase.text


def _contains(negated: bool) -> Callable[[Field, tuple[Phrase, ...]], Test]:
    def read(field: Field, parts: tuple[Phrase, ...]) -> Test:
        if field.is_quantity:
            raise parts[0].malformed(f"the column “{field.name}” holds numbers", _NUMBER)
        return Contains(parts[0].text, negated)

    return read


def _blank(negated: bool) -> Callable[[Field, tuple[Phrase, ...]], Test]:
    return lambda field, parts: Blank(negated)


def _bound(field: Field, parts: tuple[Phrase, ...]) -> Test:
    return Bound(parts[0].text, _limit(field, parts[1]))


def _between(field: Field, parts: tuple[Phrase, ...]) -> Test:
    return Between(_limit(field, parts[0]), _limit(field, parts[1]))


def _limit(field: Field, phrase: Phrase) -> float:
    if not field.is_quantity:
        raise phrase.malformed(f"the column “{field.name}” holds text", _TEXT)
    return number(phrase)


def number(phrase: Phrase) -> float:
    """Return a phrase as a number; MalformedError when it is none."""
    if not NUMBER.fullmatch(phrase.text):
        raise phrase.malformed("not a number", "write digits, like 3 or 2.5")
    return float(phrase.text)


_TESTS: tuple[tuple[str, Callable[[Field, tuple[Phrase, ...]], Test]], ...] = (
    (r"is not one of (.+)", _one_of(negated=True)),
    (r"is one of (.+)", _one_of(negated=False)),
    (r"is not blank()", _blank(negated=True)),
    (r"is blank()", _blank(negated=False)),
    (r"is (at least|at most|above|below) (.+)", _bound),
    (r"is between (.+?) and (.+)", _between),
    (r"is (.+)", _is),
    (r"does not contain (.+)", _contains(negated=True)),
    (r"contains (.+)", _contains(negated=False)),
)
