"""How long builds take, beside what MyST-NB does by itself: `python tools/bench.py OUTPUT`.

The peer is `jupyter-book build --all` of the same chapters with `execute_notebooks: force`,
which starts a kernel for each chapter. It has this project's extension, since the chapters
need its directives and figures; so it draws and writes on every core as our build does, and
only the running of the cells is left to MyST-NB. All times are taken in one run, one build
after another, so that their ratios say more than the seconds; a loop that only adds stands
for the speed of the machine. MyST-NB's own cache is measured on a book of one chapter that
reads one table: it is fast, and the last column says which number it shows after a change.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("book", "data")
FILES = ("_config.yml", "_toc.yml", "references.bib", "requirements.lock")
BUILD = ("python", "-m", "evidence", "build")
PEER = ("jupyter-book", "build", "--all", ".")
HEADER = ("Work", "Seconds", "Of the peer", "To reach")

SMALL = {
    "_config.yml": "title: Apples\nexecute:\n  execute_notebooks: cache\n",
    "_toc.yml": "format: jb-book\nroot: index\n",
    "apples.csv": "apples\n12345\n",
    "index.md": "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n"
    "jupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n\n"
    "# Apples\n\n```{code-cell}\nprint(open('apples.csv').read())\n```\n",
}

# What was done, its seconds, its share of the peer's time, and the share to reach.
Row = tuple[str, float, str, str]


def main(output: Path) -> None:
    """Measure, print the table and write it."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [(name, f"{seconds:.1f}", *rest) for name, seconds, *rest in measure(Path(folder))]
    lines = [" | ".join(row) for row in (HEADER, ("---",) * len(HEADER), *rows)]
    text = "\n".join(f"| {line} |" for line in lines)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text + "\n", encoding="utf-8")
    print(text)


def measure(folder: Path) -> Iterator[Row]:
    """Yield a row for each piece of work, in the order in which it is done."""
    yield "a loop of ten million additions", timed(lambda: sum(range(10_000_000))), "", ""
    peer, ours = copied(folder / "peer"), copied(folder / "ours")
    settings = (peer / "_config.yml").read_text(encoding="utf-8")
    forced = settings.replace("execute_notebooks: cache", "execute_notebooks: force")
    (peer / "_config.yml").write_text(forced, encoding="utf-8")
    whole = timed(lambda: run(peer, *PEER))
    yield "the peer: everything, a kernel for each chapter", whole, "1.00", ""
    for name, reach, edit in (
        ("full build from nothing", "0.30", None),
        ("one value changed in one table", "0.18", change_a_value),
        ("a sentence added to one chapter", "0.10", add_a_sentence),
        ("nothing changed", "0.06", None),
    ):
        if edit:
            edit(ours)
        seconds = timed(lambda: run(ours, *BUILD))
        yield name, seconds, f"{seconds / whole:.2f}", reach
    yield own_cache(folder / "cached")
    checked = timed(lambda: run(ours, "python", "-m", "evidence", "check"))
    yield "check of the real tables", checked, "", "1.5 s"


def own_cache(root: Path) -> Row:
    """Return how long MyST-NB's own cache takes for a changed value, and what it then shows."""
    root.mkdir()
    for name, text in SMALL.items():
        (root / name).write_text(text, encoding="utf-8")
    run(root, *PEER)
    (root / "apples.csv").write_text("apples\n23456\n", encoding="utf-8")
    seconds = timed(lambda: run(root, *PEER))
    page = (root / "_build/html/index.html").read_text(encoding="utf-8")
    shown = "the new number" if "23456" in page else "the old number"
    return "one value changed, MyST-NB's own cache, one chapter", seconds, "", shown


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(root: Path, program: str, *arguments: str) -> None:
    """Run a program of this environment in a project; raises with what it said if it fails."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(
        command, cwd=root, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        raise SystemExit(done.stdout)


def copied(root: Path) -> Path:
    """Return a copy of the sources of the book without anything that was built."""
    for name in FOLDERS:
        copytree(ROOT / name, root / name, ignore=ignore_patterns("study", "question"))
    for name in FILES:
        copy(ROOT / name, root / name)
    return root


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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
