"""The guard on conclusions: each sentence that concludes is bound to an assertion over the data.

A row of the table `conclusions` holds a sentence of a chapter, word for word, and an
assertion a reader of the book can read too. A sentence that is no longer in its chapter,
an assertion that cannot be read and one that is false now are problems, and so stop the
build. So is a sentence in an answer box that no row holds: `answers` has the rule.

The forms of an assertion:

    no study where kind is clinical and population is children
    at least 2 studies among outcomes where outcome_id is relapse and study.kind is clinical
    no study among arms where role is treatment and study.kind is clinical differs in route
    every claim where chapter is pears: verdict is not traced
    most arms where study.kind is clinical: n is at most 20
    certainty of question ripe is very low
    value of outcomes where study_id is smith2001 and outcome_id is age is at most 3
    value of outcomes where … is above value of outcomes where …
    analysis relapse has at least 2 studies
    analysis relapse is not pooled
    interval of analysis relapse includes no effect
    analysis relapse favours treatment
    certainty of analysis relapse is very low

Quantities: no, at least N, at most N, exactly N. Conditions, joined by “and”: is, is not,
is one of A | B, is not one of A | B, contains, does not contain (whole words), is blank,
is not blank, is at least, is at most, is above, is below, is between A and B. A column
of the row's study is written study.population, and so for every table the row points to.
A study “differs in” a column when its rows hold more than one word there; a blank is none.
"""

from evidence.conclusions.analyses import CONTROL, NEITHER, TREATMENT, Facts, Known
from evidence.conclusions.check import TABLE, check, judge

__all__ = ["CONTROL", "NEITHER", "TABLE", "TREATMENT", "Facts", "Known", "check", "judge"]
