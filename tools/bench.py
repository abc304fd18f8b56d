"""How long builds take, beside what MyST-NB does by itself: `python tools/bench.py OUTPUT`.

The peer is `jupyter-book build --all` of the same chapters with `execute_notebooks: force`,
which starts a kernel for each chapter. It has this project's extension, since the chapters
need its directives and figures; so it draws and writes on every core as our build does, and
only the running of the cells is left to MyST-NB. All times are taken in one run, one build
after another, so that their ratios say more than the seconds.

A machine that others use too is now fast, now slow, by a factor of two within minutes. So a
loop that only adds is timed all along, by the seconds of the processor that it takes: a
second in which it takes twice as long as at the start counts as half a second in the column
“At one speed”, and the ratios are of these.

MyST-NB's own cache is measured on a page that reads one table, and on the study browser of
this book without our extension: it is fast, and the table says which number it shows after
a change. Ten times the studies is the project that `tests/multiplied.py` writes. Memory is
the most that a build and all its processes held at once, what they share counted once; it is
known on Linux only. `--without peer` leaves out a part, which takes the ratios to it along.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("book", "data")
FILES = ("_config.yml", "_toc.yml", "references.bib", "requirements.lock")
BUILD = ("python", "-m", "evidence", "build")
CHECK = ("python", "-m", "evidence", "check")
PEER = ("jupyter-book", "build", "--all", ".")
PAGES = "_build/html"
PARTS = ("peer", "ours", "cache", "ten")
HEADER = (
    *("Work", "Seconds", "At one speed", "Beside", "To reach"),
    *("Processor, seconds", "Memory, MiB", "Largest page, KiB gzipped"),
)

SMALL = {
    "_config.yml": "title: Apples\nexecute:\n  execute_notebooks: cache\n",
    "_toc.yml": "format: jb-book\nroot: index\n",
    "apples.csv": "apples\n12345\n",
    "index.md": "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n"
    "jupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n\n"
    "# Apples\n\n```{code-cell}\nprint(open('apples.csv').read())\n```\n",
}

BROWSER = {
    "_config.yml": "title: Studies\nexecute:\n  execute_notebooks: cache\n"
    "bibtex_bibfiles: [references.bib]\n",
    "_toc.yml": "format: jb-book\nroot: book/studies\n",
}


def _loop() -> float:
    """Return the seconds of the processor that a short loop takes now."""
    start = time.thread_time()
    sum(range(100_000))
    return time.thread_time() - start


_SELDOM = 25  # times as long as it takes, before the memory is looked at again
_AT_START = min(_loop() for _ in range(100))


@dataclass(frozen=True)
class Cost:
    """What a program took: seconds, those of all processors, and the most MiB it held.

    `even` are the seconds it would have taken at the speed the machine had at the start.
    Where the memory is unknown it is 0.
    """

    seconds: float
    even: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Row:
    """A piece of work, what it took, and what it is measured against."""

    work: str
    cost: Cost
    beside: str = ""
    reach: str = ""
    page: str = ""

    def __str__(self) -> str:
        """Return the row as a line of the table."""
        memory = f"{self.cost.memory:.0f}" if self.cost.memory else ""
        seconds = f"{self.cost.seconds:.1f}"
        processor = f"{self.cost.processor:.1f}"
        even = f"{self.cost.even:.1f}"
        beside = (self.beside, self.reach)
        return line((self.work, seconds, even, *beside, processor, memory, self.page))


def main(output: Path, parts: tuple[str, ...]) -> None:
    """Measure, print each row when it is known, and write the table."""
    lines = [line(HEADER), line(("---",) * len(HEADER))]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(Path(folder), parts):
            print(row, flush=True)
            lines.append(str(row))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def line(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def measure(folder: Path, parts: tuple[str, ...]) -> Iterator[Row]:
    """Yield a row for each piece of work, in the order in which it is done."""
    peer = build_peer(copied(folder / "peer")) if "peer" in parts else None
    if peer:
        yield Row("the peer: everything, a kernel for each chapter", peer)
    if "ours" in parts:
        yield from measure_ours(copied(folder / "ours"), peer)
    if "cache" in parts:
        yield cache_of_a_page(folder / "page")
        yield cache_of_the_browser(folder / "browser")
    if "ten" in parts:
        yield from measure_ten(folder)


def build_peer(root: Path) -> Cost:
    """Return what the build of MyST-NB alone takes, with a kernel for each chapter."""
    settings = (root / "_config.yml").read_text(encoding="utf-8")
    forced = settings.replace("execute_notebooks: cache", "execute_notebooks: force")
    (root / "_config.yml").write_text(forced, encoding="utf-8")
    return run(root, *PEER)


def measure_ours(root: Path, peer: Cost | None) -> Iterator[Row]:
    """Yield what our builds and the check take, and the builds' share of the peer's time."""
    for name, reach, edit in (
        ("full build from nothing", "0.30", None),
        ("one value changed in one table", "0.18", change_a_value),
        ("a sentence added to one chapter", "0.10", add_a_sentence),
        ("nothing changed", "0.06", None),
    ):
        if edit:
            edit(root)
        cost = run(root, *BUILD)
        share = f"{cost.even / peer.even:.2f} of the peer" if peer else ""
        yield Row(name, cost, share, reach, largest_page(root))
    yield Row("check of the real tables", run(root, *CHECK), reach="1.5 s")


def measure_ten(folder: Path) -> Iterator[Row]:
    """Yield what ten times the studies take, beside the real ones built just before."""
    real, grown = copied(folder / "real"), copied(folder / "grown")
    run(ROOT, "python", str(ROOT / "tests/multiplied.py"), str(grown))
    once = run(real, *BUILD)
    yield Row("the real studies: full build from nothing", once, page=largest_page(real))
    checked = run(grown, *CHECK)
    yield Row("ten times the studies: check", checked, reach="15 s")
    cost = run(grown, *BUILD)
    times = f"{cost.even / once.even:.1f} times the real ones"
    reach = "4 times, 2048 MiB, 1024 KiB"
    yield Row("ten times the studies: full build", cost, times, reach, largest_page(grown))


def cache_of_a_page(root: Path) -> Row:
    """Return how long MyST-NB's own cache takes for a changed value, and what it then shows."""
    write(root, SMALL)
    run(root, *PEER)
    write(root, {"apples.csv": "apples\n23456\n"})
    cost = run(root, *PEER)
    page = (root / PAGES / "index.html").read_text(encoding="utf-8")
    shown = "shows the new number" if "23456" in page else "shows the old number"
    return Row("one value changed, MyST-NB's own cache, a page of one table", cost, shown)


