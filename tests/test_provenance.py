"""A number knows the rows it stands for, and refuses rows that are not there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import projects
from evidence import numbers, tables
from evidence.provenance import Rows, rows_of

PICKS = "pick_id,tree_id,pears\np1,oak-1,40\np2,elm-1,\np3,oak-1,40\np4,oak-1,7\n"


@pytest.fixture(autouse=True)
def orchard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work inside a small project of trees and of what was picked from them."""
    root = projects.write_orchard(tmp_path, picks=PICKS)
    monkeypatch.chdir(root)
    return root


def keys(number: numbers.Number) -> list[list[tuple[str, ...]]]:
    """Return the keys of the rows behind a number."""
    return [list(rows.keys) for rows in number.rows]


def test_filtered_rows_remember_their_table() -> None:
    """What is filtered, sorted and given new columns is still rows of its table."""
    picks = tables.load("picks").assign(ripe=True)
    many = picks[picks["pears"] > 10].sort_values("pick_id", ascending=False)
    assert rows_of(many) == Rows("picks", (("p3",), ("p1",)))


def test_a_key_may_be_the_index() -> None:
    """A frame is often arranged by its key."""
    assert rows_of(tables.load("trees").set_index("tree_id").loc[["elm-1"]]).keys == (("elm-1",),)


def test_rows_of_no_table_are_refused() -> None:
    """A merge forgets the table, and nobody guesses it."""
    merged = tables.load("picks").merge(tables.load("trees"), on="tree_id")
    message = (
        "these rows do not say which table they are from; "
        "filter the table itself, or say it with tables.mark after a merge"
    )
    with pytest.raises(ValueError, match=rf"^{message}$"):
        rows_of(merged)


def test_marked_rows_are_found_again_in_their_table() -> None:
    """After a merge the author says the table, and each row is looked up."""
    merged = tables.load("picks").merge(tables.load("trees"), on="tree_id")
    assert len(rows_of(tables.mark(merged, "picks")).keys) == 4
    assert "table" not in merged.attrs
    with pytest.raises(ValueError, match=r"^rows of the table “trees” come twice; drop the repeat"):
        rows_of(tables.mark(merged, "trees"))


def test_a_missing_key_is_named() -> None:
    """The author learns which column tells the rows apart."""
    message = "rows of the table “picks” are told by pick_id; the column pick_id is missing here"
    with pytest.raises(ValueError, match=rf"^{message}$"):
        rows_of(tables.load("picks")[["tree_id"]])


def test_a_row_that_is_not_in_the_table_is_refused() -> None:
    """A key that was changed on the way leads nowhere."""
    picks = tables.load("picks").assign(pick_id="p9").head(1)
    with pytest.raises(ValueError, match=r"^the table “picks” has no row p9$"):
        rows_of(picks)


def test_a_count_is_the_number_of_its_rows() -> None:
    """The text and the rows cannot differ."""
    number = numbers.counted(tables.load("picks"), "pick")
    assert (str(number), number.value, number.is_count) == ("4 picks", 4, True)
    assert keys(number) == [[("p1",), ("p2",), ("p3",), ("p4",)]]


def test_rows_can_count_as_one() -> None:
    """Two picks of a tree are one tree, and both stand behind it."""
    number = numbers.count(tables.load("picks"), by="tree_id")
    assert str(number) == "2"
    assert number.rows[0].groups == ("oak-1", "elm-1", "oak-1", "oak-1")


def test_nothing_counted_has_no_rows() -> None:
    """Zero is said, and leads nowhere."""
    picks = tables.load("picks")
    number = numbers.counted(picks[picks["pears"] > 99], "pick")
    assert (str(number), number.rows, number.value) == ("no picks", (), 0)


def test_a_share_has_the_rows_counted_and_then_the_others() -> None:
    """A reader sees who is in the part, and who is left."""
    picks = tables.load("picks")
    number = numbers.share(picks[picks["pears"] == 40], picks, "picks")
    assert str(number) == "2 of 4 picks (50%)"
    assert keys(number) == [[("p1",), ("p3",)], [("p2",), ("p4",)]]


def test_a_share_of_other_rows_keeps_them_all() -> None:
    """When the part is not among the whole, both are shown in full."""
    picks, trees = tables.load("picks"), tables.load("trees")
    number = numbers.share(picks.head(1), trees)
    assert [rows.table for rows in number.rows] == ["picks", "trees"]
    assert len(number.rows[1].keys) == 2


def test_a_share_without_a_part_keeps_the_whole() -> None:
    """None of four is not a count of the four."""
    picks = tables.load("picks")
    number = numbers.share(picks.head(0), picks)
    assert (str(number), number.is_count, len(number.rows)) == ("0 of 4 (0%)", False, 1)


def test_the_value_of_one_row_is_found_by_what_tells_it_apart() -> None:
    """No row and several rows are refused, with what was asked for."""
    picks = tables.load("picks")
    assert keys(numbers.the(picks, "pears", pick_id="p4")) == [[("p4",)]]
    with pytest.raises(ValueError, match=r"^3 rows with tree_id oak-1; one is needed$"):
        numbers.the(picks, "pears", tree_id="oak-1")
    with pytest.raises(ValueError, match=r"^no rows with tree_id pine-1; one is needed$"):
        numbers.the(picks, "pears", tree_id="pine-1")


def test_a_value_looked_up_by_its_label_finds_its_row() -> None:
    """The label and the value lead back to one row, and to no other."""
    heights = tables.load("trees").set_index("tree_id")["height"]
    number = numbers.at(heights, "oak-1")
    assert (str(number), keys(number)) == ("12.5", [[("oak-1",)]])
    pears = tables.load("picks").drop_duplicates("tree_id").set_index("tree_id")["pears"]
    with pytest.raises(ValueError, match=r"^2 rows with tree_id oak-1, pears 40; one is needed$"):
        numbers.at(pears, "oak-1")
    assert keys(numbers.at(pears, "oak-1", pick_id="p1")) == [[("p1",)]]


def test_a_value_can_name_single_rows_frames_and_other_numbers() -> None:
    """What a sentence says may rest on several rows; each stands there once."""
    picks = tables.load("picks")
    first = numbers.of(picks["pears"][0], picks.iloc[0])
    assert (str(first), keys(first)) == ("40", [[("p1",)]])
    both = numbers.of("some", first, picks.iloc[[0]], picks.iloc[[1]])
    assert keys(both) == [[("p1",)], [("p2",)]]


def test_a_value_from_no_row_is_refused() -> None:
    """Whoever names rows must have one."""
    with pytest.raises(ValueError, match=r"^a number that comes from rows needs at least one$"):
        numbers.of(3, tables.load("picks").head(0))


def test_a_number_of_our_own_says_why_it_has_no_rows() -> None:
    """A limit we chose is stated with its reason."""
    assert numbers.plain(12, "a limit of ours") == numbers.Number(
        "12", value=12, reason="a limit of ours"
    )
    with pytest.raises(ValueError, match=r"^say why no row stands for this number$"):
        numbers.plain(12, " ")


def test_a_number_reads_as_its_text_in_other_sentences() -> None:
    """Captions and findings use the same words."""
    number = numbers.count(tables.load("trees"))
    assert f"{number} trees, {numbers.text(number)}" == "2 trees, 2"


def test_a_merge_with_a_renamed_table_does_not_lie(orchard: Path) -> None:
    """Frames of two tables put below each other belong to neither."""
    both = pd.concat([tables.load("trees"), tables.load("picks")])
    assert "table" not in both.attrs
