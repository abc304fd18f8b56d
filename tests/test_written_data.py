"""What stands for the pages of the real questions, in one process and another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DIGESTS = """
from pathlib import Path
from evidence import synthesis, written
for key in synthesis.answer_all(Path()):
    text = f"```{{question-part}} {key} together\\n```\\n```{{what-if}} {key}\\n```\\n"
    print(key, written.digest(Path(), text))
"""


def digests(seed: str) -> list[str]:
    """Return a line for each question, worked out in a process with this order of sets."""
    made = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        text=True,
        capture_output=True,
        check=True,
    )
    return made.stdout.splitlines()


def test_what_stands_for_a_page_is_the_same_in_every_process() -> None:
    """Else pages of which nothing changed were made again by every build."""
    first, second = digests("1"), digests("2")
    assert len(first) > 1
    assert first == second
