"""How the book is cited: who wrote it, where it stands, and the citation of each of its parts.

Every citation is written here, in Python. The browser fills in only what Python cannot know:
the part a reader chose, the day, and the address of a site that no setting names.
"""

from evidence.citing.files import FILES, check, write
from evidence.citing.work import Contributor, Work, read

__all__ = ["FILES", "Contributor", "Work", "check", "read", "write"]
