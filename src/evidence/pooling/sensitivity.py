"""How the pool moves: without each study in turn, and as studies came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from evidence.pooling.pool import How, Pool, pool
from evidence.pooling.studies import checked


def leave_one_out(
    estimates: Sequence[float], standard_errors: Sequence[float], **how: Unpack[How]
) -> list[Pool]:
    """Return the pool of all studies but one, for each in its order.

    `how` is that of `pool`. Raises ValueError as `pool` does, and for fewer than two
    studies.
    """
    checked(estimates, standard_errors, least=2)
    return [
        pool(_without(estimates, place), _without(standard_errors, place), **how)
        for place in range(len(estimates))
    ]


def cumulative(
    estimates: Sequence[float], standard_errors: Sequence[float], **how: Unpack[How]
) -> list[Pool]:
    """Return the pool of the first study, the first two, and so on to all of them.

    The studies come in their order, usually by year. `how` is that of `pool`. Raises
    ValueError as `pool` does.
    """
    checked(estimates, standard_errors)
    return [
        pool(estimates[:count], standard_errors[:count], **how)
        for count in range(1, len(estimates) + 1)
    ]


def _without(values: Sequence[float], place: int) -> list[float]:
    return [*values[:place], *values[place + 1 :]]
