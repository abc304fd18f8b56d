"""What a second reading found, as Markdown. Texts of the tables are neutral in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidence.comparison.markdown import plain
from evidence.problems import summarise
from evidence.reconciliation import agreement, decisions, slips
from evidence.reconciliation.agreement import Agreement
from evidence.reconciliation.matching import Matched
from evidence.reconciliation.reconciling import Reconciliation
from evidence.reconciliation.verdicts import (
    DIFFERENT,
    ONLY_FIRST,
    ONLY_SECOND,
    OTHER_UNITS,
    Verdict,
)
from evidence.rows import Row

_HEADER = (
    *("Table", "Column", "Compared", "Agreed", "Share", "Same within rounding"),
    *("Cohen's kappa", "Only first", "Only second"),
)


def render(result: Reconciliation) -> str:
    """Return the report: the agreement, every disagreement, and rows without a partner."""
    told = {
        outcome: [one for one in result.verdicts if one.outcome == outcome]
        for outcome in (DIFFERENT, OTHER_UNITS, ONLY_FIRST, ONLY_SECOND)
    }
    parts = [
        f"# Second reading: {plain(result.file)}",
        _summary(result),
        _section("Agreement", [_table(agreement.by_column(result.verdicts))]),
        _section("Different", map(_different, told[DIFFERENT])),
        _section("The same value in other units", map(_both, told[OTHER_UNITS])),
        _section("Only in our tables", map(_both, told[ONLY_FIRST])),
        _section("Only in the second reading", map(_both, told[ONLY_SECOND])),
        _section("Rows matched by likeness", _likenesses(result.matched)),
        _section("Rows only in our tables", _only_ours(result.matched)),
        _section("Rows only in the second reading", _only_theirs(result.matched)),
        _section("Left out of the file", (f"- {plain(line)}" for line in result.left_out)),
        _settlement(result),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"## {title}\n\n{body}" if body else ""


def _summary(result: Reconciliation) -> str:
    compared = [one for one in result.verdicts if one.compared]
    agreed = sum(one.agreed for one in compared)
    rows = sum(len(one.matches) for one in result.matched) - result.unread
    share = f" ({_share(agreed, len(compared))})" if compared else ""
    values = f"Values both readers give: {len(compared)}, agreed: {agreed}{share}."
    unread = f" Rows without a second value: {result.unread}." if result.unread else ""
    return f"Rows compared: {rows}. {values}{unread}"


def _share(part: int, whole: int) -> str:
    """Return a share as a whole percentage; all only when it is all, none only when none."""
    if not whole:
        return ""
    percent = round(100 * part / whole)
    if part < whole:
        percent = min(percent, 99)
    return f"{max(percent, 1) if part else 0}%"


def _table(columns: Sequence[Agreement]) -> str:
    if not columns:
        return ""
    lines = [_line(_HEADER), _line(["---"] * len(_HEADER))]
    for one in columns:
        within = one.within_rounding
        counts = (one.compared, one.agreed, _share(one.agreed, one.compared))
        near = "" if within is None else _share(within, one.compared)
        kappa = "" if one.kappa is None else f"{one.kappa.value:.2f}"
        lines.append(
            _line([plain(one.table), plain(one.column), *counts, near, kappa])
            + f" {one.only_first} | {one.only_second} |"
        )
    return "\n".join(lines)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _where(one: Verdict) -> str:
    return f"{plain(decisions.address(one))}, **{plain(one.column)}**"


def _both(one: Verdict) -> str:
    ours, theirs = one.match.ours, one.match.theirs
    first = _reading(one.first, ours["source"], ours["locator"])
    second = _reading(one.second, theirs["source"], theirs["locator"])
    return f"- {_where(one)}: first {first}; second {second}"


def _reading(value: str, source: str, locator: str) -> str:
    place = ", ".join(filter(None, [source, locator])) or "place not said"
    # A number stands as it is, so that it can be copied.
    shown = value if slips.number(value) is not None else plain(value)
    return f"{shown or 'blank'} ({plain(place)})"


def _different(one: Verdict) -> str:
    named = ", ".join(one.likely)
    return f"{_both(one)}. " + (f"Possibly: {named}." if named else "No usual slip fits.")


def _likenesses(tables: Iterable[Matched]) -> Iterable[str]:
    for matched in tables:
        for match in matched.matches:
            if not match.by_key:
                parts = (
                    f"{name} “{plain(match.theirs[name])}” as “{plain(match.ours[name])}”"
                    for name in matched.table.primary_key
                    if match.theirs[name] != match.ours[name]
                )
                yield f"- {plain(match.theirs.place)}: {'; '.join(parts)}"


def _only_ours(tables: Iterable[Matched]) -> Iterable[str]:
    for matched in tables:
        for row in matched.only_ours:
            yield f"- {_row(matched, row)}"


def _row(matched: Matched, row: Row) -> str:
    parts = (matched.table.name, *(row[name] for name in matched.table.primary_key))
    return plain("/".join(parts))


def _only_theirs(tables: Iterable[Matched]) -> Iterable[str]:
    for matched in tables:
        for alone in matched.only_theirs:
            key = "/".join(alone.theirs[name] for name in matched.table.primary_key)
            near = "; ".join(_row(matched, row) for row in alone.near)
            said = f"nearest of ours: {near}" if near else "none of ours is near it"
            place = plain(alone.theirs.place)
            yield f"- {plain(matched.table.name)}/{plain(key)} ({place}): {said}"


def _settlement(result: Reconciliation) -> str:
    if result.settlement is None:
        return ""
    found = result.settlement
    lines = [
        f"- Rows marked as read twice: {found.checked}",
        f"- New rows of the table of conflicts: {len(found.conflicts)}",
    ]
    lines += [f"- Value changed: {plain(one)}" for one in found.changed]
    if found.changed:
        lines.append(
            "- If a changed value stood in a released version, it needs its row in "
            "data/corrections.csv too."
        )
    lines += [f"- Not noted: {plain(one)}" for one in found.unwritten]
    if result.problems:
        lines.append(f"- Nothing was written: the check finds {summarise(result.problems)}.")
        lines += [f"  - {plain(str(problem))}" for problem in result.problems]
    elif not result.written:
        lines.append("- Nothing was written: there is nothing to note, or --write was not given.")
    return _section("What follows", lines)
