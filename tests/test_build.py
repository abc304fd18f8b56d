"""Building a small book: what stops it, what it says, and what it leaves alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import projects
from evidence import book, display, prose, question, sphinx

ORCHARD = Path(__file__).parent / "orchard"
BEFORE = "the book built before"


@pytest.fixture
def orchard(tmp_path: Path) -> Path:
    """Return a small project with a book that was built before."""
    root = tmp_path / "orchard"
    shutil.copytree(ORCHARD, root)
    (root / book.BOOK).mkdir(parents=True)
    (root / book.BOOK / "index.html").write_text(BEFORE)
    return root


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a small project whose book is built, for tests that build on it in turn."""
    root = tmp_path_factory.mktemp("grown") / "orchard"
    shutil.copytree(ORCHARD, root)
    book.build(root)
    yield root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the package in a project."""
    return subprocess.run(
        [sys.executable, "-m", "evidence", *command],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def page(root: Path, name: str) -> str:
    """Return a page of the built book."""
    return (root / book.BOOK / "book" / f"{name}.html").read_text(encoding="utf-8")


def lose_a_table(root: Path) -> None:
    """Remove a table's file."""
    (root / "data/weather.csv").unlink()


def empty_a_table(root: Path) -> None:
    """Leave nothing in a table's file."""
    (root / "data/weather.csv").write_text("")


def leave_only_the_header(root: Path) -> None:
    """Remove every row of a table."""
    (root / "data/weather.csv").write_text("year,rain\n")


def misspell_a_column(root: Path) -> None:
    """Write a wrong name into a header."""
    edit(root / "data/weather.csv", "year,rain", "year,rian")


def drop_a_comma(root: Path) -> None:
    """Make a row shorter than the header."""
    edit(root / "data/harvests.csv", "old,2002,38,gardener2001", "old,2002,38 gardener2001")


def write_a_decimal_comma(root: Path) -> None:
    """Write a number as it is written in much of Europe."""
    edit(root / "data/harvests.csv", "young,2002,7.25,", 'young,2002,"7,25",')


def cite_an_unknown_work(root: Path) -> None:
    """Cite a key that is in no bibliography."""
    edit(root / "book/index.md", "`gardener2001`", "`gardener2002`")


def type_a_number(root: Path) -> None:
    """Type a number into a chapter's prose."""
    edit(root / "book/index.md", "Apples are", "The 12 apples are")


def break_an_entry(root: Path) -> None:
    """Leave an entry of the bibliography open."""
    edit(root / "references.bib", "  year = {2001}\n}", "  year = {2001\n")


def list_a_missing_chapter(root: Path) -> None:
    """Name a chapter in the table of contents that nobody wrote."""
    edit(root / "_toc.yml", "book/rain", "book/snow")
    (root / "book/rain.md").unlink()


def break_the_descriptor(root: Path) -> None:
    """Make the descriptor unreadable."""
    edit(root / "data/datapackage.json", '"name": "orchard",', '"name": "orchard"')


BROKEN = {
    lose_a_table: "data/weather.csv:1:1: the table is missing "
    "→ restore the file, or take it out of the descriptor",
    empty_a_table: "data/weather.csv:1:1: the table is empty → write the header line: year,rain",
    leave_only_the_header: "data/weather.csv:1:1: the table has a header and no rows "
    "→ add at least one row, or restore the rows that were there",
    misspell_a_column: "data/weather.csv:1:2: [rian] unknown column “rian” "
    "→ use one of the missing columns: rain",
    drop_a_comma: "data/harvests.csv:3:3: 3 cells where the header has 4 "
    "→ add or remove commas; put double quotes around a cell that contains a comma",
    write_a_decimal_comma: "data/harvests.csv:4:3: [apples] “7,25” is not a number "
    "→ write 7.25, or run `python -m evidence tidy`",
    cite_an_unknown_work: "book/index.md:3:29: “gardener2002” is cited and is not in "
    "references.bib → correct the key, or add the entry",
    type_a_number: "book/index.md:3:5: the number “12” is typed into the prose "
    "→ take it from a table with {glue:text}, or list the name in book/names-with-digits.txt",
    break_an_entry: "references.bib:1:1: this entry cannot be read "
    "→ close every brace, separate fields by commas",
    list_a_missing_chapter: "_toc.yml:5:1: the chapter book/snow.md does not exist "
    "→ write the chapter, or remove the entry",
    break_the_descriptor: "data/datapackage.json:4:3: not valid JSON: "
    "Expecting ',' delimiter → mend the JSON",
}


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda spoil: spoil.__name__)
def test_bad_input_stops_the_build_with_its_place_and_the_old_book_stays(
    orchard: Path, spoil: object
) -> None:
    """The message is exact, the exit status is not zero, the book built before is untouched."""
    assert callable(spoil)
    spoil(orchard)
    done = run(orchard, "build")
    assert done.returncode == 1
    assert BROKEN[spoil] in done.stderr.splitlines()
    assert (orchard / book.BOOK / "index.html").read_text() == BEFORE


