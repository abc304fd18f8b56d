"""Tell what is new among the results of searches, and make rows of it for people to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from evidence.intake.sent import ascii_words
from evidence.rows import Row, Sheet
from evidence.watch import relevance, words
from evidence.watch.answers import Found
from evidence.watch.duplicates import Known, Likeness
from evidence.watch.edits import Edit
from evidence.watch.relevance import Relevance, Scale
from evidence.watch.searching import RANKING, Results


@dataclass(frozen=True)
class Run:
    """One run of a saved search: its row, all that it found, and the key of its own row."""

    saved: Row
    service: str
    results: Results
    search_id: str


@dataclass(frozen=True)
class New:
    """A result that no record is surely the same as; `resembles` the one it may repeat."""

    record_id: str
    found: Found
    run: Run
    relevance: Relevance
    resembles: Likeness | None

    @property
    def note(self) -> str:
        """Why a person should read it sooner or later, and what it may repeat."""
        like = self.resembles
        near = f" The {like.by} is like that of {like.record_id}: the same?" if like else ""
        return f"{self.relevance}{near}"


@dataclass
class Sifted:
    """What became of the results: new ones in order, and counts by search."""

    new: list[New] = field(default_factory=list)
    repeated: dict[str, int] = field(default_factory=dict)
    unfit: dict[str, int] = field(default_factory=dict)


def sift(runs: Iterable[Run], known: Known, scale: Scale, taken: set[str]) -> Sifted:
    """Return what is new, the most likely first; `taken` are the keys that records have.

    What one search found is known to the next, so that a report counts once.
    """
    sifted = Sifted()
    for run in runs:
        topic = words.groups(run.saved["words"])
        repeated = unfit = 0
        for found in run.results.found:
            if run.saved["source"] in RANKING and not relevance.names_every_group(found, topic):
                unfit += 1
                continue
            likeness = known.likeness(found)
            if likeness and likeness.sure:
                repeated += 1
                continue
            key = key_for(found, taken)
            known.add(key, found)
            sifted.new.append(New(key, found, run, scale.rate(found, topic), likeness))
        sifted.repeated[run.search_id], sifted.unfit[run.search_id] = repeated, unfit
    sifted.new.sort(key=lambda one: -one.relevance.points)
    return sifted


def key_for(found: Found, taken: set[str]) -> str:
    """Return a key for the record of a result, and put it among the taken ones."""
    named = found.doi or (found.pmid and f"pmid-{found.pmid}") or found.registry_id or found.title
    base = ascii_words(named)[:60].strip("-") or "found"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    taken.add(key)
    return key


def edits(
    runs: Iterable[Run], sifted: Sifted, sheets: Mapping[str, Sheet], today: str
) -> Iterator[Edit]:
    """Yield a row of `searches` for each run and one of `records` for each new result."""
    pattern = sheets["records"].table.field("registry_id").pattern or ""
    for run in runs:
        yield _run(run, sifted, today)
    for new in sifted.new:
        yield _record(new, pattern)


def _run(run: Run, sifted: Sifted, today: str) -> Edit:
    given, unfit = len(run.results.found), sifted.unfit[run.search_id]
    said = ["Run by machine."]
    if unfit:
        said.append(f"The service ranks: {unfit} of {given} lacked a group of words.")
    if given < run.results.total:
        said.append(f"The service counted {run.results.total} and gave {given}.")
    said.append(f"{sifted.repeated[run.search_id]} are known records.")
    return Edit(
        "searches",
        {
            "search_id": run.search_id,
            "saved_search": run.saved["saved_search_id"],
            "run_on": today,
            "searched": run.service,
            "query": run.results.query,
            "found": str(given - unfit),
            "note": " ".join(said),
        },
        group=run.search_id,
    )


def _record(new: New, pattern: str) -> Edit:
    found = new.found
    return Edit(
        "records",
        {
            "record_id": new.record_id,
            "title": found.title,
            "year": found.year,
            "doi": found.doi,
            "pmid": found.pmid,
            "registry_id": found.registry_id or relevance.trial_named(found, pattern),
            "address": found.address,
            "topic": new.run.saved["topic"],
            "search_id": new.run.search_id,
            "decision": "awaiting",
            "note": new.note,
        },
        group=new.record_id,
    )
