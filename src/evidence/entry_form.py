"""The form with which a reader sends a study or a correction: its model, made from the descriptor.

The page carries the model as JSON, and `static/entry-form.js` makes the form of it.
`static/entry-rules.js` judges what is typed with the words of `python -m evidence check`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence import descriptor, pages, rows
from evidence.descriptor import Field, ForeignKey, Table
from evidence.problems import SourceError
from evidence.rows import Sheet
from evidence.rules import Rule, p_values, reports, spreads, times, units, values

ROWS = "entry-rows.js"

TABLES = ("records", "sources", "studies", "arms", "outcomes", "reported_effects")
"""The tables the form writes, in the order in which rows point back."""

CHOICES = {
    "designs": ("design", "kind"),
    "outcome_definitions": ("label", "area"),
    "cell_sources": ("label", ""),
    "delivery": ("label", ""),
}
"""The tables a contributor chooses from: the column shown, and the one that groups the list."""

_KNOWN = {
    "records": ("record_id", "doi", "pmid", "decision"),
    "sources": ("source_id", "seen_on"),
    "studies": ("study_id", "label", "registry_id", "cohort_id"),
    "searches": ("search_id",),
    "designs": ("design", "kind"),
    "outcome_definitions": (
        *("outcome_id", "label", "domain", "area", "usual_unit"),
        *("plausible_minimum", "plausible_maximum", "definition"),
    ),
    "unit_conversions": ("outcome_id", "unit", "in_usual_unit"),
    "cell_sources": ("cell_source_id", "label"),
    "delivery": ("route_id", "label"),
}

READ = (*TABLES, *(name for name in _KNOWN if name not in TABLES))
"""The tables the page is made from."""

COVERED: tuple[Rule, ...] = (
    values.counts_fit_their_group,
    values.shares_are_percentages,
    values.values_lie_in_their_spread,
    values.estimates_lie_in_their_interval,
    values.spreads_say_their_kind,
    values.values_are_plausible,
    values.percentages_agree_with_their_counts,
    values.parts_belong_to_a_group,
    values.arms_add_up,
    values.groups_counted_fit_the_arm,
    units.values_are_plausible_in_other_units,
    units.units_are_spelt_as_defined,
    units.groups_are_in_one_unit,
    units.shares_are_not_fractions,
    units.doses_agree_with_what_is_printed,
    units.dose_units_agree_with_what_is_printed,
    spreads.extremes_enclose_the_middle,
    p_values.effects_agree_with_their_p,
    times.outcomes_follow_the_treatment,
    times.effects_follow_the_treatment,
    times.outcome_times_agree,
    times.effect_times_agree,
    reports.designs_fit_the_kind,
    reports.identifiers_belong_to_one_report,
    reports.registry_numbers_stand_for_one_cohort,
    reports.values_are_taken_after_their_source_was_read,
    reports.studies_have_values_or_a_reason,
)
"""The rules that the form applies as well, besides those on single cells, keys and plain text."""


@dataclass(frozen=True)
class Section:
    """A step of the form: a table, which of its columns it asks for first, and which on demand."""

    name: str
    table: str
    title: str
    lead: str
    asked: tuple[str, ...]
    more: tuple[str, ...]
    noun: str
    many: bool = False
    harms: bool | None = None


_PLACE = ("source", "locator")

SECTIONS = (
    Section(
        name="report",
        table="records",
        title="The report",
        lead="What was published, or registered. One of DOI, PubMed number or registry number is "
        "enough to find it again.",
        asked=("title", "author", "year", "doi", "pmid", "registry_id", "topic"),
        more=("journal", "note"),
        noun="report",
    ),
    Section(
        name="sources",
        table="sources",
        title="What you read",
        lead="Each page, abstract or table that you looked at. Every value below points to one.",
        asked=("kind", "address", "seen_on"),
        more=("note",),
        noun="source",
        many=True,
    ),
    Section(
        name="study",
        table="studies",
        title="The study",
        lead="Leave blank what you did not see.",
        asked=(
            *("kind", "design", "condition", "population", "status", "seen", "summary"),
            *_PLACE,
        ),
        more=(
            *("study_id", "label", "cohort_id", "phase", "condition_detail", "species", "country"),
            *("centres", "status_reason", "funding", "interests", "harms_told", "derived", "note"),
        ),
        noun="study",
    ),
    Section(
        name="groups",
        table="arms",
        title="Its groups",
        lead="One entry for each group, control groups too.",
        asked=("label", "role", "n", "product", "cell_source", "dose_printed", "route", *_PLACE),
        more=(
            *("arm_id", "part_of", "donor", "dose_value", "dose_unit", "infusions", "schedule"),
            *("co_treatment", "derived", "note"),
        ),
        noun="group",
        many=True,
    ),
    Section(
        name="values",
        table="outcomes",
        title="What was measured",
        lead="One entry for each number: who was counted, when, and what came out.",
        asked=("outcome_id", "arm_id", "time", "statistic", "value", "unit", "n", *_PLACE),
        more=(
            *("spread_kind", "spread", "lower", "upper", "months", "subgroup", "derived", "note"),
        ),
        noun="value",
        many=True,
        harms=False,
    ),
    Section(
        name="harms",
        table="outcomes",
        title="Harms",
        lead="Harms count as much as benefits. That nobody was harmed is a value too: "
        "enter a count of zero.",
        asked=("outcome_id", "arm_id", "time", "statistic", "value", "unit", "n", *_PLACE),
        more=(
            *("spread_kind", "spread", "lower", "upper", "months", "subgroup", "derived", "note"),
        ),
        noun="harm",
        many=True,
        harms=True,
    ),
    Section(
        name="effects",
        table="reported_effects",
        title="Results between groups",
        lead="Differences and ratios as the report prints them. Leave this out if it prints none.",
        asked=(
            *("outcome_id", "treatment_arm", "control_arm", "time", "measure", "estimate"),
            *("lower", "upper", "p_printed", "unit", *_PLACE),
        ),
        more=("level", "months", "direction", "adjusted_for", "derived", "note"),
        noun="result",
        many=True,
    ),
)

FILLED = {
    "records": ("record_id", "address", "search_id", "decision", "study_id"),
    "sources": ("source_id", "reference"),
    "studies": ("year", "registry_id", "extracted_by", "extracted_on"),
    "arms": ("study_id", "extracted_by", "extracted_on"),
    "outcomes": ("study_id", "extracted_by", "extracted_on"),
    "reported_effects": ("study_id", "extracted_by", "extracted_on"),
}
"""The columns that follow from other entries and are not asked for."""

_OURS = ("second_look", "verified_by", "verified_on")
LEFT_BLANK = {
    "records": (
        *("reason", "duplicate_of", "decided_by", "decided_on", "first_decision"),
        *("second_decision", "second_reason", "second_decided_by", "second_decided_on"),
        "settled_how",
    ),
    "sources": (),
    "studies": _OURS,
    "arms": _OURS,
    "outcomes": _OURS,
    "reported_effects": _OURS,
}
"""The columns that only those who keep the tables fill in."""

_LONG = ("title", "summary", "derived", "note")
_ALSO_POINTS = {("arms", "part_of"): "arms"}
# What the bibliography needs and no table has.
_UNSAID = Field(
    name="author",
    title="First author",
    type="string",
    description="Family name first, then given names.",
    unit=None,
    example="Smith, Anna",
    required=True,
    enum=(),
    pattern=None,
    unique=False,
    minimum=None,
    maximum=None,
)
_EXTRAS = {
    "author": _UNSAID,
    "journal": replace(
        _UNSAID,
        name="journal",
        title="Journal",
        description="Name of the journal.",
        example=None,
        required=False,
    ),
}


def model(root: Path, repository: str = "") -> dict[str, Any]:
    """Return what the form needs to know, as plain data for JSON.

    That is the tables with their columns, the steps of the form, the rows of the book
    that new ones must fit, the names of the rules, and where the form is sent.
    Raises SourceError when a table cannot be read.
    """
    tables = descriptor.read(root)
    return {
        "tables": {name: _table(tables, tables[name]) for name in TABLES},
        "sections": [_section(tables[one.table], one) for one in SECTIONS],
        "known": {name: _rows(_sheet(root, tables[name]), kept) for name, kept in _KNOWN.items()},
        "choices": {
            name: {"key": tables[name].primary_key[0], "label": label, "group": group}
            for name, (label, group) in CHOICES.items()
        },
        "rules": [rule.__name__ for rule in COVERED],
        "repository": repository,
    }


def _table(tables: dict[str, Table], table: Table) -> dict[str, Any]:
    return {
        "file": table.file,
        "title": table.title,
        "key": table.primary_key,
        "unique": [field.name for field in table.fields if field.unique],
        "foreign": [_foreign(tables, key) for key in table.foreign_keys],
        "fields": [asdict(field) for field in table.fields],
    }


def _foreign(tables: dict[str, Table], key: ForeignKey) -> dict[str, Any]:
    return {**asdict(key), "file": tables[key.table].file}


def _section(table: Table, section: Section) -> dict[str, Any]:
    columns = [*section.asked, *section.more]
    extras = [asdict(_EXTRAS[name]) for name in columns if name in _EXTRAS]
    return {
        **asdict(section),
        "extras": extras,
        "controls": {name: _control(table, name) for name in columns},
    }


def _control(table: Table, name: str) -> dict[str, str]:
    """Return how a column is asked for: by words, a date, a list, or an entry made above."""
    points = {key.fields[-1]: key.table for key in table.foreign_keys}
    target = points.get(name) or _ALSO_POINTS.get((table.name, name), "")
    if target in CHOICES:
        return {"kind": "choice", "of": target}
    if target:
        return {"kind": "entry", "of": target}
    field = _EXTRAS.get(name) or table.field(name)
    if field.enum:
        return {"kind": "list", "of": ""}
    kind = "date" if field.type == "date" else "long" if name in _LONG else "text"
    return {"kind": kind, "of": ""}


def _sheet(root: Path, table: Table) -> Sheet:
    sheet, problems = rows.read(root, table)
    if sheet is None:
        raise SourceError(problems)
    return sheet


def _rows(sheet: Sheet, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return rows as lists that start with their line."""
    cells = [[row.line, *(row[name] for name in columns)] for row in sheet.rows]
    return {"columns": columns, "rows": cells}


