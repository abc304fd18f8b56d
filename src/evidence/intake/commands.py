"""The commands for what people send: `add`, `template` and `forms`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence import problems
from evidence.intake import rehearsal

if TYPE_CHECKING:
    from evidence.intake.adding import Result

COMMANDS = ("add", "template", "forms")


def declare(commands: Any) -> None:
    """Add the commands to the parser of `python -m evidence`."""
    add = commands.add_parser("add", help="take in a sheet, a text table or an issue")
    add.add_argument("file", nargs="+", help="a file, or a DOI, PMID… or NCT… to look up")
    add.add_argument("--topic", default="", help="the part of the review, for what is looked up")
    add.add_argument(
        "--unfinished",
        action="store_true",
        help="write the rows although the book itself still needs work because of them",
    )
    blank = commands.add_parser("template", help="write an empty sheet with our columns")
    blank.add_argument("file", type=Path, help="a name that ends in .xlsx or .csv")
    blank.add_argument(
        "--for", dest="study", help="the rows of this study without values, for a second reader"
    )
    commands.add_parser("forms", help="write the issue forms from the descriptor")


def run(root: Path, chosen: argparse.Namespace) -> int:
    """Carry out one of the commands; return the exit status, 0 only when all is well."""
    # Here, so that the other commands do not wait for a reader of workbooks.
    from evidence.intake import forms, template
    from evidence.reconciliation import blind

    try:
        if chosen.command == "add":
            # “PMID 123” is two words unless it is quoted.
            return _add(root, " ".join(chosen.file), chosen)
        if chosen.command == "template":
            template.write(
                root, chosen.file, blind.parts(root, chosen.study) if chosen.study else ()
            )
            print(f"written: {chosen.file}")
            return 0
        for file in forms.write(root):
            print(f"written: {file}")
        return 0
    except problems.SourceError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"{error} → check the name and the folder", file=sys.stderr)
        return 1


def _add(root: Path, sent: str, chosen: argparse.Namespace) -> int:
    from evidence.intake import adding
    from evidence.watch import identified

    asked = None if Path(sent).is_file() else identified.read(sent)
    if asked:
        unfinished = chosen.unfinished
        print(identified.add(root, asked, chosen.topic, date.today(), unfinished=unfinished))
        return 0
    result = adding.add(root, Path(sent), date.today(), unfinished=chosen.unfinished)
    return _tell(result, Path(sent).name)


def _tell(result: Result, file: str) -> int:
    for line in result.left_out:
        print(line)
    for complaint in result.complaints:
        print(complaint, file=sys.stderr)
    for doubt in result.doubts:
        print(f"doubtful: {doubt}", file=sys.stderr)
    if result.to_do:
        print("what this asks of the book itself:", file=sys.stderr)
        for problem in result.to_do:
            print(f"  {problem}", file=sys.stderr)
    if not result.written:
        print(f"nothing was written: {_reason(result)}", file=sys.stderr)
        return 1
    rows = [f"{many} in {table}" for table, many in result.added.items()]
    fixed = [f"{result.corrected} corrected"] if result.corrected else []
    fixed += [f"{result.decided} decided in records"] if result.decided else []
    print(f"{file}: {', '.join(rows + fixed)}; now read it with `python -m evidence check`")
    return 0


def _reason(result: Result) -> str:
    if result.complaints:
        many = len(result.complaints)
        return f"{many} thing{'' if many == 1 else 's'} to mend in what was sent"
    return rehearsal.NOT_READY
