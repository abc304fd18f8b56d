"""What must be true of spreads: they fit the range, and are what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from evidence.problems import Problem
from evidence.rows import Row, Sheet

_ORDER = (
    ("minimum", "maximum"),
    ("minimum", "mean"),
    ("minimum", "median"),
    ("mean", "maximum"),
    ("median", "maximum"),
)
_READING = ("study_id", "arm_id", "outcome_id", "subgroup", "time")


def extremes_enclose_the_middle(outcomes: Sheet) -> Iterator[Problem]:
    """The mean and the median of a reading lie between its smallest and its largest value."""
    for rows in _readings(outcomes):
        for lower, upper in _ORDER:
            low = rows[lower].number("value") if lower in rows else None
            high = rows[upper].number("value") if upper in rows else None
            if low is not None and high is not None and low > high:
                row, beside = rows[upper], rows[lower]
                if upper == "maximum" and lower != "minimum":
                    row, beside = beside, row
                found = f"the {lower} {low:g} is above the {upper} {high:g}"
                cure = f"check it against line {beside.line}"
                yield outcomes.problem(row.line, "value", found, cure)


def deviations_fit_the_range(outcomes: Sheet) -> Iterator[Problem]:
    """A standard deviation is one that values between the printed extremes can have."""
    for rows in _readings(outcomes):
        mean = rows.get("mean")
        if mean is None or "minimum" not in rows or "maximum" not in rows or mean.explained:
            continue
        low, high = rows["minimum"].number("value"), rows["maximum"].number("value")
        people, deviation = mean.number("n"), deviation_of(mean)
        if low is None or high is None or deviation is None or not people or people < 2:
            continue
        # Of n values with the range R the SD lies between R/√(2(n-1)) and R/2·√(n/(n-1)).
        least, most = (high - low) / sqrt(2 * (people - 1)), (high - low) / 2
        most *= sqrt(people / (people - 1))
        if not 0.98 * least <= deviation <= 1.02 * most:
            found = f"{mean['spread_kind']} {mean['spread']} of values from {low:g} to {high:g}"
            cure = "check whether it is an SD or an SE, or say in note what is printed"
            yield outcomes.problem(mean.line, "spread", found, cure)


def deviation_of(row: Row) -> float | None:
    """Return the standard deviation a row gives as SD or SE; None when it gives none."""
    spread, people = row.number("spread"), row.number("n")
    if spread is None or row["spread_kind"] not in ("SD", "SE"):
        return None
    if row["spread_kind"] == "SD":
        return spread
    return spread * sqrt(people) if people else None


def spreads_are_what_they_are_called(outcomes: Sheet) -> Iterator[Problem]:
    """An SD far below, or SE far above, all others of its outcome may be the other of the two."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in outcomes.rows:
        if row["statistic"] == "mean" and row.number("value") and deviation_of(row):
            groups.setdefault((row["study_id"], row["outcome_id"], row["unit"]), []).append(row)
    for rows in groups.values():
        for row in rows:
            others = [other for other in rows if other is not row]
            if len(others) > 1 and _looks_misnamed(row, others):
                other_kind = "SE" if row["spread_kind"] == "SD" else "SD"
                found = f"the {row['spread_kind']} {row['spread']} looks like an {other_kind}"
                cure = "check what the source calls it"
                yield from outcomes.doubt(row, "spread_kind", found, cure)


def _looks_misnamed(row: Row, others: list[Row]) -> bool:
    """Whether the other name would bring a spread among the others, also relative to the mean."""
    people = row.number("n") or 0
    if people < 4:
        return False
    factor = sqrt(people) if row["spread_kind"] == "SD" else 1 / sqrt(people)
    return all(
        _far_off(size(row), [size(other) for other in others], factor)
        for size in (_absolute, _relative)
    )


def _absolute(row: Row) -> float:
    return deviation_of(row) or 0.0


def _relative(row: Row) -> float:
    return _absolute(row) / abs(row.number("value") or 1.0)


def _far_off(size: float, others: list[float], factor: float) -> bool:
    """Whether a size is off by most of its factor, and the factor would mend it."""
    renamed = size * factor
    if not min(others) / 1.6 <= renamed <= max(others) * 1.6:
        return False
    return renamed * 0.6 < min(others) if factor > 1 else renamed / 0.6 > max(others)


def _readings(outcomes: Sheet) -> Iterator[dict[str, Row]]:
    """Yield the rows of each reading that has an extreme, by their statistic."""
    found: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in outcomes.rows:
        found.setdefault(tuple(row[name] for name in _READING), {})[row["statistic"]] = row
    yield from (rows for rows in found.values() if "minimum" in rows or "maximum" in rows)
