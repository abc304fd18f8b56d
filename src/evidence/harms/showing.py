"""The table of harms: each study, each group once, and each harm with its people and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from evidence import numbers, pages, readings
from evidence.harms.cells import how_many, left_open, when
from evidence.readings import Row
from evidence.study.values import anchor

_HEADER = ("Harm", "How many", "When", "What the report says of it, and where")
_GLOSSARY = ("Harm", "What is counted")
_KEY = ("arm_id", "outcome_id", "subgroup", "time", "statistic")
_EFFECT_KEY = ("treatment_arm", "control_arm", "outcome_id", "time", "measure")
_ALL = "all participants"
_OTHER = "other"

_IN_OTHERS = "Not counted apart; see the group that these people belong to."
_IN_PARTS = "Not counted as a whole; see its parts."
_NOTHING = "Nothing on harms stands in our tables, which does not mean that there was none."
_UNCOUNTED = "No number for this group in our tables."


@dataclass(frozen=True)
class _Told:
    """What is told of one study: its groups, counts, results between groups, and follow-up."""

    study: Row
    arms: list[Row]
    counts: list[Row]
    words: list[Row]
    follow_up: list[Row]

    def of_arm(self, arm_id: str) -> list[Row]:
        """Return what was counted in a group."""
        return [row for row in self.counts if row["arm_id"] == arm_id]


def table(
    studies: pd.DataFrame,
    arms: pd.DataFrame,
    counts: pd.DataFrame,
    words: pd.DataFrame,
    follow_up: pd.DataFrame,
    *,
    kinds: Sequence[str],
) -> pages.Html:
    """Return all that is told of harms in `studies`, in their order, as one table.

    Every study stands there, and every group of it once, also when nothing was counted.
    `counts` is from `harms.counts`, `words` and `follow_up` are rows of results between groups
    and of the times for which people were followed; `kinds` is the order of the harms.
    """
    place = {kind: number for number, kind in enumerate(kinds)}
    counts = counts.sort_values("kind", key=lambda names: names.map(place), kind="stable")
    frames = [arms, counts, words, follow_up]
    rows = [_by_study(frame) for frame in frames]
    told = [
        _Told(study, *(one.get(key, []) for one in rows))
        for key, (study,) in _by_study(studies).items()
    ]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in _HEADER)
    body = "".join(_study(one) for one in told)
    return pages.Html(
        '<div class="ev-scroll"><table class="ev-table ev-harms">'
        f"<thead><tr>{head}</tr></thead>{body}</table></div>"
    )


def glossary(*frames: pd.DataFrame) -> pages.Html:
    """Return what each harm named in `counts` or `words` means, as the table links to it."""
    columns = ["outcome_id", "label", "definition"]
    terms = pd.concat([frame[columns] for frame in frames]).drop_duplicates("outcome_id")
    rows = [
        [
            f'<span id="{escape(_definition(key), quote=True)}">{escape(label)}</span>',
            escape(meaning),
        ]
        for key, label, meaning in sorted(
            terms.astype("str").itertuples(index=False, name=None), key=lambda term: term[1]
        )
    ]
    return pages.Html(pages.html_table(list(_GLOSSARY), rows))


def _by_study(frame: pd.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in frame.to_dict("records"):
        rows.setdefault(row["study_id"], []).append({str(name): row[name] for name in row})
    return rows


def _study(told: _Told) -> str:
    between = "".join(_between(told))
    compared = (
        _group("<span>Between groups, or without a count</span>") + between if between else ""
    )
    return f"<tbody><tr>{_title(told)}</tr>{''.join(_groups(told))}{compared}</tbody>"


def _title(told: _Told) -> str:
    study = told.study
    name = pages.link(f"{pages.STUDY_FOLDER}/{study['study_id']}.html", escape(study["label"]))
    followed = ", ".join(readings.measured(row) for row in told.follow_up)
    illness = study["condition_detail"] if study["condition"] == _OTHER else study["condition"]
    ended = f"{study['status']}: {study['status_reason'].rstrip('.')}"
    facts = [
        f"{illness.rstrip('.')}, {study['population']}",
        study["design"],
        ended if study["status_reason"] else "",
        f"followed: {followed}" if followed else "",
        f"read: {study['seen']}",
    ]
    said = escape(" · ".join(fact for fact in facts if fact))
    key = escape(f"harms-{study['study_id']}", quote=True)
    return (
        f'<th class="ev-study" scope="rowgroup" colspan="{len(_HEADER)}" id="{key}">'
        f"{name} <span>{said}</span></th>"
    )


def _groups(told: _Told) -> Iterator[str]:
    """Yield the rows of each group; groups of which the same is said share one row."""
    silent: dict[str, list[str]] = {}
    for arm in told.arms:
        counted = told.of_arm(arm["arm_id"])
        if counted:
            yield _group(_name(arm)) + "".join(_cells(told, row) for row in counted)
        else:
            silent.setdefault(_unsaid(told, arm), []).append(_name(arm))
    for said, names in silent.items():
        yield _group("".join(names)) + _saying(said)


def _group(html: str) -> str:
    return f'<tr><th class="ev-group" scope="rowgroup" colspan="{len(_HEADER)}">{html}</th></tr>'


def _saying(text: str) -> str:
    return f'<tr><td class="ev-unsaid" colspan="{len(_HEADER)}">{escape(text)}</td></tr>'


def _name(arm: Row) -> str:
    people: str = f", n = {numbers.text(arm['n'])}" if pd.notna(arm["n"]) else ""
    return f"<span>{escape(arm['label'] + people)}</span>"


def _unsaid(told: _Told, arm: Row) -> str:
    """Return why nothing was counted in a group."""
    if not told.counts:
        return _without_counts(told)
    counted = {row["arm_id"] for row in told.counts}
    parts = {one["arm_id"]: one["part_of"] for one in told.arms}
    whole = [one["arm_id"] for one in told.arms if one["role"] == _ALL]
    if parts[arm["arm_id"]] in counted or (arm["arm_id"] not in whole and counted & set(whole)):
        return _IN_OTHERS
    holds = any(part == arm["arm_id"] and key in counted for key, part in parts.items())
    return _IN_PARTS if holds or arm["role"] == _ALL else _UNCOUNTED


def _without_counts(told: _Told) -> str:
    said = told.study["harms_told"]
    if said or told.words:
        return f"No count. In words: {said}" if said else "No count; see the comparison below."
    return f"{_NOTHING} What was read: {told.study['locator'].rstrip('.')}."


def _cells(told: _Told, row: Row) -> str:
    part = "" if row["subgroup"] == "all" else escape(f" ({row['subgroup']})")
    return _row(
        _term(row) + part,
        f"<strong>{escape(how_many(row))}</strong> {_note(left_open(row))}".rstrip(),
        escape(when(row)),
        escape(" ".join(filter(None, (row["note"], row["derived"])))) + _place(told, row, _KEY),
    )


def _term(row: Row) -> str:
    return pages.link(f"#{_definition(row['outcome_id'])}", escape(row["label"]))


def _definition(outcome_id: str) -> str:
    return f"harm-{outcome_id}"


def _row(*cells: str) -> str:
    shown = "".join(
        f'<td data-label="{escape(name, quote=True)}">{cell}</td>'
        for name, cell in zip(_HEADER, cells, strict=True)
    )
    return f"<tr>{shown}</tr>"


def _note(note: str) -> str:
    return f'<span class="ev-note">{escape(note)}</span>' if note else ""


def _place(told: _Told, row: Row, key: Sequence[str]) -> str:
    page = f"{pages.STUDY_FOLDER}/{told.study['study_id']}.html"
    address = f"{page}#{anchor(*(row[name] for name in key))}"
    return f'<span class="ev-where">{pages.link(address, escape(row["locator"]))}</span>'


def _between(told: _Told) -> Iterator[str]:
    """Yield what was said of harms between groups, and in words beside what was counted."""
    names = {arm["arm_id"]: arm["label"] for arm in told.arms}
    for row in told.words:
        pair = f"{names[row['treatment_arm']]} against {names[row['control_arm']]}: "
        yield _row(
            _term(row),
            escape(pair + readings.effect(row)),
            escape(row["time"]),
            escape(row["note"]) + _place(told, row, _EFFECT_KEY),
        )
    if told.study["harms_told"] and told.counts:
        yield _saying(f"In words: {told.study['harms_told']}")
