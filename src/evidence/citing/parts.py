"""What can be cited within a page: figures, numbers, rows and tables, each marked in its HTML.

The mark is the name of the part in words, as the title of a citation goes on. It stands on
the element with the part's address, or around rows with an address each.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from html import escape

from evidence.citing.formats import latex, plain
from evidence.descriptor import Table

# Where the address of a row goes in the name of rows.
ROW = "⟨row⟩"
_ROW = "=row="  # until the words are escaped, which leaves no gap in them
DIGEST = 12
_LONGEST = 140
_SENTENCE = re.compile(r".+?[.?!](?=\s|$)")


def digest(data: bytes) -> str:
    """Return the short form of the SHA-256 digest of data: its first hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:DIGEST]


def figure(caption: str, data: bytes) -> str:
    """Return the mark of a figure: the first sentence of its caption, the digest of its data."""
    first = _SENTENCE.match(plain(caption))
    named = textwrap.shorten((first[0] if first else caption), _LONGEST, placeholder=" …")
    return _mark(f"figure “{named.rstrip('.')}”, data SHA-256 {digest(data)}")


def number(text: str) -> str:
    """Return the mark of a number in prose, on the entry of its rows."""
    return _mark(f"the number “{text}”")


def table(table: Table) -> str:
    """Return the mark of a whole table."""
    return _mark(f"table “{table.title}” ({table.file})")


def rows(name: str) -> str:
    """Return the mark of rows of a table, for the element around them."""
    return _mark(f"row {_ROW} of the table {name} (data/{name}.csv)")


def _mark(words: str) -> str:
    said, coded = (form(words).replace(_ROW, ROW) for form in (plain, latex))
    more = f' data-cite-bib="{escape(coded, quote=True)}"' if coded != said else ""
    return f' data-cite="{escape(said, quote=True)}"{more}'
