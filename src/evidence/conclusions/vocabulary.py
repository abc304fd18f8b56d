"""What the words of an assertion name: tables, and columns near and far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from evidence.conclusions.assertion import Column
from evidence.conclusions.phrase import Phrase, nearest
from evidence.descriptor import Field, ForeignKey, Table

ANALYSES = "analyses"

Tables = Mapping[str, Table]
Steps = tuple[ForeignKey, ...]

_SINGULAR = (
    (r"(.*)ies", r"\1y"),
    (r"(.*(?:ch|sh|x))es", r"\1"),
    (r"(.*[ey]s)es", r"\1is"),
    (r"(.*[^aius])s", r"\1"),
)


@cache
def singular(name: str) -> str:
    """Return what one row of a table is called."""
    for pattern, one in _SINGULAR:
        if re.fullmatch(pattern, name):
            return re.sub(pattern, one, name)
    return name


def nouns(tables: Tables) -> dict[str, Table]:
    """Return the tables by the words that stand for their rows, one and several."""
    found = {}
    for name, table in tables.items():
        words = name.replace("_", " ")
        found.update({words: table, singular(words): table})
    return found


def table_of(phrase: Phrase, tables: Tables) -> Table:
    """Return the table that a phrase names; MalformedError when there is none."""
    known = nouns(tables)
    if phrase.text in known:
        return known[phrase.text]
    begun = max((noun for noun in known if phrase.text.startswith(noun + " ")), key=len, default="")
    if begun:
        rest = phrase.after(len(begun))
        cure = f"write “{begun} where” and the conditions, joined by “and”"
        raise rest.malformed("“where” should stand here", cure)
    raise phrase.malformed("no table is called so", nearest(phrase.text, known))


def column_of(phrase: Phrase, table: Table, tables: Tables) -> Column:
    """Return the column that a phrase names; MalformedError when there is none."""
    steps: Steps = ()
    here = table
    *path, name = phrase.text.split(".")
    for word in path:
        taken = _leading(here, word, tables)
        if not taken:
            known = sorted({near for near, _ in _reachable(here, tables)})
            said = f"{here.name} does not lead to “{word}”"
            raise phrase.malformed(said, nearest(word, known))
        steps += taken
        here = tables[taken[-1].table]
    return Column(phrase.text, steps, here, _field(phrase, here, name))


def steps_to(phrase: Phrase, table: Table, target: Table, tables: Tables) -> Steps:
    """Return the keys that lead from the rows of one table to those of another."""
    steps = _leading(table, singular(target.name), tables)
    if not steps:
        known = sorted({near for near, _ in _reachable(table, tables)})
        raise phrase.malformed(f"{table.name} does not lead to it", nearest("", known))
    return steps


def _field(phrase: Phrase, table: Table, name: str) -> Field:
    try:
        return table.field(name)
    except KeyError:
        known = [field.name for field in table.fields]
        raise phrase.malformed(
            f"{table.name} has no column “{name}”", nearest(name, known)
        ) from None


def _leading(table: Table, word: str, tables: Tables) -> Steps:
    return next((steps for name, steps in _reachable(table, tables) if name == word), ())


def _reachable(table: Table, tables: Tables) -> Iterator[tuple[str, Steps]]:
    """Yield the names of what a table's rows point to, with the keys to follow, nearest first."""
    for key in table.foreign_keys:
        yield key.fields[-1].removesuffix("_id"), (key,)
    seen = {table.name}
    waiting: list[tuple[Table, Steps]] = [(table, ())]
    for here, steps in waiting:
        for key in here.foreign_keys:
            if key.table in tables and key.table not in seen:
                seen.add(key.table)
                waiting.append((tables[key.table], (*steps, key)))
                yield singular(key.table), (*steps, key)
