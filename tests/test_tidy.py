"""The form of the tables is mended; their facts are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import projects
from evidence import __main__ as commands
from evidence import descriptor, tidy

KINDS = projects.field("kind", enum=["early ripe", "late"])


def _resources() -> list[dict[str, Any]]:
    trees, picks = projects.orchard()
    trees["schema"]["fields"].append(KINDS)
    picks["schema"]["primaryKey"] = ["tree_id", "pick_id"]
    return [trees, picks]


HEADER = "tree_id,label,height,kind\n"
TREES = HEADER + "oak-1,Old oak,12.5,late\nelm-1,Young elm,3,\n"
PICKS = "pick_id,tree_id,pears\np1,oak-1,40\np2,elm-1,\n"


def _project(root: Path, trees: str = TREES, picks: str = PICKS) -> Path:
    projects.write_orchard(root, trees=trees, picks=picks)
    projects.write_descriptor(root, _resources())
    return root


def _tidied(root: Path) -> tuple[str, list[str]]:
    files = tidy.tidied(root, descriptor.read(root))
    tidy.write(root, files)
    return (root / "data/trees.csv").read_bytes().decode(), tidy.report(files)


def test_tidy_tables_are_left_as_they_are(tmp_path: Path) -> None:
    """Nothing is written and nothing is said."""
    root = _project(tmp_path)
    assert tidy.tidied(root, descriptor.read(root)) == []


UNTIDY = {
    "spaces": (
        TREES.replace("Old oak", " Old oak "),
        "spaces around a cell removed: 1 (data/trees.csv)",
    ),
    "line ends": (TREES.replace("\n", "\r\n"), "line ends made alike: 3 (data/trees.csv)"),
    "mark": ("\ufeff" + TREES, "byte order mark removed: 1 (data/trees.csv)"),
    "blank lines": (
        TREES.replace("elm-1", "\n,,,\nelm-1"),
        "blank lines removed: 2 (data/trees.csv)",
    ),
    "decimal comma": (
        TREES.replace("12.5", '"12,5"'),
        "numbers written with a point and a plain minus: 1 (data/trees.csv)",
    ),
    "a word of a list": (
        TREES.replace("late", "Late"),
        "words spelt as in their list: 1 (data/trees.csv)",
    ),
    "columns": (
        "label,tree_id,height,kind\nOld oak,oak-1,12.5,late\nYoung elm,elm-1,3,\n",
        "columns put in the order of the descriptor: 1 (data/trees.csv)",
    ),
    "quotes": (
        TREES.replace("Old oak", '"Old oak"'),
        "quotes written as usual, last line ended: 1 (data/trees.csv)",
    ),
    "last line": (
        TREES.rstrip("\n"),
        "quotes written as usual, last line ended: 1 (data/trees.csv)",
    ),
}


@pytest.mark.parametrize(("trees", "said"), UNTIDY.values(), ids=UNTIDY)
def test_what_is_untidy_is_mended_and_said_in_one_line(
    tmp_path: Path, trees: str, said: str
) -> None:
    """The table is then what it would have been."""
    assert _tidied(_project(tmp_path, trees)) == (TREES, [said])


@pytest.mark.parametrize("trees", [trees for trees, _ in UNTIDY.values()], ids=UNTIDY)
def test_to_tidy_twice_is_to_tidy_once(tmp_path: Path, trees: str) -> None:
    """The second time there is nothing to do."""
    root = _project(tmp_path, trees)
    _tidied(root)
    assert tidy.tidied(root, descriptor.read(root)) == []


def test_a_key_of_another_table_is_spelt_as_there(tmp_path: Path) -> None:
    """A tree called OAK 1 is the tree oak-1."""
    root = _project(tmp_path, picks=PICKS.replace("p1,oak-1", "p1,OAK 1"))
    tidy.write(root, tidy.tidied(root, descriptor.read(root)))
    assert (root / "data/picks.csv").read_text(encoding="utf-8") == PICKS


def test_rows_of_one_key_are_conclude_in_their_order(tmp_path: Path) -> None:
    """A row added at the end moves to its tree; trees stay in the order they came in."""
    root = _project(tmp_path, picks=PICKS + "p0,oak-1,3\n")
    files = tidy.tidied(root, descriptor.read(root))
    assert files[0].data.decode() == "pick_id,tree_id,pears\np1,oak-1,40\np0,oak-1,3\np2,elm-1,\n"
    assert tidy.report(files) == [
        "tables with rows put beside those of the same key: 1 (data/picks.csv)"
    ]


UNCERTAIN = {
    "thousands or decimals": TREES.replace("12.5", '"1,500"'),
    "another word": TREES.replace("late", "later"),
    "a word": TREES.replace("12.5", "tall"),
    "text with a comma": TREES.replace("Old oak", '"1,5"'),
}


@pytest.mark.parametrize("trees", UNCERTAIN.values(), ids=UNCERTAIN)
def test_what_could_mean_two_things_is_left(tmp_path: Path, trees: str) -> None:
    """`check` names it."""
    root = _project(tmp_path, trees)
    assert tidy.tidied(root, descriptor.read(root)) == []


BROKEN = {
    "a column missing": "tree_id,label,height\noak-1 ,Old oak,12.5\n",
    "a cell too many": TREES.replace("3,", "3,,"),
    "a quote not closed": TREES.replace("Old oak", '"Old oak'),
    "nothing": "",
}


@pytest.mark.parametrize("trees", BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_not_touched(tmp_path: Path, trees: str) -> None:
    """What is broken is mended by a person, not by a guess."""
    root = _project(tmp_path, trees)
    assert tidy.tidied(root, descriptor.read(root)) == []


def test_a_missing_or_unreadable_table_does_not_stop_the_others(tmp_path: Path) -> None:
    """`check` says what is wrong with it."""
    root = _project(tmp_path, picks=PICKS.replace("p1,", "p1 ,"))
    (root / "data/trees.csv").write_bytes(b"tree\np\xeache\n")
    assert [found.file for found in tidy.tidied(root, descriptor.read(root))] == ["data/picks.csv"]


def test_a_table_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops it in between finds the table as it was."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    root = _project(tmp_path, TREES.replace("\n", "\r\n"))
    before = (root / "data/trees.csv").read_bytes()
    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        tidy.write(root, tidy.tidied(root, descriptor.read(root)))
    assert (root / "data/trees.csv").read_bytes() == before


# The commands


def test_tidy_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each kind of change; the second time that all is tidy."""
    monkeypatch.chdir(_project(tmp_path, UNTIDY["spaces"][0]))
    assert commands.main(["tidy"]) == 0
    assert commands.main(["tidy"]) == 0
    assert capsys.readouterr().out == f"{UNTIDY['spaces'][1]}\nthe tables are tidy\n"


