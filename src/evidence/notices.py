"""Notices on studies: which are retracted or questioned, and the mark their names carry.

The mark is words, not a colour: it stands behind a name in tables, figures, files and
citations alike, wherever the name itself stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evidence import descriptor, rows

STUDIES = "studies"
NOTICES = "notices"
RETRACTED = "retracted"
QUESTIONED = "questioned"
CONCERN = "expression of concern"

# Names and keys as the tables have them, each with what to show in a text.
Labels = tuple[tuple[str, str], ...]

_MARK = re.compile(rf" \[(?:{RETRACTED}|{QUESTIONED})\]$")
_KEY = re.compile(r"[a-z][a-z0-9]*")
# Also what is shown to be copied as it stands.
_AS_IT_IS = "script|style|pre|code|textarea"
_UNSHOWN = re.compile(rf"(<(?P<kind>{_AS_IT_IS})\b.*?</(?P=kind)>|<[^>]*>)", re.DOTALL)


def marks(root: Path) -> dict[str, str]:
    """Return the mark of each study that has one, `RETRACTED` or `QUESTIONED`, by its key.

    A study is retracted when its status says so (a rule ties it to the notice), questioned
    when it is not and an expression of concern was found. A project without these tables,
    or with one that cannot be read, has no marks; its own check tells of the table.
    """
    return dict(_marks(root, modified(root)))


def names(root: Path) -> dict[str, str]:
    """Return the name of each study that has a mark, with its mark, by its key."""
    return dict(_names(root, modified(root)))


def modified(root: Path) -> tuple[int, ...]:
    """Return when what the marks are read from last changed."""
    known = descriptor.read(root)
    files = [root / known[name].file for name in (STUDIES, NOTICES) if name in known]
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


def marks_of(sheets: Mapping[str, rows.Sheet]) -> dict[str, str]:
    """Return what `marks` does, from tables as sheets by their names."""
    questioned = [row for row in _having(sheets, NOTICES, "found") if row["found"] == CONCERN]
    retracted = [row for row in _having(sheets, STUDIES, "status") if row["status"] == RETRACTED]
    return {
        **{row["study_id"]: QUESTIONED for row in questioned},
        **{row["study_id"]: RETRACTED for row in retracted},
    }


@cache
def _marks(root: Path, _modified: tuple[int, ...]) -> dict[str, str]:
    return marks_of(_sheets(root))


@cache
def _names(root: Path, _modified: tuple[int, ...]) -> dict[str, str]:
    known = _marks(root, _modified)
    return {
        row["study_id"]: marked(row["label"], known[row["study_id"]])
        for row in _having(_sheets(root), STUDIES, "label")
        if row["study_id"] in known
    }


def labels(root: Path) -> Labels:
    """Return every name of a study with what stands for it in a text; empty without marks.

    The key of a study that has a mark is a name too: people write it in notes. A name that
    studies with and without a mark share is left out: a text does not tell which of them it
    means.
    """
    return _labels(root, modified(root)) if marks(root) else ()


@cache
def _labels(root: Path, _modified: tuple[int, ...]) -> Labels:
    known = _names(root, _modified)
    said: dict[str, set[str]] = {}
    for row in _having(_sheets(root), STUDIES, "label"):
        said.setdefault(row["label"], set()).add(known.get(row["study_id"], row["label"]))
    keys = {key: marked(key, mark) for key, mark in _marks(root, _modified).items()}
    names = {name: min(shown) for name, shown in said.items() if name and len(shown) == 1}
    return tuple({**keys, **names}.items())


def _sheets(root: Path) -> dict[str, rows.Sheet]:
    known = descriptor.read(root)
    read = {name: rows.read(root, known[name])[0] for name in (STUDIES, NOTICES) if name in known}
    return {name: sheet for name, sheet in read.items() if sheet is not None}


def _having(sheets: Mapping[str, rows.Sheet], name: str, column: str) -> tuple[rows.Row, ...]:
    sheet = sheets.get(name)
    return sheet.rows if sheet and {"study_id", column} <= set(sheet.header) else ()


def marked(name: str, mark: str) -> str:
    """Return the name of a study with its mark behind it."""
    return f"{name} [{mark}]" if mark else name


def shortened(name: str, longest: int) -> str:
    """Return a name of at most so many characters; what is cut is never the mark."""
    if len(name) <= longest:
        return name
    found = _MARK.search(name)
    mark = found[0] if found else ""
    return f"{name[: longest - len(mark) - 1]}…{mark}"


def in_html(html: str, labels: Labels) -> str:
    """Return HTML in which the marked names of studies stand for the bare ones.

    Only what is shown changes: nothing in a tag, in a script or in a style, and no code.
    """
    shown, end = [], 0
    for unshown in _UNSHOWN.finditer(html):
        shown += [in_text(html[end : unshown.start()], labels), unshown[0]]
        end = unshown.end()
    return "".join([*shown, in_text(html[end:], labels)])


def in_data(value: Any, labels: Labels) -> Any:
    """Return data as JSON has it, in which texts name the studies with their marks.

    A text of one word is left as it is: it is a key or a number by which others find a row.
    """
    if isinstance(value, str):
        return in_text(value, labels) if " " in value else value
    if isinstance(value, Mapping):
        return {name: in_data(one, labels) for name, one in value.items()}
    return [in_data(one, labels) for one in value] if isinstance(value, list) else value


def in_text(text: str, labels: Labels) -> str:
    """Return a text in which every name of a study that has a mark carries it, once."""
    if not labels:
        return text
    return _pattern(labels).sub(lambda found: dict(labels)[found[1]], text)


@cache
def _pattern(labels: Labels) -> re.Pattern[str]:
    # All names, the longest first: one must not be found within another.
    bare = sorted((_bare(name) for name, _ in labels), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(bare)})(?!\w)(?:{_MARK.pattern[:-1]})?")


def _bare(name: str) -> str:
    """Return the pattern of a name; a key is none in an address, a longer key or an entry."""
    found = re.escape(name)
    return rf"(?<![/#@{{.-]){found}(?![-/#]|\.\w)" if _KEY.fullmatch(name) else found
