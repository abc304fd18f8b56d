"""The evidence for programs: tables as files, and documents in JSON with a schema each.

`/data/` holds the tables byte for byte; `/api/v1/` what the pages say, as data. Documents
are files: nothing is asked of a server, and an address within a document is relative to it.
A field that is there stays, with its type and its meaning, as long as the interface is v1;
further fields may come.
"""

from evidence.api.build import KEPT, make, write
from evidence.api.documents import FOLDER, Document, Edition, text_of
from evidence.api.examples import name_site
from evidence.api.listing import VERSIONS
from evidence.api.schemas import schemas

__all__ = [
    "FOLDER",
    "KEPT",
    "VERSIONS",
    "Document",
    "Edition",
    "make",
    "name_site",
    "schemas",
    "text_of",
    "write",
]
