"""Say in Markdown what a watch found, for the pull request that brings it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from evidence.watch import notices
from evidence.watch.sifting import New
from evidence.watch.watching import Outcome

# A pull request takes 65 000 letters; the rest is in the tables.
_MOST = 80


def markdown(outcome: Outcome, today: date) -> str:
    """Return the whole summary; parts in which nothing was found say so in a line."""
    parts = [
        f"# New evidence, {today}",
        "Found by machine and waiting for a person: nothing here was included or excluded.",
        *_failures(outcome),
        *_searches(outcome),
        *_new(outcome.sifted.new),
        *_alike(outcome.sifted.new),
        *_registrations(outcome),
        *_notices(outcome),
        *_left_out(outcome),
    ]
    return "\n\n".join(parts) + "\n"


def _failures(outcome: Outcome) -> Iterator[str]:
    if outcome.failures:
        yield "## Services that did not answer as expected"
        yield _list(_escaped(str(error)) for error in outcome.failures)


def _searches(outcome: Outcome) -> Iterator[str]:
    yield "## Searches that were run"
    if not outcome.runs:
        yield "None was due."
        return
    new: dict[str, int] = {}
    for one in outcome.sifted.new:
        new[one.run.search_id] = new.get(one.run.search_id, 0) + 1
    yield _table(
        ("Search", "Service", "Given", "Do not fit", "Known", "New"),
        (
            (
                run.saved["saved_search_id"],
                run.service,
                len(run.results.found),
                outcome.sifted.unfit[run.search_id],
                outcome.sifted.repeated[run.search_id],
                new.get(run.search_id, 0),
            )
            for run in outcome.runs
        ),
    )


def _new(found: list[New]) -> Iterator[str]:
    yield "## New records, the most likely first"
    if not found:
        yield "None."
        return
    yield _table(
        ("Record", "Part", "Title", "Year", "Why it stands here"),
        (
            (
                one.record_id,
                one.run.saved["topic"],
                f"[{_escaped(one.found.title)}]({_address(one.found.address)})",
                one.found.year,
                _escaped(str(one.relevance)),
            )
            for one in found[:_MOST]
        ),
    )
    if len(found) > _MOST:
        yield f"And {len(found) - _MOST} more: the rows of `data/records.csv` are in this order."


def _alike(found: list[New]) -> Iterator[str]:
    near = [one for one in found if one.resembles]
    yield "## To be compared by a person"
    if not near:
        yield "No new record resembles another."
        return
    yield "These resemble a record and may be the same report."
    yield _list(
        f"{one.record_id}: {_escaped(one.found.title)} – like {one.resembles.record_id}"
        for one in near[:_MOST]
        if one.resembles
    )


def _registrations(outcome: Outcome) -> Iterator[str]:
    look = outcome.registrations
    if look is None:
        return
    yield "## Registrations"
    yield f"Looked at: {look.looked}. Changed cells: {len(look.changes)}."
    if look.changes:
        yield _table(
            ("Registration", "Study", "Column", "Was", "Is now"),
            (
                (
                    one.registry_id,
                    one.study_id,
                    one.column,
                    one.was or "blank",
                    _escaped(one.is_now),
                )
                for one in look.changes
            ),
        )
        yield (
            "Notes of these rows, and where their studies stand (`status` in `data/studies.csv`), "
            "were written before the change: please read them again."
        )
    yield from _named("The register did not return", look.unknown)
    yield from _named("The tables have no word for", look.strange)
    yield from _named("Without a service, so to be looked up by a person", look.without_service)


def _notices(outcome: Outcome) -> Iterator[str]:
    look = outcome.notices
    if look is None:
        return
    yield "## Retractions, concerns and corrections"
    asked = ", ".join(f"{name}: {len(studies)}" for name, studies in look.looked.items())
    yield f"Reports looked up – {asked or 'none was due'}."
    if look.new:
        yield _list(
            f"**{one.study_id}: {one.found}.** {_escaped(str(one))}"
            + (" The study now counts as retracted." if one.found == notices.RETRACTION else "")
            for one in look.new
        )
    else:
        yield "No notice of a kind that is not in the tables."
    if look.further:
        yield "The tables hold a notice of the same kind; is this another?"
        yield _list(f"{one.study_id}: {_escaped(str(one))}" for one in look.further)
    yield from _named("Known to no service that was asked", look.unknown)
    yield from _named("Without DOI or PMID, so to be looked up by a person", look.without_number)


def _left_out(outcome: Outcome) -> Iterator[str]:
    if outcome.verdict.left_out:
        yield "## Not taken into the tables, because a rule forbids it"
        yield _list(f"{name}: {_escaped(why)}" for name, why in outcome.verdict.left_out.items())
    if outcome.verdict.to_do:
        yield "## What this asks of the book itself"
        yield _list(_escaped(str(problem)) for problem in outcome.verdict.to_do)


def _named(said: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"{said}: {_escaped(', '.join(names))}."


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(header: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    header = tuple(header)
    rows = [header, ("---",) * len(header), *lines]
    return "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)


def _escaped(text: str) -> str:
    """Return a text in which Markdown and GitHub see no markup, link or mention."""
    marked = re.sub(r"([\\`*_{}\[\]<>()#|!~&])", r"\\\1", " ".join(text.split()))
    return marked.replace("@", "@\u200b")


def _address(text: str) -> str:
    return re.sub(r"[\s()<>|]", lambda mark: f"%{ord(mark[0]):02X}", text)
