"""The page of one study: every value with its source and the place in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from evidence import numbers
from evidence.pages import badge, facts, html_table, link

Tables = Mapping[str, pd.DataFrame]

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


def page(tables: Tables, study_id: str) -> str:
    """Return the page of a study as HTML, without its title.

    `tables` holds the frames named in `TABLES`. Raises KeyError when there is no
    such study.
    """
    study = _one(tables["studies"], study_id)
    parts = [
        f"<p>{escape(study['summary'])}</p>",
        _facts(tables, study),
        _section("arms", "Groups", _arms(tables, study_id)),
        _section("outcomes", "Values", _outcomes(tables, study_id)),
        _section("effects", "Between-group results as reported", _effects(tables, study_id)),
        _section("conflicts", "Where sources disagree", _conflicts(tables, study_id)),
        _section("claims", "Claims it bears on", _claims(tables, study_id)),
        _section("sources", "What was looked at", _sources(tables, study_id)),
    ]
    return "\n".join(part for part in parts if part)


def anchor(*key: str) -> str:
    """Return the address within the page of the value with this key."""
    return "v-" + re.sub(r"[^a-z0-9]+", "-", "-".join(key).lower()).strip("-")


def _one(frame: pd.DataFrame, study_id: str) -> dict[str, Any]:
    rows = _of(frame, study_id)
    if not rows:
        raise KeyError(f"no study “{study_id}” in the table of studies")
    return rows[0]


def _of(frame: pd.DataFrame, study_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame[frame["study_id"] == study_id].to_dict("records")
    return rows


def _labels(frame: pd.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(frame[key], frame["label"], strict=True))


def _section(name: str, title: str, html: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{html}</section>' if html else ""


def _facts(tables: Tables, study: dict[str, Any]) -> str:
    studies = tables["studies"]
    siblings = studies[
        (studies["cohort_id"] == study["cohort_id"]) & (studies["study_id"] != study["study_id"])
    ]
    shared = ", ".join(
        link(f"{row.study_id}.html", escape(row.label)) for row in siblings.itertuples()
    )
    detail = f"{study['condition']}: {study['condition_detail']}" if study["condition_detail"] else ""
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
            ("Source", _source(tables, study)),
            ("Note", escape(study["note"])),
        ]
    )


def _source(tables: Tables, row: dict[str, Any]) -> str:
    sources = tables["sources"].set_index("source_id")
    source = sources.loc[row["source"]]
    look = {"agreed": " (second look agreed)", "corrected": " (corrected at a second look)"}
    derived = f" Derived: {row['derived']}." if row["derived"] else ""
    note = f" {row['note']}" if row["note"] and "outcome_id" in row else ""
    place = f"{row['locator']}{look.get(row['second_look'], '')}.{derived}{note}"
    return f"{link(source['address'], escape(source['kind']))}: {escape(place)}"


def _arms(tables: Tables, study_id: str) -> str:
    tissues = _labels(tables["cell_sources"], "cell_source_id")
    routes = _labels(tables["delivery"], "route_id")
    rows = [
        [
            escape(arm["label"]),
            numbers.text(arm["n"]) if pd.notna(arm["n"]) else "",
            escape(_given(arm, tissues)),
            escape(arm["dose_printed"]),
            escape(_schedule(arm)),
            escape(routes.get(arm["route"], "")),
            escape(arm["co_treatment"]),
            _source(tables, arm),
        ]
        for arm in _of(tables["arms"], study_id)
    ]
    header = ["Group", "n", "Given", "Dose", "Infusions", "Route", "Also given", "Where it stands"]
    return html_table(header, rows) if rows else ""


def _given(arm: dict[str, Any], tissues: dict[str, str]) -> str:
    donor = "" if arm["donor"] in ("", "not said") else arm["donor"]
    tissue = tissues.get(arm["cell_source"], "")
    return ", ".join(part for part in (arm["product"], tissue.lower(), donor) if part)


def _schedule(arm: dict[str, Any]) -> str:
    infusions = numbers.text(arm["infusions"]) if pd.notna(arm["infusions"]) else ""
    return "; ".join(part for part in (infusions, arm["schedule"]) if part)


def _outcomes(tables: Tables, study_id: str) -> str:
    labels = _labels(tables["outcome_definitions"], "outcome_id")
    arms = {arm["arm_id"]: arm["label"] for arm in _of(tables["arms"], study_id)}
    rows = [
        [
            _value_link(row, labels[row["outcome_id"]]),
            escape(arms[row["arm_id"]]) + _subgroup(row),
            escape(row["time"]),
            value(row),
            _source(tables, row),
        ]
        for row in _of(tables["outcomes"], study_id)
    ]
    header = ["Measured", "Group", "Time", "Value", "Where it stands"]
    return html_table(header, rows) if rows else ""


def _value_link(row: dict[str, Any], label: str) -> str:
    key = (row["arm_id"], row["outcome_id"], row["subgroup"], row["time"], row["statistic"])
    name = anchor(*key)
    return f'<a id="{name}" href="#{name}">{escape(label)}</a>'


def _subgroup(row: dict[str, Any]) -> str:
    return "" if row["subgroup"] == "all" else f" ({escape(row['subgroup'])})"


def value(row: Mapping[str, Any]) -> str:
    """Return a value with its statistic, spread, denominator and unit, escaped.

    A count of people reads “9 of 12 people (75%)”.
    """
    if row["statistic"] == "count" and pd.notna(row["n"]):
        return f"{numbers.share(row['value'], row['n'])} {escape(row['unit'])}"
    kind = "" if row["statistic"] in ("count", "percent", "value") else f"{row['statistic']} "
    people = f", n = {numbers.text(row['n'])}" if pd.notna(row["n"]) else ""
    unit = row["unit"] if row["unit"] == "%" else f" {row['unit']}"
    return escape(f"{kind}{numbers.text(row['value'])}{unit}{_spread(row)}{people}")


def _spread(row: Mapping[str, Any]) -> str:
    kind = row["spread_kind"]
    if not kind:
        return ""
    if pd.notna(row["spread"]):
        shown = "kind of spread not said" if kind == "not said" else kind
        return f" (± {numbers.text(row['spread'])}, {shown})"
    return f" ({kind} {numbers.text(row['lower'])} to {numbers.text(row['upper'])})"


def _effects(tables: Tables, study_id: str) -> str:
    labels = _labels(tables["outcome_definitions"], "outcome_id")
    arms = {arm["arm_id"]: arm["label"] for arm in _of(tables["arms"], study_id)}
    rows = [
        [
            escape(labels[row["outcome_id"]]),
            escape(f"{arms[row['treatment_arm']]} against {arms[row['control_arm']]}"),
            escape(row["time"]),
            escape(_effect(row)),
            _source(tables, row),
        ]
        for row in _of(tables["reported_effects"], study_id)
    ]
    header = ["Measured", "Compared", "Time", "Result", "Where it stands"]
    return html_table(header, rows) if rows else ""


def _effect(row: dict[str, Any]) -> str:
    parts = []
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


def _conflicts(tables: Tables, study_id: str) -> str:
    sources = tables["sources"].set_index("source_id")["kind"]
    rows = [
        [
            escape(row["about"]),
            escape(f"{row['value_used']} ({sources[row['source_used']]})"),
            escape(f"{row['value_other']} ({sources[row['source_other']]})"),
            escape(row["reason"]),
        ]
        for row in _of(tables["conflicts"], study_id)
    ]
    return html_table(["About", "Used here", "Also found", "Why"], rows) if rows else ""


def _claims(tables: Tables, study_id: str) -> str:
    claims = tables["claims"].set_index("claim_id")
    rows = [
        [
            link(f"../claims.html#{row['claim_id']}", escape(claims.loc[row["claim_id"], "statement"])),
            escape(row["bearing"]),
            escape(row["reason"]),
        ]
        for row in _of(tables["claim_evidence"], study_id)
    ]
    return html_table(["Claim", "This study", "Why"], rows) if rows else ""


def _sources(tables: Tables, study_id: str) -> str:
    used = {
        row["source"]
        for name in ("studies", "arms", "outcomes", "reported_effects")
        for row in _of(tables[name], study_id)
    }
    sources = tables["sources"]
    rows = [
        [
            link(row.address, escape(row.kind)),
            f"{row.seen_on:%Y-%m-%d}",
            escape(row.note),
        ]
        for row in sources[sources["source_id"].isin(used)].itertuples()
    ]
    return html_table(["Page", "Read on", "Note"], rows)
