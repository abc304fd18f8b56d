"""What one study found: the data class, and which way its result points."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evidence.effects import Effect, Events, Measured

TREATMENT_BETTER = "treatment better"
CONTROL_BETTER = "control better"
NO_DIFFERENCE = "no difference"
NOT_SAID = "not said"

_FLAT = 1e-12


@dataclass(frozen=True)
class Tables:
    """The tables an analysis reads, as frames."""

    studies: pd.DataFrame
    arms: pd.DataFrame
    outcomes: pd.DataFrame
    reported_effects: pd.DataFrame
    outcome_definitions: pd.DataFrame

    def better(self, outcome: str) -> str:
        """Return whether higher or lower values of an outcome are better, or neither."""
        return self._defined(outcome, "better")

    def usual_unit(self, outcome: str) -> str:
        """Return the unit an outcome is usually given in."""
        return self._defined(outcome, "usual_unit")

    def _defined(self, outcome: str, column: str) -> str:
        definitions = self.outcome_definitions
        return str(definitions.loc[definitions["outcome_id"] == outcome, column].iloc[0])


@dataclass(frozen=True)
class Finding:
    """What one study gives to an analysis.

    `treated` and `control` hold the events or the means of the groups; `effect` is None
    when they cannot be compared, and `missing` says why. `time` is as printed, `months` the
    same as a number where it is known, `outcome` the definition used and `unit` that of its
    values. `people` counts those analysed in all groups. `note` says what was done to the
    data.
    """

    study_id: str
    label: str
    cohort_id: str
    design: str
    year: int | None
    outcome: str = ""
    time: str = ""
    months: float | None = None
    unit: str = ""
    treated: Events | Measured | None = None
    control: Events | Measured | None = None
    people: int = 0
    effect: Effect | None = None
    direction: str = NOT_SAID
    missing: str = ""
    note: str = ""

    @property
    def by_chance(self) -> bool:
        """Whether chance decided who was treated."""
        return self.design.startswith("randomised")


def direction(estimate: float, better: str) -> str:
    """Return which group an estimate favours, when higher or lower values are better."""
    if better == "neither":
        return NOT_SAID
    if abs(estimate) < _FLAT:
        return NO_DIFFERENCE
    return TREATMENT_BETTER if (estimate > 0) == (better == "higher") else CONTROL_BETTER