def correctable(root: Path) -> dict[str, Any]:
    """Return every row a reader may correct, with all its columns, by table."""
    tables = descriptor.read(root)
    return {
        name: _rows(_sheet(root, tables[name]), tuple(f.name for f in tables[name].fields))
        for name in TABLES
        if name != "records"
    }


def _json(data: Any) -> str:
    return pages.in_script(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def html(data: dict[str, Any], prefix: str) -> str:
    """Return the form's place in a page: its model, its scripts, and words for when they fail."""
    static = f"{prefix}_static"
    return (
        f'<link rel="stylesheet" href="{static}/entry-form.css">'
        f'<div class="ev-entry" id="entry-form" data-rows="{static}/{ROWS}"></div>'
        "<noscript><p class='ev-entry-without'>The form needs scripts, which are off here. "
        "Send the title of the report, its DOI or registry number, and what you found, "
        'or a table: <a href="contribute.html">How to contribute</a> says how.</p></noscript>'
        f'<script type="application/json" id="entry-model">{_json(data)}</script>'
        f'<script defer src="{static}/entry-rules.js"></script>'
        f'<script defer src="{static}/entry-form.js"></script>'
    )


class EntryForm(SphinxDirective):
    """The form, in the page where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return the form's nodes."""
        repository = self.config.html_theme_options.get("repository_url") or ""
        data = model(Path(self.env.srcdir), repository)
        prefix = "../" * self.env.docname.count("/")
        return [nodes.raw("", html(data, prefix), format="html")]


def script_of_rows(root: Path) -> str:
    """Return those rows as a script, which a page can load from a folder too."""
    return f"globalThis.entryRows = {_json(correctable(root))};\n"


def write_rows(app: Sphinx, error: Exception | None) -> None:
    """Put the rows that can be corrected beside the pages; only a correction loads them."""
    root = Path(app.srcdir)
    if error or app.builder.format != "html" or not set(TABLES) <= set(descriptor.read(root)):
        return
    (Path(app.outdir) / "_static" / ROWS).write_text(script_of_rows(root), encoding="utf-8")
