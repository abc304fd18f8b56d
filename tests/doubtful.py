"""A small sound book in which one study is retracted, one questioned, and one neither.

Their names stand wherever a book can name a study: in tables, free texts, claims,
citations, figures and their data. The columns are the real ones, the rows invented.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import projects
import senders

RETRACTED, QUESTIONED, SOUND = "Quince 2001", "Medlar 2002", "Apple 2003"
NAMES = {RETRACTED: "quince2001", QUESTIONED: "medlar2002", SOUND: "apple2003"}
MARKS = {RETRACTED: "retracted", QUESTIONED: "questioned"}
NAMED = f"Unlike {RETRACTED}, and like {QUESTIONED} (medlar2002)"
"""A sentence that names both, once by its key too."""

_BY = "contributor,2026-11-21"
_JUDGED = "1,machine-assisted reader,2026-11-21"


def _sources() -> str:
    rows = [
        f'{key}-abstract,{key},abstract,https://example.org/{key},2026-11-20,"{NAMED}."'
        for key in NAMES.values()
    ]
    rows.append("plums-text,plums,review article,https://example.org/plums,2026-11-20,")
    rows.append("quince2001-notice,quince2001,other,https://example.org/notice,2026-11-20,")
    return "\n".join(["source_id,reference,kind,address,seen_on,note", *rows])


def _studies() -> str:
    rows = []
    for name, key in NAMES.items():
        status = "retracted" if name == RETRACTED else "completed"
        rows.append(
            f'{key},{name},clinical,"randomised, open",other,adults,{name[-4:]},{key},{status},'
            f'abstract only,"{NAMED}, trees were wrapped.",{key}-abstract,abstract,{_BY},'
            f'"{NAMED}: note."'
        )
    head = (
        "study_id,label,kind,design,condition,population,year,cohort_id,status,seen,summary,"
        "source,locator,extracted_by,extracted_on,note"
    )
    return "\n".join([head, *rows])


def _arms() -> str:
    rows = [
        f'{key},{arm},{label},{role},40,{product},{key}-abstract,Methods,{_BY},"{NAMED}."'
        for key in NAMES.values()
        for arm, label, role, product in (
            ("wrapped", "Wrapped", "treatment", "MSC"),
            ("bare", "Bare", "control", "standard care"),
        )
    ]
    head = "study_id,arm_id,label,role,n,product,source,locator,extracted_by,extracted_on,note"
    return "\n".join([head, *rows])


def _outcomes() -> str:
    found = {"quince2001": (8, 20), "medlar2002": (10, 19), "apple2003": (11, 18)}
    rows = [
        f"{key},{arm},death,all,6 months,6,count,{value},40,people,{key}-abstract,Results,{_BY},"
        f'"{NAMED}."'
        for key, values in found.items()
        for arm, value in zip(("wrapped", "bare"), values, strict=True)
    ]
    head = (
        "study_id,arm_id,outcome_id,subgroup,time,months,statistic,value,n,unit,source,locator,"
        "extracted_by,extracted_on,note"
    )
    return "\n".join([head, *rows])


def _of_each(head: str, row: str) -> str:
    """Return a table with one row a study, in which {key} stands for its key."""
    return "\n".join([head, *(row.replace("{key}", key) for key in NAMES.values())])


ROWS = {
    "records": _of_each(
        "record_id,title,topic,search_id,decision,study_id,note",
        f'{{key}},On trees: {{key}},adults,orchard,included,{{key}},"{NAMED}."',
    ),
    "searches": "search_id,run_on,searched,query,found\norchard,2026-11-01,The orchard,trees,3\n"
    "sent-in,2026-11-01,What readers send,The form,0",
    "sources": _sources(),
    "studies": _studies(),
    "notices": "study_id,looked_on,looked_in,found,detail,source\n"
    "quince2001,2026-11-20,the page,retraction,Its trees were never there.,quince2001-notice\n"
    "medlar2002,2026-11-20,the page,expression of concern,Its trees look alike.,"
    "quince2001-notice\n"
    "apple2003,2026-11-20,the page,nothing found,,",
    "arms": _arms(),
    "outcomes": _outcomes(),
    "risk_of_bias": _of_each(
        "study_id,tool,domain,judgement,support,source,locator,assessors,assessed_by,assessed_on",
        f'{{key}},RoB 2,order,low,"{NAMED}.",{{key}}-abstract,Methods,{_JUDGED}',
    ),
    "outcome_definitions": "outcome_id,label,domain,area,harm,usual_unit,better,definition\n"
    "death,Death,harm,death or survival,death,people,lower,Death.",
    "bias_tools": "tool,judgements,overall,reference\n"
    "RoB 2,low; some concerns; high,worst domain,plums",
    "bias_domains": "tool,domain,position,label,asks\nRoB 2,order,1,Order,Was it random?",
    "designs": "design,kind,comparison,bias_tool,words\n"
    '"randomised, open",clinical,"another group, by chance",RoB 2,randomi*',
    "questions": "question_id,chapter,question,about,certainty,certainty_reason,assessors,"
    "assessed_by,assessed_on\n"
    f'wrap,answers,Does wrapping help?,effect in people,low,"{NAMED}.",{_JUDGED}',
    "analyses": "analysis_id,question_id,title,label,conditions,products,designs,comparators,"
    "outcomes,months_from,months_to,months_preferred,measure,information_size,fixed_on,note\n"
    'wrap-death,wrap,"Death, wrapped against bare",Death,other,MSC,"randomised, open",'
    f'standard care,death,3,13,6,risk ratio,400,2026-11-21,"{NAMED}."',
    "certainty": "analysis_id,domain,steps,reason,assessors,assessed_by,assessed_on\n"
    f'wrap-death,indirectness,0,"{NAMED}.",{_JUDGED}\n'
    f"wrap-death,publication bias,0,Nothing said.,{_JUDGED}",
    "claims": "claim_id,review,chapter,section,topic,statement,verdict,rationale,assessors,"
    "assessed_by,assessed_on,source\n"
    "wrapping-helps,plums,claims,Trees,adults,Wrapping helps.,supported,"
    f'"{NAMED}: the rationale.",{_JUDGED},plums-text',
    "claim_evidence": "claim_id,study_id,bearing,reason\n"
    f'wrapping-helps,quince2001,context,"{NAMED}."\n'
    f'wrapping-helps,medlar2002,supports,"{NAMED}."\n'
    f'wrapping-helps,apple2003,supports,"{NAMED}."',
    "conflicts": _of_each(
        "conflict_id,study_id,about,value_used,source_used,value_other,source_other,reason",
        f'{{key}}-size,{{key}},Size,40,{{key}}-abstract,41,{{key}}-abstract,"{NAMED}."',
    ),
    "mechanisms": "mechanism_id,chapter,theme,target,direction,statement,reference,locator,note\n"
    f'shade,answers,immune cells,Shade,lowered,Less light.,plums,Trees,"{NAMED}."',
    "mechanism_evidence": _of_each(
        "mechanism_id,study_id,bearing,level,reason,source,locator",
        f'shade,{{key}},supports,cell culture,"{NAMED}.",{{key}}-abstract,abstract',
    ),
    "living_mode": "rule_id,kind,threshold,happens,reason,fixed_on\n"
    "look,new look,6,look again,Things change.,2026-11-01",
    "saved_searches": "saved_search_id,source,topic,query,words,interval_days\n"
    "europepmc-trees,europepmc,adults,trees,tree*,7",
}
"""The rows of each table; every text that a person writes names both studies."""

EMPTY = (
    *("registrations", "reported_effects", "cohorts", "cell_sources", "delivery"),
    *("unit_conversions", "corrections"),
)
"""Tables that the pages read and this book has no rows of."""

_HEAD = (
    "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
    "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n# {}\n\n"
)
_CELL = "```{{code-cell}}\nfrom evidence import charts, figures, numbers, pages, tables\n{}\n```\n"

CHAPTERS = {
    "index": f"# Start\n\n{NAMED}, apples were found {{cite:p}}`quince2001,medlar2002,apple2003`.\n"
    "More by {cite:t}`quince2001` and {cite:t}`plums`.\n",
    "studies": _HEAD.format("Studies")
    + _CELL.format(
        'studies = tables.load("studies")\n'
        'shown = studies[["label", "summary", "population", "study_id"]]\n'
        'pages.browser(shown, study="label", choices=["population"], id="studies")'
    ),
    "numbers": _HEAD.format("Numbers")
    + _CELL.format(
        'outcomes = tables.load("outcomes")\n'
        'numbers.state(values=numbers.counted(outcomes, "value"))'
    )
    + "\nThere are {glue:text}`values`.\n",
    "figures": _HEAD.format("Figures")
    + _CELL.format(
        'found = tables.load("studies")[["label", "year"]]\n'
        'found.columns = ["Study", "Year"]\nfound["Year"] = found["Year"].astype(int)\n'
        'first = found["Study"].iloc[0]\n'
        "figures.show(\n"
        '    lambda width: charts.counts(found, "Study", "Year", width=width, unit="year"),\n'
        '    found, id="fig-years", caption=f"Years of {first} and others",\n'
        '    finding=f"{first} is the oldest.")'
    ),
    "answers": ":::{answer} wrap\nWrapping may help.\n:::\n\n"
    "Trust in it stands [elsewhere](risk-of-bias.md).\n\n```{answers}\n```\n",
    "risk-of-bias": "# Risk of bias\n\nEach study was judged.\n",
    "claims": "```{verdicts}\n```\n",
    "data-dictionary": "```{data-dictionary}\n```\n",
    "send-data": "```{entry-form}\n```\n",
    "references": "```{bibliography}\n:all:\n```\n",
}


def write(root: Path) -> Path:
    """Write the book, sound in every rule, and return its folder."""
    for name, text in CHAPTERS.items():
        headed = text if text.startswith(("#", "---")) else f"# {name.capitalize()}\n\n{text}"
        projects.write(root, {f"book/{name}.md": headed})
    _write_tables(root)
    names = "".join(f"- file: book/{name}\n" for name in list(CHAPTERS)[1:])
    entries = (
        projects.entry(key, author=f"{name[:-5]}, A.", year=name[-4:], journal="Orchard")
        for name, key in {**NAMES, "Plums 2004": "plums"}.items()
    )
    projects.write(
        root,
        {
            "_toc.yml": f"format: jb-book\nroot: book/index\nchapters:\n{names}",
            "references.bib": "".join(entries),
            "book/names-with-digits.txt": "\n".join([*NAMES, ""]),
        },
    )
    for name in ("_config.yml", "book/favicon.svg"):
        shutil.copy(senders.ROOT / name, root / name)
    return root


def _write_tables(root: Path) -> None:
    package = json.loads((senders.ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    kept = {*ROWS, *EMPTY}
    resources = [one for one in package["resources"] if one["name"] in kept]
    for one in resources:
        links = one["schema"].get("foreignKeys", [])
        one["schema"]["foreignKeys"] = [
            link for link in links if link["reference"]["resource"] in (*kept, "")
        ]
        if one["name"] in EMPTY:
            one["mayBeEmpty"] = True
    projects.write_descriptor(root, resources)
    tables = {
        f"data/{one['name']}.csv": senders.whole(one, ROWS.get(one["name"], ""))
        for one in resources
    }
    projects.write(root, tables)
