"""A small project with the real columns and invented rows, to be watched by the real command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import projects
import senders
from evidence.watch import watching
from evidence.watch.watching import Chosen, Outcome
from services import Stand

TODAY = date(2025, 11, 29)
SEARCHES = (
    "saved_search_id,source,topic,query,words,interval_days\n"
    "europepmc-plums,europepmc,adults,plums,plum* | damson*; sleep*,7\n"
    "clinicaltrials-plums,clinicaltrials,adults,query.cond=plums,plum*; sleep*,7\n"
    "crossref-plums,crossref,adults,query.title=plums,plum*; sleep*,7\n"
)
_ROWS = {
    "saved_searches": SEARCHES,
    "searches": "search_id,saved_search,run_on,searched,query,found\n"
    "orchard,,2025-11-01,The orchard,plums,2\nsent-in,,2025-11-20,Readers,The form,0\n",
    "records": "record_id,title,year,doi,pmid,registry_id,topic,search_id,decision,study_id\n"
    "plum2019,Plums for sleepless gardeners: a randomised trial,2019,10.1234/plums.1,30000001,,"
    "adults,orchard,included,plum2019\n"
    "night2024,Plums at Night,2024,,,NCT00000011,adults,orchard,ongoing,night2024\n",
    "sources": "source_id,reference,kind,address,seen_on\n"
    "plum2019-abstract,plum2019,abstract,https://example.org/plum,2025-11-02\n"
    "night2024-registry,night2024,registry record,https://example.org/night,2025-11-02\n",
    "studies": "study_id,label,kind,design,condition,population,registry_id,cohort_id,status,seen,"
    "summary,source,locator,extracted_by,extracted_on,note\n"
    "plum2019,Plum 2019,clinical,case series,other,adults,,plum2019,completed,abstract only,"
    "Plums were given.,plum2019-abstract,abstract,contributor,2025-11-02,No values.\n"
    'night2024,Night 2024,registered,"registered, single-arm",other,adults,NCT00000011,night2024,'
    "ongoing,registry record only,Plums are to be given.,night2024-registry,top,contributor,"
    "2025-11-02,No values.\n",
    "designs": "design,kind,comparison,words\n"
    "case series,clinical,before and after,case series\n"
    '"randomised, open",clinical,"another group, by chance",randomi*; randomly\n'
    '"registered, single-arm",registered,before and after,\n',
    "registrations": "registry_id,study_id,recruitment,phase_printed,registered_on,start,"
    "primary_completion,completion,dates_kind,last_update,results_posted,source,locator,"
    "extracted_by,extracted_on,second_look,note\n"
    "NCT00000011,night2024,recruiting,PHASE1,2023-12-20,2024-03,,2026-12,planned,2024-05-01,no,"
    "night2024-registry,top of the record,contributor,2025-11-02,agreed,Never updated.\n"
    "ISRCTN00000012,night2024,recruiting,,,,,,,,no,night2024-registry,top,contributor,"
    "2025-11-02,,\n",
    "notices": "study_id,looked_on,looked_in,found\n"
    "plum2019,2025-11-02,a stored copy of the abstract,nothing found\n",
}


def project(root: Path, **changed: str) -> Path:
    """Write the project, sound in every rule, with other texts of some tables."""
    package = json.loads((senders.ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    resources = [one for one in package["resources"] if one["name"] in _ROWS]
    for one in resources:
        links = one["schema"].get("foreignKeys", [])
        one["schema"]["foreignKeys"] = [
            link for link in links if link["reference"]["resource"] in (*_ROWS, "")
        ]
    projects.write_descriptor(root, resources)
    rows = {**_ROWS, **changed}
    tables = {f"data/{one['name']}.csv": senders.whole(one, rows[one["name"]]) for one in resources}
    return projects.write(
        root,
        {
            **tables,
            "references.bib": projects.entry("plum2019") + projects.entry("night2024"),
            "_toc.yml": "format: jb-book\nroot: book/index\n",
            "book/index.md": "# Orchard\n\nPlums {cite}`plum2019` and {cite}`night2024`.\n",
        },
    )


def watch(
    root: Path,
    stand: Stand,
    *,
    chosen: Chosen | None = None,
    today: date = TODAY,
    dry: bool = False,
    unfinished: bool = False,
    **settings: Any,
) -> Outcome:
    """Run a watch against the stand-in."""
    return watching.watch(
        root,
        stand.settings(**settings),
        today,
        chosen or Chosen(),
        lambda _: lambda *_: None,
        dry=dry,
        unfinished=unfinished,
    )
