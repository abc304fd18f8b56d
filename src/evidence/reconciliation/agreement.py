"""How well two readers agree, column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.kappa import Kappa, kappa
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
    kappa: Kappa | None


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
