"""The commands for releases: `snapshot` makes one, `verify` reads one, in a project or not."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from evidence.archive import rebuilding, verification
from evidence.archive.verification import Report

COMMANDS = ("snapshot",)


def declare(commands: Any) -> None:
    """Add the commands to the parser of `python -m evidence`."""
    made = commands.add_parser("snapshot", help="make a release of what is committed")
    made.add_argument("version", help="year and month, such as 2026.12; 2026.12.1 corrects it")
    made.add_argument("--output", type=Path, help="the folder for the archive: _build/releases")
    made.add_argument("--no-tag", action="store_true", help="for a trial: set no tag in git")
    verified = commands.add_parser("verify", help="say whether a release is as it was made")
    verified.add_argument("archive", type=Path, help="the file, or the folder it is unpacked in")
    _add_rebuild(verified)


def run(root: Path, chosen: argparse.Namespace) -> int:
    """Make a release of the project; return the exit status, 0 only when it is there."""
    # Here, because what verifies an archive has nothing but Python.
    from evidence.archive import snapshot

    # As if interrupted from the keyboard: what was begun is then removed.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    output = chosen.output or root / snapshot.FOLDER
    try:
        made = snapshot.make(root, chosen.version, output, tagged=not chosen.no_tag)
    except snapshot.SnapshotError as error:
        return _fail(str(error))
    size = made.path.stat().st_size / 1e6
    print(f"the release: {made.path}, {size:.1f} MB, {made.files} files")
    print(f"SHA-256: {made.digest}")
    if chosen.no_tag:
        print("no tag was set: this is a trial, and no release")
    else:
        print(f"the tag {chosen.version} is the release: `git push origin {chosen.version}`")
    return 0


def main(archive: Path) -> int:
    """Verify the archive that this code was started from; return the exit status."""
    parser = argparse.ArgumentParser(prog=f"python {archive.name}")
    _add_rebuild(parser)
    return verify(archive, rebuild=parser.parse_args().rebuild)


def verify(archive: Path, *, rebuild: bool = False) -> int:
    """Print whether an archive or folder is as released, and with `rebuild` if it is what it says.

    Returns 0 when it is, and 1 otherwise.
    """
    try:
        report = verification.verify(archive)
    except verification.NoArchiveError as error:
        return _fail(str(error))
    if report.faults:
        many = f"{len(report.faults)} fault{'' if len(report.faults) == 1 else 's'}"
        return _fail("\n".join([*report.faults, f"{archive.name} is not as released: {many}"]))
    print(f"{archive.name}: all {len(report.files)} files are as released")
    if report.digest:
        print(f"SHA-256: {report.digest}")
        print("compare it with the SHA-256 published where the archive is offered")
    else:
        print("that they are those published, only the SHA-256 of the archive can show")
    return _rebuild(archive, report) if rebuild else 0


def _rebuild(archive: Path, report: Report) -> int:
    """Build the book from the sources in an archive and compare it with the one in there."""
    lock = report.files.get(f"source/{rebuilding.LOCK}", b"").decode()
    differing = rebuilding.differing_packages(lock)
    if differing:
        return _fail("\n".join([*differing, _environment(archive)]))
    try:
        faults = rebuilding.rebuild(report.files)
    except rebuilding.RebuildError as error:
        return _fail(f"{error}\nthe book could not be built from the sources in the archive")
    if faults:
        return _fail("\n".join([*faults, "the book is not what its sources make"]))
    many = sum(file.startswith("book/") for file in report.files)
    print(f"the book was built again: all {many} files are identical")
    return 0


def _environment(archive: Path) -> str:
    """Say how to make the environment that building again needs."""
    unpacked, unpack, again = archive.stem, [], archive.name
    if archive.is_dir():
        unpacked, again = archive.name, f"{archive.name}/__main__.py"
    else:
        unpack = [f"  python3 -m zipfile -e {archive.name} {unpacked}"]
    lock = f"{unpacked}/source/{rebuilding.LOCK}"
    return "\n".join(
        [
            "the packages here are not those the book was built with; make an environment of them:",
            *unpack,
            "  python3 -m venv environment",
            f"  environment/bin/python -m pip install --requirement {lock}",
            f"  environment/bin/python {again} --rebuild",
        ]
    )


def _add_rebuild(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="build the book from the sources in it, and say whether it is identical",
    )


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
