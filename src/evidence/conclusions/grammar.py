"""Read an assertion: from a sentence to its parts."""

from __future__ import annotations

from collections.abc import Callable

from evidence.conclusions.analyses import SIDES
from evidence.conclusions.assertion import (
    Assertion,
    Comparison,
    Count,
    Lookup,
    OfAnalysis,
    Selection,
    Share,
    Value,
)
from evidence.conclusions.cell_tests import Bound, OneOf
from evidence.conclusions.conditions import conditions, number, selection, test
from evidence.conclusions.phrase import Phrase
from evidence.conclusions.vocabulary import ANALYSES, Tables, column_of, steps_to, table_of

Parts = tuple[Phrase, ...]

_QUANTITY = r"(no|(?:at least|at most|exactly) \S+)"
_FORMS = (
    "begin with no, at least, at most, exactly, every, most, analysis, interval of analysis "
    "or a column, like “certainty of question …”"
)

_DIFFERING = "write it like “no study among arms where … differs in route”"


def parse(text: str, tables: Tables) -> Assertion:
    """Return the parts of an assertion.

    Raises MalformedError with the number of the word that cannot be read and what to write
    instead.
    """
    phrase = Phrase.of(text)
    for pattern, read in _READERS:
        parts = phrase.match(pattern)
        if parts is not None:
            return read(parts, tables)
    first, *_ = phrase.split(r" ")
    raise first.malformed("no assertion is written so", _FORMS)


def _count(parts: Parts, tables: Tables) -> Count:
    quantity, noun, among, where, differing = parts
    if not among.text:
        if differing.text:
            raise differing.malformed("a single row does not differ", _DIFFERING)
        return Count(_bound(quantity), selection(noun, where, tables))
    rows = selection(among, where, tables)
    steps = steps_to(noun, rows.table, table_of(noun, tables), tables)
    column = column_of(differing, rows.table, tables) if differing.text else None
    return Count(_bound(quantity), rows, steps, column)


def _bound(phrase: Phrase) -> Bound:
    said = phrase.match(r"(at least|at most|exactly) (\S+)")
    return Bound(said[0].text, number(said[1])) if said else Bound("exactly", 0)


def _share(parts: Parts, tables: Tables) -> Share:
    word, noun, where, kept = parts
    rows = selection(noun, where, tables)
    return Share(word.text, rows, conditions(kept, rows.table, tables))


def _comparison(parts: Parts, tables: Tables) -> Comparison:
    cell, word, other = parts
    return Comparison(_number_cell(cell, tables), word.text, _number_cell(other, tables))


def _number_cell(phrase: Phrase, tables: Tables) -> Lookup:
    cell = _lookup(phrase, tables)
    if not cell.column.field.is_quantity:
        name = phrase.split(r" ")[0]
        raise name.malformed(f"the column “{name.text}” holds text", "compare columns of numbers")
    return cell


def _value(parts: Parts, tables: Tables) -> Value:
    cell, said = parts
    found = _lookup(cell, tables)
    return Value(found, test(said, found.column))


def _lookup(phrase: Phrase, tables: Tables) -> Lookup:
    """Return the cell meant by “value of outcomes where …” or “certainty of question KEY”."""
    where = phrase.match(r"(\S+) of (.+?) where (.+)")
    if where is not None:
        name, noun, said = where
        rows = selection(noun, said, tables)
        return Lookup(column_of(name, rows.table, tables), rows)
    keyed = phrase.match(r"(\S+) of (.+) (\S+)")
    if keyed is None:
        cure = "write it like “certainty of question KEY” or “value of outcomes where …”"
        raise phrase.malformed("it does not say of which row", cure)
    name, noun, key = keyed
    table = table_of(noun, tables)
    if len(table.primary_key) != 1:
        cure = f"write “{name.text} of {noun.text} where …”"
        raise key.malformed(f"a row of {table.name} has a key of several columns", cure)
    return Lookup(column_of(name, table, tables), Selection(table), key.text)


def _size(parts: Parts, tables: Tables) -> OfAnalysis:
    key, quantity, of = parts
    if of.text not in ("study", "studies", "people"):
        raise of.malformed("an analysis has studies and people", "write “studies” or “people”")
    fact = of.text.replace("study", "studies")
    return OfAnalysis(_analysis(key, tables), fact, _bound(quantity))


def _direction(parts: Parts, tables: Tables) -> OfAnalysis:
    _, side = parts
    if side.text not in SIDES:
        raise side.malformed("no side is called so", f"use one of: {'; '.join(SIDES)}")
    return _fact("direction")(parts, tables)


def _fact(name: str) -> Callable[[Parts, Tables], OfAnalysis]:
    """Return what reads that a fact of an analysis is a word."""

    def read(parts: Parts, tables: Tables) -> OfAnalysis:
        key, word = parts
        return OfAnalysis(_analysis(key, tables), name, OneOf((word.text,)))

    return read


def _analysis(key: Phrase, tables: Tables) -> str:
    if ANALYSES not in tables:
        raise key.malformed(f"there is no table of {ANALYSES}", "assert something of a table")
    return key.text


def _not_of_analysis(parts: Parts, tables: Tables) -> Assertion:
    cure = (
        "write “analysis A has at least 2 studies”, “analysis A is not pooled”, “analysis A "
        "favours treatment”, “interval of analysis A includes no effect” or “certainty of "
        "analysis A is low”"
    )
    raise parts[0].malformed("nothing of an analysis is said so", cure)


def _without_colon(parts: Parts, tables: Tables) -> Assertion:
    cure = "write “every claim where chapter is pears: verdict is not traced”"
    raise parts[0].malformed("a colon and what is true of these rows is missing", cure)


_READERS: tuple[tuple[str, Callable[[Parts, Tables], Assertion]], ...] = (
    (r"analysis (\S+) has (no|(?:at least|at most|exactly) \S+) (.+)", _size),
    (r"analysis (\S+) is ((?:not )?pooled)", _fact("pooling")),
    (r"analysis (\S+) favours (.+)", _direction),
    (r"interval of analysis (\S+) (includes|excludes) no effect", _fact("no effect")),
    (r"certainty of analysis (\S+) is (.+)", _fact("certainty")),
    (r"((?:interval of |certainty of )?analysis .+)", _not_of_analysis),
    (r"(every|most) (.+?)(?: where (.+))?: (.+)", _share),
    (r"((?:every|most) .+)", _without_colon),
    (
        rf"{_QUANTITY} (.+?)(?: among (.+?))?(?: where (.+?))?(?: differs? in (\S+))?",
        _count,
    ),
    (r"(\S+ of .+) is (at least|at most|above|below) (\S+ of .+)", _comparison),
    (r"(\S+ of .+) ((?:is|contains|does not contain) .+)", _value),
)