def cache_of_the_browser(root: Path) -> Row:
    """Return the same of the study browser: it says how many values the tables hold."""
    write(copied(root), BROWSER)
    for chapter in (root / "book").glob("*.md"):
        if chapter.stem != "studies":
            chapter.unlink()
    run(root, *PEER)
    left = drop_a_value(root)
    cost = run(root, *PEER)
    page = (root / PAGES / "book/studies.html").read_text(encoding="utf-8")
    told = re.search(r"with (?:<[^>]+>)*(\d+) values", page)
    if not told:
        raise SystemExit("the study browser no longer says how many values there are")
    shown = f"shows {told[1]} values; there are {left}"
    return Row("one value taken away, MyST-NB's own cache, the study browser", cost, shown)


def write(root: Path, files: dict[str, str]) -> None:
    """Write files into a folder, which is made if it is not there."""
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")


def run(root: Path, program: str, *arguments: str) -> Cost:
    """Run a program of this environment in a project; raises with what it said if it fails."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    start, before, most = time.perf_counter(), _of_children(), 0.0
    last, weighed, even = start, start, 0.0
    with tempfile.TemporaryFile("w+") as said:
        working = subprocess.Popen(command, cwd=root, stdout=said, stderr=subprocess.STDOUT)
        while working.poll() is None:
            if last >= weighed:
                most = max(most, memory(working.pid))
                # To weigh many processes takes as long as some of their work.
                weighed = last + _SELDOM * (time.perf_counter() - last)
            with suppress(subprocess.TimeoutExpired):
                working.wait(0.25)
            now = time.perf_counter()
            even += (now - last) * _AT_START / _loop()
            last = now
        if working.returncode:
            said.seek(0)
            raise SystemExit(said.read())
    return Cost(last - start, even, _of_children() - before, most)


def _of_children() -> float:
    """Return the seconds that programs which ended have had of all processors."""
    told = os.times()
    return told.children_user + told.children_system


def memory(process: int) -> float:
    """Return the MiB that a process and those it started hold now, shared ones once."""
    parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*"))))
    family = {process}
    while added := {child for child, parent in parents.items() if parent in family} - family:
        family |= added
    return sum(map(_held, family)) / 1024


def _parent(folder: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        # The name of the program, in brackets, may hold blanks and brackets itself.
        return int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return None


def _held(process: int) -> int:
    with suppress(OSError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        found = re.search(r"^Pss: +(\d+) kB", told, re.MULTILINE)
        return int(found[1]) if found else 0
    return 0


def largest_page(root: Path) -> str:
    """Return the size of a built book's largest page as it is sent, and which it is."""
    pages = (root / PAGES).rglob("*.html")
    size, name = max((len(gzip.compress(path.read_bytes())), path.stem) for path in pages)
    return f"{size / 1024:.0f} ({name})"


def copied(root: Path) -> Path:
    """Return a copy of the sources of the book without anything that was built."""
    for name in FOLDERS:
        copytree(ROOT / name, root / name, ignore=ignore_patterns("study", "question"))
    for name in FILES:
        copy(ROOT / name, root / name)
    return root


def drop_a_value(root: Path) -> int:
    """Take away the last value of the studies, and return how many are left."""
    path = root / "data/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[:-1]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return len(rows) - 1


def change_a_value(root: Path) -> None:
    """Change what was measured in one group, by a tenth of it."""
    path = root / "data/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    statistic, value = header.index("statistic"), header.index("value")
    row = next(row for row in reversed(rows) if row[statistic] == "mean" and row[value])
    row[value] = f"{float(row[value]) * 1.1:.4g}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def add_a_sentence(root: Path) -> None:
    """Add a sentence to the end of a chapter."""
    with (root / "book/methods.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\nThis is one more sentence.\n")


def parse() -> tuple[Path, tuple[str, ...]]:
    """Return where to write the table, and the parts to measure."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("output", type=Path)
    told.add_argument("--without", action="append", choices=PARTS, default=[])
    chosen = told.parse_args()
    return chosen.output, tuple(part for part in PARTS if part not in chosen.without)


if __name__ == "__main__":
    main(*parse())
