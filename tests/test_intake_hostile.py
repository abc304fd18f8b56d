"""Files that are meant to harm, or are only broken, get a message and change nothing."""

from __future__ import annotations

import io
import os
import resource
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

import projects
import senders
from evidence import checks
from evidence.__main__ import main
from evidence.intake import files, workbook
from evidence.intake.sent import RefusedError

MEMORY = 1_000_000_000
SECONDS = 10

# One process reads them all: each file gets its own time, and all of them one gigabyte.
# Time is that of the processor, so that a busy machine fails no test.
READING = """
import sys, time
from pathlib import Path
from evidence import descriptor
from evidence.intake import adding

root = Path(sys.argv[1])
for name in sys.argv[2:]:
    start = time.process_time()
    result = adding.add(root, Path(name), adding.date(2026, 11, 22))
    said = " | ".join(str(one).encode("ascii", "replace").decode() for one in result.complaints)
    print(f"{time.process_time() - start:.2f}\\t{len(result.complaints)}\\t{said[:3000]}")
    assert not result.written
"""


def _xlsx(**parts: str | bytes) -> bytes:
    """Return a workbook with some of its parts replaced or added, by name."""
    book = Workbook()
    book.active.title = "Outcomes"
    book.active.append(["study_id", "arm_id", "value"])
    book.active.append(["plum2020", "plums", 1])
    out, packed = io.BytesIO(), io.BytesIO()
    book.save(out)
    with (
        zipfile.ZipFile(out) as made,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            archive.writestr(name, parts.pop(name, None) or made.read(name))
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _nested() -> bytes:
    inner = b"0" * 9_000_000
    for _ in range(3):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return _xlsx(**{"xl/media/picture.zip": inner})


def _lying() -> bytes:
    """Return a workbook whose part says that it is small and unpacks to much more."""
    data = _xlsx(**{"xl/worksheets/sheet1.xml": b"<a>" + b" " * 50_000_000})
    real, small = (50_000_003).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert data.count(real) >= 1
    return data.replace(real, small)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {now} "{f"&{before};" * 10}">'
        for before, now in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><sst>&i;</sst>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
)
FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
HEADER = b"study_id,arm_id,outcome_id,value\n"
SHEET = "xl/worksheets/sheet1.xml"

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "too large": ("a.csv", lambda: HEADER + b"x" * 6_000_000, "6.0 MB, more than the 5 MB we read"),
    "a zip bomb by ratio": (
        "a.xlsx",
        lambda: _xlsx(**{SHEET: b"<a>" + b" " * 30_000_000}),
        "more than the 10 MB we read",
    ),
    "a bomb of many parts": (
        "a.xlsx",
        lambda: _xlsx(**{f"xl/{number}.xml": b"<a/>" for number in range(2000)}),
        "more than the 10 MB we read",
    ),
    "a nested bomb": ("a.xlsx", _nested, "holds another archive"),
    "a part that lies about its size": ("a.xlsx", _lying, "damaged or encrypted"),
    "an entity bomb": (
        "a.xlsx",
        lambda: _xlsx(**{"xl/sharedStrings.xml": BOMB}),
        "declares entities",
    ),
    "an entity bomb in UTF-16": (
        "a.xlsx",
        lambda: _xlsx(**{SHEET: BOMB.encode("utf-16")}),
        "declares entities",
    ),
    "an entity from a file": ("a.xlsx", lambda: _xlsx(**{SHEET: OUTSIDE}), "declares entities"),
    "a part with a path": (
        "a.xlsx",
        lambda: _xlsx(**{"../../etc/passwd": b"x"}),
        "a part of the workbook is named",
    ),
    "macros": ("a.xlsm", _xlsx, "a workbook with macros"),
    "macros under another name": (
        "a.xlsx",
        lambda: _xlsx(**{"xl/vbaProject.bin": b"x"}),
        "the workbook holds macros",
    ),
    "a sheet that reaches to the end": (
        "a.xlsx",
        lambda: _xlsx(**{SHEET: FAR}),
        "the sheet reaches to cell XFD1048576",
    ),
    "XML that is none": ("a.xlsx", lambda: _xlsx(**{SHEET: b"<a"}), "the workbook cannot be read"),
    "half a workbook": ("a.xlsx", lambda: _xlsx()[:2000], "damaged or encrypted"),
    "an empty zip": ("a.xlsx", lambda: b"PK\x05\x06" + b"\0" * 18, "this is no workbook"),
    "a row of a million columns": (
        "a.csv",
        lambda: HEADER + b"," * 1_000_000,
        "1000001 cells in one line; we read 500",
    ),
    "a million rows": ("a.csv", lambda: HEADER + b"a,b\n" * 1_000_000, "more than 10000 rows"),
    "a huge cell": (
        "a.csv",
        lambda: HEADER + b'"' + b"x" * 4_000_000,
        "a cell of more than a million characters",
    ),
    "a NUL byte": ("a.csv", lambda: HEADER + b"a,\0b", "a NUL byte"),
    "broken UTF-8": (
        "a.csv",
        lambda: HEADER + "Müller,".encode() + b"\xff\xfe",
        "byte 0xff is neither UTF-8 nor Windows-1252",
    ),
    "broken UTF-16": ("a.csv", lambda: b"\xff\xfe\x00\xd8a", "this is broken UTF-16 text"),
    "a workbook called text": ("a.csv", _xlsx, "rename it to end in .xlsx"),
    "text called a workbook": ("a.xlsx", lambda: HEADER, "this is no workbook"),
    "a web page called a sheet": ("a.xls", lambda: b"<html><table>", "this is a web page or XML"),
    "an old workbook": (
        "a.xls",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "an old or encrypted Excel file (.xls)",
    ),
    "nothing": ("a.csv", lambda: b" \n\n", "the file is empty"),
    "a program": ("a.exe", lambda: b"MZ\x90\0", "“.exe” is not a kind we read"),
    "noise": ("a.txt", lambda: bytes(range(1, 256)) * 100, "neither UTF-8 nor Windows-1252"),
}


