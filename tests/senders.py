"""A small project with the real columns and invented rows, and files as people send them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

import projects
from evidence.intake.adding import Result, add

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)
KEPT = (
    "records",
    "searches",
    "sources",
    "studies",
    "designs",
    "arms",
    "outcomes",
    "outcome_definitions",
    "corrections",
)
_ROWS = {
    "records": "record_id,title,topic,search_id,decision,study_id\n"
    "plum2020,Plums,adults,orchard,included,plum2020\n",
    "searches": "search_id,run_on,searched,query,found\norchard,2026-11-01,The orchard,plums,1\n"
    "sent-in,2026-11-01,What readers send,The form,0\n",
    "sources": "source_id,reference,kind,address,seen_on\n"
    "plum2020-abstract,plum2020,abstract,https://example.org/plum,2026-11-02\n",
    "studies": "study_id,label,kind,design,condition,population,cohort_id,status,seen,summary,"
    "source,locator,extracted_by,extracted_on\n"
    "plum2020,Plum 2020,clinical,case series,other,adults,plum2020,completed,abstract only,"
    "Plums were given.,plum2020-abstract,abstract,contributor,2026-11-02\n",
    "designs": "design,kind,comparison\ncase series,clinical,before and after\n"
    '"randomised, open",clinical,"another group, by chance"\n',
    "arms": "study_id,arm_id,label,role,n,source,locator,extracted_by,extracted_on\n"
    "plum2020,plums,Plums,treatment,10,plum2020-abstract,abstract,contributor,2026-11-02\n",
    "outcomes": "study_id,arm_id,outcome_id,subgroup,time,statistic,value,n,unit,source,locator,"
    "extracted_by,extracted_on,second_look\n"
    "plum2020,plums,death,all,1 year,count,1,10,people,plum2020-abstract,abstract,contributor,"
    "2026-11-02,agreed\n",
    "outcome_definitions": "outcome_id,label,domain,area,harm,usual_unit,better,definition\n"
    "death,Death,harm,death or survival,death,people,lower,Death.\n"
    "weight,Body weight,benefit,other measures,,kg,higher,Weight.\n",
    "corrections": "",
}


def project(root: Path, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the project, sound in every rule, and return its folder.

    `more` holds the rows of further tables, or others for a table that it has.
    """
    rows_of = {**_ROWS, **more}
    kept = [*KEPT, *(name for name in more if name not in KEPT)]
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    resources = [one for one in package["resources"] if one["name"] in kept]
    for one in resources:
        links = one["schema"].get("foreignKeys", [])
        one["schema"]["foreignKeys"] = [
            link for link in links if link["reference"]["resource"] in (*kept, "")
        ]
    projects.write_descriptor(root, resources)
    tables = {f"data/{one['name']}.csv": whole(one, rows_of[one["name"]]) for one in resources}
    return projects.write(
        root,
        {
            **tables,
            "references.bib": projects.entry("plum2020"),
            "_toc.yml": "format: jb-book\nroot: book/index\n",
            "book/index.md": "# Orchard\n\nPlums {cite}`plum2020`.\n",
        },
    )


def whole(resource: dict[str, Any], text: str) -> str:
    """Return a table's text with all its columns; those not given are blank."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    if not text:
        return ",".join(names) + "\n"
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(text)))
    return out.getvalue()


SHEETS: dict[str, list[list[Any]]] = {
    "Records": [["Title", "Year", "Doi", "Topic"], ["Pears", 2024, "10.1234/pears", "Adults"]],
    "Sources": [
        ["Kind", "Address", "Seen on"],
        ["Abstract", "https://example.org/pears", "2026-11-20"],
    ],
    "Studies": [
        [
            "Label",
            "Kind",
            "Design",
            "Condition",
            "Population",
            "Status",
            "Seen",
            "Summary",
            "Source",
            "Locator",
        ],
        [
            "Pear 2024",
            "Clinical",
            "Randomized, open",
            "Other",
            "Adults",
            "completed",
            "abstract only",
            "Pears were given.",
            "pear2024-abstract",
            "abstract",
        ],
    ],
    "Arms": [
        ["Label", "Role", "n", "Source", "Locator"],
        ["Pears", "treatment", 12, "pear2024-abstract", "Methods"],
        ["No pears", "control", 11, "pear2024-abstract", "Methods"],
    ],
    "Outcomes": [
        [
            "Arm",
            "Outcome",
            "Subgroup",
            "Time",
            "Statistic",
            "Value",
            "N",
            "Unit",
            "Source",
            "Locator",
        ],
        [
            "Pears",
            "Body weight",
            "all",
            "6 months",
            "mean",
            71.5,
            12,
            "kg",
            "pear2024-abstract",
            "Results",
        ],
        [
            "no pears",
            "Death",
            "all",
            "6 months",
            "count",
            1,
            11,
            "people",
            "pear2024-abstract",
            "Results",
        ],
    ],
}


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook of plain sheets and return its path."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def text(path: Path, *blocks: tuple[str, list[list[Any]]], separator: str = ",") -> Path:
    """Write a text with one block a table and return its path."""
    lines = []
    for name, rows in blocks:
        lines.append(f"# table: {name}")
        lines += [separator.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def outcomes(path: Path, *rows: str, header: str = "") -> Path:
    """Write a text of outcome rows of the study that is in the project already."""
    names = "study_id;arm_id;outcome_id;subgroup;time;statistic;value;n;unit;source;locator"
    header = header or f"{names};extracted_on"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def send(root: Path, path: Path, *, unfinished: bool = False) -> Result:
    """Add a file to a project on the day of the tests."""
    return add(root, path, TODAY, unfinished=unfinished)


def said(result: Result) -> list[str]:
    """Return complaints as people read them."""
    return [str(complaint) for complaint in result.complaints]


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of a project with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
