"""A tiny invented review of orchards with results, to be compared before and after an edit."""

from __future__ import annotations

import copy
import csv
import io
from pathlib import Path
from typing import Any

import projects
from growers import link

Row = dict[str, Any]
Tables = dict[str, list[Row]]

_NUMBERS = {
    *("months", "value", "spread", "estimate", "lower", "upper", "level"),
    *("months_from", "months_to", "months_preferred"),
}
_WHOLE = {"n", "year", "information_size", "steps"}
_KEYS = {
    "studies": ["study_id"],
    "arms": ["study_id", "arm_id"],
    "outcomes": ["study_id", "arm_id", "outcome_id", "time"],
    "reported_effects": ["study_id", "outcome_id", "time"],
    "outcome_definitions": ["outcome_id"],
    "questions": ["question_id"],
    "analyses": ["analysis_id"],
    "bias_tools": ["tool"],
    "risk_of_bias": ["study_id", "domain"],
    "certainty": ["analysis_id", "domain"],
    "claims": ["claim_id"],
    "records": ["record_id"],
    "conclusions": ["conclusion_id"],
    "notices": ["study_id", "found"],
}
_OF_STUDIES = ("arms", "outcomes", "reported_effects", "risk_of_bias")

SENTENCE = "One study asked whether compost keeps scab away."

CHAPTERS = {
    "index": f"# Orchard\n\n{SENTENCE}\nMore in {{cite:p}}`smith2001`.\n",
    "scab": (
        "# Scab\n\n```{code-cell}\nfrom evidence import tables\n"
        'values = tables.load("outcomes")\n```\n\nNothing is named here.\n'
    ),
    "soil": "# Soil\n\nNothing is read here.\n",
}


def study(key: str, label: str, events: tuple[int, int], year: int = 2001) -> Tables:
    """Return the rows of a trial of 40 trees a side: scabby with compost, and without."""
    arms = (("compost", "treatment", "compost"), ("bare", "control", "bare soil"))
    return {
        "studies": [
            {
                "study_id": key,
                "label": label,
                "kind": "clinical",
                "status": "completed",
                "condition": "scab",
                "population": "old trees",
                "design": "randomised",
                "cohort_id": f"the trees of {label}",
                "year": year,
            }
        ],
        "arms": [
            {"study_id": key, "arm_id": arm, "role": role, "part_of": "", "product": given, "n": 40}
            for arm, role, given in arms
        ],
        "outcomes": [
            {
                "study_id": key,
                "arm_id": arm,
                "outcome_id": "scabby",
                "subgroup": "all",
                "time": "6 months",
                "months": 6,
                "statistic": "count",
                "value": found,
                "spread_kind": "",
                "spread": "",
                "n": 40,
                "unit": "trees",
                "source": f"{key}-abstract",
                "locator": "Table 2",
            }
            for (arm, _, _), found in zip(arms, events, strict=True)
        ],
        "risk_of_bias": [
            {
                "study_id": key,
                "domain": "order",
                "tool": "Sieve",
                "judgement": "low",
                "support": key,
            }
        ],
    }


def orchard() -> Tables:
    """Return the tables of a review with one trial, two analyses, a claim and a conclusion."""
    effect = ["study_id", "treatment_arm", "control_arm", "outcome_id", "time", "months"]
    effect += ["measure", "estimate", "lower", "upper", "level", "unit", "direction"]
    analysis = {
        "question_id": "compost",
        "conditions": "scab",
        "populations": "",
        "products": "compost",
        "arms": "",
        "designs": "randomised",
        "comparators": "bare soil",
        "subgroups": "",
        "months_from": "",
        "months_to": "",
        "months_preferred": "",
        "measure": "risk ratio",
        "values": "",
        "information_size": 400,
    }
    ids = ("scab-trial", "blight-trial")
    said = {"months": "", "estimate": "", "lower": "", "upper": "", "level": "", "unit": "ratio"}
    reported = dict.fromkeys(effect, "") | said
    reported |= {"study_id": "smith2001", "treatment_arm": "compost", "control_arm": "bare"}
    reported |= {"outcome_id": "taste", "time": "autumn", "measure": "direction only"}
    return {
        **study("smith2001", "Smith 2001", (10, 20)),
        "reported_effects": [reported | {"direction": "not said"}],
        "outcome_definitions": [
            {"outcome_id": name, "better": "lower", "usual_unit": "trees"}
            for name in ("scabby", "blighted", "taste")
        ],
        "questions": [
            {
                "question_id": "compost",
                "chapter": "scab",
                "question": "Does compost help?",
                "certainty": "low",
            }
        ],
        "analyses": [
            {
                "analysis_id": key,
                "title": f"{label}, against bare soil",
                "label": label,
                "outcomes": outcome,
                **analysis,
            }
            for key, label, outcome in zip(
                ids, ("Scab", "Blight"), ("scabby", "blighted"), strict=True
            )
        ],
        "bias_tools": [
            {"tool": "Sieve", "judgements": "low; some concerns; high", "overall": "worst domain"}
        ],
        "certainty": [
            {"analysis_id": key, "domain": domain, "steps": 0, "reason": "As asked."}
            for key in ids
            for domain in ("indirectness", "publication bias")
        ],
        "claims": [
            {
                "claim_id": "compost-heals",
                "chapter": "soil",
                "statement": "Compost heals scab.",
                "verdict": "not traced",
            }
        ],
        "records": [
            {"record_id": "r1", "title": "On pears", "decision": "awaiting", "reason": ""},
        ],
        "conclusions": [
            {
                "conclusion_id": "one-trial",
                "chapter": "index",
                "sentence": SENTENCE,
                "assertion": "exactly 1 study where condition is scab",
                "note": "",
            }
        ],
    }


def edited(*others: Tables) -> Tables:
    """Return the tables of the orchard, apart from the first, with the rows of others added."""
    tables = copy.deepcopy(orchard())
    for other in others:
        for name, rows in other.items():
            tables[name] += copy.deepcopy(rows)
    return tables


def cell(tables: Tables, table: str, number: int = 0, **cells: Any) -> Tables:
    """Return the tables with cells of one row changed, as they stand."""
    tables[table][number] |= cells
    return tables


def write(root: Path, tables: Tables, chapters: dict[str, str] | None = None) -> Path:
    """Write a project with these tables and chapters, and return its folder."""
    projects.write_descriptor(root, [_resource(name, rows) for name, rows in tables.items()])
    chapters = CHAPTERS | (chapters or {})
    names = "".join(f"- file: book/{name}\n" for name in list(chapters)[1:])
    return projects.write(
        root,
        {
            **{f"data/{name}.csv": text(rows) for name, rows in tables.items()},
            **{f"book/{name}.md": said for name, said in chapters.items()},
            "references.bib": projects.entry("smith2001"),
            "_toc.yml": f"format: jb-book\nroot: book/index\nchapters:\n{names}",
        },
    )


def text(rows: list[Row]) -> str:
    """Return rows as the text of a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _resource(name: str, rows: list[Row]) -> Row:
    fields = [
        projects.field(
            column,
            "number" if column in _NUMBERS else "integer" if column in _WHOLE else "string",
        )
        for column in rows[0]
    ]
    keys = [link("study_id", "studies", "study_id")] if name in _OF_STUDIES else []
    return projects.resource(name, fields, _KEYS[name], foreignKeys=keys)
