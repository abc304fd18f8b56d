"""Everything that is wrong with the sources is found in one pass."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import projects
from evidence import checks, descriptor

ROOT = Path(__file__).resolve().parents[1]


def _messages(root: Path) -> list[str]:
    return [str(problem) for problem in checks.check(root)]


def test_a_sound_project_has_no_problems(tmp_path: Path) -> None:
    """Tables, bibliography and chapters agree with each other."""
    assert _messages(projects.write_orchard(tmp_path)) == []


def test_problems_of_every_kind_are_found_together_and_sorted(tmp_path: Path) -> None:
    """One report has the bad cell, the dangling key, the typed number and the unused entry."""
    root = projects.write_orchard(
        tmp_path,
        trees=projects.TREES.replace("12.5", "tall"),
        picks=projects.PICKS.replace("elm-1", "ash-9"),
        references=projects.entry("smith2001") + projects.entry("brown1999"),
        index="# Orchard\n\nAll 40 trees {cite}`smith2001`.\n",
        toc="format: jb-book\nroot: book/index\nchapters:\n  - file: book/pears\n",
    )
    assert _messages(root) == [
        "_toc.yml:4:1: the chapter book/pears.md does not exist → "
        "write the chapter, or remove the entry",
        "book/index.md:3:5: the number “40” is typed into the prose → "
        "take it from a table with {glue:text}, or list the name in book/names-with-digits.txt",
        "data/picks.csv:3:2: [tree_id] tree_id “ash-9” is not in data/trees.csv → "
        "correct it, or add the row to data/trees.csv",
        "data/trees.csv:2:3: [height] “tall” is not a number → "
        "write digits with a point, like 12.5; leave it blank if it was not seen",
        "references.bib:4:1: “brown1999” is cited nowhere → "
        "cite it in a chapter or a table, or remove the entry",
    ]


def test_a_broken_table_is_one_problem_and_not_a_cascade(tmp_path: Path) -> None:
    """Keys that point into it are not judged."""
    root = projects.write_orchard(tmp_path, trees=projects.TREES.replace("tree_id,", "tree,", 1))
    assert _messages(root) == [
        "data/trees.csv:1:1: [tree] unknown column “tree” → "
        "use one of the missing columns: tree_id",
        "data/trees.csv:1:1: [tree_id] column “tree_id” is missing → "
        "add it to the header, and a cell to every row",
    ]


def test_a_repeated_key_is_found(tmp_path: Path) -> None:
    """The rules run over what was read."""
    root = projects.write_orchard(tmp_path, trees=projects.TREES + "oak-1,Another,3\n")
    assert _messages(root) == [
        "data/trees.csv:4:1: [tree_id] tree_id “oak-1” stands in line 2 too → "
        "remove one row, or correct its key"
    ]


@pytest.mark.parametrize("column", ["reference", "study_id", "review"])
def test_an_entry_that_only_a_table_cites_is_used(tmp_path: Path, column: str) -> None:
    """Sources, studies and reviews name their entry in the bibliography."""
    root = projects.write_orchard(
        tmp_path, references=projects.entry("smith2001") + projects.entry("brown1999")
    )
    fields = [projects.field(column)]
    notes = projects.resource("notes", fields, [column])
    projects.write_descriptor(root, [*projects.orchard(), notes])
    projects.write(root, {"data/notes.csv": f"{column}\nbrown1999\n"})
    assert _messages(root) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("references.bib", "references.bib:1:1: the bibliography is missing → restore the file"),
        ("_toc.yml", "_toc.yml:1:1: the table of contents is missing → restore the file"),
    ],
)
def test_a_missing_file_is_reported_with_its_cure(tmp_path: Path, name: str, message: str) -> None:
    """The rest of the project is checked all the same."""
    root = projects.write_orchard(tmp_path, trees=projects.TREES.replace("12.5", "tall"))
    (root / name).unlink()
    messages = _messages(root)
    assert message in messages
    assert any(said.startswith("data/trees.csv:2:3:") for said in messages)


def test_without_the_descriptor_that_is_all_there_is_to_say(tmp_path: Path) -> None:
    """Nothing else can be judged without the schema."""
    root = projects.write_orchard(tmp_path, trees="")
    (root / descriptor.PATH).unlink()
    assert _messages(root) == [
        "data/datapackage.json:1:1: the descriptor is missing → restore the file"
    ]


def test_a_table_of_contents_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """It is reported at its line and the rest is checked all the same."""
    root = projects.write_orchard(
        tmp_path,
        trees=projects.TREES.replace("12.5", "tall"),
        toc="format: jb-book\nroot: book/index\nparts: [\n",
    )
    places = [message.split(":")[0] for message in _messages(root)]
    assert "_toc.yml" in places
    assert "data/trees.csv" in places


@pytest.mark.parametrize("name", ["book/index.md", "references.bib"])
def test_text_that_is_not_utf8_is_a_problem(tmp_path: Path, name: str) -> None:
    """A chapter saved in an old encoding is reported like a table is."""
    root = projects.write_orchard(tmp_path)
    (root / name).write_bytes(b"# P\xeaches\n")
    assert any(message.startswith(f"{name}:1:") for message in _messages(root))


def _without(name: str) -> dict[str, Any]:
    resource = projects.orchard()[0]
    del resource[name]
    return {"resources": [resource]}


@pytest.mark.parametrize(
    "package", [{}, _without("path"), _without("schema")], ids=["tables", "path", "schema"]
)
def test_a_descriptor_that_lacks_something_is_a_problem(
    tmp_path: Path, package: dict[str, Any]
) -> None:
    """Valid JSON is not yet a schema; what is missing is said, not thrown."""
    root = projects.write_orchard(tmp_path)
    projects.write(root, {descriptor.PATH: json.dumps(package)})
    assert [message.split(":")[0] for message in _messages(root)] == [descriptor.PATH]


def test_the_check_waits_for_no_library_of_numbers_or_pages() -> None:
    """It runs at every change: what only the book needs would double its time."""
    heavy = ("altair", "numpy", "pandas", "scipy", "sphinx")
    code = (
        "import sys\nfrom evidence.__main__ import main\nmain(['check'])\n"
        f"print(sorted(set({heavy!r}) & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.splitlines()[-1] == "[]"


def _searched(root: Path) -> Path:
    """Return an orchard with one saved search that was run on the first of June."""
    tables = {
        "saved_searches": "saved_search_id,interval_days\npears,7\n",
        "searches": "search_id,saved_search,run_on\npears-1,pears,2026-06-01\n",
        "living_mode": "rule_id,analysis_id,kind,threshold\n"
        "look,,new look,6\nlate,,late search,3\n",
    }
    columns = {name: text.partition("\n")[0].split(",") for name, text in tables.items()}
    resources = [
        projects.resource(name, [projects.field(one) for one in fields], fields[:1])
        for name, fields in columns.items()
    ]
    projects.write_orchard(root)
    projects.write_descriptor(root, [*projects.orchard(), *resources])
    return projects.write(root, {f"data/{name}.csv": text for name, text in tables.items()})


def test_what_is_late_is_said_only_when_a_day_is_asked_for(tmp_path: Path) -> None:
    """A build gives the same on every day; nobody asks it for one."""
    root = _searched(tmp_path)
    assert _messages(root) == []
    assert checks.check(root, day=date(2026, 6, 11)) == []
    (late,) = checks.check(root, day=date(2026, 6, 12))
    assert late.file == "data/saved_searches.csv"


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        ("2026-06-11", 0, "checked: no problems\n"),
        ("2026-06-12", 1, "1 problem in 1 file\n"),
        (
            "tomorrow",
            2,
            "error: argument --on: “tomorrow” is not a date: "
            "write year-month-day, like 2026-12-31\n",
        ),
    ],
)
def test_the_command_takes_a_day(tmp_path: Path, day: str, status: int, said: str) -> None:
    """Its exit status tells a program whether somebody has to look."""
    command = [sys.executable, "-m", "evidence", "check", "--on", day]
    done = subprocess.run(command, cwd=_searched(tmp_path), capture_output=True, text=True)
    assert done.returncode == status
    assert (done.stdout + done.stderr).endswith(said)
