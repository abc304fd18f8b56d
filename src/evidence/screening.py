"""Two independent decisions on records: how far they agree, and where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from scipy import stats

# A trial known from its registry record only was found to fit, as an included report was.
_ALIKE = {"ongoing": "included"}
# That a record repeats another is no judgement of what it reports.
_COMPARED = ("included", "excluded", "awaiting")


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree on `n` records.

    `raw` is the share on which they do, `kappa` Cohen's kappa with the ends of its 95 %
    interval; these three are None where chance alone would make them agree on everything.
    """

    n: int
    agreed: int
    kappa: float | None
    lower: float | None
    upper: float | None

    @property
    def raw(self) -> float:
        """The share of the records on which they agree."""
        return self.agreed / self.n


def pairs(records: pd.DataFrame) -> pd.DataFrame:
    """Return the records with two decisions, with `first` and `second` as they were made.

    A decision that stands for the same judgement is one: a trial marked as ongoing was
    included. Records that repeat another are left out.
    """
    first = records["first_decision"].where(records["first_decision"] != "", records["decision"])
    two = records.assign(first=first.replace(_ALIKE), second=records["second_decision"])
    return two[two["first"].isin(_COMPARED) & two["second"].isin(_COMPARED)]


def disagreements(records: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `pairs` in which the two decisions differ."""
    two = pairs(records)
    return two[two["first"] != two["second"]]


def agreement(records: pd.DataFrame) -> Agreement | None:
    """Return how far the two decisions on records agree; None while none has two."""
    two = pairs(records)
    if two.empty:
        return None
    places = [pd.Categorical(two[name], _COMPARED).codes for name in ("first", "second")]
    counts = np.zeros((len(_COMPARED), len(_COMPARED)))
    np.add.at(counts, tuple(places), 1)
    return _of_counts(counts)


def _of_counts(counts: np.ndarray) -> Agreement:
    """Return agreement from a square of counts, first reader by second.

    Kappa: Cohen, Educ Psychol Meas 1960;20:37–46. Its standard error: Fleiss, Cohen and
    Everitt, Psychol Bull 1969;72:323–327, for samples that are not small.
    """
    n = counts.sum()
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    same, chance = float(np.trace(share)), float(rows @ columns)
    agreed = int(np.trace(counts))
    if np.isclose(chance, 1):
        return Agreement(int(n), agreed, None, None, None)
    kappa = (same - chance) / (1 - chance)
    on = np.diag(share) * ((1 - chance) - (rows + columns) * (1 - same)) ** 2
    off = share * (columns[:, None] + rows[None, :]) ** 2
    apart = off.sum() - np.trace(off)
    variance = on.sum() + (1 - same) ** 2 * apart - (same * chance - 2 * chance + same) ** 2
    error = sqrt(max(variance, 0.0) / n) / (1 - chance) ** 2
    reach = float(stats.norm.ppf(0.975)) * error
    return Agreement(int(n), agreed, kappa, max(kappa - reach, -1.0), min(kappa + reach, 1.0))
