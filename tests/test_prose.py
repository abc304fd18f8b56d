"""Chapters as text: what is cited exists, no number is typed, every chapter is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

import projects
from evidence import prose
from evidence.bibliography import Reference

SMITH = {"smith2001": Reference("smith2001", "article", 7, {})}


def _write(root: Path, chapter: str, **files: str) -> Path:
    toc = files.pop("toc", "format: jb-book\nroot: book/index\n")
    return projects.write(root, {"book/index.md": chapter, "_toc.yml": toc, **files})


def _messages(
    root: Path, used: frozenset[str] = frozenset(SMITH), names: str | None = None
) -> list[str]:
    if names is not None:
        projects.write(root, {prose.NAMES: names})
    return [str(problem) for problem in prose.check(root, SMITH, used)]


def _typed(root: Path, chapter: str, names: str | None = None) -> list[str]:
    """Return the places and findings of the numbers typed into a chapter."""
    messages = _messages(_write(root, chapter), names=names)
    cure = (
        " → take it from a table with {glue:text}, or list the name in book/names-with-digits.txt"
    )
    assert all(message.endswith(cure) for message in messages)
    return [message.removesuffix(cure) for message in messages]


def _number(place: str, number: str) -> str:
    return f"book/index.md:{place}: the number “{number}” is typed into the prose"


# The table of contents

TOC = """format: jb-book
root: book/index
parts:
  - caption: Fruit
    chapters:
      - file: book/pears
        sections:
          - file: book/comice
          - glob: book/study/*
      - file: book/quinces
"""


def test_chapters_come_in_the_order_of_the_table_of_contents(tmp_path: Path) -> None:
    """The root comes first, sections follow their chapter, generated pages are left out."""
    projects.write(tmp_path, {"_toc.yml": TOC})
    assert prose.chapter_files(tmp_path) == [
        "book/index",
        "book/pears",
        "book/comice",
        "book/quinces",
    ]


def test_tables_name_a_chapter_by_its_file_name(tmp_path: Path) -> None:
    """The folder and the suffix are left out."""
    projects.write(tmp_path, {"_toc.yml": TOC})
    assert prose.chapter_names(tmp_path) == {"index", "pears", "comice", "quinces"}


def test_a_missing_table_of_contents_is_one_problem(tmp_path: Path) -> None:
    """Without it nothing else about chapters is said."""
    assert _messages(tmp_path) == [
        "_toc.yml:1:1: the table of contents is missing → restore the file"
    ]


def test_a_listed_chapter_without_a_file_is_a_problem_at_its_entry(tmp_path: Path) -> None:
    """The line is the one of the table of contents that names it."""
    root = _write(
        tmp_path,
        "# Orchard\n",
        toc=TOC,
        **{"book/pears.md": "# Pears\n", "book/comice.md": "# Comice\n"},
    )
    assert _messages(root) == [
        "_toc.yml:10:1: the chapter book/quinces.md does not exist → "
        "write the chapter, or remove the entry"
    ]


def test_a_chapter_that_is_not_listed_is_a_problem(tmp_path: Path) -> None:
    """A chapter nobody can reach is a mistake."""
    root = _write(tmp_path, "# Orchard\n", **{"book/medlars.md": "# Medlars\n"})
    assert _messages(root) == [
        "book/medlars.md:1:1: the chapter is in no table of contents → add it to _toc.yml"
    ]


def test_generated_pages_of_studies_need_no_entry(tmp_path: Path) -> None:
    """Their folder is listed as a whole."""
    root = _write(tmp_path, "# Orchard\n", **{"book/study/smith2001.md": "# Smith 2001\n"})
    assert _messages(root) == []


# Citations


@pytest.mark.parametrize("role", ["cite", "cite:t", "cite:p"])
def test_a_citation_of_an_entry_is_fine(tmp_path: Path, role: str) -> None:
    """Every form of citation is understood, and counts as a use of the entry."""
    root = _write(tmp_path, f"# Orchard\n\nPears {{{role}}}`smith2001`.\n")
    assert _messages(root, used=frozenset()) == []


def test_a_citation_of_nothing_is_a_problem_at_its_key(tmp_path: Path) -> None:
    """The column is that of the key, the second of two as well."""
    root = _write(tmp_path, "# Orchard\n\nPears {cite}`smith2001, brown`.\n")
    assert _messages(root) == [
        "book/index.md:3:25: “brown” is cited and is not in references.bib → "
        "correct the key, or add the entry"
    ]


def test_an_entry_that_nothing_cites_is_a_problem_at_its_line(tmp_path: Path) -> None:
    """The bibliography holds what the book uses and no more."""
    root = _write(tmp_path, "# Orchard\n")
    assert _messages(root, used=frozenset()) == [
        "references.bib:7:1: “smith2001” is cited nowhere → "
        "cite it in a chapter or a table, or remove the entry"
    ]


def test_a_citation_by_a_table_is_a_use(tmp_path: Path) -> None:
    """A source of the data need not be cited in a chapter."""
    root = _write(tmp_path, "# Orchard\n")
    assert _messages(root, used=frozenset({"smith2001"})) == []


# Numbers


def test_a_typed_number_is_a_problem_at_its_place(tmp_path: Path) -> None:
    """The message has the whole word with the number in it."""
    assert _typed(tmp_path, "# Orchard\n\nWe saw 40 pears.\n") == [_number("3:8", "40")]


@pytest.mark.parametrize(
    ("text", "place", "number"),
    [
        ("about 12.5% of them", "1:7", "12.5%"),
        ("from 3–5 trees", "1:6", "3–5"),
        ("(40 pears)", "1:2", "40"),
        ("**40** pears", "1:3", "40"),
        ("## 40 pears", "1:4", "40"),
        ("| oak | 40 |", "1:9", "40"),
        ("> 40 pears", "1:3", "40"),
        ("- 40 pears", "1:3", "40"),
    ],
)
def test_a_number_is_found_wherever_prose_can_stand(
    tmp_path: Path, text: str, place: str, number: str
) -> None:
    """Headings, tables, quotations and emphasis are prose too."""
    assert _typed(tmp_path, f"{text}\n") == [_number(place, number)]


def test_every_typed_number_is_found(tmp_path: Path) -> None:
    """Two numbers of a line are two problems."""
    assert _typed(tmp_path, "Of 9 trees 4 bore fruit.\n") == [
        _number("1:4", "9"),
        _number("1:12", "4"),
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("pears (n=12) in all", "12"), ("it fell (P<0.05) by half", "0.05")]
)
def test_a_number_behind_a_symbol_is_a_typed_number(tmp_path: Path, text: str, number: str) -> None:
    """A sample size or a P value is a number, though a letter stands before it."""
    found = _typed(tmp_path, f"{text}\n")
    assert [number in message for message in found] == [True]


def test_a_number_between_signs_of_comparison_is_a_typed_number(tmp_path: Path) -> None:
    """Less-than and greater-than do not make what lies between them a link."""
    assert _typed(tmp_path, "trees < 5 years and > old ones\n") == [_number("1:9", "5")]


@pytest.mark.parametrize(
    "text",
    [
        "the rootstocks M9 and MM-106 were used",
        "the strain β2 of it",
        "pears {glue:text}`n_40`",
        "as `40` in the code",
        "see [the page](https://pears.example/40)",
        "see <https://pears.example/40>",
        "see https://pears.example/40 for it",
        "![a tree](trees/40.png)",
    ],
)
def test_names_roles_code_and_addresses_hold_no_typed_number(tmp_path: Path, text: str) -> None:
    """A name that starts with a letter, a role, code and an address are not numbers."""
    assert _typed(tmp_path, f"{text}\n") == []


def test_a_listed_name_with_digits_is_allowed(tmp_path: Path) -> None:
    """Names that start with a digit are listed in one file."""
    text = "The 5/6 cut was used.\n"
    assert _typed(tmp_path, text, names="5/6 cut\n") == []


def test_a_number_beside_a_listed_name_is_still_found(tmp_path: Path) -> None:
    """The name is allowed, not the line, and the column is that of the line as written."""
    assert _typed(tmp_path, "The 5/6 cut in 7 trees.\n", names="5/6 cut\n") == [
        _number("1:16", "7")
    ]


def test_a_longer_name_is_allowed_beside_a_shorter_one(tmp_path: Path) -> None:
    """A name that is the start of another does not break it."""
    assert _typed(tmp_path, "The 5/6-7 cut.\n", names="5/6\n5/6-7\n") == []


def test_comments_and_blank_lines_of_the_list_are_no_names(tmp_path: Path) -> None:
    """A comment of the list does not allow what it mentions."""
    assert _typed(tmp_path, "The 7 trees.\n", names="# 7\n\n") == [_number("1:5", "7")]


def test_without_a_list_no_name_is_allowed(tmp_path: Path) -> None:
    """A project need not have the file."""
    assert prose.allowed_names(tmp_path) == frozenset()


# What is prose


def _prose(root: Path, text: str) -> list[tuple[int, str]]:
    projects.write(root, {"book/index.md": text})
    return [(line.number, line.text) for line in prose.prose_lines(root, "book/index.md")]


def test_front_matter_is_no_prose(tmp_path: Path) -> None:
    """Lines are counted from the top of the file all the same."""
    assert _prose(tmp_path, "---\nkernel: python3\n---\nPears\n") == [(4, "Pears")]


def test_a_line_of_dashes_further_down_is_no_front_matter(tmp_path: Path) -> None:
    """A rule between paragraphs hides nothing."""
    assert _prose(tmp_path, "Pears\n---\nPlums\n---\n") == [
        (1, "Pears"),
        (2, "---"),
        (3, "Plums"),
        (4, "---"),
    ]


@pytest.mark.parametrize(
    "opening", ["```{code-cell}", "```python", "```", "```{code-block} python"]
)
def test_code_is_no_prose(tmp_path: Path, opening: str) -> None:
    """Numbers in code are what code is for."""
    lines = _prose(tmp_path, f"Pears\n{opening}\npears = 40\n```\nPlums\n")
    assert [(number, text) for number, text in lines if text.strip() not in ("", "python")] == [
        (1, "Pears"),
        (5, "Plums"),
    ]


def test_a_directive_in_code_is_no_prose(tmp_path: Path) -> None:
    """An example of how to write a directive is code."""
    text = "````\n```{note}\n40 pears\n```\n````\nPlums\n"
    assert [line for line in _prose(tmp_path, text) if line[1].strip()] == [(6, "Plums")]


def test_the_text_of_a_directive_is_prose(tmp_path: Path) -> None:
    """A box is read like the rest, and so is its title, at its own column."""
    text = "```{admonition} Some 40 pears\n:class: tip-40\n\nFresh\n```\n"
    lines = _prose(tmp_path, text)
    assert (4, "Fresh") in lines
    assert (1, " " * 15 + " Some 40 pears") in lines
    assert all("tip-40" not in line for _, line in lines)


def test_a_cell_within_a_directive_ends_and_prose_goes_on(tmp_path: Path) -> None:
    """Fences of different length nest."""
    text = "````{note}\n```{code-cell}\nx = 40\n```\nFresh\n````\nPlums\n"
    assert [line for line in _prose(tmp_path, text) if line[1].strip()] == [
        (5, "Fresh"),
        (7, "Plums"),
    ]


@pytest.mark.parametrize("line", ["% 40 pears", "(tree-40)=", ":name: tree-40"])
def test_comments_labels_and_options_are_no_prose(tmp_path: Path, line: str) -> None:
    """What a reader never sees is not judged."""
    assert _prose(tmp_path, f"{line}\nPlums\n") == [(2, "Plums")]
