"""Give a new study its entry in the bibliography, from what was sent about its report."""

from __future__ import annotations

import re
from pathlib import Path

from evidence import awaiting, bibliography, texts
from evidence.intake.sent import Entry

REGISTER = "Trial register"
"""Whom the entry of a registered trial names as its author."""


def entries(root: Path, new: list[Entry], told: list[Entry]) -> str:
    """Return the whole bibliography with an entry for each new study; “” when none changes.

    An entry that awaited the decision is there already; it loses the note that says so.
    Author and journal are those of `told`, the rows sent for the bibliography. Without them
    the first author is taken from the study's label; the rest is left to the editors.
    """
    said = {_text(one, "study_id"): one for one in told}
    known = bibliography.read(root)
    records = {entry["study_id"]: entry for entry in new if entry.table == "records"}
    wanted = [entry for entry in new if entry.table == "studies" and entry["study_id"]]
    added = [
        _entry(study, records[study["study_id"]], said.get(study["study_id"]))
        for study in wanted
        if study["study_id"] in records and study["study_id"] not in known
    ]
    text = texts.read(root, bibliography.PATH, missing="the bibliography is missing", cure="")
    as_read = _without_note(root, text, [study["study_id"] for study in wanted])
    if not added:
        return "" if as_read == text else as_read
    return "\n".join([as_read.rstrip("\n") + "\n", *added])


def _without_note(root: Path, text: str, keys: list[str]) -> str:
    entries = bibliography.written(root)
    for entry in (entries[key] for key in keys if key in entries):
        text = text.replace(entry, entry.replace(awaiting.LINE, ""))
    return text


def _entry(study: Entry, record: Entry, told: Entry | None) -> str:
    journal = _text(told, "journal")
    fields = {
        "author": _author(study, _text(told, "author")),
        "title": plain(record["title"]),
        "journal": plain(journal),
        "year": study["year"] or record["year"],
        "doi": record["doi"],
        "url": "" if record["doi"] else plain(record["address"]),
    }
    lines = "".join(f",\n  {name} = {{{said}}}" for name, said in fields.items() if said)
    return f"@{'article' if journal else 'misc'}{{{study['study_id']}{lines}\n}}\n"


def _author(study: Entry, told: str) -> str:
    """Return the author as sent; else a name in braces, which keep it in one piece."""
    if told:
        return plain(told)
    named = re.sub(r"\s*\d{4}[a-z]?$", "", study["label"])
    return f"{{{plain(REGISTER if study['kind'] == 'registered' else named)}}}"


def _text(told: Entry | None, name: str) -> str:
    return told.cells[name].text.strip() if told and name in told.cells else ""


def plain(text: str) -> str:
    """Return text in which BibTeX sees no markup."""
    text = text.replace("{", "(").replace("}", ")").replace("\\", "/")
    return re.sub(r"([&%$#_])", r"\\\1", text)
