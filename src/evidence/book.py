"""Build the book strictly, and replace the old one only when the new one is whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from evidence import buildlog, checks, problems, unchanged

BOOK = Path("_build/html")
WORK = Path("_build/work")
LOG = Path("_build/build.log")
READ = Path("_build/.doctrees/environment.pickle")


@dataclass(frozen=True)
class Stage:
    """One step of a build and how long it took, in seconds."""

    name: str
    seconds: float


class BuildError(Exception):
    """The book could not be built; the message says why."""


def build(root: Path) -> list[Stage]:
    """Check the data, build the book and publish it to `_build/html`.

    Returns the stages with their times, one alone when nothing changed since the book was
    built. Raises BuildError with everything that is wrong; the book built before is then as
    it was.
    """
    start = time.perf_counter()
    sources = unchanged.sources(root)
    if unchanged.is_made(root, root / BOOK, sources):
        return [Stage("see that nothing changed", time.perf_counter() - start)]
    _run_jupyter_book(root)
    built = time.perf_counter()
    _publish(root / WORK / "_build" / "html", root / BOOK)
    unchanged.stamp(root, root / BOOK, sources)
    return [
        Stage("check the data and build the book", built - start),
        Stage("publish", time.perf_counter() - built),
    ]


def _run_jupyter_book(root: Path) -> None:
    (root / WORK).mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    command += ["--path-output", str(WORK), "-W", "-n", "--keep-going"]
    with (root / LOG).open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=root, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        _raise_problems(root)
        # Sphinx remembers a page with a warning as read: without this, the next
        # build would not see the page, nor its warning, and would pass.
        (root / WORK / READ).unlink(missing_ok=True)
        raise BuildError(_telling(root))


def _raise_problems(root: Path) -> None:
    # The build checks by itself and stops: it need not wait for another check before it.
    found = problems.errors(checks.check(root))
    if found:
        lines = "\n".join(str(problem) for problem in found)
        raise BuildError(f"{lines}\n{problems.summarise(found)}")


def _telling(root: Path) -> str:
    log = (root / LOG).read_text(encoding="utf-8", errors="replace")
    found = buildlog.problems(log, root)
    said = [str(problem) for problem in found] or [buildlog.last_error(log)]
    return "\n".join([*said, f"the book was not built; the whole log is in {LOG}"])


def _publish(new: Path, book: Path) -> None:
    # Two renames: whoever reads the book sees the old one or the new one whole.
    incoming, outgoing = book.with_name("html.new"), book.with_name("html.old")
    for leftover in (incoming, outgoing):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(new, incoming)
    if book.exists():
        book.rename(outgoing)
    incoming.rename(book)
    shutil.rmtree(outgoing, ignore_errors=True)
