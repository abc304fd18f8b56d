"""Ask every address the built book links to; list those that do not answer, as Markdown.

Usage: links.py START OUTPUT, with the first page of the book and the report to write. The
report is empty when all is well; the exit status is 0 either way, and 1 when nothing could be
asked. Refusals to programs (401, 403, 429, 999) do not mean that a reader gets no answer.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

_CONFIGURATION = Path(__file__).with_name("linkchecker.ini")
_REFUSED = ("401", "403", "429", "999")


def ask(start: Path) -> list[dict[str, str]]:
    """Return the links that do not answer, as LinkChecker's rows, by address."""
    program = [sys.executable, "-m", "linkcheck", "-f", str(_CONFIGURATION), "-o", "csv/utf-8"]
    done = subprocess.run([*program, start.resolve().as_uri()], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    if not lines:
        raise SystemExit(f"no link could be asked\n{done.stderr}")
    rows = csv.DictReader(lines, delimiter=";")
    dead = [row for row in rows if not row["result"].startswith(_REFUSED)]
    return sorted(dead, key=lambda row: row["url"])


def report(dead: list[dict[str, str]], folder: Path) -> str:
    """Return the rows as a Markdown list: address, answer, and a page of the book that has it."""
    return "".join(
        f"- {_code(row['url'])}: {_code(row['result'])}, linked from "
        f"{_code(row['parentname'].removeprefix(folder.resolve().as_uri() + '/'))}\n"
        for row in dead
    )


def _code(text: str) -> str:
    """Return text as code, in which Markdown sees no markup."""
    return f"`{' '.join(text.replace('`', '').split())[:200]}`"


if __name__ == "__main__":
    first, output = map(Path, sys.argv[1:])
    output.write_text(report(ask(first), first.parent), encoding="utf-8")
