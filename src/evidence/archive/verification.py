"""Whether an archive, or the folder it was unpacked into, is as it was released."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence.archive import container, manifest, naming
from evidence.archive.container import Contents


class NoArchiveError(Exception):
    """There is nothing that could be verified; the message says what to do."""


@dataclass(frozen=True)
class Report:
    """What was found: the files that were read, all that is wrong, and the archive's SHA-256.

    A folder has no SHA-256 of its own: `digest` is then empty.
    """

    files: Mapping[str, bytes]
    faults: tuple[str, ...]
    digest: str


def verify(path: Path) -> Report:
    """Compare an archive or an unpacked folder with the list of files in it.

    Every byte is read. Raises NoArchiveError when there is no such file or folder.
    """
    if path.is_dir():
        contents, digest = _folder(path), ""
    else:
        content = _content(path)
        contents, digest = container.unpack(content), manifest.digest(content)
    faults = [*contents.faults, *_comparison(contents)]
    return Report(contents.files, tuple(dict.fromkeys(faults)), digest)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > container.LARGEST:
            limit = container.LARGEST // 2**20
            raise NoArchiveError(f"{path.name} is larger than {limit} MiB → no release is")
        return path.read_bytes()
    except FileNotFoundError:
        raise NoArchiveError(f"there is no file {path} → check the name") from None
    except OSError as error:
        raise NoArchiveError(f"{path.name} cannot be read: {error.strerror}") from None


def _folder(folder: Path) -> Contents:
    found = Contents()
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            found.faults.append(f"{naming.shown(name)}: is a link or a device, not a file")
            continue
        try:
            found.files[name] = path.read_bytes()
        except OSError as error:
            found.faults.append(f"{naming.shown(name)}: cannot be read: {error.strerror}")
    return found


def _paths(folder: Path) -> Iterator[Path]:
    """Give everything in a folder but folders; links to folders are not followed."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        here = Path(parent)
        yield from (here / name for name in folders if (here / name).is_symlink())
        yield from (here / name for name in sorted(files))


def _comparison(contents: Contents) -> Iterator[str]:
    """Say of each file whether it is missing, was added, or is not as it was."""
    damaged = {fault.split(": ")[0] for fault in contents.faults}
    listed = contents.files.get(manifest.NAME)
    if listed is None:
        # When it could not be unpacked, or nothing was, that has been said.
        if not contents.faults:
            yield f"{manifest.NAME}: is missing"
        return
    try:
        digests = manifest.read(listed)
    except manifest.ManifestError as error:
        yield str(error)
        return
    present = contents.files.keys() - {manifest.NAME}
    for name in sorted(digests.keys() | present):
        shown = naming.shown(name)
        if name not in digests:
            yield f"{shown}: was added, it is not in {manifest.NAME}"
        elif name not in present and shown not in damaged:
            yield f"{shown}: is missing"
        elif name in present and manifest.digest(contents.files[name]) != digests[name]:
            yield f"{shown}: is not as it was released"
