"""What must be true of units: the words for them, what fits them, and slips by a power of ten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet
from evidence.spelling import folded

# With one other value beside it a value may differ by much; with more, it stands out.
_FACTOR, _FACTOR_TO_ONE = 8, 50
_LEVELS = ("mean", "median", "value")


def read(outcome_definitions: Sheet, unit_conversions: Sheet) -> dict[str, dict[str, float]]:
    """Return by outcome what one of each of its units is in the usual one."""
    known = {row["outcome_id"]: {row["usual_unit"]: 1.0} for row in outcome_definitions.rows}
    for row in unit_conversions.rows:
        factor = row.number("in_usual_unit")
        if factor and row["outcome_id"] in known:
            known[row["outcome_id"]][row["unit"]] = factor
    return known


def values_are_plausible_in_other_units(
    outcomes: Sheet, outcome_definitions: Sheet, unit_conversions: Sheet
) -> Iterator[Problem]:
    """A value in another unit than the usual one lies in the outcome's plausible range too."""
    known = read(outcome_definitions, unit_conversions)
    definitions = {row["outcome_id"]: row for row in outcome_definitions.rows}
    for row in outcomes.rows:
        factor, value = known.get(row["outcome_id"], {}).get(row["unit"], 1.0), row.number("value")
        if factor == 1.0 or value is None or "change" in row["statistic"]:
            continue
        definition, beyond = definitions[row["outcome_id"]], ""
        low, high = definition.number("plausible_minimum"), definition.number("plausible_maximum")
        if low is not None and value * factor < low:
            beyond = f"below {_rounded(low / factor)}"
        if high is not None and value * factor > high:
            beyond = f"above {_rounded(high / factor)}"
        if beyond:
            found = f"{_rounded(value)} {row['unit']} is {beyond}"
            cure = "check the unit and the decimal point against the source"
            yield outcomes.problem(row.line, "value", found, cure)


def units_are_spelt_as_defined(
    outcomes: Sheet, outcome_definitions: Sheet, unit_conversions: Sheet
) -> Iterator[Problem]:
    """A unit that is one of its outcome's but for case or blanks is written the same way."""
    known = read(outcome_definitions, unit_conversions)
    for row in outcomes.rows:
        factors = known.get(row["outcome_id"], {})
        if row["unit"] in factors:
            continue
        for unit in factors:
            if folded(unit) == folded(row["unit"]):
                found = f"“{row['unit']}” is written “{unit}” elsewhere"
                yield outcomes.problem(row.line, "unit", found, f"write “{unit}”")


def groups_are_in_one_unit(outcomes: Sheet) -> Iterator[Problem]:
    """The groups of a study give the same statistic of an outcome in the same unit."""
    holder: dict[tuple[str, ...], Row] = {}
    for row in outcomes.rows:
        key = tuple(row[name] for name in ("study_id", "outcome_id", "time", "statistic"))
        first = holder.setdefault(key, row)
        if first["unit"] != row["unit"] and not row.note:
            found = f"“{row['unit']}”, where line {first.line} has “{first['unit']}”"
            cure = "correct one of the two, or say in note why they differ"
            yield outcomes.problem(row.line, "unit", found, cure)


