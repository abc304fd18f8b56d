"""The chapters as text: what is cited, what is typed, what the table of contents names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evidence import texts
from evidence.bibliography import PATH as BIBLIOGRAPHY
from evidence.bibliography import Reference
from evidence.problems import Problem, SourceError

TOC = "_toc.yml"
_MOST_BRACKETS = 1000
STUDY_PAGES = "book/study"
QUESTION_PAGES = "book/question"
NAMES = "book/names-with-digits.txt"

_CITATION = re.compile(r"\{cite(?::[a-z]+)?\}`([^`]*)`")
_FENCE = re.compile(r"\s*(`{3,}|:{3,})\s*(\{[\w:-]+\})?(.*)$")
_ROLE_OR_CODE = re.compile(r"(\{[\w:-]+\})?(`+)[^`]*\2")
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<[a-zA-Z/!][^>]*>|https?://\S+")
_LIST_NUMBER = re.compile(r"^\s*[0-9]+[.)]\s")
_DIGIT_WORD = re.compile(r"[^\s(),;:“”\"'*_|=<>≤≥±]*\d[^\s(),;“”\"'*_|=<>≤≥±]*")
_HAS_LETTER_FIRST = re.compile(r"[A-Za-zα-ωΑ-Ω]")


@dataclass(frozen=True)
class Line:
    """One line of a chapter's prose, with its place in the file.

    `directive` names the innermost box around the line, such as “{answer}”; “” outside any.
    """

    file: str
    number: int
    text: str
    directive: str = ""


def chapter_files(root: Path) -> list[str]:
    """Return the documents the table of contents names, in order, without suffix.

    Raises SourceError with the place when it is missing or cannot be read.
    """
    missing = "the table of contents is missing"
    return list(_documents(texts.written(root, TOC, missing=missing, cure="restore the file")))


@cache
def _documents(text: str) -> tuple[str, ...]:
    """Return what a table of contents names; read once, since a check asks often."""
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        # To find out how deep they go would take long; a list of chapters needs hardly any.
        raise _nested()
    try:
        # A few lines of names for names can stand for more entries than there is time for.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise _bad_contents(1, 1, "an alias (*name)", "write the entry itself")
        return tuple(_toc_files(yaml.safe_load(text)))
    except RecursionError:
        raise _nested() from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        cure = "mend the indentation or brackets"
        raise _bad_contents(line, column, "not valid YAML", cure) from None


def _nested() -> SourceError:
    return _bad_contents(1, 1, "brackets within brackets without end", "restore the file")


def _bad_contents(line: int, column: int, found: str, cure: str) -> SourceError:
    return SourceError([Problem(TOC, line, column, "", found, cure)])


def chapter_names(root: Path) -> frozenset[str]:
    """Return the names by which tables refer to chapters."""
    return frozenset(file.rpartition("/")[2] for file in chapter_files(root))


def _toc_files(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _toc_files(item)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if key in ("root", "file"):
                yield str(value)
            elif key in ("parts", "chapters", "sections"):
                yield from _toc_files(value)


def check(
    root: Path, references: Mapping[str, Reference] | None, used: frozenset[str]
) -> list[Problem]:
    """Return what is wrong with the chapters' text.

    `used` are the references that the tables cite or are to cite; a reference that neither
    they nor a chapter cites is a problem too. Without `references`, since they cannot be read,
    and for a chapter that cannot, nothing more is said of citations.
    """
    all_read = references is not None
    try:
        problems = list(_toc_problems(root))
    except SourceError as error:
        return error.problems
    try:
        names = allowed_names(root)
    except SourceError as error:
        problems += error.problems
        names = frozenset()
    cited = set(used)
    for file in _existing(root):
        try:
            lines = list(prose_lines(root, file))
        except SourceError as error:
            problems += error.problems
            all_read = False
            continue
        for line in lines:
            keys = list(_citations(line))
            cited.update(key for key, _ in keys)
            if references is not None:
                problems += _unknown_citations(line, keys, references)
            problems += _typed_digits(line, names)
    return problems + (_unused(references, cited) if references and all_read else [])


def _existing(root: Path) -> list[str]:
    return [f"{file}.md" for file in chapter_files(root) if (root / f"{file}.md").is_file()]


def _toc_problems(root: Path) -> Iterator[Problem]:
    files = chapter_files(root)
    lines = (root / TOC).read_text(encoding="utf-8").splitlines()
    for file in files:
        if not (root / f"{file}.md").is_file():
            line = next((i for i, text in enumerate(lines, 1) if text.rstrip().endswith(file)), 1)
            found = f"the chapter {file}.md does not exist"
            yield Problem(TOC, line, 1, "", found, "write the chapter, or remove the entry")
    listed = set(files)
    for path in sorted((root / "book").glob("*.md")):
        if f"book/{path.stem}" not in listed:
            found = "the chapter is in no table of contents"
            yield Problem(f"book/{path.name}", 1, 1, "", found, f"add it to {TOC}")


def allowed_names(root: Path) -> frozenset[str]:
    """Return the names with digits that prose may use, one per line of their file.

    Raises SourceError with the place when the file is not text.
    """
    if not (root / NAMES).exists():
        return frozenset()
    lines = texts.written(root, NAMES, missing="", cure="").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def prose_lines(root: Path, file: str) -> Iterator[Line]:
    """Yield a chapter's lines of prose: no front matter, code, options or comments.

    Raises SourceError with the place when the file is not text.
    """
    fences: list[tuple[str, bool, str]] = []
    text = texts.written(root, file, missing="the chapter is missing", cure="restore the file")
    lines = text.splitlines()
    for number, text in enumerate(lines[_front_matter(lines) :], _front_matter(lines) + 1):
        fence = _FENCE.match(text)
        if fence and fences and not fence[2] and fence[1].startswith(fences[-1][0]):
            fences.pop()
        elif fence and not (fences and fences[-1][1]):
            directive = fence[2] or ""
            is_code = directive in ("", "{code-cell}", "{code-block}") and fence[1][0] == "`"
            fences.append((fence[1], is_code, directive))
            yield Line(file, number, " " * fence.start(3) + fence[3])
        elif not (fences and fences[-1][1]) and not re.match(r"\s*(%|:[\w-]+:|\([\w-]+\)=)", text):
            yield Line(file, number, text, fences[-1][2] if fences else "")


def _front_matter(lines: list[str]) -> int:
    if lines and lines[0] == "---" and "---" in lines[1:]:
        return lines.index("---", 1) + 1
    return 0


def cited(line: Line) -> list[str]:
    """Return the keys that a line cites, in order."""
    return [key for key, _ in _citations(line)]


def _citations(line: Line) -> Iterator[tuple[str, int]]:
    for match in _CITATION.finditer(line.text):
        offset = match.start(1)
        for part in match[1].split(","):
            key = part.strip()
            yield key, offset + len(part) - len(part.lstrip()) + 1
            offset += len(part) + 1


def _unknown_citations(
    line: Line, keys: list[tuple[str, int]], references: Mapping[str, Reference]
) -> Iterator[Problem]:
    for key, column in keys:
        if key not in references:
            found = f"“{key}” is cited and is not in {BIBLIOGRAPHY}"
            cure = "correct the key, or add the entry"
            yield Problem(line.file, line.number, column, "", found, cure)


def _typed_digits(line: Line, names: frozenset[str]) -> Iterator[Problem]:
    for number, column in typed_numbers(line.text, names):
        found = f"the number “{number}” is typed into the prose"
        cure = f"take it from a table with {{glue:text}}, or list the name in {NAMES}"
        yield Problem(line.file, line.number, column, "", found, cure)


def typed_numbers(text: str, names: frozenset[str]) -> list[tuple[str, int]]:
    """Return the numbers in a text with their columns.

    Words that start with a letter, such as IL-10, and the given `names` are not
    numbers; roles, code and addresses are not text.
    """
    for pattern in (_ROLE_OR_CODE, _LINK_TARGET, _LIST_NUMBER):
        text = _blanked(text, pattern)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " " * len(name))
    return [
        (match[0], match.start() + 1)
        for match in _DIGIT_WORD.finditer(text)
        if not _HAS_LETTER_FIRST.search(re.split(r"\d", match[0], maxsplit=1)[0])
    ]


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _unused(references: Mapping[str, Reference], cited: set[str]) -> list[Problem]:
    cure = "cite it in a chapter or a table, or remove the entry"
    return [
        Problem(BIBLIOGRAPHY, reference.line, 1, "", f"“{reference.key}” is cited nowhere", cure)
        for reference in references.values()
        if reference.key not in cited
    ]
