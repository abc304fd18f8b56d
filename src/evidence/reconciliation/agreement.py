"""How well two readers agree, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.reconciliation import slips
from evidence.reconciliation.verdicts import ONLY_FIRST, ONLY_SECOND, Verdict


@dataclass(frozen=True)
class Agreement:
    """The agreement in one column of one table.

    `compared` counts cells that both readers filled, `agreed` those of them that are the
    same. `within_rounding` counts, for numbers, those that are the same or differ by
    rounding; `kappa` is Cohen's, for columns of words from a list. None where it does not
    apply.
    """

    table: str
    column: str
    compared: int
    agreed: int
    only_first: int
    only_second: int
    within_rounding: int | None
    kappa: float | None


def by_column(verdicts: Iterable[Verdict]) -> list[Agreement]:
    """Return the agreement of each column, in the order in which the columns come.

    The columns of a key are left out: rows are put beside each other because they agree there.
    """
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        if one.column not in one.table.primary_key:
            groups.setdefault((one.table.name, one.column), []).append(one)
    return [_agreement(group) for group in groups.values()]


def _agreement(group: list[Verdict]) -> Agreement:
    table, column = group[0].table, group[0].column
    field = table.field(column)
    compared = [one for one in group if one.compared]
    is_list = bool(field.enum) or any(key.fields == (column,) for key in table.foreign_keys)
    return Agreement(
        table.name,
        column,
        len(compared),
        sum(one.agreed for one in compared),
        sum(one.outcome == ONLY_FIRST for one in group),
        sum(one.outcome == ONLY_SECOND for one in group),
        sum(map(_within, compared)) if field.is_quantity else None,
        kappa([(one.first, one.first if one.agreed else one.second) for one in compared])
        if is_list
        else None,
    )


def _within(one: Verdict) -> bool:
    numbers = [slips.number(text) for text in (one.first, one.second)]
    return one.agreed or (None not in numbers and slips.within_rounding(one.first, one.second))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two readers' words.

    κ = (p_o − p_e) / (1 − p_e), where p_o is the share of equal words and p_e the share
    expected from how often each reader uses each word (Cohen 1960,
    doi:10.1177/001316446002000104). None when nothing was compared, or when both readers
    use one and the same word throughout, so that chance alone explains all.
    """
    if not pairs:
        return None
    many = len(pairs)
    observed = sum(one == two for one, two in pairs) / many
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    expected = sum(first[word] * second[word] for word in first) / many**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
