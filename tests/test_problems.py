"""Every message has one form: where, what was found, what to do."""

from __future__ import annotations

from dataclasses import replace

from evidence.problems import WARNING, Problem, SourceError, errors, summarise


def _problem(file: str = "data/trees.csv", line: int = 3, column: int = 2) -> Problem:
    return Problem(file, line, column, "height", "“tall” is not a number", "write digits")


def test_a_problem_reads_as_place_field_finding_and_cure() -> None:
    """An editor can jump to `file:line:column`; the rest says what is wrong and what to do."""
    assert str(_problem()) == ("data/trees.csv:3:2: [height] “tall” is not a number → write digits")


def test_a_problem_without_a_field_has_no_brackets() -> None:
    """A problem of a whole line or file names no field."""
    problem = Problem("references.bib", 1, 1, "", "the bibliography is missing", "restore the file")
    assert str(problem) == "references.bib:1:1: the bibliography is missing → restore the file"


def test_problems_sort_by_file_then_line_then_column_as_numbers() -> None:
    """Line 10 comes after line 9, and a report runs from the top of each file down."""
    tenth, ninth, other = _problem(line=10), _problem(line=9, column=7), _problem("data/a.csv", 99)
    later = _problem(line=9, column=11)
    assert sorted([tenth, later, ninth, other]) == [other, ninth, later, tenth]


def test_an_error_carries_every_problem_once_and_in_order() -> None:
    """A problem found twice is reported once."""
    error = SourceError([_problem(line=5), _problem(line=2), _problem(line=5)])
    assert error.problems == [_problem(line=2), _problem(line=5)]


def test_an_error_reads_as_one_problem_per_line() -> None:
    """What a person sees of an error is the list of its problems."""
    error = SourceError([_problem(line=5), _problem(line=2)])
    assert str(error) == f"{_problem(line=2)}\n{_problem(line=5)}"


def test_a_summary_counts_one_problem_in_one_file() -> None:
    """One is singular."""
    assert summarise([_problem()]) == "1 problem in 1 file"


def test_a_summary_counts_problems_and_the_files_they_are_in() -> None:
    """Two problems of one file count that file once."""
    problems = [_problem(line=1), _problem(line=2), _problem("references.bib")]
    assert summarise(problems) == "3 problems in 2 files"


def test_a_warning_says_that_it_is_one() -> None:
    """What stops a build and what only asks for a second look are told apart."""
    assert str(replace(_problem(), severity=WARNING)) == (
        "data/trees.csv:3:2: [height] warning: “tall” is not a number → write digits"
    )


def test_warnings_do_not_stop_a_build() -> None:
    """Only the others count as errors."""
    assert errors([_problem(line=1), replace(_problem(line=2), severity=WARNING)]) == [
        _problem(line=1)
    ]


def test_a_summary_counts_warnings_apart() -> None:
    """Warnings alone are no problems."""
    warning = replace(_problem(), severity=WARNING)
    assert summarise([warning]) == "1 warning in 1 file"
    assert summarise([_problem(), warning, warning]) == "1 problem and 2 warnings in 1 file"
