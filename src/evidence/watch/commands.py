"""The command `watch`: look for new evidence, and say what was found."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence import problems
from evidence.intake import rehearsal

if TYPE_CHECKING:
    from evidence.watch.watching import Outcome

COMMANDS = ("watch",)
_SOURCES = ("europepmc", "clinicaltrials", "crossref")


def declare(commands: Any) -> None:
    """Add the command to the parser of `python -m evidence`."""
    watch = commands.add_parser("watch", help="look for new reports, registry changes, notices")
    only = watch.add_mutually_exclusive_group()
    only.add_argument("--source", choices=_SOURCES, default="", help="ask this service only")
    only.add_argument("--search", default="", help="run this saved search only, due or not")
    watch.add_argument("--all", action="store_true", help="also run what is not due yet")
    watch.add_argument("--dry-run", action="store_true", help="ask, but write no table")
    watch.add_argument(
        "--unfinished",
        action="store_true",
        help="write the rows although the book itself still needs work because of them",
    )
    watch.add_argument("--output", type=Path, help="write the summary to this file")


def run(root: Path, chosen: argparse.Namespace) -> int:
    """Carry out the command; return 0 only when every service answered and all is written."""
    # Here, so that the other commands do not wait for what asks services.
    from rich.console import Console
    from rich.progress import Progress

    from evidence.watch import searching, settings, summary, watching

    today = date.today()
    console = Console(stderr=True)
    bars = Progress(console=console, transient=True, disable=not console.is_terminal)

    def progress(name: str) -> searching.Progress:
        task = bars.add_task(name, total=None)
        return lambda done, total: bars.update(task, completed=done, total=total)

    try:
        with bars:
            outcome = watching.watch(
                root,
                settings.read(root),
                today,
                watching.Chosen(chosen.source, chosen.search, chosen.all),
                progress,
                dry=chosen.dry_run,
                unfinished=chosen.unfinished,
            )
    except problems.SourceError as error:
        print(error, file=sys.stderr)
        return 1
    text = summary.markdown(outcome, today)
    if chosen.output:
        chosen.output.parent.mkdir(parents=True, exist_ok=True)
        chosen.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return _tell(outcome, dry=chosen.dry_run)


def _tell(outcome: Outcome, *, dry: bool) -> int:
    for error in outcome.failures:
        print(error, file=sys.stderr)
    for name, why in outcome.verdict.left_out.items():
        print(f"left out: {name}: {why}", file=sys.stderr)
    if dry:
        print("nothing was written: this was a dry run")
    elif outcome.written:
        print(f"written: {', '.join(sorted(outcome.verdict.texts))}")
    elif outcome.verdict.to_do:
        for problem in outcome.verdict.to_do:
            print(f"  {problem}", file=sys.stderr)
        print(f"nothing was written: {rehearsal.NOT_READY}", file=sys.stderr)
        return 1
    else:
        print("nothing was written: nothing new was found")
    return 1 if outcome.failures else 0
