"""An archive: what it looks like, and that nothing in it can change without being found."""

from __future__ import annotations

import hashlib
import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from evidence.archive import container, manifest, verification

FILES = {
    "README.md": b"# Orchard\n",
    "book/index.html": b"<p>Apples</p>" * 40,
    "book/empty.css": b"",
    "book/pear.svg": bytes(range(256)) * 3,
    "source/data/trees.csv": b"tree,height\noak,12\n",
    "source/größe.txt": "groß\n".encode(),
}
CHANGED = {"book/index.html": b"<p>Pears</p>"}


def pack(path: Path, files: Mapping[str, bytes] = FILES, listed: Mapping[str, bytes] = {}) -> Path:
    """Write an archive of files; `listed` are others than those that its list is made of."""
    digests = {name: manifest.digest(content) for name, content in (listed or files).items()}
    container.pack(path, {**files, manifest.NAME: manifest.write(digests)})
    return path


def unpack(path: Path, folder: Path) -> Path:
    """Unpack an archive as a reader would."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def faults(path: Path) -> list[str]:
    """Return what is found wrong with an archive or a folder."""
    return list(verification.verify(path).faults)


def sealed(content: bytes) -> bytes:
    """Return an archive with the SHA-256 of what it now is, as a forger would write it."""
    before = content[:-71]
    return before + b"sha256:" + hashlib.sha256(before).hexdigest().encode()


def forged(path: Path, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    """Write an archive with any entries, by another program than ours."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for told, content in entries:
            archive.writestr(told, content, zipfile.ZIP_DEFLATED, 9)
        archive.comment = b" " * 71
    path.write_bytes(sealed(path.read_bytes()))
    return path


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """Return what a zip says of a file, in the form of a release."""
    told = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    told.create_system, told.external_attr = 3, mode << 16
    return told


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a small archive as it was made."""
    return pack(tmp_path / "orchard-2026.12.zip")


def test_an_archive_holds_the_files_it_was_made_of(archive: Path) -> None:
    """They are read back byte for byte, and nothing is wrong."""
    report = verification.verify(archive)
    assert not report.faults
    assert {name: report.files[name] for name in FILES} == FILES
    assert report.digest == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_other_programs_read_an_archive(archive: Path) -> None:
    """Python's own reader of zips finds the same files, and every checksum right."""
    with zipfile.ZipFile(archive) as read:
        assert read.testzip() is None
        assert set(read.namelist()) == {*FILES, manifest.NAME}


def test_the_order_in_which_files_are_given_does_not_matter(archive: Path, tmp_path: Path) -> None:
    """Packed backwards on another path they are the same bytes."""
    (tmp_path / "elsewhere").mkdir()
    backwards = pack(tmp_path / "elsewhere" / "other.zip", dict(reversed(FILES.items())))
    assert backwards.read_bytes() == archive.read_bytes()


def test_any_byte_that_changes_is_found(archive: Path) -> None:
    """Every byte of the archive in turn becomes another one at random."""
    content, chance = archive.read_bytes(), random.Random(7)
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= chance.randrange(1, 256)
        archive.write_bytes(changed)
        assert faults(archive), f"byte {position}"


def test_any_bit_that_flips_in_a_file_names_it(archive: Path) -> None:
    """Where the packed bytes of a file stand, its name is among what is said."""
    content, chance = archive.read_bytes(), random.Random(8)
    for told in zipfile.ZipFile(io.BytesIO(content)).infolist():
        start = told.header_offset + 30 + len(told.filename.encode())
        for position in chance.sample(range(start, start + told.compress_size), 2):
            changed = bytearray(content)
            changed[position] ^= 1 << chance.randrange(8)
            archive.write_bytes(changed)
            said = "\n".join(faults(archive))
            assert "SHA-256 that its comment says" in said
            if zlib_reads_otherwise(bytes(changed[start:][: told.compress_size]), told):
                assert told.filename in said


def zlib_reads_otherwise(packed: bytes, told: zipfile.ZipInfo) -> bool:
    """Return whether packed bytes are no longer those of the file: spare bits may flip."""
    try:
        return zlib.crc32(zlib.decompress(packed, -15)) != told.CRC
    except zlib.error:
        return True


# Where a field stands in a local header and in an entry of the list, and what is wrong then.
LOCAL = {"signature": 0, "version": 4, "flags": 6, "method": 8, "time": 10, "date": 12}
LOCAL |= {"checksum": 14, "packed": 18, "size": 22, "name's length": 26, "extra": 28, "name": 30}
CENTRAL = {"signature": 0, "system": 5, "flags": 8, "method": 10, "time": 12, "checksum": 16}
CENTRAL |= {"packed": 20, "size": 24, "extra": 30, "comment": 32, "mode": 40, "offset": 42}


