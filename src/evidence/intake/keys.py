"""Complete what was sent: the keys that follow from the rest, and nothing that was not seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from evidence.descriptor import ForeignKey, Table
from evidence.intake import cells
from evidence.intake.sent import Complaint, Entry, ascii_words, folded
from evidence.rows import Sheet
from evidence.search_runs import SENT_IN

CONTRIBUTOR = "contributor"

_Index = dict[tuple[str, ...], dict[str, set[str]]]

# A row is completed after those it points to.
_ORDER = {"sources": 0, "studies": 1, "records": 2, "arms": 3}
_KINDS = {"open-access full text": "text", "registry record": "registry"}


def read_cells(entries: list[Entry], tables: Mapping[str, Table], comma: bool) -> list[Complaint]:
    """Read every cell into `values` and return what can be read in more than one way."""
    complaints = []
    for entry in entries:
        for name, cell in entry.cells.items():
            field = tables[entry.table].field(name)
            entry.values[name], trouble = cells.read(field, cell, decimal_comma=comma)
            if trouble:
                complaints.append(entry.complaint(name, *trouble))
        complaints += _percentages(entry, tables[entry.table])
    return complaints


def _percentages(entry: Entry, table: Table) -> Iterator[Complaint]:
    has_unit = any(field.name == "unit" for field in table.fields)
    for name, cell in entry.cells.items():
        field = table.field(name)
        signed = field.is_quantity and (cell.kind == "percent" or cell.text.endswith("%"))
        if not signed or field.unit == "%":
            continue
        if has_unit and not entry["unit"]:
            entry.values["unit"] = "%"
        elif not has_unit or entry["unit"] != "%":
            unit = entry["unit"] or field.unit or "a plain number"
            cure = "take the sign away, or correct the unit"
            yield entry.complaint(name, f"“{cell.text}” is a percentage, the unit is {unit}", cure)


def complete(
    entries: list[Entry],
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
    *,
    one_source: bool = False,
) -> None:
    """Fill in keys that are missing and follow from the rest; put keys in place of labels.

    With `one_source` the only source that was sent counts for every row: a form asks for
    it once. Blank cells that no rule decides stay blank.
    """
    for entry in entries:
        if entry.table == "studies":
            _study(entry)
    study = _only(entries, "studies", "study_id") or _only(entries, "arms", "study_id")
    for entry in entries:
        if study and _wants_study(entry, entries, tables[entry.table]):
            _fill(entry, "study_id", study)
        if entry.table in _OWN_KEYS:
            _OWN_KEYS[entry.table](entry, study)
    source = _only(entries, "sources", "source_id") if one_source else ""
    names = {name: {field.name for field in table.fields} for name, table in tables.items()}
    index = cache(partial(_index, entries, sheets))
    for entry in sorted(entries, key=lambda one: _ORDER.get(one.table, len(_ORDER))):
        if "source" in names[entry.table]:
            _fill(entry, "source", source)
        if entry.table == "records":
            _decide(entry, entries)
        _resolve(entry, tables[entry.table], index)
    read_on = _reading_days(entries)
    for entry in entries:
        if "extracted_by" in names[entry.table]:
            _fill(entry, "extracted_by", CONTRIBUTOR)
            _fill(entry, "extracted_on", read_on.get(entry["source"], ""))


def _wants_study(entry: Entry, entries: list[Entry], table: Table) -> bool:
    """Whether a row belongs to the one study of the file: it must name one, or is its report."""
    if table.name == "records":
        return sum(one.table == "records" for one in entries) == 1
    return any(field.name == "study_id" and field.required for field in table.fields)


def _fill(entry: Entry, name: str, value: str) -> None:
    if not entry[name] and not (name in entry.cells and entry.cells[name].trouble):
        entry.values[name] = value


def _only(entries: list[Entry], table: str, name: str) -> str:
    found = {entry[name] for entry in entries if entry.table == table} - {""}
    return found.pop() if len(found) == 1 else ""


def _study(entry: Entry) -> None:
    registered = entry["kind"] == "registered" and entry["registry_id"]
    key = ascii_words(registered or entry["label"]).replace("-", "")
    _fill(entry, "study_id", key)
    _fill(entry, "cohort_id", entry["study_id"])


def _record(entry: Entry, _study: str) -> None:
    named = entry["study_id"] or entry["doi"] or entry["registry_id"] or entry["title"]
    _fill(entry, "record_id", ascii_words(named)[:60].strip("-"))
    _fill(entry, "search_id", SENT_IN)


def _arm(entry: Entry, _study: str) -> None:
    _fill(entry, "arm_id", ascii_words(entry["label"]))


def _source(entry: Entry, study: str) -> None:
    _fill(entry, "reference", study)
    if entry["reference"] and entry["kind"]:
        kind = _KINDS.get(entry["kind"], ascii_words(entry["kind"]))
        _fill(entry, "source_id", f"{entry['reference']}-{kind}")


_OWN_KEYS: dict[str, Callable[[Entry, str], None]] = {
    "records": _record,
    "arms": _arm,
    "sources": _source,
}


def _decide(entry: Entry, entries: list[Entry]) -> None:
    """A record whose study was sent is included; one that only points to a report waits.

    Whoever sends the study has decided; on which day is told by the sheet or not at all.
    """
    kinds = {one["study_id"]: one["kind"] for one in entries if one.table == "studies"}
    kind = kinds.get(entry["study_id"])
    decision = {None: "awaiting", "registered": "ongoing"}.get(kind, "included")
    _fill(entry, "decision", decision)
    if kind:
        _fill(entry, "decided_by", CONTRIBUTOR)


def _reading_days(entries: list[Entry]) -> dict[str, str]:
    """Return the day on which the sender read each source that was sent."""
    return {one["source_id"]: one["seen_on"] for one in entries if one.table == "sources"}


def _resolve(entry: Entry, table: Table, index: Callable[[ForeignKey], _Index]) -> None:
    """Put the key in place of a label, or of the key in another spelling."""
    links = sorted(table.foreign_keys, key=lambda link: len(link.fields))
    if entry["study_id"] and table.name != "studies":
        links.insert(0, ForeignKey(("study_id",), "studies", ("study_id",)))
    for link in links:
        name = link.fields[-1]
        leading = tuple(entry[own] for own in link.fields[:-1])
        if entry[name]:
            known = index(link).get(leading, {})
            meant = known.get(entry[name]) or known.get(folded(entry[name]), set())
            entry.values[name] = min(meant) if len(meant) == 1 else entry[name]


def _index(entries: list[Entry], sheets: Mapping[str, Sheet], link: ForeignKey) -> _Index:
    """Return the keys a link may mean: by what leads them, then by key, spelling and label."""
    rows: list[Mapping[str, str]] = [one.values for one in entries if one.table == link.table]
    rows += [row.cells for row in sheets[link.table].rows] if link.table in sheets else []
    found: _Index = {}
    exact: set[tuple[tuple[str, ...], str]] = set()
    for row in rows:
        key = row.get(link.references[-1], "")
        leading = tuple(row.get(name, "") for name in link.references[:-1])
        exact.add((leading, key))
        for name in {folded(key), folded(row.get("label", ""))} - {""}:
            found.setdefault(leading, {}).setdefault(name, set()).add(key)
    for leading, key in exact:
        found.setdefault(leading, {})[key] = {key}
    return found


def missing(entries: list[Entry], tables: Mapping[str, Table]) -> list[Complaint]:
    """Return what no value goes without: its source, its place there, and required cells.

    A required column that nobody sent is one complaint, not one for each row.
    """
    complaints: dict[tuple[str, str, str], Complaint] = {}
    for entry in entries:
        for field in tables[entry.table].fields:
            read = entry.cells.get(field.name)
            if entry[field.name] or not field.required or (read and read.trouble):
                continue
            sheet = entry.place if field.name in entry.cells else _sheet(entry.place)
            key = (sheet, entry.table, field.name)
            complaints.setdefault(key, _absent(entry, field.name, sheet, field.description))
    return list(complaints.values())


def _sheet(place: str) -> str:
    return re.sub(r",? row \d+$", "", place)


def _absent(entry: Entry, name: str, sheet: str, description: str) -> Complaint:
    if name in entry.cells:
        place, found = entry.cells[name].place, "the cell is blank"
    else:
        place, found = sheet, "this column is missing"
    if name in ("source", "locator"):
        asked = "the page it was read on" if name == "source" else "the place in that page"
        cure = f"write {asked}; no value is taken without it"
        return Complaint(place, f"{entry.table}.{name}", f"a value without its {name}", cure)
    cure = f"fill it in: {description[0].lower()}{description[1:].rstrip('.')}"
    return Complaint(place, f"{entry.table}.{name}", found, cure)
