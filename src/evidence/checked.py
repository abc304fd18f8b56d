"""How often a row was read and who checked it: two different things, and told apart.

A second look is a second, independent reading of the same source, whoever made it. A row is
verified only when a named person checked it against its source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd

from evidence import numbers
from evidence.pages import link

TABLES = ("arms", "outcomes", "reported_effects", "registrations")
"""The tables of a study whose rows are read a second time."""

ONCE, TWICE, CORRECTED, VERIFIED = "read once", "read twice", "read twice, corrected", "verified"
_LOOKS = {"agreed": TWICE, "corrected": CORRECTED}
_HOW = "../methods.html#read-twice"
MEANING = {
    TWICE: "a second reading of the same source, made without seeing the first, gave the same",
    CORRECTED: "the second reading differed; the source decided",
    VERIFIED: "the named person checked the row against its source",
}


def state(row: Mapping[str, Any]) -> str:
    """Return how a row was checked, in one of the words above."""
    return VERIFIED if row.get("verified_by") else _LOOKS.get(row.get("second_look") or "", ONCE)


def mark(row: Mapping[str, Any]) -> str:
    """Return a small mark for a row as HTML; nothing for one that was read once."""
    found = state(row)
    if found == ONCE:
        return ""
    words = f"{VERIFIED} by {row['verified_by']}" if found == VERIFIED else found
    return f" {_mark(found, words)}"


def _mark(found: str, words: str) -> str:
    kind = "verified" if found.startswith(VERIFIED) else "twice"
    return f'<span class="ev-read ev-read-{kind}">{escape(words)}</span>'


def together(states: Iterable[str]) -> str:
    """Return how several rows were checked: “read twice in part” where not all were.

    Rows that were corrected count as read twice, verified ones too. Without rows it is
    “read once”.
    """
    counts = Counter(states)
    rows, once, verified = counts.total(), counts[ONCE], counts[VERIFIED]
    if verified:
        return VERIFIED if verified == rows else f"{VERIFIED} in part"
    if once == rows:
        return ONCE
    return f"{TWICE} in part" if once else TWICE


def mark_together(states: Iterable[str]) -> str:
    """Return the mark of several rows as HTML, a link to what it means.

    Nothing when all were read once. It stands on pages of a folder below the chapters.
    """
    words = together(states)
    return "" if words == ONCE else link(_HOW, _mark(words, words))


def states(frame: pd.DataFrame) -> list[str]:
    """Return the state of each row of a frame; of a table without these columns “read once”."""
    names = ["second_look", "verified_by"]
    known = frame.reindex(columns=names).fillna("")
    pairs = zip(known["second_look"], known["verified_by"], strict=True)
    return [state({"second_look": look, "verified_by": name}) for look, name in pairs]


def by_study(frames: Iterable[pd.DataFrame]) -> dict[str, str]:
    """Return by study how the rows of several tables were checked, taken together."""
    found: dict[str, list[str]] = {}
    for frame in frames:
        for study, one in zip(frame["study_id"], states(frame), strict=True):
            found.setdefault(study, []).append(one)
    return {study: together(those) for study, those in found.items()}


def rows(frames: Iterable[pd.DataFrame], *looks: str) -> list[pd.DataFrame]:
    """Return the rows of each frame in which a second look found one of these words."""
    return [frame[frame["second_look"].isin(looks)] for frame in frames]


def count(frames: Iterable[pd.DataFrame], *looks: str) -> int:
    """Return how many rows of all frames a second look found one of these words in."""
    return sum(map(len, rows(frames, *looks)))


def agreement(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what second readings found: a line for each frame by its name, then for all.

    Columns: Rows of, Rows, Read twice, Agreed, Corrected, Share agreed (of those read twice,
    as text, “” for none), Verified.
    """
    everything = pd.concat([one[["second_look", "verified_by"]] for one in frames.values()])
    return pd.DataFrame(
        [_counts(name, frame) for name, frame in {**frames, "all tables": everything}.items()]
    )


def _counts(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    looks = Counter(frame["second_look"])
    agreed, corrected = looks["agreed"], looks["corrected"]
    twice = agreed + corrected
    return {
        "Rows of": name,
        "Rows": len(frame),
        "Read twice": twice,
        "Agreed": agreed,
        "Corrected": corrected,
        "Share agreed": f"{100 * agreed / twice:.1f}%" if twice else "",
        "Verified": int((frame["verified_by"] != "").sum()),
    }


def explained(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return how the rows of a study were checked and what the marks mean, as HTML."""
    counts = Counter(map(state, rows))
    if not counts:
        return ""
    looked, corrected = counts[TWICE] + counts[CORRECTED], counts[CORRECTED]
    said = (
        f"{numbers.counted(counts.total(), 'row', 'rows')} with values: "
        f"{numbers.text(looked)} read twice (of these {numbers.text(corrected)} corrected), "
        f"{numbers.text(counts[VERIFIED])} verified by a named person."
    )
    marks = "".join(
        f"<div><dt>{_mark(word, word)}</dt><dd>{escape(meaning)}</dd></div>"
        for word, meaning in MEANING.items()
    )
    how = link(_HOW, "How values are read a second time")
    return (
        f"<p>{escape(said)} A row of values without a mark was read once.</p>"
        f'<dl class="ev-facts">{marks}</dl><p>{how}</p>'
    )
