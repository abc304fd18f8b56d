"""Run notebooks in forked copies of this process.

Starting a kernel and importing the libraries takes far longer than most chapters
do. Here they are imported once, tables and answers are there already, and each
notebook gets a fresh copy: it shares no variable with another.
"""

from __future__ import annotations

import io
import json
import os
import re
import traceback
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import pandas as pd
from IPython.core import application, completer, completerlib, logger, magics, oinspect
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

from evidence import charts, effects, figures, numbers, pages, tables

_WARNING = re.compile(r"^<ipython-input-[^>]*>:(\d+): (.+)$", re.MULTILINE)
# What notebooks import, and what a shell imports when it is made.
WARM = (
    *(charts, effects, figures, numbers, pages, tables),
    *(application, completer, completerlib, logger, magics, oinspect),
)
DONE = ".done"
FAILED = ".failed"


@cache
def warm_up() -> None:
    """Draw a chart of nothing: what the first chart of each copy would import is then there."""
    alt.Chart(pd.DataFrame()).mark_point().to_dict()


def run(path: Path, kept: Path) -> None:
    """Run one notebook and write what came of it beside it; keep its charts in a folder.

    That is the notebook with its outputs, with the suffix `.done`; or, with the
    suffix `.failed`, the first cell that failed or complained, the line in it, and
    what it said.
    """
    with charts.kept_in(kept):
        _run(path)


def _run(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    os.chdir(notebook.metadata["folder"])
    shell = InteractiveShell.instance()
    for count, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        result, outputs, complaint = _run_cell(shell, cell.source)
        failure = _failure(result, complaint)
        if failure:
            _write(path.with_suffix(FAILED), json.dumps({"cell": count, **failure}))
            return
        cell.execution_count = count + 1
        cell.outputs = outputs
    _write(path.with_suffix(DONE), nbformat.writes(notebook))


def _run_cell(shell: InteractiveShell, code: str) -> tuple[ExecutionResult, list[Any], str]:
    shell.display_pub = CapturingDisplayPublisher()
    shown = shell.display_pub.outputs
    # What a cell ends with goes the same way as what it displays, in order.
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    printed, complaint = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(complaint):
        result = shell.run_cell(code)
    return result, _outputs(printed.getvalue(), shown), complaint.getvalue()


def _failure(result: ExecutionResult, complaint: str) -> dict[str, Any] | None:
    error = result.error_before_exec or result.error_in_exec
    if error:
        said = error.msg if isinstance(error, SyntaxError) else error
        return {"line": _line_of(error), "found": f"{type(error).__name__}: {said}"}
    if complaint:
        warning = _WARNING.search(complaint)
        found = warning[2] if warning else complaint.strip().splitlines()[-1]
        return {"line": int(warning[1]) if warning else 1, "found": found}
    return None


def _line_of(error: BaseException) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.startswith("<ipython-input")]
    return (lines[-1] if lines else None) or 1


def _write(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _outputs(printed: str, shown: list[dict[str, Any]]) -> list[Any]:
    streams = []
    if printed:
        streams.append({"output_type": "stream", "name": "stdout", "text": printed})
    displays = [
        {
            "output_type": "display_data",
            "data": _compact(one["data"]),
            "metadata": one["metadata"] or {},
        }
        for one in shown
    ]
    # The notebook is validated as a whole when it is written: not each output here as well.
    return [nbformat.from_dict(output) for output in (*streams, *displays)]


def _compact(data: dict[str, Any]) -> dict[str, Any]:
    """Return the forms of an output with a figure as one text.

    A notebook is written with each value on a line of its own, and more than once: a figure
    has tens of thousands of them.
    """
    kind = figures.MIME_TYPE
    return {**data, kind: json.dumps(data[kind], sort_keys=True)} if kind in data else data
