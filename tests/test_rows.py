"""A table's file becomes text cells that remember their line; what is wrong is said exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import projects
from evidence import descriptor, rows


def _read(root: Path, text: str | bytes, *fields: dict[str, Any], **more: Any) -> Any:
    """Return the sheet and the messages for a table `trees` with the given columns."""
    resources = [projects.resource("trees", list(fields), [fields[0]["name"]], **more)]
    projects.write_descriptor(root, resources)
    data = text if isinstance(text, bytes) else text.encode()
    (root / "data" / "trees.csv").write_bytes(data)
    sheet, problems = rows.read(root, descriptor.read(root)["trees"])
    return sheet, [str(problem) for problem in problems]


TREE = projects.field("tree", required=True)
HEIGHT = projects.field("height", "number", minimum=0, maximum=60)
PEARS = projects.field("pears", "integer")
PLANTED = projects.field("planted", "date")


def test_a_sound_table_gives_its_cells_by_column(tmp_path: Path) -> None:
    """Cells are text exactly as written; a blank is an empty string."""
    sheet, messages = _read(tmp_path, "tree,height\noak,12.50\nelm,\n", TREE, HEIGHT)
    assert messages == []
    assert [row.cells for row in sheet.rows] == [
        {"tree": "oak", "height": "12.50"},
        {"tree": "elm", "height": ""},
    ]


def test_rows_remember_their_line_as_an_editor_shows_it(tmp_path: Path) -> None:
    """The header is line 1, so the first row is line 2."""
    sheet, _ = _read(tmp_path, "tree\noak\nelm\n", TREE)
    assert [row.line for row in sheet.rows] == [2, 3]


def test_windows_line_ends_are_read_alike(tmp_path: Path) -> None:
    """A spreadsheet's line ends change neither cells nor lines."""
    sheet, messages = _read(tmp_path, "tree,pears\r\noak,3\r\nelm,4\r\n", TREE, PEARS)
    assert messages == []
    assert [(row.line, row["pears"]) for row in sheet.rows] == [(2, "3"), (3, "4")]


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    """The order of columns in the file is the contributor's; messages count in it."""
    sheet, messages = _read(tmp_path, "height,tree\ntall,oak\n", TREE, HEIGHT)
    assert sheet.rows[0]["tree"] == "oak"
    assert messages == [
        "data/trees.csv:2:1: [height] “tall” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen"
    ]


def test_a_quoted_cell_may_hold_commas_and_quotes(tmp_path: Path) -> None:
    """Quotes around a cell and doubled quotes inside it are how CSV says text."""
    sheet, messages = _read(tmp_path, 'tree\n"oak, the ""old"" one"\n', TREE)
    assert messages == []
    assert sheet.rows[0]["tree"] == 'oak, the "old" one'


def test_a_number_is_read_from_its_cell(tmp_path: Path) -> None:
    """A cell with a number gives that number."""
    sheet, _ = _read(tmp_path, "tree,height\noak,1.5e1\n", TREE, HEIGHT)
    assert sheet.rows[0].number("height") == 15.0


@pytest.mark.parametrize("text", ["", "tall", "nan", "1,5", "inf"])
def test_a_cell_that_is_no_number_gives_none(text: str) -> None:
    """What is blank or no number is unknown, never zero."""
    assert rows.Row(2, {"height": text}).number("height") is None


def test_a_problem_in_a_column_that_the_file_lacks_points_to_the_first() -> None:
    """A message can always be followed to a place."""
    sheet = projects.sheet("trees", "tree\noak")
    problem = sheet.problem(2, "height", "nothing", "add it")
    assert str(problem) == "data/trees.csv:2:1: [height] nothing → add it"


# The file


def test_a_missing_table_is_a_problem(tmp_path: Path) -> None:
    """The cure is to restore it or to take it out of the schema."""
    _read(tmp_path, "tree\noak\n", TREE)
    (tmp_path / "data" / "trees.csv").unlink()
    sheet, problems = rows.read(tmp_path, descriptor.read(tmp_path)["trees"])
    assert sheet is None
    assert [str(problem) for problem in problems] == [
        "data/trees.csv:1:1: the table is missing → "
        "restore the file, or take it out of the descriptor"
    ]


