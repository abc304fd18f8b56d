"""A book that was built again is, byte for byte, the book built from nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import evidence
from evidence import book, store

ORCHARD = Path(__file__).parent / "orchard"
PACKAGE = Path(evidence.__file__).parent
KILLS = 10
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
# Libraries written in C bring their own idea of `datetime`, so the clock itself is moved.
ANOTHER_DAY = """
import time
YEARS = 3 * 365 * 86400 + 4321
clock, local, universal = time.time, time.localtime, time.gmtime
time.time = lambda: clock() + YEARS
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: universal(time.time() if seconds is None else seconds)
"""

Edit = Callable[[Path], None]
Tree = dict[str, bytes]


def build(root: Path, *, path: Path | None = None) -> Tree:
    """Build a project in a process of its own, with `path` first among its modules."""
    finished = _start(root, path)
    said = finished.communicate()[0]
    assert finished.returncode == 0, said
    return tree(root)


def _start(root: Path, path: Path | None = None) -> subprocess.Popen[str]:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.Popen(
        [sys.executable, "-m", "evidence", "build"],
        cwd=root,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def tree(root: Path) -> Tree:
    """Return every file of the built book by its path."""
    folder = root / book.BOOK
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(one: Tree, other: Tree) -> list[str]:
    """Return the files that only one tree has, or that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def replace(file: str, old: str, new: str) -> Edit:
    """Return an edit that replaces a text which must be there."""

    def edit(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def lose_the_rain(root: Path) -> None:
    """Take a chapter out of the book."""
    replace("_toc.yml", "  - file: book/rain\n", "")(root)
    (root / "book/rain.md").unlink()


EDITS: dict[str, Edit] = {
    "the table of harvests": replace("data/harvests.csv", "old,2001,41.5", "old,2001,43.5"),
    "the table of the weather": replace("data/weather.csv", "2001,612", "2001,652"),
    "the bibliography": replace("references.bib", "Weights of", "Many"),
    "a chapter's prose": replace("book/rain.md", "On average", "In the mean"),
    "a chapter's title": replace("book/rain.md", "# Rain", "# Rain and snow"),
    "a figure's name": replace("book/apples.md", "fig-apples", "fig-pears"),
    "the settings": replace("_config.yml", "The orchard", "The walled orchard"),
    "a chapter lost": lose_the_rain,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a small project whose book is built."""
    root = tmp_path_factory.mktemp("whole") / "orchard"
    shutil.copytree(ORCHARD, root)
    build(root)
    yield root


def copied(whole: Path, folder: Path) -> Path:
    """Return a copy of a project with its built book and all that builds keep."""
    root = folder / "copy"
    shutil.copytree(whole, root)
    return root


def from_nothing(folder: Path, *edits: Edit, path: Path | None = None) -> Tree:
    """Return the book of the edited project, built from its sources alone."""
    root = folder / "from-nothing" / "orchard"
    shutil.copytree(ORCHARD, root)
    for edit in edits:
        edit(root)
    return build(root, path=path)


def test_a_book_does_not_depend_on_the_place_and_the_day(whole: Path, tmp_path: Path) -> None:
    """In another folder and three years later it is the same."""
    later = tmp_path / "later"
    later.mkdir()
    (later / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    root = tmp_path / "else" / "where"
    shutil.copytree(ORCHARD, root)
    assert differences(build(root, path=later), tree(whole)) == []


def test_no_file_tells_the_day_it_was_built(whole: Path) -> None:
    """Neither as programs write a day nor as people do."""
    day = date.today()
    written = f"{day}", f"{day:%Y%m%d}", f"{day.day} {day:%B %Y}", f"{day:%b %d, %Y}"
    telling = [
        name for name, text in tree(whole).items() if any(one.encode() in text for one in written)
    ]
    assert telling == []


def test_no_edit_leaves_anything_stale(whole: Path, tmp_path: Path) -> None:
    """Each source changed in turn: what was built again is what is built from nothing."""
    root = copied(whole, tmp_path)
    for name, edit in EDITS.items():
        before = tree(root)
        edit(root)
        after = build(root)
        assert differences(before, after), f"{name} shows nowhere"
    assert differences(after, from_nothing(tmp_path, *EDITS.values())) == []


@pytest.mark.parametrize("name", ["the table of harvests", "a chapter's title"])
def test_one_edit_leaves_nothing_stale(name: str, whole: Path, tmp_path: Path) -> None:
    """A value changes its page; a title changes the navigation of all of them."""
    root = copied(whole, tmp_path)
    EDITS[name](root)
    assert differences(build(root), from_nothing(tmp_path, EDITS[name])) == []


def test_an_edit_of_prose_runs_no_chapter(whole: Path, tmp_path: Path) -> None:
    """The numbers are there already."""
    root = copied(whole, tmp_path)
    EDITS["a chapter's prose"](root)
    build(root)
    assert "ran book/" not in (root / book.LOG).read_text(encoding="utf-8")


def test_a_build_of_unchanged_sources_does_nothing(whole: Path, tmp_path: Path) -> None:
    """It says so, and leaves the book as it is."""
    root = copied(whole, tmp_path)
    before = tree(root)
    build(root)
    (root / book.LOG).unlink()
    build(root)
    assert not (root / book.LOG).exists()
    assert differences(before, tree(root)) == []


def test_a_book_somebody_touched_is_made_again(whole: Path, tmp_path: Path) -> None:
    """A page that was lost or changed comes back."""
    root = copied(whole, tmp_path)
    build(root)
    (root / book.BOOK / "book/rain.html").unlink()
    assert differences(build(root), tree(whole)) == []


def test_the_code_of_every_module_counts(tmp_path: Path) -> None:
    """A comment in any of them changes what the results of chapters are kept under."""
    copy = tmp_path / "evidence"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    files = [copy / name for name in MODULES]
    seen = {store.state(copy, files)}
    for path in files:
        path.write_text(path.read_text(encoding="utf-8") + "# More.\n", encoding="utf-8")
        seen.add(store.state(copy, files))
    assert len(seen) == 1 + len(MODULES) > 100


def test_a_change_of_the_package_runs_the_chapters_again(whole: Path, tmp_path: Path) -> None:
    """What another version of a module shows is what a build from nothing shows with it."""
    root = copied(whole, tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "package" / "evidence")
    module = tmp_path / "package" / "evidence" / "display.py"
    module.write_text(module.read_text(encoding="utf-8").replace("Download ", "Take "), "utf-8")
    after = build(root, path=tmp_path / "package")
    log = (root / book.LOG).read_text(encoding="utf-8")
    assert "ran book/apples" in log and "ran book/rain" in log
    assert b"Take " in after["book/apples.html"]
    assert differences(after, from_nothing(tmp_path, path=tmp_path / "package")) == []


def test_killed_builds_leave_nothing_half_made(whole: Path, tmp_path: Path) -> None:
    """Killed at ten moments after a change, each time the next build is whole and right."""
    root = copied(whole, tmp_path)
    edit = EDITS["the table of harvests"]
    sources = [(root / "data/harvests.csv").read_bytes()]
    expected = [tree(whole), from_nothing(tmp_path, edit)]
    edit(root)
    sources.append((root / "data/harvests.csv").read_bytes())
    start = time.monotonic()
    assert differences(build(root), expected[1]) == []
    lasted = time.monotonic() - start
    moments = random.Random(1)
    for turn in range(KILLS):
        (root / "data/harvests.csv").write_bytes(sources[turn % 2])
        running = _start(root)
        time.sleep(moments.uniform(0.05, 0.95) * lasted)
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        assert differences(build(root), expected[turn % 2]) == [], f"after kill {turn + 1}"
