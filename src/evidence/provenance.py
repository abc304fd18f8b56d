"""Which rows of which table a frame holds, so that a number can lead back to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence import descriptor, tables


@dataclass(frozen=True)
class Rows:
    """Rows of a table by their keys.

    `groups` says for each row what it is counted as, when several rows count as one.
    """

    table: str
    keys: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...] = ()

    def without(self, other: Rows) -> Rows:
        """Return these rows without those of `other`; as they are when not all are among them."""
        taken = set(other.keys)
        if self.table != other.table or not taken <= set(self.keys):
            return self
        return Rows(self.table, tuple(key for key in self.keys if key not in taken))


def rows_of(frame: pd.DataFrame, by: str = "") -> Rows:
    """Return the rows that a frame holds, in its order.

    A frame from `tables.load` knows its table, and what is filtered from it still does.
    `by` names a column whose equal values count as one, such as the cohort of a report.
    Raises ValueError when the table is not known, a key column is missing, a row is
    not in the table, or a row comes twice.
    """
    name = frame.attrs.get("table", "")
    if not name:
        raise ValueError(
            "these rows do not say which table they are from; "
            "filter the table itself, or say it with tables.mark after a merge"
        )
    key = descriptor.read(descriptor.find_root())[name].primary_key
    keys = _keys(frame, name, key)
    known = tables.keys(name)
    strange = next((one for one in keys if one not in known), None)
    if strange:
        raise ValueError(f"the table “{name}” has no row {', '.join(strange)}")
    if len(set(keys)) < len(keys):
        raise ValueError(f"rows of the table “{name}” come twice; drop the repeated ones")
    groups = tuple(str(value) for value in column(frame, by)) if by else ()
    return Rows(name, tuple(keys), groups)


def _keys(frame: pd.DataFrame, name: str, key: tuple[str, ...]) -> list[tuple[str, ...]]:
    missing = [part for part in key if part not in [*frame.columns, *frame.index.names]]
    if missing:
        raise ValueError(
            f"rows of the table “{name}” are told by {', '.join(key)}; "
            f"the column {missing[0]} is missing here"
        )
    parts = [[str(value) for value in column(frame, part)] for part in key]
    return list(zip(*parts, strict=True))


def column(frame: pd.DataFrame, name: str) -> pd.Index | pd.Series[Any]:
    """Return a column of a frame, or the level of its index that is called so."""
    return frame[name] if name in frame.columns else frame.index.get_level_values(name)
