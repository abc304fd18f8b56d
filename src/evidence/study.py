"""The page of one study: every value with its source and the place in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from evidence import numbers
from evidence.pages import facts, html_table, link

Row = dict[str, Any]

TABLES = (
    "studies",
    "arms",
    "outcomes",
    "outcome_definitions",
    "reported_effects",
    "sources",
    "claims",
    "claim_evidence",
    "conflicts",
    "cell_sources",
    "delivery",
)
_BY_STUDY = (
    "studies",
    "arms",
    "outcomes",
    "reported_effects",
    "conflicts",
    "claim_evidence",
)


@dataclass(frozen=True)
class Records:
    """The tables as plain rows, arranged for pages of single studies."""

    of_study: Mapping[str, Mapping[str, list[Row]]]
    sources: Mapping[str, Row]
    claims: Mapping[str, Row]
    cohorts: Mapping[str, list[Row]]
    outcomes: Mapping[str, Row]
    tissues: Mapping[str, str]
    routes: Mapping[str, str]


def arrange(rows: Mapping[str, list[Row]]) -> Records:
    """Return the rows of the tables named in `TABLES` arranged by study."""
    of_study = {name: _grouped(rows[name], "study_id") for name in _BY_STUDY}
    return Records(
        of_study=of_study,
        sources={row["source_id"]: row for row in rows["sources"]},
        claims={row["claim_id"]: row for row in rows["claims"]},
        cohorts=_grouped(rows["studies"], "cohort_id"),
        outcomes={row["outcome_id"]: row for row in rows["outcome_definitions"]},
        tissues={row["cell_source_id"]: row["label"] for row in rows["cell_sources"]},
        routes={row["route_id"]: row["label"] for row in rows["delivery"]},
    )


def _grouped(rows: list[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def page(records: Records, study_id: str) -> str:
    """Return the page of a study as HTML, without its title.

    Raises KeyError when there is no such study.
    """
    study = records.of_study["studies"][study_id][0]
    parts = [
        f"<p>{escape(study['summary'])}</p>",
        _facts(records, study),
        _section("arms", "Groups", _arms(records, study_id)),
        _section("outcomes", "Values", _outcomes(records, study_id)),
        _section("effects", "Between-group results as reported", _effects(records, study_id)),
        _section("conflicts", "Where sources disagree", _conflicts(records, study_id)),
        _section("claims", "Claims it bears on", _claims(records, study_id)),
        _section("sources", "What was looked at", _sources(records, study_id)),
    ]
    return "\n".join(part for part in parts if part)


def _rows(records: Records, table: str, study_id: str) -> list[Row]:
    return records.of_study[table].get(study_id, [])


def anchor(*key: str) -> str:
    """Return the address within the page of the value with this key."""
    return "v-" + re.sub(r"[^a-z0-9]+", "-", "-".join(key).lower()).strip("-")


def _section(name: str, title: str, html: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{html}</section>' if html else ""


def _facts(records: Records, study: Row) -> str:
    shared = ", ".join(
        link(f"{other['study_id']}.html", escape(other["label"]))
        for other in records.cohorts[study["cohort_id"]]
        if other["study_id"] != study["study_id"]
    )
    detail = (
        f"{study['condition']}: {study['condition_detail']}" if study["condition_detail"] else ""
    )
    status = f"{study['status']}: {study['status_reason']}" if study["status_reason"] else ""
    return facts(
        [
            ("Condition", escape(detail or study["condition"])),
            ("People or animals", escape(study["population"])),
            ("Species", escape(study["species"])),
            ("Design", escape(study["design"])),
            ("Phase", escape(study["phase"])),
            ("Country", escape(study["country"])),
            ("Registration", escape(study["registry_id"])),
            ("Status", escape(status or study["status"])),
            ("Funding", escape(study["funding"])),
            ("Same patients as", shared),
            ("Seen", escape(study["seen"])),
            ("Checked by a named person", escape(study["verified_by"]) or "not yet"),
            ("Source", _source(records, study)),
            ("Note", escape(study["note"])),
        ]
    )


def _source(records: Records, row: Row) -> str:
    source = records.sources[row["source"]]
    look = {"agreed": " (second look agreed)", "corrected": " (corrected at a second look)"}
    derived = f" Derived: {row['derived'].rstrip('.')}." if row["derived"] else ""
    note = f" {row['note']}" if row["note"] and "outcome_id" in row else ""
    place = f"{row['locator']}{look.get(row['second_look'], '')}.{derived}{note}"
    return f"{link(source['address'], escape(source['kind']))}: {escape(place)}"


def _arms(records: Records, study_id: str) -> str:
    rows = [
        [
            escape(arm["label"])
            + (f", n = {numbers.text(arm['n'])}" if pd.notna(arm["n"]) else ""),
            _typeset(_given(records, arm)),
            escape(arm["co_treatment"]),
            _source(records, arm),
        ]
        for arm in _rows(records, "arms", study_id)
    ]
    header = ["Group", "Given", "Also given", "Where it stands"]
    return html_table(header, rows, "ev-table ev-arms") if rows else ""


def _given(records: Records, arm: Row) -> str:
    donor = "" if arm["donor"] == "not said" else arm["donor"]
    cells = (arm["product"], records.tissues.get(arm["cell_source"], "").lower(), donor)
    how = (
        ", ".join(part for part in cells if part),
        arm["dose_printed"],
        records.routes.get(arm["route"], "").lower(),
        _infusions(arm),
    )
    return "; ".join(part for part in how if part)


def _infusions(arm: Row) -> str:
    if pd.isna(arm["infusions"]):
        return str(arm["schedule"])
    times = numbers.counted(int(arm["infusions"]), "infusion")
    return f"{times} ({arm['schedule']})" if arm["schedule"] else times


def _typeset(text: str) -> str:
    """Return a text as HTML in which powers of ten are raised."""
    return re.sub(r"10\^(\d+)", r"10<sup>\1</sup>", escape(text))


def _outcomes(records: Records, study_id: str) -> str:
    arms = {arm["arm_id"]: arm["label"] for arm in _rows(records, "arms", study_id)}
    rows = [
        [
            _value_link(row, records.outcomes[row["outcome_id"]]["label"]),
            escape(arms[row["arm_id"]]) + _subgroup(row),
            escape(row["time"]),
            value(_without_itself(records, row)),
            _source(records, row),
        ]
        for row in _rows(records, "outcomes", study_id)
    ]
    header = ["Measured", "Group", "Time", "Value", "Where it stands"]
    return html_table(header, rows, "ev-table ev-values") if rows else ""


def _without_itself(records: Records, row: Row) -> Row:
    """Return a row whose people are not counted as a share of themselves."""
    about_people = records.outcomes[row["outcome_id"]]["domain"] == "participants"
    return {**row, "n": None} if about_people and row["value"] == row["n"] else row


def _value_link(row: Row, label: str) -> str:
    key = (row["arm_id"], row["outcome_id"], row["subgroup"], row["time"], row["statistic"])
    name = anchor(*key)
    return f'<a id="{name}" href="#{name}">{escape(label)}</a>'


def _subgroup(row: Row) -> str:
    return "" if row["subgroup"] == "all" else f" ({escape(row['subgroup'])})"


def value(row: Row) -> str:
    """Return a value with its statistic, spread, denominator and unit, escaped.

    A count of people reads “9 of 12 people (75%)”.
    """
    if row["statistic"] == "count" and pd.notna(row["n"]):
        return escape(numbers.share(row["value"], row["n"], row["unit"]))
    kind = "" if row["statistic"] in ("count", "percent", "value") else f"{row['statistic']} "
    people: str = f", n = {numbers.text(row['n'])}" if pd.notna(row["n"]) else ""
    unit = row["unit"] if row["unit"] == "%" else f" {row['unit']}"
    return escape(f"{kind}{numbers.text(row['value'])}{unit}{_spread(row)}{people}")


def _spread(row: Row) -> str:
    kind = row["spread_kind"]
    if not kind:
        return ""
    if pd.notna(row["spread"]):
        shown = "kind of spread not said" if kind == "not said" else kind
        return f" (± {numbers.text(row['spread'])}, {shown})"
    return f" ({kind} {numbers.text(row['lower'])} to {numbers.text(row['upper'])})"


def _effects(records: Records, study_id: str) -> str:
    arms = {arm["arm_id"]: arm["label"] for arm in _rows(records, "arms", study_id)}
    rows = [
        [
            escape(records.outcomes[row["outcome_id"]]["label"]),
            escape(f"{arms[row['treatment_arm']]} against {arms[row['control_arm']]}"),
            escape(row["time"]),
            escape(_effect(row)),
            _source(records, row),
        ]
        for row in _rows(records, "reported_effects", study_id)
    ]
    header = ["Measured", "Compared", "Time", "Result", "Where it stands"]
    return html_table(header, rows) if rows else ""


def _effect(row: Row) -> str:
    parts: list[str] = []
    if pd.notna(row["estimate"]):
        unit = "" if row["unit"] == "ratio" else f" {row['unit']}"
        parts.append(f"{row['measure']} {numbers.text(row['estimate'])}{unit}")
    if pd.notna(row["lower"]) and pd.notna(row["upper"]):
        level = numbers.text(row["level"]) if pd.notna(row["level"]) else "?"
        ends = f"{numbers.text(row['lower'])} to {numbers.text(row['upper'])}"
        parts.append(f"{level}% interval {ends}")
    if row["p_printed"]:
        parts.append(f"P {row['p_printed']}")
    return ", ".join(parts)


def _conflicts(records: Records, study_id: str) -> str:
    kinds = {name: source["kind"] for name, source in records.sources.items()}
    rows = [
        [
            escape(row["about"]),
            escape(f"{row['value_used']} ({kinds[row['source_used']]})"),
            escape(f"{row['value_other']} ({kinds[row['source_other']]})"),
            escape(row["reason"]),
        ]
        for row in _rows(records, "conflicts", study_id)
    ]
    return html_table(["About", "Used here", "Also found", "Why"], rows) if rows else ""


def _claims(records: Records, study_id: str) -> str:
    rows = [
        [
            link(
                f"../claims.html#{row['claim_id']}",
                escape(records.claims[row["claim_id"]]["statement"]),
            ),
            escape(row["bearing"]),
            escape(row["reason"]),
        ]
        for row in _rows(records, "claim_evidence", study_id)
    ]
    return html_table(["Claim", "This study", "Why"], rows) if rows else ""


def _sources(records: Records, study_id: str) -> str:
    used = dict.fromkeys(
        row["source"]
        for name in ("studies", "arms", "outcomes", "reported_effects")
        for row in _rows(records, name, study_id)
    )
    rows = [
        [
            link(source["address"], escape(source["kind"])),
            f"{source['seen_on']:%Y-%m-%d}",
            escape(source["note"]),
        ]
        for source in map(records.sources.__getitem__, used)
    ]
    return html_table(["Page", "Read on", "Note"], rows)
