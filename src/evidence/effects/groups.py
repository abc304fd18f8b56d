"""What a study prints about a group of people; impossible groups are refused."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.effects.checks import is_number, is_whole, shown


@dataclass(frozen=True)
class Events:
    """How many people of a group had an event.

    Raises ValueError unless both are whole numbers, 0 <= events <= people and people > 0.
    """

    events: float
    people: float

    def __post_init__(self) -> None:
        found = f"{shown(self.events)} events among {shown(self.people)} people"
        if not (is_whole(self.events) and is_whole(self.people)):
            raise ValueError(f"{found}: whole numbers are needed")
        if not 0 <= self.events <= self.people or self.people == 0:
            raise ValueError(f"{found}: events from zero to the number of people are needed")

    @property
    def others(self) -> float:
        """How many people had no event."""
        return self.people - self.events


@dataclass(frozen=True)
class Measured:
    """The mean and standard deviation of a group, in the unit measured.

    Raises ValueError when the mean is not a number, the standard deviation is negative
    or not a number, or the group has fewer than two people.
    """

    mean: float
    standard_deviation: float
    people: float

    def __post_init__(self) -> None:
        _check_mean("mean", self.mean)
        _check_deviation("standard deviation", self.standard_deviation)
        _check_people(self.people, at_least=2)


@dataclass(frozen=True)
class BeforeAfter:
    """The same people measured before and after, in one unit.

    `correlation` is between the two measurements, across people. It is rarely printed;
    who assumes one says so. Raises ValueError as `Measured` does, and unless the
    correlation lies between -1 and 1.
    """

    mean_before: float
    standard_deviation_before: float
    mean_after: float
    standard_deviation_after: float
    people: float
    correlation: float

    def __post_init__(self) -> None:
        _check_mean("mean before", self.mean_before)
        _check_mean("mean after", self.mean_after)
        _check_deviation("standard deviation before", self.standard_deviation_before)
        _check_deviation("standard deviation after", self.standard_deviation_after)
        _check_people(self.people, at_least=2)
        if not (is_number(self.correlation) and -1 <= self.correlation <= 1):
            found = f"a correlation of {shown(self.correlation)}"
            raise ValueError(f"{found}: a number between -1 and 1 is needed")


def _check_mean(name: str, value: float) -> None:
    if not is_number(value):
        raise ValueError(f"a {name} of {shown(value)}: a number is needed")


def _check_deviation(name: str, value: float) -> None:
    if not (is_number(value) and value >= 0):
        raise ValueError(f"a {name} of {shown(value)}: a number of zero or more is needed")


def _check_people(people: float, at_least: int) -> None:
    if not is_whole(people) or people < at_least:
        found = f"a group of {shown(people)}"
        raise ValueError(f"{found}: a whole number of people is needed, {at_least} or more")
