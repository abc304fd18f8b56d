"""What must be true of values: counts, shares, spreads and intervals."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Row, Sheet

_INTERVALS = ("IQR", "range", "95% CI")
_SINGLE = ("SD", "SE", "not said")


def counts_fit_their_group(outcomes: Sheet) -> Iterator[Problem]:
    """A count of people or animals is whole and at most the number of them counted."""
    for row in outcomes.rows:
        value, people = row.number("value"), row.number("n")
        if row["statistic"] != "count" or row["unit"] not in ("people", "animals") or value is None:
            continue
        if value != int(value) or value < 0:
            found = f"a count of {_shown(value)}"
            yield outcomes.problem(row.line, "value", found, "write a whole number, zero or more")
        if people is not None and value > people:
            found = f"{_shown(value)} of {_shown(people)}"
            cure = "check value and n against the source"
            yield outcomes.problem(row.line, "value", found, cure)


def shares_are_percentages(outcomes: Sheet) -> Iterator[Problem]:
    """A percentage lies between 0 and 100 and has % as its unit."""
    for row in outcomes.rows:
        value = row.number("value")
        if row["statistic"] != "percent" or value is None:
            continue
        if not 0 <= value <= 100:
            yield outcomes.problem(row.line, "value", f"{_shown(value)} percent", "write 0 to 100")
        if row["unit"] != "%":
            found = f"a percentage in “{row['unit']}”"
            yield outcomes.problem(row.line, "unit", found, "write % as the unit")


def values_lie_in_their_spread(outcomes: Sheet) -> Iterator[Problem]:
    """A mean or median lies between the two ends printed with it, and the ends are in order."""
    yield from _interval_problems(outcomes, "value")


def estimates_lie_in_their_interval(reported_effects: Sheet) -> Iterator[Problem]:
    """An estimate lies inside its interval."""
    yield from _interval_problems(reported_effects, "estimate")


def spreads_say_their_kind(outcomes: Sheet) -> Iterator[Problem]:
    """A spread says what it is; a kind of spread comes with its numbers."""
    for row in outcomes.rows:
        kind, spread = row["spread_kind"], row["spread"]
        ends = row["lower"] and row["upper"]
        if (spread or row["lower"] or row["upper"]) and not kind:
            cure = "write SD, SE, IQR, range or 95% CI, or “not said” when the source does not say"
            yield outcomes.problem(row.line, "spread_kind", "a spread of no stated kind", cure)
        if kind in _SINGLE and not spread and not (kind == "not said" and ends):
            yield outcomes.problem(row.line, "spread", f"{kind} without its number", "fill it in")
        if kind in _INTERVALS and not ends:
            field = "upper" if row["lower"] else "lower"
            found = f"{kind} without both its ends"
            yield outcomes.problem(row.line, field, found, "fill in both ends")


def values_are_plausible(outcomes: Sheet, outcome_definitions: Sheet) -> Iterator[Problem]:
    """A value in an outcome's usual unit lies in the outcome's plausible range."""
    definitions = {row["outcome_id"]: row for row in outcome_definitions.rows}
    for row in outcomes.rows:
        definition, value = definitions.get(row["outcome_id"]), row.number("value")
        if definition is None or value is None or row["unit"] != definition["usual_unit"]:
            continue
        if "change" in row["statistic"]:
            continue
        low, high = definition.number("plausible_minimum"), definition.number("plausible_maximum")
        beyond = ""
        if low is not None and value < low:
            beyond = f"below {_shown(low)}"
        if high is not None and value > high:
            beyond = f"above {_shown(high)}"
        if beyond:
            found = f"{_shown(value)} {row['unit']} is {beyond}"
            cure = "check the unit and the decimal point against the source"
            yield outcomes.problem(row.line, "value", found, cure)


def groups_counted_fit_the_arm(outcomes: Sheet, arms: Sheet) -> Iterator[Problem]:
    """A value is about at most the people or animals of its group, unless a note says why."""
    sizes = {(row["study_id"], row["arm_id"]): row.number("n") for row in arms.rows}
    for row in outcomes.rows:
        counted, size = row.number("n"), sizes.get((row["study_id"], row["arm_id"]))
        if counted is not None and size is not None and counted > size and not row.note:
            found = f"{_shown(counted)} counted, {row['arm_id']} has {_shown(size)}"
            cure = f"check n here and in {arms.table.file}, or say in note why they differ"
            yield outcomes.problem(row.line, "n", found, cure)


def percentages_agree_with_their_counts(outcomes: Sheet) -> Iterator[Problem]:
    """A percentage printed beside a count is the count's share, to the digits printed."""
    counts = {
        _reading(row): row for row in outcomes.rows if row["statistic"] == "count" and row["n"]
    }
    for row in outcomes.rows:
        count = counts.get(_reading(row))
        value = row.number("value")
        if row["statistic"] != "percent" or count is None or value is None or row["note"]:
            continue
        events, people = count.number("value"), count.number("n")
        if events is None or not people:
            continue
        share = 100 * events / people
        decimals = len(row["value"].partition(".")[2])
        if abs(share - value) > 0.51 * 10**-decimals:
            found = (
                f"{row['value']}% beside {_shown(events)} of {_shown(people)} in line {count.line}"
            )
            cure = "check both against the source, or say in note why they differ"
            yield outcomes.problem(row.line, "value", found, cure)


