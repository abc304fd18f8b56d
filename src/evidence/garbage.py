"""How often Python looks for garbage: seldom, since what a check or a build makes it keeps."""

from __future__ import annotations

import gc
import os
from functools import cache

_NEW = 100_000  # objects made since the last look; Python's own number is 700
_LOOKS = 20  # before older objects are looked at too


@cache
def collect_seldom() -> None:
    """Look for garbage seldom in this process and in its forked copies.

    A copy does not look at what it got from this process: it could not free any of it, and
    each page of memory that is looked at becomes a page of its own.
    """
    gc.set_threshold(_NEW, _LOOKS, _LOOKS)
    os.register_at_fork(before=gc.freeze, after_in_parent=gc.unfreeze)


def look_no_more() -> None:
    """Spare the end of this process a last look at all that a build holds: it takes a second."""
    gc.freeze()