@pytest.mark.parametrize("field", LOCAL)
def test_a_header_that_was_changed_is_named(archive: Path, field: str) -> None:
    """Even by somebody who mends the comment, and where readers of zips would not look."""
    content = bytearray(archive.read_bytes())
    where = zipfile.ZipFile(archive).getinfo("book/index.html").header_offset
    content[where + LOCAL[field]] ^= 1
    archive.write_bytes(sealed(bytes(content)))
    assert "book/index.html: its header in the archive is damaged" in faults(archive)


@pytest.mark.parametrize("field", CENTRAL)
def test_a_list_of_files_that_was_changed_is_told(archive: Path, field: str) -> None:
    """The entry after the one before it is named."""
    content = bytearray(archive.read_bytes())
    position = content.rindex(b"book/index.html") - 46
    content[position + CENTRAL[field]] ^= 1
    archive.write_bytes(sealed(bytes(content)))
    said = "\n".join(faults(archive))
    if field in ("checksum", "packed", "size", "offset"):
        assert "book/index.html: " in said
    else:
        assert "the list of files in the archive is damaged after book/empty.css" in said


def test_a_comment_in_capitals_is_not_the_comment(archive: Path) -> None:
    """One bit makes a capital of a digit; the number is the same, the byte is not."""
    content = archive.read_bytes()
    archive.write_bytes(content[:-64] + content[-64:].upper())
    assert faults(archive) == [
        "the archive does not end as a release does: "
        "it was cut short, or bytes at its end were changed or added"
    ]


@pytest.mark.parametrize("left", [0, 1, 21, 71, 92, 93, 500, -1, -72])
def test_an_archive_cut_short_is_told(archive: Path, left: int) -> None:
    """Whatever is left of it."""
    archive.write_bytes(archive.read_bytes()[:left])
    assert "cut short" in faults(archive)[0]


def test_bytes_added_at_either_end_are_told(archive: Path) -> None:
    """A zip may have anything before it, and after it what a reader ignores."""
    content = archive.read_bytes()
    archive.write_bytes(content + b"\n")
    assert "were changed or added" in faults(archive)[0]
    archive.write_bytes(sealed(b"#!/usr/bin/python3\n" + content))
    assert faults(archive) == [
        "the end of the archive, which says where its list of files is, is damaged"
    ]


def test_bytes_between_files_are_told(tmp_path: Path) -> None:
    """They belong to no file, and readers of zips step over them."""
    path = tmp_path / "gap.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry("a.txt"), b"apples", zipfile.ZIP_DEFLATED, 9)
        assert archive.fp is not None
        archive.fp.write(b"hidden")
        archive.start_dir = archive.fp.tell()
        archive.comment = b" " * 71
    path.write_bytes(sealed(path.read_bytes()))
    assert "there are bytes between the files and the list of files" in faults(path)


def test_a_changed_a_missing_and_an_added_file_are_named(tmp_path: Path) -> None:
    """Also in an archive that somebody packed anew."""
    files = {**FILES, **CHANGED, "book/new.html": b"new"}
    del files["README.md"]
    assert faults(pack(tmp_path / "other.zip", files, listed=FILES)) == [
        "README.md: is missing",
        "book/index.html: is not as it was released",
        "book/new.html: was added, it is not in manifest-sha256.txt",
    ]


def test_what_changed_in_an_unpacked_folder_is_named(archive: Path, tmp_path: Path) -> None:
    """A file changed, one removed, one added, one behind a link."""
    folder = unpack(archive, tmp_path / "orchard")
    assert not faults(folder)
    (folder / "book/index.html").write_bytes(b"<p>Pears</p>")
    (folder / "README.md").unlink()
    (folder / "source/new\nline").write_bytes(b"")
    (folder / "source/data/trees.csv").rename(tmp_path / "trees.csv")
    (folder / "source/data/trees.csv").symlink_to(tmp_path / "trees.csv")
    (folder / "source/etc").symlink_to("/etc")
    assert faults(folder) == [
        "source/etc: is a link or a device, not a file",
        "source/data/trees.csv: is a link or a device, not a file",
        "README.md: is missing",
        "book/index.html: is not as it was released",
        "source/new\\u000aline: was added, it is not in manifest-sha256.txt",
    ]


