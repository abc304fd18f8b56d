"""The commands: `python -m evidence check | tidy | build | serve | diff | add | …`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from evidence import (
    book,
    checks,
    citing,
    descriptor,
    garbage,
    github,
    problems,
    spelling,
    tidy,
)
from evidence.archive import commands as archive
from evidence.intake import commands as intake
from evidence.intake import staging
from evidence.reconciliation import commands as reconciliation
from evidence.site import commands as publishing
from evidence.watch import commands as watch

# Each declares its commands and runs them.
_PARTS = (intake, archive, publishing, watch, reconciliation)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status, which is 0 only when all is well."""
    garbage.collect_seldom()
    parser = argparse.ArgumentParser(prog="python -m evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser(
        "check", help="say everything that is wrong with tables and chapters"
    )
    checking.add_argument("--format", choices=["text", "github"], default="text")
    checking.add_argument("--on", type=_day, help="say too what is late on this day")
    tidying = commands.add_parser("tidy", help="mend the form of the tables, not their facts")
    tidying.add_argument("--check", action="store_true", help="change nothing; fail if untidy")
    commands.add_parser("build", help="check, then build the book strictly")
    serve = commands.add_parser("serve", help="show the built book in a browser on this machine")
    serve.add_argument("--port", type=int, default=8000)
    commands.add_parser("citation", help="write CITATION.cff and .zenodo.json from the sources")
    _add_diff(commands)
    for part in _PARTS:
        part.declare(commands)
    chosen = parser.parse_args(arguments)
    if chosen.command == "verify":
        return archive.verify(chosen.archive, rebuild=chosen.rebuild)
    try:
        root = descriptor.find_root()
    except problems.SourceError as error:
        return _fail(str(error))
    recovered = staging.recover(root)
    if recovered:
        print(recovered, file=sys.stderr)
    for part in _PARTS:
        if chosen.command in part.COMMANDS:
            status: int = part.run(root, chosen)
            return status
    if chosen.command == "check":
        return check(root, chosen.format, chosen.on)
    if chosen.command == "tidy":
        return tidy_tables(root, write=not chosen.check)
    if chosen.command == "build":
        return build(root)
    if chosen.command == "citation":
        return cite(root)
    if chosen.command == "diff":
        return diff(root, chosen.base, chosen.head, chosen.format, chosen.output)
    # Imported here: no other command serves, and the modules of the web take long to load.
    from evidence import serving

    return serving.serve(root, chosen.port)


def check(root: Path, form: str = "text", day: date | None = None) -> int:
    """Print every problem of the sources, as text or as GitHub's workflow commands.

    With `day`, searches that are late on that day are problems too. Returns 1 when one of
    them is an error; warnings alone do not fail.
    """
    found = checks.check(root, day=day)
    for problem in found:
        if form == "github":
            print(github.annotation(problem))
        else:
            print(problem, file=sys.stderr)
    if problems.errors(found):
        return _fail(problems.summarise(found))
    print(f"checked: {problems.summarise(found) if found else 'no problems'}")
    return 0


def tidy_tables(root: Path, *, write: bool) -> int:
    """Say what is untidy in the tables, and mend it if `write`; return 1 if it is left so."""
    try:
        files = tidy.tidied(root, descriptor.read(root))
    except problems.SourceError as error:
        return _fail(str(error))
    for line in tidy.report(files):
        print(line)
    if not files:
        print("the tables are tidy")
    elif write:
        tidy.write(root, files)
    else:
        return _fail(f"run {spelling.TIDY}")
    return 0


def build(root: Path) -> int:
    """Build the book and say where it is and how long each stage took."""
    try:
        stages = book.build(root)
    except book.BuildError as error:
        return _fail(str(error))
    for stage in stages:
        print(f"{stage.seconds:7.1f} s  {stage.name}")
    print(f"the book: {book.BOOK / 'index.html'}")
    return 0


def cite(root: Path) -> int:
    """Write the files that say how to cite the project, and name them."""
    try:
        for name in citing.write(root):
            print(f"written: {name}")
    except problems.SourceError as error:
        return _fail(str(error))
    return 0


def _add_diff(commands: Any) -> None:
    command = commands.add_parser("diff", help="say what a change does to the conclusions")
    command.add_argument("base", help="a git revision or a folder: the state before")
    command.add_argument("head", nargs="?", help="the state after; default: the working tree")
    command.add_argument("--format", choices=("markdown", "html", "json"), default="markdown")
    command.add_argument("--output", type=Path, help="write to this file instead of printing")


def diff(root: Path, base: str, head: str | None, form: str, output: Path | None) -> int:
    """Print or write what differs between two versions, and what follows from it."""
    # Imported here: no other command works results out, and that takes a second to load.
    from evidence import comparison

    try:
        text = comparison.report(root, base, head, form)
    except comparison.VersionError as error:
        return _fail(str(error))
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")
        print(f"the evidence diff: {output}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = f"“{text}” is not a date: write year-month-day, like 2026-12-31"
        raise argparse.ArgumentTypeError(said) from None


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
