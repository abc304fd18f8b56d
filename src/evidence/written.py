"""What stands for a page that the build writes from the tables: all that it shows.

Such a page reads whole tables and shows a few of their rows. It is read and written again
when one of these changed, and is left alone when only others did.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from evidence import directives, what_if

_DIRECTIVE = re.compile(r"^[`:]{3,}\{([\w-]+)\}(.*)$", re.MULTILINE)
_SHOWN: Mapping[str, Callable[..., str]] = {
    "study-page": directives.study_shown,
    "question-part": directives.part_shown,
    "what-if": what_if.shown,
}


def digest(root: Path, text: str) -> str:
    """Return what stands for what the directives of a page show.

    It is “” when one of them is not known to tell: then the page is what its tables are.
    """
    state = hashlib.sha256()
    for name, said in _DIRECTIVE.findall(text):
        if name not in _SHOWN:
            return ""
        state.update(_SHOWN[name](root, *said.split()).encode() + b"\0")
    return state.hexdigest()