def test_a_pipe_in_a_folder_does_not_stop_the_verifier(archive: Path, tmp_path: Path) -> None:
    """It is named and not read: nothing would ever come out of it."""
    folder = unpack(archive, tmp_path / "orchard")
    os.mkfifo(folder / "pipe")
    assert faults(folder) == ["pipe: is a link or a device, not a file"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (b"  README.md", b" README.md", "line 1: not a SHA-256 and the name of a file"),
        (b"  README.md", b"  zREADME.md", "line 2: “book/empty.css” is not in its place"),
        (b"book/empty", b"book/\xffempty", ": this is no text"),
    ],
)
def test_a_list_that_was_changed_in_a_folder_is_named(
    archive: Path, tmp_path: Path, was: bytes, now: bytes, said: str
) -> None:
    """With the line where it is none any more."""
    path = unpack(archive, tmp_path / "orchard") / manifest.NAME
    changed = path.read_bytes().replace(was, now)
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    (fault,) = faults(path.parent)
    assert fault.startswith(manifest.NAME) and fault.endswith(said)


def test_a_list_without_its_last_line_end_is_told(archive: Path, tmp_path: Path) -> None:
    """It may have been cut short within a name."""
    path = unpack(archive, tmp_path / "orchard") / manifest.NAME
    path.write_bytes(path.read_bytes()[:-1])
    assert faults(path.parent) == [f"{manifest.NAME}: the last line does not end"]


def test_a_folder_without_a_list_is_no_release(tmp_path: Path) -> None:
    """There is nothing to compare its files with."""
    (tmp_path / "README.md").write_text("# Orchard\n")
    assert faults(tmp_path) == ["manifest-sha256.txt: is missing"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["/etc/passwd"], "/etc/passwd: the name starts at the root of the disk"),
        (["a/../../b"], "a/../../b: the name leads out of the folder"),
        (["a//b"], "a//b: the name has an empty part"),
        (["a/"], "a/: the name has an empty part"),
        (["a\\b"], "a\\b: the name has a character that not every system allows"),
        (["c:b"], "c:b: the name has a character that not every system allows"),
        (["a\x1bb"], "a\\u001bb: the name has a character that not every system allows"),
        (["a", "a"], "a: is there twice"),
        (["A/b", "a/B"], "a/B: is A/b in other letters"),
        (["é", "e\u0301"], "e\u0301: is é in other letters"),
        (["a", "a/b"], "a: is both a file and a folder"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_could_do_harm_are_refused(tmp_path: Path, names: list[str], said: str) -> None:
    """Of each the reason is said, and none of the files is unpacked."""
    entries = [(entry(name), b"x") for name in names]
    report = verification.verify(forged(tmp_path / "forged.zip", entries))
    assert report.faults == (said,)
    assert not report.files


def test_a_link_in_an_archive_is_found(tmp_path: Path) -> None:
    """Unpacked by some programs it would lead anywhere."""
    link = (entry("passwords", 0o120777), b"/etc/passwd")
    (fault,) = faults(forged(tmp_path / "forged.zip", [link]))
    assert fault == "the list of files in the archive is damaged at its start (passwords)"


def test_an_archive_that_would_unpack_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    """Two hundred times its own size is more than any book."""
    bomb = (entry("bomb.txt"), bytes(50_000_000))
    path = forged(tmp_path / "forged.zip", [bomb])
    report = verification.verify(path)
    many = path.stat().st_size
    said = f"the files would be 50000000 bytes, too many for an archive of {many}"
    assert report.faults == (said,)
    assert not report.files


def test_a_file_that_is_larger_than_it_says_is_not_unpacked(archive: Path) -> None:
    """No more is unpacked than was told, however much there is."""
    content = bytearray(archive.read_bytes())
    for place in (content.index(b"book/index.html") - 8, content.rindex(b"book/index.html") - 22):
        struct.pack_into("<I", content, place, 100)
    archive.write_bytes(sealed(bytes(content)))
    assert faults(archive) == ["book/index.html: damaged, it cannot be unpacked"]


@pytest.mark.parametrize("names", [["../a"], ["a", "A"]])
def test_no_archive_is_made_with_a_name_that_would_be_refused(
    tmp_path: Path, names: list[str]
) -> None:
    """It is said when it is made, not when somebody reads it."""
    with pytest.raises(ValueError, match=r"leads out|other letters"):
        container.pack(tmp_path / "x.zip", dict.fromkeys(names, b""))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(verification.NoArchiveError, match=r"there is no file .*x.zip → check"):
        verification.verify(tmp_path / "x.zip")


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / "x.zip").write_bytes(b"apples " * 1000)
    assert "does not end as a release does" in faults(tmp_path / "x.zip")[0]
