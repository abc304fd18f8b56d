"""What kind of slip may stand behind two different readings: one small function for each.

A slip's name is what people are told (`digits_swapped`: “digits swapped”). More than one
may fit, and none proves anything: they say where to look first in the source.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evidence.rows import NUMBER

Cells = Mapping[str, str]

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_CLOSE = 0.03  # what rounding of printed deviations and factors leaves open
_COUNTS, _SHARES = ("count", "total"), ("percent",)


@dataclass(frozen=True)
class Disagreement:
    """Two readings of one cell: the whole rows they stand in, and what is near them.

    `others` are the other rows of the table about the same study, `key` the columns that
    tell its rows apart, and `factors` what a number becomes in other units of its outcome.
    """

    column: str
    first: Cells
    second: Cells
    others: tuple[Cells, ...] = ()
    key: tuple[str, ...] = ()
    factors: tuple[float, ...] = ()

    @property
    def texts(self) -> tuple[str, str]:
        """Both readings as text."""
        return self.first.get(self.column, ""), self.second.get(self.column, "")

    @property
    def numbers(self) -> tuple[float, float] | None:
        """Both readings as numbers; None when one of them is not a number."""
        one, two = (number(text) for text in self.texts)
        return None if one is None or two is None else (one, two)


def number(text: str) -> float | None:
    """Return a text as a number; None when it is none, or has no end."""
    found = float(text) if NUMBER.fullmatch(text) else math.inf
    return None if math.isinf(found) else found


def sign_lost(pair: Disagreement) -> bool:
    """Return whether the numbers differ in their sign only."""
    both = pair.numbers
    return both is not None and both[0] == -both[1] != 0


def rounded(pair: Disagreement) -> bool:
    """Return whether one number is the other with fewer decimals, or a date without its day."""
    one, two = sorted(pair.texts, key=len)
    if _DAY.fullmatch(two):
        return re.fullmatch(r"\d{4}(-\d\d)?", one) is not None and two.startswith(f"{one}-")
    return pair.numbers is not None and within_rounding(one, two)


def within_rounding(first: str, second: str) -> bool:
    """Return whether two numbers as text agree to the decimals of the coarser one."""
    one, two = float(first), float(second)
    decimals = min(_decimals(first), _decimals(second))
    # Half a unit of the last place, and no more than the error of binary fractions.
    return abs(one - two) <= 0.5 * 10**-decimals * (1 + 1e-9) and (
        decimals < max(_decimals(first), _decimals(second)) or one == two
    )


def _decimals(text: str) -> int:
    digits, _, power = text.lower().partition("e")
    return max(0, len(digits.partition(".")[2]) - int(power or 0))


def decimal_point_moved(pair: Disagreement) -> bool:
    """Return whether one number is ten or a hundred times the other."""
    return _power_of_ten(pair) in (1, 2)


def factor_of_a_thousand(pair: Disagreement) -> bool:
    """Return whether one number is a thousand or a million times the other."""
    return _power_of_ten(pair) in (3, 6)


def _power_of_ten(pair: Disagreement) -> int:
    both = pair.numbers
    if both is None or both[0] * both[1] <= 0:
        return 0
    power = abs(math.log10(both[0] / both[1]))
    return round(power) if abs(power - round(power)) < 1e-9 else 0


def unit_mistaken(pair: Disagreement) -> bool:
    """Return whether one number is the other in another unit of its outcome."""
    both = pair.numbers
    if both is None or both[0] * both[1] <= 0:
        return False
    ratio = both[0] / both[1]
    factors = [factor for one in pair.factors for factor in (one, 1 / one)]
    return any(_close(ratio, factor) for factor in factors if not _close(factor, 1))


def _close(one: float, two: float) -> bool:
    return math.isclose(one, two, rel_tol=_CLOSE)


def digits_swapped(pair: Disagreement) -> bool:
    """Return whether two digits beside each other changed places."""
    one, two = pair.texts
    places = [at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b]
    if len(one) != len(two) or len(places) != 2:
        return False
    left, right = places
    beside = right == left + 1 or one[left + 1 : right] in (".", "-")
    swapped = one[left] == two[right] and one[right] == two[left]
    return beside and swapped and (one[left] + one[right]).isdigit()


def day_for_month(pair: Disagreement) -> bool:
    """Return whether the day and the month of a date changed places."""
    one, two = (_DAY.fullmatch(text) for text in pair.texts)
    if one is None or two is None:
        return False
    return one[1] == two[1] and (one[2], one[3]) == (two[3], two[2]) and one[2] != one[3]


def off_by_one(pair: Disagreement) -> bool:
    """Return whether two whole numbers differ by one."""
    both = pair.numbers
    return both is not None and all(x.is_integer() for x in both) and abs(both[0] - both[1]) == 1


def percent_for_count(pair: Disagreement) -> bool:
    """Return whether one reading is a number of people and the other their share."""
    if pair.column == "statistic":
        kinds = {"count" if word in _COUNTS else word for word in pair.texts}
        return kinds == {"count", "percent"}
    both, people = pair.numbers, number(pair.first.get("n", ""))
    if both is None or not people or not math.isfinite(people):
        return False
    texts = pair.texts
    return any(
        float(count).is_integer() and rounds_to(100 * float(count) / people, share)
        for count, share in (texts, texts[::-1])
    )


def rounds_to(value: float, printed: str) -> bool:
    """Return whether a value rounds to a number as printed."""
    return abs(value - float(printed)) <= 0.5 * 10.0 ** -_decimals(printed) * (1 + 1e-9)


def error_for_deviation(pair: Disagreement) -> bool:
    """Return whether one spread is a standard error and the other the standard deviation.

    The standard deviation is √n times the standard error of a mean.
    """
    if pair.column == "spread_kind":
        return set(pair.texts) == {"SD", "SE"}
    both, people = pair.numbers, number(pair.first.get("n", ""))
    if pair.column != "spread" or both is None or not people or people < 2 or min(both) <= 0:
        return False
    return _close(max(both) / min(both), math.sqrt(people))


def another_statistic(pair: Disagreement) -> bool:
    """Return whether the second reading is of another statistic, such as median for mean."""
    if pair.column == "statistic":
        return {"mean", "median"} == {word.partition(" ")[0] for word in pair.texts}
    return _stands_elsewhere(pair, "statistic") or _stands_elsewhere(pair, "measure")


def another_group(pair: Disagreement) -> bool:
    """Return whether the second reading is what we read for another group."""
    return any(_stands_elsewhere(pair, name) for name in pair.key if "arm" in name.split("_"))


def another_time(pair: Disagreement) -> bool:
    """Return whether the second reading is what we read for another time."""
    return _stands_elsewhere(pair, "time")


def _stands_elsewhere(pair: Disagreement, part: str) -> bool:
    """Return whether a row that differs from ours in one part of its key has their value."""
    if part not in pair.key or pair.column in pair.key:
        return False
    rest = [name for name in pair.key if name != part]
    return any(
        all(other[name] == pair.first[name] for name in rest)
        and _same(other.get(pair.column, ""), pair.texts[1])
        for other in pair.others
        if other[part] != pair.first[part]
    )


def _same(one: str, two: str) -> bool:
    numbers = number(one), number(two)
    return one == two != "" or (None not in numbers and numbers[0] == numbers[1])


def another_denominator(pair: Disagreement) -> bool:
    """Return whether the same people are divided by another number of people of the study."""
    known = [number(row.get("n", "")) for row in (*pair.others, pair.second)]
    ours, both = number(pair.first.get("n", "")), pair.numbers
    others = {n for n in known if n and n != ours}
    if both is None or not ours:
        return False
    if pair.column == "n":
        return any(_same(row.get("n", ""), pair.texts[1]) for row in pair.others)
    if pair.first.get("statistic") not in _SHARES or pair.column != "value":
        return False
    first, second = pair.texts
    counts = [k for k in range(int(ours) + 1) if rounds_to(100 * k / ours, first)]
    return any(k and rounds_to(100 * k / n, second) for k in counts for n in others)


Slip = Callable[[Disagreement], bool]

SLIPS: tuple[Slip, ...] = (
    sign_lost,
    rounded,
    percent_for_count,
    error_for_deviation,
    another_statistic,
    unit_mistaken,
    factor_of_a_thousand,
    decimal_point_moved,
    day_for_month,
    digits_swapped,
    another_group,
    another_time,
    another_denominator,
    off_by_one,
)


def likely(pair: Disagreement) -> Iterator[str]:
    """Yield the names of the slips that fit two different readings, the most telling first."""
    for slip in SLIPS:
        if slip(pair):
            yield slip.__name__.replace("_", " ")
