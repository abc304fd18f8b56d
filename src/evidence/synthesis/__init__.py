"""From the tables to answers: which studies count for a question, and what they say together."""

from evidence.effects import natural
from evidence.synthesis import directions, sensitivity, wording
from evidence.synthesis.analysis import Analysis, read
from evidence.synthesis.answers import (
    Answer,
    answer,
    answer_all,
    bias_scale,
    overall_bias,
    read_tables,
)
from evidence.synthesis.audit import recompute
from evidence.synthesis.certainty import Certainty, Domain, includes_no_effect, rate
from evidence.synthesis.finding import Finding, Tables
from evidence.synthesis.findings import eligible
from evidence.synthesis.questioned import touched, with_and_without
from evidence.synthesis.result import Result, conclude, synthesise
from evidence.synthesis.what_if import World, Worlds, may_be_pooled, worlds

__all__ = [
    "Analysis",
    "Answer",
    "Certainty",
    "Domain",
    "Finding",
    "Result",
    "Tables",
    "World",
    "Worlds",
    "answer",
    "answer_all",
    "bias_scale",
    "conclude",
    "directions",
    "eligible",
    "includes_no_effect",
    "may_be_pooled",
    "natural",
    "overall_bias",
    "rate",
    "read",
    "read_tables",
    "recompute",
    "sensitivity",
    "synthesise",
    "touched",
    "with_and_without",
    "wording",
    "worlds",
]