def _limited(command: list[str]) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, preexec_fn=limit, env=environment
    )


def test_every_hostile_file_gets_one_message_in_time_and_memory(tmp_path: Path) -> None:
    """Within ten seconds and one gigabyte each, and the tables are as they were."""
    root = senders.project(tmp_path / "project")
    before = senders.snapshot(root)
    paths = []
    for number, (name, make, _) in enumerate(HOSTILE.values()):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(make())
        paths.append(str(path))
    done = _limited([sys.executable, "-c", READING, str(root), *paths])
    assert done.returncode == 0, done.stderr[-2000:]
    answers = [line.split("\t") for line in done.stdout.splitlines()]
    for (title, (_, _, message)), answer in zip(HOSTILE.items(), answers, strict=True):
        seconds, many, said = answer
        assert float(seconds) < SECONDS, title
        assert int(many) == 1, (title, said)
        assert message.encode("ascii", "replace").decode() in said, (title, said)
    assert senders.snapshot(root) == before


def test_the_command_says_it_without_a_traceback_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What people see at the prompt."""
    monkeypatch.chdir(senders.project(tmp_path / "project"))
    (tmp_path / "bomb.xlsx").write_bytes(_xlsx(**{SHEET: b"<a>" + b" " * 30_000_000}))
    assert main(["add", str(tmp_path / "bomb.xlsx")]) == 1
    assert capsys.readouterr().err == (
        "bomb.xlsx: 30 MB in 9 parts when unpacked, more than the 10 MB we read → "
        "copy the rows into a new workbook and save that as .xlsx\n"
        "nothing was written: 1 thing to mend in what was sent\n"
    )


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    """A folder, a pipe, a socket or a device could be without end."""
    pipe, folder, bound = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    os.mkfifo(pipe)
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(bound))
        for path in (pipe, folder, bound, Path("/dev/zero")):
            with pytest.raises(RefusedError) as refused:
                files.content(path)
            assert str(refused.value) == (
                f"{path.name}: this is not a file → name a .xlsx, .csv, .tsv, .txt or .md file"
            )


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """With its cure."""
    with pytest.raises(RefusedError) as refused:
        files.content(tmp_path / "a.csv")
    assert str(refused.value) == "a.csv: there is no such file → check the name and the folder"


def test_nothing_of_a_workbook_is_written_to_disk(tmp_path: Path) -> None:
    """Names inside the archive are names and no places."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RefusedError, match="a part of the workbook is named"):
        workbook.grids(_xlsx(**{"/tmp/evil": b"x"}), "a.xlsx")
    assert sorted(tmp_path.rglob("*")) == before


