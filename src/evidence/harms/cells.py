"""How one count of a harm reads: how many of how many, when, and what a zero leaves open."""

from __future__ import annotations

import pandas as pd

from evidence import effects, numbers
from evidence.harms.counted import JUDGED
from evidence.readings import EVENTS, Row


def how_many(row: Row) -> str:
    """Return how many were harmed among how many, as the report counts them.

    Where the number of people is missing, that is said, so that no share stands alone.
    """
    people: int | None = None if pd.isna(row["n"]) else int(row["n"])
    if row["statistic"] == "count" and row["unit"] == EVENTS:
        among = " (among how many people was not seen)" if people is None else f" among {people}"
        return numbers.counted(int(row["value"]), "event") + among
    share = row["statistic"] == "percent"
    value = numbers.with_unit(row["value"], "%") if share else numbers.text(row["value"])
    if people is None:
        return f"{value} (of how many people was not seen)"
    if share or row["value"] == 0:
        return f"{value} of {numbers.text(people)}"
    return numbers.share(float(row["value"]), people)


def left_open(row: Row) -> str:
    """Return what none harmed among so few leaves open, in words; empty for other counts.

    The share is Clopper and Pearson's upper bound, from an exact interval at 95%.
    """
    if row["harmed"] != 0 or pd.isna(row["n"]) or row["n"] == 0 or row["unit"] == EVENTS:
        return ""
    if row["kind"] == JUDGED:
        # How often a judgement would have been another, no interval tells.
        return ""
    upper = effects.exact_interval(0, int(row["n"])).upper
    return f"this harm in up to {100 * upper:.0f}% cannot be ruled out"


def when(row: Row) -> str:
    """Return the time of a count as printed, with months where it is printed otherwise."""
    if pd.isna(row["months"]) or "month" in row["time"] or row["months"] <= 0:
        return str(row["time"])
    return f"{row['time']} ({numbers.text(round(row['months'], 1))} months)"
