"""Problems mark the lines of a pull request."""

from __future__ import annotations

from dataclasses import replace

from evidence import github
from evidence.problems import WARNING, Problem

PROBLEM = Problem("data/trees.csv", 3, 2, "height", "“tall” is not a number", "write digits")


def test_a_problem_is_an_error_at_its_line_and_column() -> None:
    """The title is the column of the table."""
    assert github.annotation(PROBLEM) == (
        "::error file=data/trees.csv,line=3,col=2,title=height::"
        "“tall” is not a number → write digits"
    )


def test_a_warning_is_a_warning() -> None:
    """It marks the line and does not fail the run."""
    assert github.annotation(replace(PROBLEM, severity=WARNING)).startswith("::warning file=")


def test_a_problem_of_no_column_has_the_file_as_its_title() -> None:
    """A title is never empty."""
    said = github.annotation(replace(PROBLEM, field=""))
    assert ",title=trees.csv::" in said


def test_what_would_end_a_command_or_start_another_is_escaped() -> None:
    """Text of a table cannot write a command of its own."""
    problem = replace(
        PROBLEM, file="data/a,b:c%.csv", field="x::y", found="50%\r\n::error::no", cure="a, b: c"
    )
    assert github.annotation(problem) == (
        "::error file=data/a%2Cb%3Ac%25.csv,line=3,col=2,title=x%3A%3Ay::"
        "50%25%0D%0A::error::no → a, b: c"
    )
