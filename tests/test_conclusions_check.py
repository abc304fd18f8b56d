"""A conclusion that its chapter does not say, or the tables do not show, stops the build."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

import growers
import projects
from evidence import book, checks, conclusions, descriptor, sphinx
from evidence.conclusions import synthesised
from evidence.conclusions.analyses import Facts

ORCHARD = Path(__file__).parent / "orchard"

YOUNG = "No young tree bore pears."
OLD = "Two old trees were picked."
SAYINGS = "At least {glue:text}`share` of the sayings were not traced."
CURE = "rewrite the sentence and its assertion, or correct the data"


def messages(root: Path, known: conclusions.Known | None = None) -> list[str]:
    """Return what a check of a project says."""
    return projects.said(checks.check(root, known))


def false(line: int, sentence: str, assertion: str, row: int, now: str) -> str:
    """Return what is said of a conclusion that is false."""
    return (
        f"book/index.md:{line}:1: “{sentence}” rests on “{assertion}” "
        f"(data/conclusions.csv:{row}), which is false now: {now} → {CURE}"
    )


def edit(root: Path, table: str, old: str, new: str) -> None:
    """Replace a text that must be in a table."""
    path = root / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_true_conclusions_are_no_problem(tmp_path: Path) -> None:
    """A sentence may stand in a box, in a list, after bold words, and hold a number."""
    root = growers.write(
        tmp_path,
        (YOUNG, "no pick where fruit is pears and tree.kind is young"),
        (OLD, "exactly 2 trees among picks where tree.kind is old"),
        (SAYINGS, "at least 2 sayings where verdict is not traced"),
        ("We do not know {cite:p}`smith2001`.", "analysis yield is not pooled"),
    )
    assert messages(root) == []


EDITS = [
    (
        5,
        YOUNG,
        "no pick where fruit is pears and tree.kind is young",
        ("picks", "p3,elm-1,apples", "p3,elm-1,pears"),
        "found 1: p3",
    ),
    (
        8,
        OLD,
        "exactly 2 trees among picks where tree.kind is old",
        ("trees", "elm-1,young", "elm-1,old"),
        "found 3: oak-1, elm-1, pear-1",
    ),
    (
        9,
        SAYINGS,
        "at least 2 sayings where verdict is not traced",
        ("sayings", "sweet,index,not traced", "sweet,index,mixed"),
        "found 1: round",
    ),
    (
        9,
        SAYINGS,
        "most sayings: verdict is not traced",
        ("sayings", "sweet,index,not traced", "sweet,index,mixed"),
        "true of 1 of 3; not sweet, sour",
    ),
    (
        8,
        OLD,
        "every pick where fruit is pears: tree.kind is old",
        ("trees", "oak-1,old", "oak-1,young"),
        "true of 0 of 1; not p2",
    ),
    (
        9,
        SAYINGS,
        "verdict of saying sweet is not traced",
        ("sayings", "sweet,index,not traced", "sweet,index,mixed"),
        "the verdict is mixed (data/sayings.csv:2)",
    ),
    (
        5,
        YOUNG,
        "kilos of picks where fruit is pears is at most 3",
        ("picks", "pears,2.5", "pears,25"),
        "the kilos is 25 (data/picks.csv:3)",
    ),
    (
        5,
        YOUNG,
        "kilos of pick p1 is above kilos of pick p4",
        ("picks", "apples,7", "apples,70"),
        "the kilos is 40 (data/picks.csv:2) and the kilos is 70 (data/picks.csv:5)",
    ),
    (
        5,
        YOUNG,
        "no tree where status is blank and year is below 1950",
        ("trees", "1990", "1949"),
        "found 1: oak-1",
    ),
    (
        5,
        YOUNG,
        "at most 1 tree where status is not blank",
        ("trees", "clay,2020,", "clay,2020,felled"),
        "found 2: elm-1, elm-2",
    ),
]


@pytest.mark.parametrize(("line", "sentence", "assertion", "change", "now"), EDITS)
def test_a_conclusion_made_false_names_chapter_line_sentence_and_value(
    tmp_path: Path, line: int, sentence: str, assertion: str, change: tuple[str, str, str], now: str
) -> None:
    """Each form is true, then an edit of the data makes it false."""
    root = growers.write(tmp_path, (sentence, assertion))
    assert messages(root) == []
    edit(root, *change)
    assert messages(root) == [false(line, sentence, assertion, 2, now)]


@pytest.mark.parametrize(
    ("assertion", "before", "after", "now"),
    [
        (
            "analysis yield has at least 2 studies",
            Facts(2, 40, True),
            Facts(1, 18, False),
            "studies: 1",
        ),
        ("analysis yield is not pooled", Facts(2, 40, False), Facts(2, 40, True), "it is pooled"),
        (
            "interval of analysis yield includes no effect",
            Facts(2, 40, True, -1, 2, 0),
            Facts(2, 40, True, 1, 2, 0),
            "the interval is 1 to 2, no effect is 0",
        ),
        (
            "interval of analysis yield excludes no effect",
            Facts(2, 40, True, 1, 2, 0),
            Facts(2, 40, True, -1, 2, 0),
            "the interval is -1 to 2, no effect is 0",
        ),
        (
            "analysis yield favours treatment",
            Facts(2, 40, True, direction="treatment"),
            Facts(2, 40, True, direction="control"),
            "it favours control",
        ),
        (
            "certainty of analysis yield is very low",
            Facts(2, 40, True, certainty="very low"),
            Facts(2, 40, True, certainty="low"),
            "the certainty is low",
        ),
    ],
)
def test_a_conclusion_on_an_analysis_is_held_to_its_facts(
    tmp_path: Path, assertion: str, before: Facts, after: Facts, now: str
) -> None:
    """Facts of another analysis do not count; without any, the assertion is only read."""
    root = growers.write(tmp_path, (YOUNG, assertion))
    assert messages(root, {"yield": before, "taste": after}.get) == []
    assert messages(root, {"yield": after, "taste": before}.get) == [
        false(5, YOUNG, assertion, 2, now)
    ]
    assert messages(root) == []


def test_an_analysis_without_facts_has_its_own_problem(tmp_path: Path) -> None:
    """Its key is not in the table of analyses."""
    root = growers.write(tmp_path, (YOUNG, "analysis yeld is pooled"))
    assert messages(root, {}.get) == [
        "data/conclusions.csv:2:4: [assertion] “yeld” is no key of data/analyses.csv → "
        "write “yield”"
    ]


# What is wrong with the row itself

SOUND = "exactly 2 trees among picks where tree.kind is old"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "Two old trees were felled.",
            "the sentence is not in book/index.md → copy the sentence as it stands there now, or "
            "remove the row; the nearest is line 8: “- **Old trees.** Two old trees were picked.”",
        ),
        (
            "Nobody knows.",
            "the sentence is not in book/index.md → copy the sentence as it stands there now, or "
            "remove the row",
        ),
        (
            "old trees were picked.",
            "only a part of the sentence in book/index.md:8 → copy the whole sentence",
        ),
        (
            "Two old trees",
            "only a part of the sentence in book/index.md:8 → copy the whole sentence",
        ),
    ],
)
def test_a_sentence_that_is_not_in_its_chapter_is_a_problem(
    tmp_path: Path, sentence: str, said: str
) -> None:
    """Whoever rewrites a conclusion looks at what it rests on."""
    root = growers.write(tmp_path, (sentence, SOUND))
    assert messages(root) == [f"data/conclusions.csv:2:3: [sentence] {said}"]


def test_a_sentence_in_code_is_no_sentence_of_the_chapter(tmp_path: Path) -> None:
    """Only prose is read by people."""
    chapter = growers.CHAPTER + "\n```{code-cell}\nNo tree fell.\n```\n"
    root = growers.write(tmp_path, ("No tree fell.", SOUND), chapter=chapter)
    assert messages(root)[0].startswith(
        "data/conclusions.csv:2:3: [sentence] the sentence is not in book/index.md → "
    )


def test_a_chapter_that_is_none_is_a_problem(tmp_path: Path) -> None:
    """The nearest chapter is named."""
    root = growers.write(tmp_path, (OLD, SOUND))
    edit(root, "conclusions", "c1,index", "c1,indx")
    assert messages(root) == [
        "data/conclusions.csv:2:2: [chapter] “indx” is not a chapter of _toc.yml → write “index”"
    ]


def test_an_assertion_that_cannot_be_read_is_a_problem_at_its_cell(tmp_path: Path) -> None:
    """The word is counted, the nearest known name is the cure."""
    root = growers.write(
        tmp_path,
        (OLD, SOUND),
        (YOUNG, "no tree where knid is old"),
        (SAYINGS, "no pick where fruit is plums"),
    )
    assert messages(root) == [
        "data/conclusions.csv:3:4: [assertion] at word 4 “knid”: trees has no column “knid” → "
        "write “kind”",
        "data/conclusions.csv:4:4: [assertion] “plums” stands nowhere in the column “fruit” of "
        "picks → use one of: apples; pears",
    ]


def test_a_false_conclusion_is_found_beside_a_missing_sentence(tmp_path: Path) -> None:
    """Everything is found, then reported."""
    root = growers.write(tmp_path, (YOUNG, "no tree"), ("Nobody knows.", "no tree"))
    now = "found 4: oak-1, elm-1, elm-2, pear-1"
    assert messages(root) == [
        false(5, YOUNG, "no tree", 2, now),
        "data/conclusions.csv:3:3: [sentence] the sentence is not in book/index.md → copy the "
        "sentence as it stands there now, or remove the row",
    ]


@pytest.mark.parametrize("assertion", [SOUND, "kilos of pick p1 is above 3", "no pick: x is y"])
def test_a_broken_table_is_one_problem_and_not_a_cascade(tmp_path: Path, assertion: str) -> None:
    """What rests on a table that cannot be read is not judged."""
    root = growers.write(tmp_path, (OLD, assertion.replace("no pick: x is y", "no pick")))
    edit(root, "picks", "pick_id,", "pick,")
    assert {message.split(":")[0] for message in messages(root)} == {"data/picks.csv"}


@pytest.mark.parametrize("name", ["book/index.md", "_toc.yml"])
def test_a_chapter_that_cannot_be_read_is_not_a_cascade(tmp_path: Path, name: str) -> None:
    """Nothing is said of its sentences."""
    root = growers.write(tmp_path, (OLD, SOUND))
    (root / name).write_bytes(b"\xff\xfe")
    assert not any("conclusions.csv" in message for message in messages(root))


# The build


def with_conclusion(root: Path, assertion: str) -> Path:
    """Give the orchard whose book can be built one conclusion."""
    shutil.copytree(ORCHARD, root)
    path = root / descriptor.PATH
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"].append(growers.resources()[-1])
    path.write_text(json.dumps(package), encoding="utf-8")
    row = f'c1,index,Apples are weighed {{cite:p}}`gardener2001`.,"{assertion}",'
    header = "conclusion_id,chapter,sentence,assertion,note"
    projects.write(root, {"data/conclusions.csv": f"{header}\n{row}\n"})
    return root


def test_a_false_conclusion_stops_the_build_before_a_chapter_runs(tmp_path: Path) -> None:
    """The command says which sentence, and makes no book."""
    root = with_conclusion(tmp_path / "orchard", "no harvest where year is 2001")
    command = [sys.executable, "-m", "evidence", "build"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "book/index.md:3:1: “Apples are weighed {cite:p}`gardener2001`.” rests on “no harvest "
        "where year is 2001” (data/conclusions.csv:2), which is false now: found 1: old → " + CURE,
        "1 problem in 1 file",
    ]
    assert not (root / book.BOOK).exists()


def test_the_build_evaluates_what_is_said_of_analyses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts come from the synthesis; a false one stops it, a true one does not."""
    root = growers.write(tmp_path, (YOUNG, "analysis yield is pooled"))
    work = {"outdir": str(tmp_path / "html"), "doctreedir": str(tmp_path / "doctrees")}
    app = SimpleNamespace(srcdir=str(root), **work)
    config = SimpleNamespace(templates_path=[])
    monkeypatch.setattr(synthesised, "known", lambda root: {"yield": Facts(2, 40, True)}.get)
    sphinx.prepare(app, config)  # type: ignore[arg-type]
    monkeypatch.setattr(synthesised, "known", lambda root: {"yield": Facts(1, 18, False)}.get)
    with pytest.raises(ExtensionError) as stopped:
        sphinx.prepare(app, config)  # type: ignore[arg-type]
    assert str(stopped.value).splitlines() == [
        "1 problem in 1 file",
        false(5, YOUNG, "analysis yield is pooled", 2, "it is not pooled"),
    ]
