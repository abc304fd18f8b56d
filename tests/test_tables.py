"""Tables are loaded with the types the descriptor gives them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import projects
from evidence import tables
from evidence.problems import SourceError


@pytest.fixture(autouse=True)
def _every_table_allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start and end each test as a process that may read every table."""
    monkeypatch.setattr(tables, "_allowed", None)
    yield


FIELDS = [
    projects.field("tree"),
    projects.field("height", "number"),
    projects.field("pears", "integer"),
    projects.field("planted", "date"),
]
ROWS = "tree,height,pears,planted\noak,12.5,40,1999-12-31\n,,,\n"


def _write(root: Path, text: str = ROWS, may_be_empty: bool = False) -> Path:
    resource = projects.resource("trees", FIELDS, ["tree"], mayBeEmpty=may_be_empty)
    projects.write_descriptor(root, [resource])
    return projects.write(root, {"data/trees.csv": text})


def test_text_is_text_and_a_blank_is_an_empty_string(tmp_path: Path) -> None:
    """A blank text cell needs no special case in a chapter."""
    assert list(tables.load("trees", _write(tmp_path))["tree"]) == ["oak", ""]


def test_a_number_is_a_float_and_a_blank_is_missing(tmp_path: Path) -> None:
    """What was not seen is missing, never zero."""
    height = tables.load("trees", _write(tmp_path))["height"]
    assert height.dtype == "float64"
    assert height[0] == 12.5
    assert pd.isna(height[1])


def test_a_whole_number_stays_whole_beside_blanks(tmp_path: Path) -> None:
    """A blank does not turn the counts of its column into fractions."""
    pears = tables.load("trees", _write(tmp_path))["pears"]
    assert pears.dtype == "Int64"
    assert pears[0] == 40
    assert pears[1] is pd.NA


def test_a_date_is_a_timestamp_and_a_blank_is_missing(tmp_path: Path) -> None:
    """Dates can be compared and formatted."""
    planted = tables.load("trees", _write(tmp_path))["planted"]
    assert planted[0] == pd.Timestamp(1999, 12, 31)
    assert planted[1] is pd.NaT


def test_columns_come_in_the_order_of_the_descriptor(tmp_path: Path) -> None:
    """The order of columns in the file does not matter to a chapter."""
    frame = tables.load("trees", _write(tmp_path, "planted,pears,tree,height\n,1,oak,2\n"))
    assert list(frame.columns) == ["tree", "height", "pears", "planted"]
    assert frame["tree"][0] == "oak"


def test_a_table_without_rows_has_its_columns_and_types(tmp_path: Path) -> None:
    """A chapter can filter an empty table as any other."""
    frame = tables.load("trees", _write(tmp_path, "tree,height,pears,planted\n", may_be_empty=True))
    assert len(frame) == 0
    assert [str(frame[name].dtype) for name in ("height", "pears")] == ["float64", "Int64"]
    assert pd.api.types.is_datetime64_any_dtype(frame["planted"])


def test_records_are_one_dictionary_per_row(tmp_path: Path) -> None:
    """Rows as plain data hold what `load` gives."""
    first, second = tables.records("trees", _write(tmp_path))
    assert first == {
        "tree": "oak",
        "height": 12.5,
        "pears": 40,
        "planted": pd.Timestamp(1999, 12, 31),
    }
    assert second["tree"] == ""


def test_changing_a_frame_leaves_the_next_one_as_it_was(tmp_path: Path) -> None:
    """Each caller has a copy of its own."""
    root = _write(tmp_path)
    frame = tables.load("trees", root)
    frame["tree"] = "felled"
    assert list(tables.load("trees", root)["tree"]) == ["oak", ""]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """A long-running process never shows old numbers."""
    root = _write(tmp_path)
    tables.load("trees", root)
    projects.write(root, {"data/trees.csv": ROWS.replace("oak", "elm")})
    os.utime(root / "data" / "trees.csv", ns=(1, 1))
    assert tables.load("trees", root)["tree"][0] == "elm"