# The tables themselves, when a change has put such a file in their place.

TABLES: dict[str, tuple[bytes, str]] = {
    "a NUL byte": (
        b"tree_id,label,height\noak-1,\0,1\n",
        "data/trees.csv:2:1: a NUL byte → save the file again as plain UTF-8 text",
    ),
    "broken UTF-8": (
        b"tree_id,label,height\noak-1,\xff,1\n",
        "data/trees.csv:2:1: byte 0xff is not UTF-8 → save as UTF-8",
    ),
    "a row of a million columns": (
        b"tree_id,label,height\n" + b"," * 1_000_000,
        "data/trees.csv:2:1: 1000001 cells in one line → "
        "restore the file, or look for a missing line break or a doubled paste",
    ),
    "a header of a million columns": (
        b"tree_id" + b",x" * 1_000_000,
        "data/trees.csv:1:1: 1000001 cells in one line → "
        "restore the file, or look for a missing line break or a doubled paste",
    ),
    "a huge cell": (
        b'tree_id,label,height\noak-1,"' + b"x" * 2_000_000,
        "data/trees.csv:2:1: a cell of more than a million characters → "
        "close the double quote that opens here",
    ),
    "a million rows": (
        b"tree_id,label,height\n" + b"a\n" * 1_000_000,
        "data/trees.csv:100001:1: more than 100000 lines → "
        "restore the file, or look for a missing line break or a doubled paste",
    ),
    "an oversized file": (
        b"tree_id,label,height\n" + b"a\n" * 11_000_000,
        "data/trees.csv:1:1: the file is larger than 20 MB → "
        "restore the file; a table of this book is far smaller",
    ),
}


@pytest.mark.parametrize(("data", "message"), TABLES.values(), ids=TABLES)
def test_a_hostile_table_is_one_message_of_the_check(
    tmp_path: Path, data: bytes, message: str
) -> None:
    """Not a crash and not a million messages."""
    root = projects.write_orchard(tmp_path)
    (root / "data" / "trees.csv").write_bytes(data)
    start = time.process_time()
    assert projects.said(checks.check(root)) == [message]
    assert time.process_time() - start < SECONDS


def test_a_folder_in_place_of_a_table_is_said(tmp_path: Path) -> None:
    """As is any other thing that is no file."""
    root = projects.write_orchard(tmp_path)
    (root / "data" / "trees.csv").unlink()
    (root / "data" / "trees.csv").mkdir()
    assert projects.said(checks.check(root)) == [
        "data/trees.csv:1:1: this is not a file → put the file back in its place"
    ]


