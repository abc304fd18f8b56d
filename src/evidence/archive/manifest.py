"""The list of an archive's files, each with its SHA-256, in the form `sha256sum` reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

NAME = "manifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class ManifestError(ValueError):
    """A list that cannot be read; the message says where and why."""


def write(digests: Mapping[str, str]) -> bytes:
    """Return the list of files, sorted by name, of their SHA-256 in hexadecimal digits."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def read(content: bytes) -> dict[str, str]:
    """Return the SHA-256 of each file by its name.

    Raises ManifestError at the first line that `write` would not have written so.
    """
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError:
        raise ManifestError(f"{NAME}: this is no text") from None
    if lines.pop():
        raise ManifestError(f"{NAME}: the last line does not end")
    digests: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if not found:
            raise ManifestError(f"{NAME}, line {number}: not a SHA-256 and the name of a file")
        if digests and found[2] <= next(reversed(digests)):
            raise ManifestError(f"{NAME}, line {number}: “{found[2]}” is not in its place")
        digests[found[2]] = found[1]
    return digests


def digest(content: bytes) -> str:
    """Return the SHA-256 of what a file holds, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
