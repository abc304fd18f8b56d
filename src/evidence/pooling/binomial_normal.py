"""The likelihood of the binomial-normal model, and what maximises it.

Group i has xᵢ events among nᵢ people, xᵢ ~ Binomial(nᵢ, expit(μ + τuᵢ)), uᵢ ~ N(0, 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtri, expit, gammaln, log_expit, roots_hermite

from evidence.pooling.studies import Array

# Deviations between groups on the log odds: the grid on which the highest likelihood is
# bracketed, and the one beyond which nearly all groups would be all or nothing.
_DEVIATIONS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0)
_TOO_MUCH = 5.0
_SAME = 1e-10


@dataclass(frozen=True)
class Groups:
    """Events and people per group, and the quadrature to integrate with."""

    events: Array
    people: Array
    log_choices: Array
    nodes: Array
    log_weights: Array

    @classmethod
    def of(cls, counts: Sequence[tuple[float, float]], nodes: int) -> Groups:
        """Return groups of (events, people) with so many nodes of quadrature."""
        places, weights = roots_hermite(nodes)
        events, people = np.array(counts, dtype=float).T
        choices = gammaln(people + 1) - gammaln(events + 1) - gammaln(people - events + 1)
        return cls(events, people, choices, places * sqrt(2), np.log(weights) + places**2)

    def log_likelihood(self, mean: float, deviation: float) -> float:
        """Return the log-likelihood of a mean of the log odds and a deviation between groups."""
        return float(self.log_likelihoods(mean, (deviation,))[0])

    def log_likelihoods(self, mean: float, deviations: Sequence[float]) -> Array:
        """Return the log-likelihood of a mean of the log odds with each of the deviations.

        Adaptive Gauss-Hermite quadrature: each group's nodes are centred on the peak of
        its integrand and scaled by the curvature there (Pinheiro & Bates 1995).
        """
        # Along the axes: deviations, groups, nodes.
        deviation = np.array(deviations)[:, None]
        peak = self._peaks(mean, deviation)
        share = expit(mean + deviation * peak)
        scale = 1 / np.sqrt(1 + deviation**2 * self.people * share * (1 - share))
        places = peak[..., None] + scale[..., None] * self.nodes
        odds = mean + deviation[..., None] * places
        exponents = (
            self.events[:, None] * log_expit(odds)
            + (self.people - self.events)[:, None] * log_expit(-odds)
            - places**2 / 2
            + self.log_weights
        )
        highest = exponents.max(axis=-1)
        integrals = highest + np.log(np.exp(exponents - highest[..., None]).sum(axis=-1) * scale)
        return np.asarray((integrals + self.log_choices - log(pi) / 2).sum(axis=-1))

    def _peaks(self, mean: float, deviation: Array) -> Array:
        """Return where each integrand peaks: Newton's steps, kept between two bounds."""
        low = deviation * (self.events - self.people)
        high = deviation * self.events
        place = np.zeros_like(high)
        for _ in range(100):
            share = expit(mean + deviation * place)
            slope = deviation * (self.events - self.people * share) - place
            low, high = np.where(slope > 0, place, low), np.where(slope > 0, high, place)
            step = slope / (1 + deviation**2 * self.people * share * (1 - share))
            near = np.abs(step) < 1e-8
            inside = (place + step > low) & (place + step < high)
            place = np.where(near | inside, place + step, (low + high) / 2)
            if near.all():
                break
        return np.asarray(place)


def fit(groups: Groups) -> tuple[float, float, float, float]:
    """Return the mean of the log odds, its standard error, the variance between groups, and
    the log-likelihood, where that is highest.

    The standard error comes from the curvature in both parameters. Raises ValueError when
    the groups differ more than the model can hold.
    """
    together = float(groups.events.sum() / groups.people.sum())
    centre = log(together / (1 - together))
    found = minimize_scalar(
        lambda mean: -_profile(groups, mean)[0],
        bracket=(centre - 0.5, centre + 0.5),
        options={"xtol": 1e-9},
    )
    mean = float(found.x)
    highest, deviation = _profile(groups, mean)
    if deviation > _TOO_MUCH:
        raise ValueError(
            "the groups differ too much for one distribution of shares: show each by itself"
        )
    return mean, _standard_error(groups, mean, deviation), deviation**2, highest


def profile_ends(groups: Groups, mean: float, highest: float, level: float) -> tuple[float, float]:
    """Return the log odds at which the profile likelihood has fallen by half the quantile."""
    enough = float(chdtri(1, 1 - level)) / 2

    def fallen(value: float) -> float:
        return highest - _profile(groups, value)[0] - enough

    return _end(fallen, mean, -1), _end(fallen, mean, 1)


def _end(fallen: Callable[[float], float], mean: float, direction: int) -> float:
    inner, reach = mean, 0.5
    # With an event and a person without one somewhere, it falls without end.
    while fallen(mean + direction * reach) <= 0:
        inner, reach = mean + direction * reach, reach * 1.5
    return float(brentq(fallen, inner, mean + direction * reach, xtol=1e-9))


def _profile(groups: Groups, mean: float) -> tuple[float, float]:
    """Return the highest log-likelihood with this mean, and the deviation that gives it."""
    likelihoods = groups.log_likelihoods(mean, _DEVIATIONS)
    best = int(np.argmax(likelihoods))
    low, high = _DEVIATIONS[max(best - 1, 0)], _DEVIATIONS[min(best + 1, len(_DEVIATIONS) - 1)]
    found = minimize_scalar(
        lambda deviation: -groups.log_likelihood(mean, deviation),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-7},
    )
    if -found.fun <= likelihoods[0] + _SAME:
        return float(likelihoods[0]), 0.0
    return -float(found.fun), float(found.x)


def _standard_error(groups: Groups, mean: float, deviation: float) -> float:
    """Return the root of the inverse curvature; the likelihood is even in the deviation."""
    step = 1e-3

    def at(first: int, second: int) -> float:
        return groups.log_likelihood(mean + first * step, abs(deviation + second * step))

    peak = at(0, 0)
    by_mean = at(1, 0) - 2 * peak + at(-1, 0)
    by_deviation = at(0, 1) - 2 * peak + at(0, -1)
    across = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4
    shared = across**2 / by_deviation if deviation else 0.0
    return step / sqrt(shared - by_mean)