def _reading(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("study_id", "arm_id", "outcome_id", "subgroup", "time"))


def parts_belong_to_a_group(arms: Sheet) -> Iterator[Problem]:
    """A group that is part of another names a group of its own study that stands by itself."""
    whole = {(row["study_id"], row["arm_id"]) for row in arms.rows if not row["part_of"]}
    for row in arms.rows:
        if row["part_of"] and (row["study_id"], row["part_of"]) not in whole:
            found = f"“{row['part_of']}” is no group of {row['study_id']} that stands by itself"
            yield arms.problem(row.line, "part_of", found, "name such a group, or leave it blank")


def arms_add_up(arms: Sheet) -> Iterator[Problem]:
    """The groups of a study add up to all its participants, and parts to their group."""
    of_study: dict[str, list[Row]] = {}
    for row in arms.rows:
        of_study.setdefault(row["study_id"], []).append(row)
    for rows in of_study.values():
        everyone = [row for row in rows if row["role"] == "all participants"]
        groups = [row for row in rows if row not in everyone and not row["part_of"]]
        if len(everyone) == 1:
            yield from _sum_problems(arms, everyone[0], groups)
        for group in groups:
            parts = [row for row in rows if row["part_of"] == group["arm_id"]]
            yield from _sum_problems(arms, group, parts)


def _sum_problems(arms: Sheet, whole: Row, parts: list[Row]) -> Iterator[Problem]:
    sizes = [size for size in (row.number("n") for row in parts) if size is not None]
    people = whole.number("n")
    # A note answers for a difference; a missing size leaves nothing to add up.
    if len(parts) < 2 or len(sizes) < len(parts) or people is None or whole["note"]:
        return
    if sum(sizes) != people:
        names = ", ".join(row["arm_id"] for row in parts)
        found = f"{names} add up to {_shown(sum(sizes))}, {whole['arm_id']} has {_shown(people)}"
        cure = "check n of each group, or say in note why they differ"
        yield arms.problem(whole.line, "n", found, cure)


def _interval_problems(sheet: Sheet, field: str) -> Iterator[Problem]:
    for row in sheet.rows:
        value, low, high = row.number(field), row.number("lower"), row.number("upper")
        if low is None or high is None:
            continue
        if low > high:
            found, cure = (
                f"the lower end {_shown(low)} is above the upper end {_shown(high)}",
                "swap them",
            )
            yield sheet.problem(row.line, "lower", found, cure)
        elif value is not None and not low <= value <= high:
            found = f"{_shown(value)} lies outside {_shown(low)} to {_shown(high)}"
            yield sheet.problem(row.line, field, found, "check the three numbers in the source")


def _shown(value: float) -> str:
    return f"{value:.15g}"
