"""Two independent decisions on records: how far they agree, and where they do not."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evidence.kappa import Kappa, kappa

# A trial known from its registry record only was found to fit, as an included report was.
_ALIKE = {"ongoing": "included"}
# That a record repeats another is no judgement of what it reports.
_COMPARED = ("included", "excluded", "awaiting")


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree on `n` records.

    `raw` is the share on which they do; `kappa` is None where chance alone would make them
    agree on everything.
    """

    n: int
    agreed: int
    kappa: Kappa | None

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
    words = list(zip(two["first"], two["second"], strict=True))
    return Agreement(len(words), sum(one == other for one, other in words), kappa(words))
