"""What the studies say of harms, also where that is nothing: states, groups, and their table."""

from evidence.harms.counted import JUDGED, NOT_OF_TREATMENT, counts, named
from evidence.harms.showing import glossary, table
from evidence.harms.states import EVENTS, NOTHING, STATES, WORDS, ZERO, by_kind, by_study

__all__ = [
    "EVENTS",
    "JUDGED",
    "NOTHING",
    "NOT_OF_TREATMENT",
    "STATES",
    "WORDS",
    "ZERO",
    "by_kind",
    "by_study",
    "counts",
    "glossary",
    "named",
    "table",
]
