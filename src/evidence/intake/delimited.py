"""Read text with separated cells as grids, in whatever encoding and with whatever separator."""

from __future__ import annotations

import csv
import io
import re

from evidence.intake.files import MOST_COLUMNS, MOST_ROWS
from evidence.intake.sent import Cell, Complaint, Grid, RefusedError, letters

_BLOCK = re.compile(r"#\s*table:\s*([A-Za-z_ ]+?)[\s;,\t]*", re.IGNORECASE)
# An apostrophe keeps a spreadsheet from taking a text for a formula; it is no part of it.
_ARMOUR = re.compile(r"^'(?=[=+\-@])")
_RULED = re.compile(r"[|\s:-]+")
_DECIMAL_COMMA = re.compile(r"-?\d+,(\d{1,2}|\d{4,})\s*%?")


def decoded(data: bytes, file: str) -> str:
    """Return the text: UTF-8 or UTF-16, with a byte order mark or without, or Windows-1252.

    Raises RefusedError with the line where it is none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as_utf16(data, "utf-16", file)
    for encoding, zeros in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        if len(zeros) > 3 and zeros.count(0) > 0.6 * len(zeros):
            return _as_utf16(data, encoding, file)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise _refusal(file, line, "a NUL byte", "save the file again as plain UTF-8 text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _as_windows(data, error, file)


def _as_utf16(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _refusal(file, 1, "this is broken UTF-16 text", "save it as UTF-8") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _refusal(file, line, "a NUL byte", "save the file again as plain UTF-8 text")
    return text


def _as_windows(data: bytes, error: UnicodeDecodeError, file: str) -> str:
    line = data[: error.start].count(b"\n") + 1
    rest = data.decode("utf-8", errors="replace").replace("�", "")
    try:
        # Letters that are whole in UTF-8 beside a byte that is not: a damaged file.
        if rest.isascii():
            return data.decode("cp1252")
    except UnicodeDecodeError as other:
        line = data[: other.start].count(b"\n") + 1
    found = f"byte 0x{data[error.start]:02x} is neither UTF-8 nor Windows-1252"
    raise _refusal(file, line, found, "save the file as UTF-8") from None


def grids(text: str, file: str, name: str) -> list[Grid]:
    """Return one grid, or one for each block that a line `# table: name` opens.

    Raises RefusedError when there are too many lines, a line has too many cells, or a
    quote is not closed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_ROWS:
        found = f"more than {MOST_ROWS} rows"
        raise _refusal(file, MOST_ROWS, found, "send the rows of a few studies at a time")
    lines = text.split("\n")
    blocks: list[tuple[str, int, list[str]]] = [(name, 1, [])]
    for number, line in enumerate(lines, start=1):
        marker = _BLOCK.fullmatch(line.strip().strip('"'))
        if marker:
            blocks.append((marker[1], number + 1, []))
        else:
            blocks[-1][2].append(line)
    return [
        grid(body, file, name=title, first=first)
        for title, first, body in blocks
        if any(line.strip(" ,;\t") for line in body)
    ]


def grid(lines: list[str], place: str, *, name: str, first: int = 1) -> Grid:
    """Return the grid of some lines of text; `first` is the number of the first one."""
    # The line under the header of a Markdown table is no row; it stays as a blank line.
    lines = ["" if "|" in line and _RULED.fullmatch(line) else line for line in lines]
    separator = _separator(lines)
    rows: list[tuple[Cell, ...]] = []
    texts: list[str] = []
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(1_000_000)
    line = first
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                found = f"{len(cells)} cells in one line; we read {MOST_COLUMNS}"
                cure = "check the separators; delete the empty columns"
                raise _refusal(place, line, found, cure)
            rows.append(
                tuple(
                    Cell(_plain(text), f"{place}, row {line}, column {letters(column)}")
                    for column, text in enumerate(cells, start=1)
                )
            )
            texts += cells
            line = first + reader.line_num
    except csv.Error as error:
        large = "field larger" in str(error)
        found = "a cell of more than a million characters" if large else "a stray double quote"
        raise _refusal(place, line, found, "close the double quote, or take it away") from None
    comma = separator != "," and any(_DECIMAL_COMMA.fullmatch(text.strip()) for text in texts)
    return Grid(name, place, tuple(rows), comma)


def _plain(text: str) -> str:
    return _ARMOUR.sub("", " ".join(text.split()))


def _separator(lines: list[str]) -> str:
    """Return the separator that stands equally often in most lines, outside of quotes."""
    sample = [re.sub(r'"[^"]*"', "", line) for line in lines if line.strip()][:60]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [count for count in (line.count(separator) for line in sample) if count]
        return (max(map(counts.count, set(counts)), default=0), max(counts, default=0))

    return max(("\t", ";", ",", "|"), key=evenness)


def _refusal(place: str, line: int, found: str, cure: str) -> RefusedError:
    return RefusedError([Complaint(f"{place}, row {line}", "", found, cure)])
