"""Rows of values -> what a group of a study shows: events among people, or a mean."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pandas as pd

from evidence import numbers
from evidence.effects import Events, Measured

# A percentage is printed to one decimal or none, so it can only stand for the nearest count.
_ROUNDING = 0.5


def events(rows: pd.DataFrame) -> Events:
    """Return the events of groups put together; ValueError when they cannot be counted."""
    if rows.empty:
        raise ValueError("no count for this group")
    counted = [_count(row) for row in rows.to_dict("records")]
    return Events(sum(found for found, _ in counted), sum(people for _, people in counted))


def _count(row: dict[Any, Any]) -> tuple[float, int]:
    if pd.isna(row["n"]):
        raise ValueError("how many people were counted is not printed")
    if pd.isna(row["value"]):
        raise ValueError("how many people had it is not printed")
    people = int(row["n"])
    if people == 0:
        raise ValueError("nobody was counted")
    if row["statistic"] == "count":
        # A part of a person is not cut away: `Events` refuses it.
        value = float(row["value"])
        return (int(value) if value.is_integer() else value), people
    found = round(row["value"] * people / 100)
    if abs(100 * found / people - row["value"]) > _ROUNDING:
        raise ValueError(f"{numbers.text(row['value'])}% of {people} is no whole number of people")
    return found, people


def measured(rows: pd.DataFrame) -> Measured:
    """Return the mean of one group; ValueError unless it is one, with its people and spread.

    A standard error becomes a standard deviation, times the root of the people.
    """
    if len(rows) != 1:
        raise ValueError("one mean for this group is needed" if len(rows) else "no mean printed")
    row = rows.iloc[0]
    if pd.isna(row["n"]):
        raise ValueError("how many people were measured is not printed")
    if pd.isna(row["value"]):
        raise ValueError("no mean is printed")
    if row["spread_kind"] not in ("SD", "SE") or pd.isna(row["spread"]):
        raise ValueError("no standard deviation or error is printed")
    spread = row["spread"] * sqrt(row["n"]) if row["spread_kind"] == "SE" else row["spread"]
    return Measured(float(row["value"]), float(spread), int(row["n"]))


def note(rows: pd.DataFrame) -> str:
    """Return what was done to the rows of a study to make groups of them."""
    said = (
        ("counts worked out from percentages", (rows["statistic"] == "percent").any()),
        (
            "standard deviation worked out from the standard error",
            (rows["spread_kind"] == "SE").any(),
        ),
        (
            "treated groups put together",
            rows.loc[rows["role"] == "treatment", "arm_id"].nunique() > 1,
        ),
    )
    return "; ".join(words for words, done in said if done)
