"""Verify the release that this file lies in: run the archive, or this file, with Python.

It needs Python 3.11 or newer and nothing else. With `--rebuild` the book is built from the
sources in the release and compared with the one in it; README.md says what that needs.
"""

import sys
from pathlib import Path

# What runs from an unpacked folder must not write into it.
sys.dont_write_bytecode = True
ARCHIVE = Path(__file__).resolve().parent
sys.path.insert(0, str(ARCHIVE / "source" / "src"))

from evidence.archive import commands  # noqa: E402

if __name__ == "__main__":
    sys.exit(commands.main(ARCHIVE))
