"""Read a source file as text, or say what keeps it from being text."""

from __future__ import annotations

import re
from pathlib import Path

from evidence.problems import Problem, SourceError

LARGEST = 20_000_000  # bytes: about a hundred times the largest table
# What a spreadsheet could take for a formula, apart from a plain number.
_FORMULA = re.compile(r"[=+@\t\r]|-(?!\d+(\.\d+)?([eE][+-]?\d+)?$)")

LARGEST_WRITTEN = 600_000  # bytes of a chapter or of the bibliography, which people write
LONGEST_LINE = 10_000  # characters
# What a page, a template or an address could take for something to run.
MARKUP = re.compile(r"<[a-zA-Z/!]|\{\{|\{%|javascript:", re.IGNORECASE)


def disarmed(text: str) -> str:
    """Return a text that a spreadsheet shows as it stands, and never takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def read(
    root: Path, file: str, *, missing: str, cure: str, mark: str = "save as UTF-8 without BOM"
) -> str:
    """Return the text of a file.

    Raises SourceError with a place when it is missing (said with the words of
    `missing` and `cure`), is no file or larger than `LARGEST`, has a byte order mark
    (its cure is `mark`) or a NUL byte, or is not UTF-8.
    """

    def stop(line: int, found: str, cure: str) -> SourceError:
        return SourceError([Problem(file, line, 1, "", found, cure)])

    try:
        path = root / file
        # Asked before opening: a pipe or a device would never end.
        if path.exists() and not path.is_file():
            raise stop(1, "this is not a file", "put the file back in its place")
        if path.stat().st_size > LARGEST:
            found = f"the file is larger than {LARGEST // 1_000_000} MB"
            raise stop(1, found, "restore the file; a table of this book is far smaller")
        data = path.read_bytes()
    except FileNotFoundError:
        raise stop(1, missing, cure) from None
    if data.startswith(b"\xef\xbb\xbf"):
        raise stop(1, "a byte order mark before the text", mark)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise stop(line, "a NUL byte", "save the file again as plain UTF-8 text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise stop(line, f"byte 0x{data[error.start]:02x} is not UTF-8", "save as UTF-8") from None


def written(root: Path, file: str, *, missing: str, cure: str) -> str:
    """Return the text of a file that people write line by line, not a table.

    Raises SourceError as `read` does, and when the file is larger than `LARGEST_WRITTEN` or
    a line longer than `LONGEST_LINE`, which would take minutes to read closely.
    """
    text = read(root, file, missing=missing, cure=cure)
    if len(text.encode()) > LARGEST_WRITTEN:
        found = f"the file is larger than {LARGEST_WRITTEN // 1000} KB"
        problem = Problem(file, 1, 1, "", found, "restore the file, or make two of it")
        raise SourceError([problem])
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            found = f"a line of more than {LONGEST_LINE} characters"
            raise SourceError([Problem(file, number, 1, "", found, "break it into sentences")])
    return text
