"""The one file of a release: a zip whose every byte is told by what it holds.

Python's `zipfile` writes it. It is read here byte by byte instead, because a reader of
zips forgives what a verifier must find: bytes between the files, headers that contradict
each other, lengths that are not true. The layout is that of APPNOTE.TXT 6.3.10, sections
4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (end), with nothing optional.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evidence.archive import naming

LARGEST = 2**30  # bytes, of the archive; twice that of all its files
MOST_PACKED = 200  # times that the files together may be larger than the archive
_LEVEL = 9
_DATE = (1980, 1, 1, 0, 0, 0)
_DOS_TIME, _DOS_DATE = 0, 0x21
_MODE = 0o100644 << 16
_VERSION, _UNIX, _DEFLATED, _UTF8 = 20, 3 << 8, 8, 0x800
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_COMMENT = re.compile(rb"sha256:[0-9a-f]{64}")
_COMMENT_LENGTH = 71


@dataclass
class Contents:
    """What an archive or a folder holds, and what is wrong with how it holds it."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """A file as the central directory tells it; sizes and offset in bytes."""

    name: str
    checksum: int
    packed: int
    size: int
    offset: int

    @property
    def local(self) -> bytes:
        """The local header that was written for it."""
        name = self.name.encode()
        return _LOCAL.pack(b"PK\3\4", _VERSION, *self._common, len(name), 0) + name

    @property
    def central(self) -> bytes:
        """The entry that was written for it in the central directory."""
        name = self.name.encode()
        rest = (len(name), 0, 0, 0, 0, _MODE, self.offset)
        return _CENTRAL.pack(b"PK\1\2", _UNIX | _VERSION, _VERSION, *self._common, *rest) + name

    @property
    def _common(self) -> tuple[int, ...]:
        flags = 0 if self.name.isascii() else _UTF8
        sizes = (self.checksum, self.packed, self.size)
        return (flags, _DEFLATED, _DOS_TIME, _DOS_DATE, *sizes)


def pack(path: Path, files: Mapping[str, Path | bytes]) -> None:
    """Write an archive: the same files are the same bytes wherever and whenever it is done.

    That is, by the same zlib; another one may pack the same files into other bytes.
    Raises ValueError when a name could not be a file's on every system.
    """
    fault = next(naming.faults(files), None)
    if fault:
        raise ValueError(fault)
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            told = zipfile.ZipInfo(name, _DATE)
            told.create_system, told.external_attr = _UNIX >> 8, _MODE
            content = files[name]
            content = content if isinstance(content, bytes) else content.read_bytes()
            archive.writestr(told, content, zipfile.ZIP_DEFLATED, _LEVEL)
        archive.comment = b" " * _COMMENT_LENGTH
    with path.open("r+b") as written:
        before = written.read()[:-_COMMENT_LENGTH]
        written.seek(len(before))
        written.write(_comment(before))


def unpack(content: bytes) -> Contents:
    """Return the files of an archive, and each byte of it that is not as `pack` writes it.

    Nothing is unpacked when the archive says that it holds more than it may.
    """
    found = Contents()
    if len(content) > LARGEST:
        found.faults.append(f"the archive is larger than {LARGEST // 2**20} MiB")
        return found
    start = len(content) - _COMMENT_LENGTH - _END.size
    if start < 0 or not _COMMENT.fullmatch(content[-_COMMENT_LENGTH:]):
        found.faults.append(
            "the archive does not end as a release does: "
            "it was cut short, or bytes at its end were changed or added"
        )
        return found
    if _comment(content[:-_COMMENT_LENGTH]) != content[-_COMMENT_LENGTH:]:
        found.faults.append("the archive does not have the SHA-256 that its comment says")
    entries, faults = _directory(content, start)
    faults = faults or _excess(entries, len(content))
    found.faults += faults
    if not faults:
        _read(content, entries, found)
    return found


def _comment(before: bytes) -> bytes:
    return b"sha256:" + hashlib.sha256(before).hexdigest().encode()


def _directory(content: bytes, end: int) -> tuple[list[_Entry], list[str]]:
    """Return the entries of the central directory, and what is wrong with it."""
    where = _END.unpack_from(content, end)
    many, length, position = where[4], where[5], where[6]
    expected = (b"PK\5\6", 0, 0, many, many, length, end - length, _COMMENT_LENGTH)
    if where != expected or position > end:
        return [], ["the end of the archive, which says where its list of files is, is damaged"]
    entries: list[_Entry] = []
    while position < end:
        entry = _entry(content, position, end)
        if entry is None or content[position : position + len(entry.central)] != entry.central:
            after = f"after {naming.shown(entries[-1].name)}" if entries else "at its start"
            named = f" ({naming.shown(entry.name)})" if entry else ""
            return entries, [f"the list of files in the archive is damaged {after}{named}"]
        entries.append(entry)
        position += len(entry.central)
    counted = [] if len(entries) == many else ["the archive holds more or fewer files than it says"]
    return entries, counted + list(naming.faults(entry.name for entry in entries))


def _entry(content: bytes, position: int, end: int) -> _Entry | None:
    if position + _CENTRAL.size > end:
        return None
    told = _CENTRAL.unpack_from(content, position)
    name = content[position + _CENTRAL.size : position + _CENTRAL.size + told[10]]
    try:
        return _Entry(name.decode(), told[7], told[8], told[9], told[16])
    except UnicodeDecodeError:
        return None


def _excess(entries: list[_Entry], size: int) -> list[str]:
    unpacked = sum(entry.size for entry in entries)
    if unpacked > min(2 * LARGEST, MOST_PACKED * size):
        return [f"the files would be {unpacked} bytes, too many for an archive of {size}"]
    return []


def _read(content: bytes, entries: list[_Entry], found: Contents) -> None:
    """Read the files one after the other as they must follow, and say what is not so."""
    position = 0
    listed = sum(len(entry.central) for entry in entries)
    for entry in entries:
        found.faults += _header_faults(content, entry, position)
        begin = entry.offset + len(entry.local)
        position = begin + entry.packed
        unpacked = _inflate(content[begin:position], entry.size)
        if unpacked is None or zlib.crc32(unpacked) != entry.checksum:
            found.faults.append(f"{naming.shown(entry.name)}: damaged, it cannot be unpacked")
        else:
            found.files[entry.name] = unpacked
    if position + listed + _END.size + _COMMENT_LENGTH != len(content):
        found.faults.append("there are bytes between the files and the list of files")


def _header_faults(content: bytes, entry: _Entry, position: int) -> Iterator[str]:
    name = naming.shown(entry.name)
    if entry.offset != position:
        yield f"{name}: does not stand where the file before it ends"
    if content[entry.offset : entry.offset + len(entry.local)] != entry.local:
        yield f"{name}: its header in the archive is damaged"


def _inflate(packed: bytes, size: int) -> bytes | None:
    """Return the file, never more than one byte above the size it is said to have."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    whole = stream.eof and not stream.unused_data and len(unpacked) == size
    return unpacked if whole else None
