"""What may be shown of a pool, by the number of its studies: a rule fixed in advance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from evidence.effects.checks import is_whole, shown


class Part(StrEnum):
    """A part of a synthesis, in words that a page can print."""

    NO_STUDY = "that no eligible study was found, and the studies under way"
    EACH_STUDY = "each study with its interval, people and events"
    POOL_IN_WORDS = "the pooled estimate, as text in a table only"
    DIAMOND = "the pooled estimate as a diamond"
    BAYES = "the Bayesian interval"
    LEAVE_ONE_OUT = "the pool without each study in turn"
    HETEROGENEITY = "I², between-study variance and the P value of Q"
    PREDICTION_IN_A_NOTE = "the prediction interval, in a note only"
    PREDICTION_INTERVAL = "the prediction interval"
    VARIANCE_INTERVAL = "the interval of the between-study variance"
    CUMULATIVE = "the pool as studies came in"
    FUNNEL = "the funnel plot"
    ASYMMETRY = "Egger's test"
    ONE_MODERATOR = "one subgroup or moderator"


@dataclass(frozen=True)
class _From:
    part: Part
    fewest: int
    most: float = inf


RULE = (
    _From(Part.NO_STUDY, 0, 0),
    _From(Part.EACH_STUDY, 1),
    _From(Part.POOL_IN_WORDS, 2, 2),
    _From(Part.BAYES, 2),
    _From(Part.DIAMOND, 3),
    _From(Part.LEAVE_ONE_OUT, 3),
    _From(Part.HETEROGENEITY, 3),
    _From(Part.PREDICTION_IN_A_NOTE, 3, 4),
    _From(Part.PREDICTION_INTERVAL, 5),
    _From(Part.VARIANCE_INTERVAL, 5),
    _From(Part.CUMULATIVE, 5),
    _From(Part.FUNNEL, 10),
    _From(Part.ASYMMETRY, 10),
    _From(Part.ONE_MODERATOR, 10),
)


def may_show(studies: int) -> frozenset[Part]:
    """Return what may be shown of so many studies of one question, by `RULE`.

    Raises ValueError unless the number is whole and not negative.
    """
    if not is_whole(studies) or studies < 0:
        raise ValueError(f"{shown(studies)} studies: a whole number of zero or more is needed")
    return frozenset(row.part for row in RULE if row.fewest <= studies <= row.most)
