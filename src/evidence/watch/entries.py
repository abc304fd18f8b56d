"""The entry in the bibliography of a report that was added by its number."""

from __future__ import annotations

from pathlib import Path

from evidence import awaiting, bibliography, texts
from evidence.intake.references import REGISTER, plain
from evidence.intake.sent import ascii_words
from evidence.watch import answers
from evidence.watch.answers import Found


def entered(root: Path, found: Found) -> tuple[str, dict[str, str]]:
    """Return the key of the entry, and the bibliography with it, by its file's name.

    An entry that is there already, by DOI, PMID or address, stays; nothing is written then.
    """
    own = awaiting.numbers(doi=found.doi, pmid=found.pmid, address=found.address)
    known = bibliography.read(root)
    for key, reference in known.items():
        if own & awaiting.of_entry(reference):
            return key, {}
    key = key_for(found, set(known))
    text = texts.read(root, bibliography.PATH, missing="the bibliography is missing", cure="")
    return key, {bibliography.PATH: f"{text.rstrip()}\n\n{written(found, key)}\n".lstrip()}


def written(found: Found, key: str) -> str:
    """Return the entry of a result for the bibliography, with the note that it awaits a decision.

    Of authors the services give family names only. Without a journal it is no article,
    which the build would refuse.
    """
    named = [REGISTER] if found.registry_id else found.authors
    fields = {
        "author": " and ".join(f"{{{_line(name)}}}" for name in named),
        "title": _line(found.title),
        "journal": _line(found.journal),
        "year": found.year,
        "doi": found.doi,
        "pmid": found.pmid,
        "url": "" if found.doi else found.address,
    }
    lines = "".join(f",\n  {name} = {{{said}}}" for name, said in fields.items() if said)
    kind = "article" if found.journal else "misc"
    return f"@{kind}{{{key}{lines}{awaiting.LINE}\n}}"


def _line(text: str) -> str:
    return plain(answers.plain(text))


def key_for(found: Found, taken: set[str]) -> str:
    """Return a key that is not taken: the first family name and the year, or a trial's number.

    A letter follows, from b on, where the key would be another one's.
    """
    named = found.registry_id or (found.authors[0] if found.authors else "")
    base = ascii_words(named).replace("-", "")
    # Keys start with a letter, and a name may have none of ours.
    base = base if base[:1].isalpha() else f"report{base}"
    base += "" if found.registry_id else found.year
    for ending in " bcdefghijklmnopqrstuvwxyz":
        key = f"{base}{ending.strip()}"
        if key not in taken:
            return key
    raise ValueError(f"every key like “{base}” is taken")