BROKEN_FILES = {
    "byte order mark": (
        b"\xef\xbb\xbftree\noak\n",
        "data/trees.csv:1:1: a byte order mark before the text → run `python -m evidence tidy`",
    ),
    "NUL byte": (
        b"tree\noak\nel\0m\n",
        "data/trees.csv:3:1: a NUL byte → save the file again as plain UTF-8 text",
    ),
    "not UTF-8": (
        b"tree\noak\nelm\np\xeache\n",
        "data/trees.csv:4:1: byte 0xea is not UTF-8 → save as UTF-8",
    ),
    "nothing": (
        b"",
        "data/trees.csv:1:1: the table is empty → write the header line: tree",
    ),
    "only blank lines": (
        b"\n\n",
        "data/trees.csv:1:1: the table is empty → write the header line: tree",
    ),
    "no rows": (
        b"tree\n",
        "data/trees.csv:1:1: the table has a header and no rows → "
        "add at least one row, or restore the rows that were there",
    ),
}


@pytest.mark.parametrize(("data", "message"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_file_that_cannot_be_read_is_one_problem(
    tmp_path: Path, data: bytes, message: str
) -> None:
    """A broken file gives no rows and exactly one message, at the line that breaks it."""
    sheet, messages = _read(tmp_path, data, TREE)
    assert sheet is None
    assert messages == [message]


def test_a_table_without_rows_is_fine_where_the_descriptor_allows_it(tmp_path: Path) -> None:
    """No corrections yet is not a mistake."""
    sheet, messages = _read(tmp_path, "tree\n", TREE, mayBeEmpty=True)
    assert (sheet.rows, messages) == ((), [])


def test_letters_beyond_english_are_read(tmp_path: Path) -> None:
    """Names are written as their owners write them."""
    sheet, messages = _read(tmp_path, "tree\nPêche d’été\n", TREE)
    assert messages == []
    assert sheet.rows[0]["tree"] == "Pêche d’été"


# The header and the shape


BROKEN_SHAPES = {
    "unknown column, none missing": (
        "tree,height,leaves\noak,3,many\n",
        ["data/trees.csv:1:3: [leaves] unknown column “leaves” → remove it"],
    ),
    "misspelt column": (
        "tree,hieght\noak,3\n",
        [
            "data/trees.csv:1:2: [hieght] unknown column “hieght” → "
            "use one of the missing columns: height",
            "data/trees.csv:1:1: [height] column “height” is missing → "
            "add it to the header, and a cell to every row",
        ],
    ),
    "missing column": (
        "tree\noak\n",
        [
            "data/trees.csv:1:1: [height] column “height” is missing → "
            "add it to the header, and a cell to every row"
        ],
    ),
    "column twice": (
        "tree,height,height\noak,3,3\n",
        ["data/trees.csv:1:3: [height] column “height” stands twice → remove one"],
    ),
    "column twice, and a ragged row": (
        "tree,height,height\noak\n",
        ["data/trees.csv:1:3: [height] column “height” stands twice → remove one"],
    ),
    "one cell too many": (
        "tree,height\noak,3\nelm,3,9\n",
        [
            "data/trees.csv:3:2: 3 cells where the header has 2 → "
            "add or remove commas; put double quotes around a cell that contains a comma"
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN_SHAPES.values(), ids=BROKEN_SHAPES)
def test_a_table_of_the_wrong_shape_gives_only_what_is_wrong_with_its_shape(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    """Cells are not judged before columns are right: one mistake, not a cascade."""
    sheet, messages = _read(tmp_path, text, TREE, HEIGHT)
    assert sheet is None
    assert messages == expected


def test_every_row_of_the_wrong_shape_is_reported(tmp_path: Path) -> None:
    """All short and long rows are found in one pass."""
    _, messages = _read(tmp_path, "tree,height\noak,1,2,3\nelm,1\nash,1,2\n", TREE, HEIGHT)
    assert [message.partition(" → ")[0] for message in messages] == [
        "data/trees.csv:2:2: 4 cells where the header has 2",
        "data/trees.csv:4:2: 3 cells where the header has 2",
    ]


def test_a_row_of_one_cell_is_said_in_the_singular(tmp_path: Path) -> None:
    """One cell is a cell."""
    _, messages = _read(tmp_path, "tree,height\noak\n", TREE, HEIGHT)
    assert [message.partition(" → ")[0] for message in messages] == [
        "data/trees.csv:2:1: 1 cell where the header has 2"
    ]


def test_a_blank_line_is_reported_where_it_is(tmp_path: Path) -> None:
    """A line with nothing in it is no row."""
    sheet, messages = _read(tmp_path, "tree,height\noak,3\n\nelm,3\n", TREE, HEIGHT)
    assert sheet is None
    assert [message.split(": ")[0] for message in messages] == ["data/trees.csv:3:1"]


def test_lines_are_counted_right_after_a_cell_with_a_line_break(tmp_path: Path) -> None:
    """A cell over two lines is a problem at its first; later rows keep their own line."""
    _, messages = _read(tmp_path, 'tree,height\n"old\noak",3\nelm,tall\n', TREE, HEIGHT)
    assert messages == [
        "data/trees.csv:2:1: [tree] spaces around the text or a line break in it → "
        "write it on one line, trimmed",
        "data/trees.csv:4:2: [height] “tall” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen",
    ]


def test_a_cell_too_long_to_read_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    """A quote that is never closed can swallow a whole file; it is reported like the rest."""
    _, messages = _read(tmp_path, 'tree\n"' + "x" * 1_100_000 + "\n", TREE)
    assert [message.split(": ")[0] for message in messages] == ["data/trees.csv:2:1"]


def test_a_column_missing_in_every_row_is_one_message(tmp_path: Path) -> None:
    """A column added to the header alone is one mistake, however many rows there are."""
    _, messages = _read(tmp_path, "tree,height\noak\nelm\nash\n", TREE, HEIGHT)
    assert messages == [
        "data/trees.csv:2:1: 1 cell where the header has 2 → "
        "add or remove commas; put double quotes around a cell that contains a comma"
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_separator_is_one_message(tmp_path: Path, mark: str) -> None:
    """A table saved with semicolons or tabs is not a table of missing columns."""
    _, messages = _read(tmp_path, f"tree{mark}height\noak{mark}3\n", TREE, HEIGHT)
    assert messages == [
        "data/trees.csv:1:1: the cells are not separated by commas → "
        "save the table as CSV with commas"
    ]


# The cells


VARIETY = projects.field("variety", enum=["Conference", "Comice"])
CODE = projects.field("code", pattern="[a-z]+-[0-9]+")
CODE_WITH_EXAMPLE = {**CODE, "example": "oak-1"}

NUMBER_CURE = "write digits with a point, like 12.5; leave it blank if it was not seen"
INTEGER_CURE = "write digits only, like 12; leave it blank if it was not seen"
DATE_CURE = "write year-month-day, like 2026-11-21"
TIDY = "or run `python -m evidence tidy`"
SPACE = f"spaces around the text or a line break in it → write it on one line, trimmed, {TIDY}"

BAD_CELLS = {
    "blank, required": (
        {**TREE, "name": "code"},
        "",
        "the cell is blank → fill it in; this column is required",
    ),
    "space before": (CODE, " oak-1", SPACE),
    "space after": (CODE, "oak-1 ", SPACE),
    "only spaces": (CODE, "  ", SPACE),
    "number with a comma": (HEIGHT, '"1,5"', f"“1,5” is not a number → write 1.5, {TIDY}"),
    "number with a comma, or thousands": (
        HEIGHT,
        '"1,500"',
        f"“1,500” is not a number → {NUMBER_CURE}",
    ),
    "number with a long minus": (HEIGHT, "−5", f"“−5” is not a number → write -5, {TIDY}"),
    "number with a unit": (HEIGHT, "3 m", f"“3 m” is not a number → {NUMBER_CURE}"),
    "not a number": (HEIGHT, "NaN", f"“NaN” is not a number → {NUMBER_CURE}"),
    "digits of another script": (HEIGHT, "١٢", f"“١٢” is not a number → {NUMBER_CURE}"),
    "infinite": (HEIGHT, "inf", f"“inf” is not a number → {NUMBER_CURE}"),
    "half a pear": (PEARS, "1.5", f"“1.5” is not a whole number → {INTEGER_CURE}"),
    "a date as one number": (PLANTED, "20260101", f"“20260101” is not a date → {DATE_CURE}"),
    "a day that never was": (PLANTED, "2026-02-30", f"“2026-02-30” is not a date → {DATE_CURE}"),
    "day first": (PLANTED, "21/11/2026", f"“21/11/2026” is not a date → {DATE_CURE}"),
    "not in the list": (
        VARIETY,
        "Quince",
        "“Quince” is not in the list → use one of: Conference; Comice",
    ),
    "in the list but for its case": (
        VARIETY,
        "comice",
        f"“comice” is not in the list → write “Comice”, {TIDY}",
    ),
    "in the list but for a letter": (
        VARIETY,
        "Conferance",
        "“Conferance” is not in the list → "
        "did you mean “Conference”? use one of: Conference; Comice",
    ),
    "malformed": (CODE, "Oak 1", "“Oak 1” is malformed → write it as [a-z]+-[0-9]+"),
    "malformed in part": (CODE, "oak-1b", "“oak-1b” is malformed → write it as [a-z]+-[0-9]+"),
    "malformed, with an example": (
        CODE_WITH_EXAMPLE,
        "Oak 1",
        "“Oak 1” is malformed → write it as [a-z]+-[0-9]+, like oak-1",
    ),
    "below": (HEIGHT, "-0.5", "-0.5 is below 0 → check the source"),
    "above": (HEIGHT, "60.1", "60.1 is above 60 → check the source"),
}


@pytest.mark.parametrize(("column", "cell", "said"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_one_message_at_its_place(
    tmp_path: Path, column: dict[str, Any], cell: str, said: str
) -> None:
    """The message has the line and column of the cell, its field, what it says and the cure."""
    name = column["name"]
    _, messages = _read(tmp_path, f"tree,{name}\nelm,{cell}\n", TREE, column)
    assert messages == [f"data/trees.csv:2:2: [{name}] {said}"]


GOOD_CELLS = {
    "blank, optional": (HEIGHT, ""),
    "number": (HEIGHT, "12.5"),
    "number without a leading zero": (HEIGHT, ".5"),
    "number with an exponent": (HEIGHT, "1e1"),
    "lowest": (HEIGHT, "0"),
    "highest": (HEIGHT, "60"),
    "whole number": (PEARS, "-3"),
    "date": (PLANTED, "2024-02-29"),
    "in the list": (VARIETY, "Comice"),
    "well formed": (CODE, "oak-1"),
}


@pytest.mark.parametrize(("column", "cell"), GOOD_CELLS.values(), ids=GOOD_CELLS)
def test_a_good_cell_is_accepted(tmp_path: Path, column: dict[str, Any], cell: str) -> None:
    """What the descriptor allows is no problem."""
    _, messages = _read(tmp_path, f"tree,{column['name']}\noak,{cell}\n", TREE, column)
    assert messages == []


def test_every_bad_cell_is_found_in_one_pass(tmp_path: Path) -> None:
    """Three mistakes are three messages."""
    _, messages = _read(tmp_path, "tree,height\n,tall\nelm,-1\n", TREE, HEIGHT)
    assert [message.split(": ")[0] for message in messages] == [
        "data/trees.csv:2:1",
        "data/trees.csv:2:2",
        "data/trees.csv:3:2",
    ]


def test_a_number_too_large_to_hold_is_not_a_number(tmp_path: Path) -> None:
    """A slip of the exponent must not become infinity."""
    _, messages = _read(
        tmp_path, "tree,weight\noak,1e999\n", TREE, projects.field("weight", "number")
    )
    assert [message.split(": ")[0] for message in messages] == ["data/trees.csv:2:2"]
