"""Ten times the studies: their tables are sound, and the check does not take its square."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

import multiplied
from evidence import checks, conclusions, rows
from evidence.descriptor import read
from evidence.rows import Sheet

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with ten times the data; its chapters are as they were."""
    root = tmp_path_factory.mktemp("ten")
    for name in ("book", "data"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("_config.yml", "_toc.yml", "references.bib"):
        shutil.copy(ROOT / name, root)
    multiplied.grow(root, multiplied.STUDIES, multiplied.OUTCOMES)
    return root


@pytest.fixture(scope="module")
def sheets(grown: Path) -> dict[str, Sheet]:
    """Return the grown tables."""
    return rows.read_all(grown, read(grown))[0]


def test_there_are_as_many_studies_and_values_as_asked_for(sheets: dict[str, Sheet]) -> None:
    """The tables hold 1,500 studies and 20,000 values."""
    assert (len(sheets["studies"].rows), len(sheets["outcomes"].rows)) == (1500, 20_000)


def test_invented_studies_say_that_they_are(sheets: dict[str, Sheet]) -> None:
    """No study beyond the real ones has a key or a label like a real one."""
    real = {row["study_id"] for row in rows.read_all(ROOT, read(ROOT))[0]["studies"].rows}
    invented = [row for row in sheets["studies"].rows if row["study_id"] not in real]
    assert all(row["study_id"] == f"load{int(row['label'][5:]):04}" for row in invented)
    assert all(row["label"].startswith("Load ") for row in invented)


def test_ten_times_the_studies_are_valid_and_checked_in_time(grown: Path) -> None:
    """The rules find nothing wrong with them, in less than 15 seconds of a processor."""
    start = time.process_time()
    found = checks.check(grown)
    seconds = time.process_time() - start
    # What this book concludes is no longer true; everything else is.
    assert [one for one in found if not one.found.startswith("“")] == []
    assert seconds < 15


def test_conclusions_that_are_no_longer_true_are_let_go(grown: Path) -> None:
    """After that, every conclusion that rests on the tables alone holds."""
    multiplied.release_conclusions(grown, None)
    tables = read(grown)
    held, _ = rows.read_all(grown, tables)
    outcome = conclusions.judge(tables, held)
    judged = [outcome(row["assertion"]) for row in held["conclusions"].rows]
    assert all(one is None or one.holds for one in judged)


def test_no_cell_of_a_chapter_asserts_and_no_line_moves() -> None:
    """An assertion becomes a line that does nothing; one over several lines leaves blank ones."""
    text = "# Trees\n\n```{code-cell}\nimport csv\nassert (\n    csv\n)\ncsv\n```\n\nOaks.\n"
    left = "# Trees\n\n```{code-cell}\nimport csv\npass\n\n\ncsv\n```\n\nOaks.\n"
    assert multiplied.without_assertions(text) == left
