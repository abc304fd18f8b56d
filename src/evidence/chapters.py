"""What a chapter reads: found in its text, so that nobody has to remember it."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from evidence import (
    bibliography,
    descriptor,
    entry_form,
    notices,
    question,
    screening_page,
    store,
    study,
)
from evidence.problems import Problem, SourceError
from evidence.synthesis import answers

LOCK = "requirements.lock"

_CELL = re.compile(
    r"^(`{3,})\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^\1\s*$", re.MULTILINE | re.DOTALL
)
_DIRECTIVE_TABLES = {
    "answer": ("questions",),
    "verdicts": ("claims", "claim_evidence", "studies"),
    "study-page": study.TABLES,
    "answers": question.TABLES,
    "question-part": question.TABLES,
    "what-if": answers.TABLES,
    "entry-form": entry_form.READ,
    "screening-page": screening_page.READ,
}
_CALL_TABLES = {"answer_all": answers.TABLES, "read_tables": answers.READ}
_DIRECTIVE = re.compile(r"^[`:]{3,}\{([\w-]+)\}", re.MULTILINE)


@cache
def tables_read(text: str) -> tuple[str, ...]:
    """Return the names of the tables that a chapter's cells and directives read, sorted."""
    names = {name for _, code in cells(text) for name in _loaded(code)}
    for directive in _DIRECTIVE.findall(text):
        names.update(_DIRECTIVE_TABLES.get(directive, ()))
    return tuple(sorted(names))


def cells(text: str) -> Iterator[tuple[int, str]]:
    """Yield each code cell of a chapter: where its code starts in the text, and the code."""
    for match in _CELL.finditer(text):
        yield match.start(3), match[3]


def _loaded(code: str) -> Iterator[str]:
    for node in ast.walk(_parse(code)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) == "load":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
        elif isinstance(node, ast.Call):
            yield from _CALL_TABLES.get(_name(node.func), ())


def _parse(code: str) -> ast.AST:
    try:
        return ast.parse(code)
    except SyntaxError:
        # The cell fails when it runs, and says so with its place.
        return ast.Module(body=[], type_ignores=[])


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def with_permission(text: str, names: tuple[str, ...], digest: str) -> str:
    """Return a chapter whose first cell may read the named tables and carries their digest.

    The call is put before the cell's first statement on the same line, so that no
    line of the chapter moves. Raises ValueError when that line is not an import.
    """
    first = next(cells(text), None)
    if first is None:
        return text
    start, code = first
    if not re.match(r"(import|from) ", code):
        raise ValueError("the first line of a chapter's first cell must be an import")
    arguments = ", ".join([*(repr(name) for name in names), f"digest={digest!r}"])
    call = f"__import__('evidence.tables').tables.allow({arguments}); "
    return text[:start] + call + text[start:]


def digest(root: Path, names: tuple[str, ...]) -> str:
    """Return what stands for everything a chapter depends on besides its own text.

    That is the named tables, the schema, the bibliography, the package and the
    locked environment.
    """
    tables = descriptor.read(root)
    unknown = [name for name in names if name not in tables]
    if unknown:
        found = f"a chapter reads the table “{unknown[0]}”, which the descriptor does not have"
        raise SourceError([Problem(descriptor.PATH, 1, 1, "", found, "correct the name")])
    files = [
        *(root / tables[name].file for name in names),
        root / descriptor.PATH,
        root / bibliography.PATH,
        root / LOCK,
    ]
    # Any page may name a study: a mark on one reaches them all.
    state = hashlib.sha256(f"{store.package()}{sorted(notices.names(root).items())}".encode())
    for file in files:
        state.update(file.name.encode() + b"\0")
        state.update(file.read_bytes() if file.exists() else b"")
    return state.hexdigest()[:16]