def test_the_project_is_found_from_where_a_chapter_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chapter names the table and nothing else."""
    root = _write(tmp_path)
    (root / "book").mkdir()
    monkeypatch.chdir(root / "book")
    assert len(tables.load("trees")) == 2


def test_a_broken_table_is_an_error_with_every_problem(tmp_path: Path) -> None:
    """A chapter fails with the place in the file, not with a wrong number."""
    root = _write(tmp_path, "tree,height,pears,planted\noak,tall,half,\n")
    with pytest.raises(SourceError) as caught:
        tables.load("trees", root)
    assert str(caught.value) == (
        "data/trees.csv:2:2: [height] “tall” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen\n"
        "data/trees.csv:2:3: [pears] “half” is not a whole number → "
        "write digits only, like 12; leave it blank if it was not seen"
    )


def test_a_missing_file_is_an_error_with_its_cure(tmp_path: Path) -> None:
    """A table of the descriptor without a file says so."""
    root = _write(tmp_path)
    (root / "data" / "trees.csv").unlink()
    with pytest.raises(SourceError, match="the table is missing → restore the file"):
        tables.load("trees", root)


def test_a_changed_file_or_descriptor_changes_the_time_of_the_tables(tmp_path: Path) -> None:
    """What was worked out from them is worked out again."""
    root = _write(tmp_path)
    before = tables.modified(["trees"], root)
    assert tables.modified(["trees"], root) == before
    for file in ("trees.csv", "datapackage.json"):
        os.utime(root / "data" / file, ns=(0, before[0] + before[1] + 1))
        after = tables.modified(["trees"], root)
        assert after != before
        before = after


def test_an_unknown_table_is_a_key_error(tmp_path: Path) -> None:
    """A name that the descriptor does not have fails loudly."""
    with pytest.raises(KeyError, match="frosts"):
        tables.load("frosts", _write(tmp_path))


def test_a_chapter_may_read_the_tables_it_was_allowed(tmp_path: Path) -> None:
    """Permission for a table lets it be read."""
    tables.allow("trees", digest="d1")
    assert len(tables.load("trees", _write(tmp_path))) == 2


def test_a_chapter_may_not_read_another_table(tmp_path: Path) -> None:
    """A table that the build did not see cannot slip into a chapter."""
    tables.allow("picks")
    with pytest.raises(PermissionError) as caught:
        tables.load("trees", _write(tmp_path))
    assert str(caught.value) == (
        "this chapter reads the table “trees” in a way its build does not see; "
        'write tables.load("trees") with the name as plain text'
    )


def test_records_need_the_same_permission(tmp_path: Path) -> None:
    """There is no way around the permission."""
    tables.allow("picks")
    with pytest.raises(PermissionError, match="“trees”"):
        tables.records("trees", _write(tmp_path))


def test_keys_are_those_of_the_rows_as_text(tmp_path: Path) -> None:
    """They are asked for by every number, and are those of the file as it is now."""
    root = _write(tmp_path, "tree,height,pears,planted\noak,12.5,40,1999-12-31\n")
    assert tables.keys("trees", root) == {("oak",)}
    _write(tmp_path, "tree,height,pears,planted\nelm,1,,\noak,12.5,40,1999-12-31\n")
    os.utime(tmp_path / "data/trees.csv", (1, 1))
    assert tables.keys("trees", root) == {("elm",), ("oak",)}


def test_keys_need_the_same_permission(tmp_path: Path) -> None:
    """Known or not: a chapter cannot see a row of a table that it is not rebuilt for."""
    root = _write(tmp_path)
    tables.keys("trees", root)
    tables.allow("picks")
    with pytest.raises(PermissionError, match="“trees”"):
        tables.keys("trees", root)


def test_permission_for_no_table_is_permission_for_none(tmp_path: Path) -> None:
    """A chapter that names no table reads no table."""
    tables.allow()
    with pytest.raises(PermissionError, match="“trees”"):
        tables.load("trees", _write(tmp_path))


def test_a_later_permission_replaces_an_earlier_one(tmp_path: Path) -> None:
    """One process that runs two chapters does not add up their permissions."""
    tables.allow("trees")
    tables.allow("picks")
    with pytest.raises(PermissionError, match="“trees”"):
        tables.load("trees", _write(tmp_path))