def test_tidy_check_changes_nothing_and_names_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Continuous integration fails where a table is untidy."""
    monkeypatch.chdir(_project(tmp_path, UNTIDY["mark"][0]))
    assert commands.main(["tidy", "--check"]) == 1
    assert commands.main(["tidy", "--check"]) == 1
    assert capsys.readouterr().err == "run `python -m evidence tidy`\n" * 2


def test_check_can_speak_to_github(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The annotations go to the output, where they are looked for."""
    monkeypatch.chdir(_project(tmp_path, TREES.replace("12.5", "tall")))
    assert commands.main(["check", "--format", "github"]) == 1
    assert capsys.readouterr().out == (
        "::error file=data/trees.csv,line=2,col=3,title=height::“tall” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen\n"
    )


def test_a_warning_is_printed_and_does_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It asks for a second look, or for a note in the row."""
    root = _project(tmp_path)
    names = ("record_id", "title", "decision", "doi", "pmid", "study_id", "note")
    fields = [projects.field(name) for name in names]
    projects.write_descriptor(
        root, [*_resources(), projects.resource("records", fields, ["record_id"])]
    )
    text = "r1,Pears,awaiting,,,,\nr2,Pears,awaiting,,,,\n"
    projects.write(root, {"data/records.csv": f"{','.join(names)}\n{text}"})
    monkeypatch.chdir(root)
    assert commands.main(["check"]) == 0
    said = capsys.readouterr()
    assert said.out == "checked: 1 warning in 1 file\n"
    assert said.err.startswith("data/records.csv:3:2: [title] warning: the title of r1")
