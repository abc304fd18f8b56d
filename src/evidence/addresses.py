"""What a row of a table is called in words, and where in the book it stands."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from evidence import descriptor, numbers, readings, tables
from evidence.pages import STUDY_FOLDER
from evidence.readings import Row
from evidence.study.values import anchor

# The tables whose labels stand in the words of other tables' rows.
LABELS = ("studies", "outcome_definitions", "arms")

# A title or statement is cut after so many letters: the row is only named here.
LONGEST = 80

Key = tuple[str, ...]

# Tables whose rows have an address of their own on the page of their study, or another page.
_ADDRESSED = ("arms", "outcomes", "reported_effects")
_ON_PAGES = {"claims": "claims.html", "claim_evidence": "claims.html", "analyses": "answers.html"}
# Tables whose rows stand in a part of the page of their study.
_PARTS = {
    "registrations": "#register",
    "risk_of_bias": "#bias",
    "conflicts": "#conflicts",
    "mechanism_evidence": "#mechanisms",
    "notices": "",
    "records": "",
    "studies": "",
}
# The columns that say what a row is about, and what it says; the first that is not blank counts.
_ABOUT = (
    "label",
    "title",
    "statement",
    "question",
    "about",
    "subject",
    "study_printed",
    "domain",
    "asks",
)
_SAID = ("bearing", "judgement", "found", "verdict", "property", "outcome")


@dataclass(frozen=True)
class Place:
    """A row of a table: its key, its words, and its address as seen from a chapter.

    The address is “” when the row stands on no page.
    """

    key: Key
    words: str
    address: str


def places(root: Path, table: str) -> Mapping[Key, Place]:
    """Return the places of all rows of a table by their keys."""
    known = descriptor.read(root)
    files = [root / known[name].file for name in (table, *LABELS) if name in known]
    return _places(root, table, tuple(str(file.stat().st_mtime_ns) for file in files))


@cache
def _places(root: Path, table: str, _modified: Key) -> dict[Key, Place]:
    named = {name: _keyed(root, name) for name in LABELS if name in descriptor.read(root)}
    return {
        key: Place(key, _words(table, key, row, named), _address(table, key, row))
        for key, row in _keyed(root, table).items()
    }


def _keyed(root: Path, table: str) -> dict[Key, Row]:
    return _by_key(root, table, tables.modified((table,), root))


@cache
def _by_key(root: Path, table: str, _modified: tuple[int, ...]) -> dict[Key, Row]:
    names = descriptor.read(root)[table].primary_key
    return {tuple(str(row[name]) for name in names): row for row in tables.records(table, root)}


def _words(table: str, key: Key, row: Row, named: Mapping[str, Mapping[Key, Row]]) -> str:
    def label(name: str, *wanted: str) -> str:
        found = named.get(name, {}).get(wanted)
        return str(found["label"]) if found else ""

    study = "" if table == "studies" else label("studies", row.get("study_id", ""))
    if table in ("outcomes", "reported_effects"):
        arms = (row[name] for name in ("arm_id", "treatment_arm", "control_arm") if name in row)
        groups = " against ".join(label("arms", row["study_id"], arm) or arm for arm in arms)
        if row.get("subgroup", "all") != "all":
            groups += f" ({row['subgroup']})"
        outcome = label("outcome_definitions", row["outcome_id"]) or row["outcome_id"]
        said = _value(row, named) if table == "outcomes" else readings.effect(row)
        return f"{study}: {outcome}, {groups}, {row['time']}: {said}"
    if table == "arms":
        people: str = f", n = {numbers.text(row['n'])}" if pd.notna(row["n"]) else ""
        return f"{study}: {row['label']}{people}"
    about, said = (
        next((str(row[name]) for name in columns if row.get(name)), "")
        for columns in (_ABOUT, _SAID)
    )
    about = textwrap.shorten(about, LONGEST, placeholder="…")
    return ": ".join(part for part in (study, about, said) if part) or " ".join(key)


def _value(row: Row, named: Mapping[str, Mapping[Key, Row]]) -> str:
    definition = named.get("outcome_definitions", {}).get((row["outcome_id"],), {})
    return readings.measured(readings.without_itself(row, definition.get("domain", "")))


def _address(table: str, key: Key, row: Row) -> str:
    study = row.get("study_id", "")
    page = f"{STUDY_FOLDER}/{study}.html"
    if table in _ADDRESSED:
        own = ("arm", *key[1:]) if table == "arms" else key[1:]
        return f"{page}#{anchor(*own)}"
    if table in _ON_PAGES:
        return f"{_ON_PAGES[table]}#{key[0]}"
    return f"{page}{_PARTS[table]}" if study and table in _PARTS else ""
