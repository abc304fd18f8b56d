"""What a chapter reads is found in its text, and tied to it."""

from __future__ import annotations

import ast
import inspect
import os
from pathlib import Path

import pytest

import projects
from evidence import chapters, descriptor, store, study, tables
from evidence.problems import SourceError

CHAPTER = """# Pears

```{code-cell} python
:tags: [remove-input]
from evidence import tables
trees = tables.load("trees")
```

All of them.

```{code-cell}
picks = tables.load("picks")
```
"""


def _chapter(code: str) -> str:
    return f"# Pears\n\n```{{code-cell}}\n{code}\n```\n"


# Tables


def test_tables_loaded_in_any_cell_are_found_sorted() -> None:
    """Nobody has to list what a chapter reads."""
    assert chapters.tables_read(CHAPTER) == ("picks", "trees")


@pytest.mark.parametrize(
    "code",
    [
        'tables.load("trees")',
        "tables.load('trees')",
        'load("trees")',
        'evidence.tables.load("trees")',
        'tall = tables.load("trees").query("height > 3")',
        'def draw():\n    return tables.load(\n        "trees"\n    )',
    ],
)
def test_a_table_is_found_however_it_is_loaded(code: str) -> None:
    """Code is read as code, not searched for words."""
    assert chapters.tables_read(_chapter(code)) == ("trees",)


@pytest.mark.parametrize(
    "code",
    [
        "x = \"tables.load('trees')\"",
        '# tables.load("trees")',
        "tables.load(name)",
        'tables.save("trees")',
        "tables.load(7)",
    ],
)
def test_what_is_not_a_plain_load_is_no_table(code: str) -> None:
    """Such a chapter is refused the table when it runs."""
    assert chapters.tables_read(_chapter(code)) == ()


def test_code_outside_cells_reads_nothing() -> None:
    """An example in a chapter is not run."""
    assert chapters.tables_read('```python\ntables.load("trees")\n```\n') == ()


def test_a_broken_cell_hides_no_other() -> None:
    """It fails when it runs; the tables of the other cells are found."""
    text = _chapter("x = (") + _chapter('tables.load("trees")')
    assert chapters.tables_read(text) == ("trees",)


@pytest.mark.parametrize(
    ("directive", "names"),
    [
        ("answer", ("questions",)),
        ("verdicts", ("claim_evidence", "claims", "studies")),
        ("study-page", tuple(sorted(study.TABLES))),
        ("note", ()),
    ],
)
def test_directives_read_their_tables(directive: str, names: tuple[str, ...]) -> None:
    """A chapter with a box made from tables depends on them."""
    assert chapters.tables_read(f"```{{{directive}}} pears\n```\n") == names


def test_a_directive_written_with_colons_is_found() -> None:
    """Both kinds of fence count."""
    assert chapters.tables_read(":::{answer} pears\nRipe.\n:::\n") == ("questions",)


def test_tables_of_cells_and_directives_are_named_once() -> None:
    """Each table is one dependency."""
    text = _chapter('tables.load("questions")') + "```{answer} pears\n```\n"
    assert chapters.tables_read(text) == ("questions",)


def test_cells_come_with_the_place_of_their_code() -> None:
    """Options of a cell are not its code."""
    found = list(chapters.cells(CHAPTER))
    assert [code for _, code in found] == [
        'from evidence import tables\ntrees = tables.load("trees")\n',
        'picks = tables.load("picks")\n',
    ]
    assert all(CHAPTER[start:].startswith(code) for start, code in found)


def test_a_cell_may_show_fences_in_its_text() -> None:
    """A cell fenced by four backticks ends at four."""
    code = 'x = """\n```\n"""\ntables.load("trees")'
    text = f"````{{code-cell}}\n{code}\n````\n"
    assert [found for _, found in chapters.cells(text)] == [f"{code}\n"]


# Permission


def test_permission_moves_no_line() -> None:
    """A failing cell is reported at the line its author sees."""
    permitted = chapters.with_permission(CHAPTER, ("picks", "trees"), "d1").splitlines()
    lines = CHAPTER.splitlines()
    changed = [i for i, pair in enumerate(zip(lines, permitted, strict=True)) if pair[0] != pair[1]]
    assert changed == [lines.index("from evidence import tables")]
    assert permitted[changed[0]].endswith("; from evidence import tables")


