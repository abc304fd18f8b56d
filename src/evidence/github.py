"""Problems as GitHub's workflow commands, which mark the lines of a pull request."""

from __future__ import annotations

from evidence.problems import Problem


def annotation(problem: Problem) -> str:
    """Return one problem as a workflow command.

    The form and its escaping are those of “Workflow commands for GitHub Actions”
    and of the toolkit that GitHub publishes for them.
    """
    title = problem.field or problem.file.rpartition("/")[2]
    properties = {
        "file": problem.file,
        "line": str(problem.line),
        "col": str(problem.column),
        "title": title,
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.severity} {said}::{_message(f'{problem.found} → {problem.cure}')}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