def test_every_problem_is_said_at_once(orchard: Path) -> None:
    """Two mistakes in two files are two messages and a count."""
    misspell_a_column(orchard)
    write_a_decimal_comma(orchard)
    lines = run(orchard, "check").stderr.splitlines()
    assert BROKEN[write_a_decimal_comma] in lines
    assert BROKEN[misspell_a_column] in lines
    assert lines[-1] == "3 problems in 2 files"


def test_a_failing_cell_stops_the_build_and_names_chapter_line_and_error(orchard: Path) -> None:
    """The place is the line in the chapter, not in the cell."""
    edit(orchard / "book/apples.md", 'harvests["apples"].sum()', 'harvests["pears"].sum()')
    done = run(orchard, "build")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "book/apples.md:18:1: the cell fails: KeyError: 'pears' → mend the code there",
        "the book was not built; the whole log is in _build/build.log",
    ]
    assert (orchard / book.BOOK / "index.html").read_text() == BEFORE


def test_every_failing_chapter_is_said_at_once(orchard: Path) -> None:
    """One build shows all there is to mend, a warning of a cell included."""
    edit(orchard / "book/apples.md", 'harvests["apples"].sum()', 'harvests["apples"] sum')
    edit(
        orchard / "book/rain.md",
        "numbers.state(rain",
        'import warnings\nwarnings.warn("dry")\nnumbers.state(rain',
    )
    lines = run(orchard, "build").stderr.splitlines()
    assert lines[0].startswith("book/apples.md:18:1: the cell fails: SyntaxError: invalid syntax →")
    assert lines[1] == ("book/rain.md:19:1: the cell fails: UserWarning: dry → mend the code there")
    assert len(lines) == 3


def test_a_chapter_does_not_see_what_another_has_defined(orchard: Path) -> None:
    """Chapters run in copies of one interpreter and share nothing."""
    edit(orchard / "book/rain.md", 'weather["rain"].mean()', "harvests")
    assert run(orchard, "build").stderr.splitlines()[0] == (
        "book/rain.md:18:1: the cell fails: NameError: name 'harvests' is not defined "
        "→ mend the code there"
    )


def test_a_chapter_cannot_read_a_table_its_build_does_not_see(orchard: Path) -> None:
    """A name put together at run time would make the chapter stale."""
    edit(orchard / "book/rain.md", 'tables.load("weather")', 'tables.load("wea" + "ther")')
    assert "the cell fails: PermissionError: this chapter reads the table “weather”" in (
        run(orchard, "build").stderr
    )


def test_a_number_that_no_cell_states_stops_the_build_twice(orchard: Path) -> None:
    """A warning is an error, and is not forgotten by the next build."""
    edit(orchard / "book/apples.md", "{glue:text}`total`", "{glue:text}`sum`")
    for _ in range(2):
        done = run(orchard, "build")
        assert done.returncode == 1
        assert "No key 'sum' found in glue data" in done.stderr
    assert (orchard / book.BOOK / "index.html").read_text() == BEFORE