DEEP = "brackets within brackets without end → compare the tables and columns in the file"
MISSHAPEN = "a text, list or object stands where another is meant → compare the tables and columns"
LARGE = "1:1: the file is larger than 600 KB → restore the file, or make two of it"
LONG = "a line of more than 10000 characters → break it into sentences"
OUTSIDE_TABLE = (
    b'{"resources": [{"name": "a", "title": "", "description": "", "path": "../../a.csv", '
    b'"schema": {"fields": [], "primaryKey": []}}]}'
)
SOURCES: dict[str, tuple[str, bytes, str]] = {
    "a bibliography with a NUL byte": (
        "references.bib",
        b"@article{a,\0}",
        "1:1: a NUL byte → save the file again as plain UTF-8 text",
    ),
    "a bibliography in broken UTF-8": (
        "references.bib",
        b"\n@a{\xff}",
        "2:1: byte 0xff is not UTF-8 → save as UTF-8",
    ),
    "an endless bibliography": ("references.bib", b"@a{b}\n" * 2_000_000, LARGE),
    "a field without end": (
        "references.bib",
        b"@article{smith2001, title={" + b"{" * 50_000 + b"}" * 50_000 + b"}}",
        f"1:1: {LONG}",
    ),
    "a descriptor in broken UTF-8": (
        "data/datapackage.json",
        b'{"a": "\xff"}',
        "1:1: byte 0xff is not UTF-8 → save as UTF-8",
    ),
    "a descriptor nested without end": ("data/datapackage.json", b"[" * 1_000_000, f"1:1: {DEEP}"),
    "a descriptor that is a list": (
        "data/datapackage.json",
        b"[]",
        f"1:1: {MISSHAPEN} in the file",
    ),
    "a table that is a word": (
        "data/datapackage.json",
        b'{"resources": ["a"]}',
        f"1:1: {MISSHAPEN} in the file",
    ),
    "a huge descriptor": (
        "data/datapackage.json",
        b"[" + b"1," * 12_000_000 + b"1]",
        "1:1: the file is larger than 20 MB → "
        "restore the file; a table of this book is far smaller",
    ),
    "a number of many digits": (
        "data/datapackage.json",
        b'{"resources": ' + b"1" * 100_000 + b"}",
        "1:1: a number of thousands of digits → compare the tables and columns in the file",
    ),
    "a table outside of the project": (
        "data/datapackage.json",
        OUTSIDE_TABLE,
        "1:1: “../../a.csv” is no name of a table's file → "
        "compare the tables and columns in the file",
    ),
    "a chapter with a NUL byte": (
        "book/index.md",
        b"# a\n\0",
        "2:1: a NUL byte → save the file again as plain UTF-8 text",
    ),
    "a chapter in broken UTF-8": (
        "book/index.md",
        b"# a\n\xff",
        "2:1: byte 0xff is not UTF-8 → save as UTF-8",
    ),
    "an endless line": ("book/index.md", b"# a\n" + b"1 " * 5_000_000, LARGE),
    "a long line": ("book/index.md", b"# a\n" + b"{cite}`" * 50_000, f"2:1: {LONG}"),
    "contents nested without end": (
        "_toc.yml",
        b"[\n" * 100_000 + b"]\n" * 100_000,
        "1:1: brackets within brackets without end → restore the file",
    ),
    "contents that multiply": (
        "_toc.yml",
        b"root: book/index\na: &a [x]\nchapters: [*a, *a]\n",
        "1:1: an alias (*name) → write the entry itself",
    ),
    "names in broken UTF-8": (
        "book/names-with-digits.txt",
        b"\xff",
        "1:1: byte 0xff is not UTF-8 → save as UTF-8",
    ),
}


@pytest.mark.parametrize(("file", "data", "message"), SOURCES.values(), ids=SOURCES)
def test_a_hostile_source_is_one_message_of_the_check(
    tmp_path: Path, file: str, data: bytes, message: str
) -> None:
    """Bibliography, descriptor, chapters and contents are refused as tables are."""
    root = projects.write_orchard(tmp_path)
    (root / file).write_bytes(data)
    start = time.process_time()
    assert projects.said(checks.check(root)) == [f"{file}:{message}"]
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("file", ["data/datapackage.json", "references.bib", "book/index.md"])
def test_a_folder_in_place_of_a_source_is_said(tmp_path: Path, file: str) -> None:
    """It is never read."""
    root = projects.write_orchard(tmp_path)
    (root / file).unlink()
    (root / file).mkdir()
    found = projects.said(checks.check(root))
    assert found[0].startswith((f"{file}:1:1: this is not a file", "_toc.yml:2:1: the chapter"))


@pytest.mark.parametrize("text", ["1e999", "-1e999"])
def test_a_number_without_end_is_no_number(text: str) -> None:
    """Nothing is worked out with it."""
    row = projects.sheet("trees", f"height\n{text}").rows[0]
    assert row.number("height") is None
