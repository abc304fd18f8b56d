"""Where the sentences of the chapters stand, and what to say when one is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from evidence import prose
from evidence.problems import SourceError
from evidence.prose import Line

# What may stand before and after a sentence on its line: list marks, bold, other sentences.
_BEFORE = re.compile(r"(|.*[.!?:;]\**\s)\s*(([-*+>]|\d+[.)])\s+)*\**")
_AFTER = re.compile(r"\**(\s.*)?")
_WHOLE = re.compile(r".*[.!?:]\**")


class Chapters:
    """The prose of the chapters, each read when it is first asked for."""

    def __init__(self, root: Path):
        self._root = root
        self._lines: dict[str, list[Line]] = {}
        self.files: dict[str, str] = {}
        with suppress(SourceError):
            files = prose.chapter_files(root)
            self.files = {file.rpartition("/")[2]: f"{file}.md" for file in files}

    def lines(self, name: str) -> list[Line]:
        """Return the lines of a chapter; none when there is no such one or it cannot be read."""
        if name not in self._lines:
            self._lines[name] = []
            with suppress(SourceError, KeyError):
                self._lines[name] = list(prose.prose_lines(self._root, self.files[name]))
        return self._lines[name]


def line_of(sentence: str, lines: Sequence[Line]) -> int | None:
    """Return the line on which a whole sentence stands; None when it stands nowhere."""
    if not _WHOLE.fullmatch(sentence):
        return None
    for line in lines:
        before, found, after = line.text.partition(sentence)
        if found and _BEFORE.fullmatch(before) and _AFTER.fullmatch(after):
            return line.number
    return None


def missing(sentence: str, lines: Sequence[Line]) -> tuple[str, str]:
    """Return what is found instead of a sentence in the lines of its chapter, and the cure."""
    file = lines[0].file
    part = next((line for line in lines if sentence in line.text), None)
    if part:
        return f"only a part of the sentence in {file}:{part.number}", "copy the whole sentence"
    cure = "copy the sentence as it stands there now, or remove the row"
    number_of = {line.text.strip(): line.number for line in lines}
    close = get_close_matches(sentence, number_of, n=1)
    if close:
        cure += f"; the nearest is line {number_of[close[0]]}: “{close[0]}”"
    return f"the sentence is not in {file}", cure
