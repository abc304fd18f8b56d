"""The command for a second reading: `reconcile`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from evidence import problems
from evidence.intake.sent import RefusedError

COMMANDS = ("reconcile",)


def declare(commands: Any) -> None:
    """Add the command to the parser of `python -m evidence`."""
    command = commands.add_parser(
        "reconcile", help="compare a second, independent extraction with the tables"
    )
    command.add_argument("file", type=Path, help="the second reader's .xlsx, .csv or .tsv")
    command.add_argument("--by", default=None, help="name of the person who read the sources")
    command.add_argument("--write", action="store_true", help="note in the tables what follows")
    command.add_argument("--to-settle", type=Path, help="write a sheet of what does not agree")
    command.add_argument("--settled", type=Path, help="that sheet, with what counts filled in")
    command.add_argument("--output", type=Path, help="write the report here, not to the screen")


def run(root: Path, chosen: argparse.Namespace) -> int:
    """Carry out the command; return the exit status, 0 only when all is well.

    Readers who disagree are no failure; a file that cannot be taken, or tables that would
    not pass the check, are.
    """
    # Here, so that the other commands do not wait for a reader of workbooks.
    from evidence.reconciliation import decisions, people, reconciling, report

    try:
        if chosen.by is not None:
            people.require_name(chosen.by)
        result = reconciling.reconcile(
            root,
            chosen.file,
            date.today(),
            by=chosen.by or "",
            settled=chosen.settled,
            write=chosen.write,
        )
        _put(report.render(result), chosen.output)
        if chosen.to_settle:
            _put(decisions.sheet(result.unsettled), chosen.to_settle)
    except RefusedError as refusal:
        for complaint in refusal.complaints:
            print(complaint, file=sys.stderr)
        return 1
    except problems.SourceError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error} → check the name and the folder", file=sys.stderr)
        return 1
    return 1 if result.problems else 0


def _put(text: str, path: Path | None) -> None:
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
        print(f"written: {path}")