def values_fit_the_others_of_their_study(outcomes: Sheet) -> Iterator[Problem]:
    """A level does not stand apart from the others of its outcome and study by a power of ten."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in outcomes.rows:
        if row["statistic"] in _LEVELS and row["unit"] != "%" and row.number("value"):
            key = tuple(row[name] for name in ("study_id", "outcome_id", "statistic", "unit"))
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        for row in rows:
            times = _distance(row, [other for other in rows if other is not row])
            if times:
                found = f"{row['value']} {row['unit']} is {times} the others of the study"
                cure = "check the unit and the decimal point"
                yield from outcomes.doubt(row, "value", found, cure)


def _distance(row: Row, others: list[Row]) -> str:
    """Return how far a value stands from all others, in words; "" when it does not."""
    sizes = [abs(float(other["value"])) for other in others]
    if not sizes:
        return ""
    size, factor = abs(float(row["value"])), _FACTOR if len(sizes) > 1 else _FACTOR_TO_ONE
    if size >= factor * max(sizes):
        return f"at least {factor} times"
    return f"less than one in {factor} of" if size * factor < min(sizes) else ""


def shares_are_not_fractions(outcomes: Sheet) -> Iterator[Problem]:
    """A percentage below one may be a fraction that was not multiplied by a hundred."""
    for row in outcomes.rows:
        value = row.number("value")
        if row["unit"] == "%" and value is not None and 0 < value < 1:
            found = f"{row['value']}% may be a fraction"
            cure = f"write {_rounded(100 * value)} if that is meant"
            yield from outcomes.doubt(row, "value", found, cure)


def readings_in_two_units_agree(
    outcomes: Sheet, outcome_definitions: Sheet, unit_conversions: Sheet
) -> Iterator[Problem]:
    """A value entered twice in two units, under two names of the time, is the same value."""
    known = read(outcome_definitions, unit_conversions)
    holder: dict[tuple[str, ...], Row] = {}
    names = ("study_id", "arm_id", "outcome_id", "subgroup", "months", "statistic")
    for row in outcomes.rows:
        if not row["months"]:
            continue
        first = holder.setdefault(tuple(row[name] for name in names), row)
        if first["unit"] == row["unit"]:
            continue
        factors = known.get(row["outcome_id"], {})
        one, two = _usual(first, factors), _usual(row, factors)
        if one is not None and two is not None and abs(one - two) > 0.05 * max(abs(one), abs(two)):
            found = f"{row['value']} {row['unit']} is not {first['value']} {first['unit']}"
            cure = f"check it against line {first.line}"
            yield outcomes.problem(row.line, "value", found, cure)


def _usual(row: Row, factors: dict[str, float]) -> float | None:
    value, factor = row.number("value"), factors.get(row["unit"])
    return None if value is None or factor is None else value * factor


_POWER = re.compile(r"(?:([0-9]+(?:\.[0-9]+)?) ?[×x*] ?)?10\^([0-9]+)")
_EXPONENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)[eE]([0-9]+)")
_WORD = re.compile(r"\b([0-9]+(?:\.[0-9]+)?|one|two|three|four|five) ?(million|billion)")
_PLAIN = re.compile(r"(?<![0-9.^×,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|(?<![0-9.^×,])[0-9]{4,}")
_NAMED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "million": 1e6, "billion": 1e9}
_PER_WEIGHT = re.compile(r"/ ?kg|per (kg|kilo)", re.IGNORECASE)


def amounts(printed: str) -> list[float]:
    """Return the large numbers a printed dose holds, such as 2×10^6, 1 million or 75,000."""
    found = [float(number or 1) * 10 ** int(power) for number, power in _POWER.findall(printed)]
    found += [float(number) * 10 ** int(power) for number, power in _EXPONENT.findall(printed)]
    for number, word in _WORD.findall(printed):
        found.append(float(_NAMED.get(number) or number) * _NAMED[word])
    return found + [float(number.replace(",", "")) for number in _PLAIN.findall(printed)]


def doses_agree_with_what_is_printed(arms: Sheet) -> Iterator[Problem]:
    """A dose as a number is one of the amounts in the dose as printed, or says how it came."""
    for row in arms.rows:
        dose, printed = row.number("dose_value"), amounts(row["dose_printed"])
        if dose is None or not printed or row["derived"]:
            continue
        if all(abs(dose - amount) > 0.01 * amount for amount in printed):
            found = f"{row['dose_value']} beside “{row['dose_printed']}”"
            cure = "count the zeros, or say in derived how it was worked out"
            yield arms.problem(row.line, "dose_value", found, cure)


def dose_units_agree_with_what_is_printed(arms: Sheet) -> Iterator[Problem]:
    """A dose printed per weight has a unit per weight, and the other way round."""
    for row in arms.rows:
        if not row["dose_unit"] or not row["dose_printed"] or row["derived"]:
            continue
        if bool(_PER_WEIGHT.search(row["dose_printed"])) != ("/kg" in row["dose_unit"]):
            found = f"“{row['dose_unit']}” beside “{row['dose_printed']}”"
            cure = "correct the unit, or say in derived how the dose was worked out"
            yield arms.problem(row.line, "dose_unit", found, cure)


def _rounded(value: float) -> str:
    return f"{value:.6g}"