def test_jupyter_book_itself_stops_on_bad_input(orchard: Path) -> None:
    """Whoever calls the tool directly gets the same check and message."""
    write_a_decimal_comma(orchard)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    done = subprocess.run(command, cwd=orchard, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert BROKEN[write_a_decimal_comma] in done.stdout + done.stderr


def test_a_build_says_where_the_book_is_and_how_long_each_stage_took(orchard: Path) -> None:
    """Two stages with seconds, then the address."""
    lines = run(orchard, "build").stdout.splitlines()
    assert [line.split("s  ")[1] for line in lines[:-1]] == [
        "check the data and build the book",
        "publish",
    ]
    assert lines[-1] == "the book: _build/html/index.html"
    assert "86.75" in page(orchard, "apples")


def test_a_changed_value_changes_the_number_and_the_figure(grown: Path) -> None:
    """Nothing stale is published when only a table changed."""
    assert "86.75" in page(grown, "apples")
    edit(grown / "data/harvests.csv", "old,2001,41.5", "old,2001,43.5")
    book.build(grown)
    assert "88.75" in page(grown, "apples")
    csv = (grown / book.BOOK / display.FOLDER / "fig-apples.csv").read_text()
    assert csv == "Tree,Apples\nold,81.5\nyoung,7.25\n"


def test_a_chapter_that_does_not_read_the_changed_table_is_not_run_again(grown: Path) -> None:
    """A change of the harvests leaves the rain's page as it is, byte for byte."""
    before = page(grown, "rain")
    edit(grown / "data/harvests.csv", "young,2002,7.25", "young,2002,9.25")
    book.build(grown)
    log = (grown / book.LOG).read_text()
    assert "ran book/apples" in log
    assert "ran book/rain" not in log
    assert page(grown, "rain") == before


def test_a_page_whose_chapter_is_gone_is_gone(grown: Path) -> None:
    """A chapter taken out of the book leaves no page behind."""
    edit(grown / "_toc.yml", "  - file: book/rain\n", "")
    (grown / "book/rain.md").rename(grown / "rain.kept")
    book.build(grown)
    left = [path.name for path in (grown / book.BOOK).rglob("rain*")]
    (grown / "rain.kept").rename(grown / "book/rain.md")
    edit(
        grown / "_toc.yml",
        "  - file: book/references",
        "  - file: book/rain\n  - file: book/references",
    )
    assert left == []


def test_each_question_has_a_small_page_and_a_lost_one_has_none(tmp_path: Path) -> None:
    """The stub names its parts; markup in a title stays text."""
    fields = [projects.field(name) for name in ("analysis_id", "title")]
    table = projects.resource("analyses", fields, ["analysis_id"])
    projects.write_descriptor(tmp_path, [table])
    projects.write(tmp_path, {"data/analyses.csv": "analysis_id,title\nscab,Scab *now*\n"})
    folder = tmp_path / prose.QUESTION_PAGES
    folder.mkdir(parents=True)
    (folder / "rust.md").write_text("# Rust\n")
    sphinx.write_question_pages(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["scab.md"]
    text = (folder / "scab.md").read_text(encoding="utf-8")
    assert "# Scab \\*now\\*\n" in text
    parts = re.findall(r"\{question-part\} scab (\w+)", text)
    assert sorted(parts) == sorted(question.PARTS)


def test_a_figure_has_its_four_files(grown: Path) -> None:
    """CSV, specification, PNG and SVG are written beside the pages."""
    folder = grown / book.BOOK / display.FOLDER
    assert sorted(path.name for path in folder.iterdir()) == [
        "fig-apples.csv",
        "fig-apples.js",
        "fig-apples.png",
        "fig-apples.svg",
    ]


def test_a_book_cannot_be_served_before_it_is_built(tmp_path: Path) -> None:
    """`serve` says what to do first."""
    root = tmp_path / "orchard"
    shutil.copytree(ORCHARD, root)
    done = run(root, "serve")
    assert (done.returncode, done.stderr) == (1, "there is no book yet: run `make book` first\n")