def test_permission_leaves_a_cell_that_can_be_run() -> None:
    """What is put before the first statement is valid code."""
    permitted = chapters.with_permission(CHAPTER, ("trees",), "d1")
    first = next(chapters.cells(permitted))[1]
    assert len(ast.parse(first).body) == 3


def test_permission_is_what_the_chapter_then_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Running the first cell opens the named tables and no other."""
    monkeypatch.setattr(tables, "_allowed", None)
    monkeypatch.chdir(projects.write_orchard(tmp_path))
    permitted = chapters.with_permission(CHAPTER, ("trees",), "d1")
    exec(next(chapters.cells(permitted))[1], {})
    assert len(tables.load("trees")) == 2
    with pytest.raises(PermissionError, match="“picks”"):
        tables.load("picks")


def test_another_digest_makes_another_cell() -> None:
    """The cache of results is keyed by code, so changed data run the chapter again."""
    first, second = (chapters.with_permission(CHAPTER, ("trees",), name) for name in ("d1", "d2"))
    assert next(chapters.cells(first))[1] != next(chapters.cells(second))[1]


def test_a_chapter_without_cells_stays_as_it_is() -> None:
    """There is nothing to permit."""
    assert chapters.with_permission("# Pears\n", (), "d1") == "# Pears\n"


@pytest.mark.parametrize("code", ["# Pears", "%matplotlib inline", "x = 1", "important = 1"])
def test_a_first_cell_that_does_not_start_with_an_import_is_refused(code: str) -> None:
    """A call cannot be put before a comment or a magic on the same line."""
    with pytest.raises(ValueError, match="must be an import") as caught:
        chapters.with_permission(_chapter(code), (), "d1")
    assert str(caught.value) == "the first line of a chapter's first cell must be an import"


# Digests


def _change(root: Path, name: str) -> None:
    path = root / name
    before = path.read_text() if path.exists() else ""
    projects.write(root, {name: before + "\n"})
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    "name",
    ["data/trees.csv", "data/datapackage.json", "references.bib", "requirements.lock"],
)
def test_a_digest_changes_with_all_a_chapter_depends_on(tmp_path: Path, name: str) -> None:
    """The table, the schema, the bibliography and the locked environment."""
    root = projects.write_orchard(tmp_path)
    before = chapters.digest(root, ("trees",))
    _change(root, name)
    assert chapters.digest(root, ("trees",)) != before


@pytest.mark.parametrize("name", ["data/picks.csv", "book/index.md", "README.md"])
def test_a_digest_stays_when_something_else_changes(tmp_path: Path, name: str) -> None:
    """A chapter is not built again for a table it does not read."""
    root = projects.write_orchard(tmp_path)
    before = chapters.digest(root, ("trees",))
    _change(root, name)
    assert chapters.digest(root, ("trees",)) == before


def test_a_digest_changes_with_the_code_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A corrected chart is drawn again."""
    root = projects.write_orchard(tmp_path / "project")
    package = projects.write(tmp_path / "package", {"chapters.py": "", "charts/bars.py": "1\n"})
    monkeypatch.setattr(store, "_FOLDER", package)
    # A build asks once and remembers; here the code changes between two questions.
    monkeypatch.setattr(store, "package", inspect.unwrap(store.package))
    before = chapters.digest(root, ())
    projects.write(package, {"charts/bars.py": "2\n"})
    assert chapters.digest(root, ()) != before


def test_the_same_sources_have_the_same_digest_anywhere(tmp_path: Path) -> None:
    """Where a project lies does not matter."""
    here, there = (projects.write_orchard(tmp_path / name) for name in ("here", "there"))
    assert chapters.digest(here, ("trees",)) == chapters.digest(there, ("trees",))


def test_a_table_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    """The build stops and names the table."""
    root = projects.write_orchard(tmp_path)
    with pytest.raises(SourceError) as caught:
        chapters.digest(root, ("trees", "frosts"))
    assert str(caught.value) == (
        f"{descriptor.PATH}:1:1: a chapter reads the table “frosts”, "
        "which the descriptor does not have → correct the name"
    )
