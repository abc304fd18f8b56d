"""Cohen's kappa: how far two readers agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa with the ends of its 95 % interval."""

    value: float
    lower: float
    upper: float


def kappa(pairs: Sequence[tuple[str, str]]) -> Kappa | None:
    """Return Cohen's kappa of the words of two readers, one pair for each thing judged.

    κ = (p_o − p_e) / (1 − p_e), where p_o is the share of equal words and p_e the share
    expected from how often each reader uses each word (Cohen, Educ Psychol Meas
    1960;20:37–46). The interval is κ ± 1.96 standard errors for samples that are not small
    (Fleiss, Cohen and Everitt, Psychol Bull 1969;72:323–327), cut at −1 and 1. None when
    nothing was judged, or when both readers use one and the same word throughout, so that
    chance alone explains all.
    """
    many = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    by_chance = sum(first[word] * second[word] for word in first)
    if by_chance == many**2:
        return None
    same, chance = sum(one == two for one, two in pairs) / many, by_chance / many**2
    value = (same - chance) / (1 - chance)
    spread = 0.0
    for (one, two), count in Counter(pairs).items():
        if one == two:
            used = (first[one] + second[one]) / many
            spread += count / many * ((1 - chance) - used * (1 - same)) ** 2
        else:
            used = (second[one] + first[two]) / many
            spread += count / many * ((1 - same) * used) ** 2
    variance = spread - (same * chance - 2 * chance + same) ** 2
    reach = NormalDist().inv_cdf(0.975) * sqrt(max(variance, 0.0) / many) / (1 - chance) ** 2
    return Kappa(value, max(value - reach, -1.0), min(value + reach, 1.0))
