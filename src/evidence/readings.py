"""How a row of values reads: a value with its spread, a result with its interval, a treatment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from evidence import numbers

Row = dict[str, Any]

EVENTS = "events"
"""The unit of counts in which one person may be counted several times."""


def value(row: Row) -> str:
    """Return a value as `measured` reads it, escaped."""
    return escape(measured(row))


def measured(row: Row) -> str:
    """Return a value with its statistic, spread, denominator and unit.

    A count of people reads “9 of 12 people (75%)”. Events are no share of people: one may
    have several.
    """
    if row["statistic"] == "count" and row["unit"] == EVENTS:
        among: str = f" among {numbers.text(row['n'])}" if pd.notna(row["n"]) else ""
        return f"{numbers.text(row['value'])} {'event' if row['value'] == 1 else EVENTS}{among}"
    if row["statistic"] == "count" and pd.notna(row["n"]):
        return numbers.share(float(row["value"]), float(row["n"]), row["unit"])
    kind = "" if row["statistic"] in ("count", "percent", "value") else f"{row['statistic']} "
    people: str = f", n = {numbers.text(row['n'])}" if pd.notna(row["n"]) else ""
    # A unit here may be several words, between which a line may end.
    unit = row["unit"] if row["unit"] == "%" else f" {row['unit']}"
    return f"{kind}{numbers.text(row['value'])}{unit}{_spread(row)}{people}"


def without_itself(row: Row, domain: str) -> Row:
    """Return a row of people of a study, who are then not counted as a share of themselves."""
    return {**row, "n": None} if domain == "participants" and row["value"] == row["n"] else row


def _spread(row: Row) -> str:
    kind = row["spread_kind"]
    if not kind:
        return ""
    shown = "kind of spread not said" if kind == "not said" else kind
    if pd.notna(row["spread"]):
        return f" (± {numbers.text(row['spread'])}, {shown})"
    ends = numbers.interval(row["lower"], row["upper"])
    return f" ({ends}, {shown})" if kind == "not said" else f" ({kind} {ends})"


def effect(row: Row) -> str:
    """Return a result between groups: estimate, interval, direction and P value as printed."""
    parts: list[str] = []
    if pd.notna(row["estimate"]):
        unit = "" if row["unit"] == "ratio" else f" {row['unit']}"
        parts.append(f"{row['measure']} {numbers.text(row['estimate'])}{unit}")
    if pd.notna(row["lower"]) and pd.notna(row["upper"]):
        level = numbers.text(row["level"]) if pd.notna(row["level"]) else "?"
        ends = numbers.interval(row["lower"], row["upper"])
        parts.append(f"{level}% interval {ends}")
    if row["direction"] not in ("", "not said"):
        parts.append(row["direction"])
    if row["p_printed"]:
        printed = re.sub(r"^p\s*", "", row["p_printed"], flags=re.IGNORECASE)
        parts.append(f"P {printed}")
    return ", ".join(parts)


def given(arm: Row, tissues: Mapping[str, str], routes: Mapping[str, str]) -> str:
    """Return what a group was given: product and tissue, dose as printed, route, how often.

    `tissues` and `routes` hold the labels by their keys.
    """
    donor = "" if arm["donor"] == "not said" else arm["donor"]
    cells = (arm["product"], tissues.get(arm["cell_source"], "").lower(), donor)
    how = (
        ", ".join(part for part in cells if part),
        arm["dose_printed"],
        routes.get(arm["route"], "").lower(),
        _infusions(arm),
    )
    return "; ".join(part for part in how if part)


def _infusions(arm: Row) -> str:
    if pd.isna(arm["infusions"]):
        return str(arm["schedule"])
    times = numbers.counted(int(arm["infusions"]), "infusion")
    return f"{times} ({arm['schedule']})" if arm["schedule"] else times


def assessors(number: int) -> str:
    """Return how many people judged: “single assessor” or “2 assessors”."""
    return "single assessor" if number == 1 else f"{numbers.text(number)} assessors"


def typeset(text: str) -> str:
    """Return a text as HTML in which powers of ten are raised."""
    return re.sub(r"10\^(\d+)", r"10<sup>\1</sup>", escape(text))
