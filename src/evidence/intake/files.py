"""Open a file that somebody sent: say at once what is not safe or not readable."""

from __future__ import annotations

import stat
from pathlib import Path

from evidence.intake.sent import Complaint, RefusedError

LARGEST = 5_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 500

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXTS = (".csv", ".tsv", ".txt", ".md")
_SAVE = "open it in your spreadsheet program and save it as .xlsx or .csv"


def content(path: Path) -> bytes:
    """Return the bytes of a regular file of a kind we read; nothing larger than `LARGEST`.

    Raises RefusedError for everything else: folders, devices, missing, empty or large files,
    workbooks with macros, old workbooks, and files that are not what their name says.
    """
    data = _bytes(path)
    said = _wrong_kind(path.suffix.lower(), data)
    if said:
        raise _refusal(path, *said)
    return data


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip file, which a workbook is."""
    return data.startswith(_WORKBOOK)


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        # Asked before opening: a pipe or a device would never end.
        if not stat.S_ISREG(status.st_mode):
            raise _refusal(path, "this is not a file", "name a .xlsx, .csv, .tsv, .txt or .md file")
        if status.st_size > LARGEST:
            found = (
                f"{status.st_size / 1e6:.1f} MB, more than the {LARGEST // 1_000_000} MB we read"
            )
            raise _refusal(path, found, "send only the sheet with the rows, without pictures")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refusal(path, "there is no such file", "check the name and the folder") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it cannot be opened"
        raise _refusal(path, said.lower(), "check the name and that you may read it") from None
    if not data.strip():
        raise _refusal(path, "the file is empty", "save it again with the rows in it")
    return data


def _wrong_kind(suffix: str, data: bytes) -> tuple[str, str] | None:
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in (".xlsm", ".xltm", ".xlsb"):
        return "a workbook with macros or in binary form", "save it as .xlsx"
    if data.startswith(_OLD_WORKBOOK):
        return "an old or encrypted Excel file (.xls)", f"take off any password, {_SAVE}"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<body")):
        return "this is a web page or XML, whatever its name says", _SAVE
    if suffix in _TEXTS and is_workbook(data):
        return f"the name ends in {suffix}, but this is a workbook", "rename it to end in .xlsx"
    if suffix == ".xlsx" and not is_workbook(data):
        return "the name ends in .xlsx, but this is no workbook", _SAVE
    if suffix not in (*_TEXTS, ".xlsx"):
        named = f"“{suffix}” is not a kind we read" if suffix else "the name has no ending"
        return named, "send a .xlsx, .csv, .tsv, .txt or .md file"
    return None


def _refusal(path: Path, found: str, cure: str) -> RefusedError:
    return RefusedError([Complaint(path.name or str(path), "", found, cure)])
