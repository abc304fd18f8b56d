"""What must be true of those who are credited: their identifiers and their roles."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.problems import Problem
from evidence.rows import Sheet, words

# Contributor Role Taxonomy, ANSI/NISO Z39.104-2022.
ROLES = (
    "Conceptualization",
    "Data curation",
    "Formal analysis",
    "Funding acquisition",
    "Investigation",
    "Methodology",
    "Project administration",
    "Resources",
    "Software",
    "Supervision",
    "Validation",
    "Visualization",
    "Writing – original draft",
    "Writing – review & editing",
)


def roles_are_those_of_credit(contributors: Sheet) -> Iterator[Problem]:
    """Each role of a contributor is one of the fourteen of CRediT."""
    for row in contributors.rows:
        for role in words(row["roles"]):
            if role not in ROLES:
                found, cure = f"“{role}” is no role of CRediT", f"use one of: {'; '.join(ROLES)}"
                yield contributors.problem(row.line, "roles", found, cure)


def orcids_have_their_check_digit(contributors: Sheet) -> Iterator[Problem]:
    """The last character of an ORCID follows from the fifteen digits before it."""
    for row in contributors.rows:
        orcid = row["orcid"]
        if orcid and orcid[-1] != check_digit(orcid.replace("-", "")[:-1]):
            found = f"{orcid} is no ORCID: its last character does not fit the others"
            yield contributors.problem(row.line, "orcid", found, "copy it from the person's record")


def only_persons_have_an_orcid(contributors: Sheet) -> Iterator[Problem]:
    """An organisation has no ORCID, and a person's name is in two parts."""
    for row in contributors.rows:
        if row["kind"] != "person" and row["orcid"]:
            yield contributors.problem(
                row.line, "orcid", "an ORCID is a person's", "leave it blank for an organisation"
            )
        elif row["kind"] == "person" and ", " not in row["name"]:
            cure = "write the family name, a comma and the given names"
            found = f"“{row['name']}” does not tell the family name"
            yield contributors.problem(row.line, "name", found, cure)


def check_digit(digits: str) -> str:
    """Return the check character of the first fifteen digits of an ORCID (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    remainder = (12 - total) % 11
    return "X" if remainder == 10 else str(remainder)
