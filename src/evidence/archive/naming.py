"""Names that files of an archive may have: the same files on every system, in one folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

_FORBIDDEN = frozenset('\\:*?"<>|')


def faults(names: Iterable[str]) -> Iterator[str]:
    """Say of each name that no file of an archive may have what is wrong with it."""
    taken: dict[str, str] = {}
    known = list(names)
    for name in known:
        fault = _fault(name)
        if fault:
            yield f"{shown(name)}: {fault}"
        other = taken.get(_folded(name))
        if other is not None:
            same = "is there twice" if other == name else f"is {shown(other)} in other letters"
            yield f"{shown(name)}: {same}"
        taken[_folded(name)] = name
    folders = {_folded(folder) for name in known for folder in _folders(name)}
    for name in known:
        if _folded(name) in folders:
            yield f"{shown(name)}: is both a file and a folder"


def shown(name: str) -> str:
    """Return a name so that no character in it can disturb the line it is printed in."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)


def _fault(name: str) -> str:
    if name.startswith("/"):
        return "the name starts at the root of the disk"
    parts = name.split("/")
    if ".." in parts:
        return "the name leads out of the folder"
    if "" in parts or "." in parts:
        return "the name has an empty part"
    if not name.isprintable() or _FORBIDDEN & set(name):
        return "the name has a character that not every system allows"
    return ""


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _folders(name: str) -> Iterator[str]:
    parts = name.split("/")[:-1]
    return ("/".join(parts[:many]) for many in range(1, len(parts) + 1))
