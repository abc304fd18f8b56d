"""Text that tries to run wherever it is shown, and a look at whether it did."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import bibtexparser
from playwright.sync_api import Browser, Page

from evidence import descriptor

RUN = "window.ranHostile=1"
LONG = "w" * 300
PAYLOAD = (
    f' </script></style></title></svg>--><x-hostile></x-hostile><img src=x onerror="{RUN}">'
    f'<script>{RUN}</script><svg onload={RUN}><a href="javascript:{RUN}">a</a>'
    f"\"' onmouseover={RUN} autofocus onfocus={RUN} [b](javascript:{RUN}) "
    f"{{{{ {RUN} }}}} {{% raw %}} ${{{RUN}}} `{{raw}}` {LONG}"
)
ADDRESS = f"javascript:{RUN}"

# What the package compares with other cells or takes apart: another text there is no longer
# shown as it stands, and most of it is held to a list, a pattern or a key by the check.
READ_BY_RULES = {
    *("unit", "usual_unit", "part_of", "sentence", "assertion", "judgements", "arms"),
    *("conditions", "populations", "products", "designs", "comparators", "outcomes", "subgroups"),
    *("treatments_left_out", "controls_left_out", "condition", "version", "words"),
}


def poison(root: Path) -> dict[str, list[str]]:
    """Add the payload to every free text of a project; return the columns by table."""
    poisoned = {}
    for name, table in descriptor.read(root).items():
        pointers = {column for key in table.foreign_keys for column in key.fields}
        held = {*table.primary_key, *pointers, *READ_BY_RULES}
        poisoned[name] = [
            one.name
            for one in table.fields
            if one.type == "string" and not (one.enum or one.pattern or one.name in held)
        ]
        _rewrite(root / table.file, poisoned[name])
    _poison_bibliography(root / "references.bib")
    # The form of an address is looked at each time a table is read, not by the check alone.
    path = root / descriptor.PATH
    path.write_text(path.read_text(encoding="utf-8").replace("^https?://", ""), encoding="utf-8")
    return poisoned


def _rewrite(path: Path, columns: list[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or []), list(reader)
    for row in rows:
        row.update({name: row[name] + PAYLOAD for name in columns if row[name]})
        row.update({name: ADDRESS for name in ("address",) if row.get(name)})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _keep_few_entries(path: Path) -> None:
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    library.remove([one for one in library.entries if one.key not in STUDIES])
    path.write_text(bibtexparser.write_string(library), encoding="utf-8")


def _poison_bibliography(path: Path) -> None:
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    for entry in library.entries:
        for one in entry.fields:
            if one.key in ("url", "howpublished"):
                one.value = ADDRESS
            elif one.key not in ("year", "crossref"):
                one.value += PAYLOAD.replace("$", "").replace("%", "\\%")
    path.write_text(bibtexparser.write_string(library), encoding="utf-8")


def unchecked(root: Path) -> None:
    """Let a project be built although its check refuses it: the pages must hold by themselves."""
    (root / "unchecked.py").write_text(
        "from evidence import checks, sphinx\n\n\n"
        "def setup(app):\n"
        "    checks.check = lambda *_: []\n"
        "    return sphinx.setup(app)\n"
    )
    path = root / "_config.yml"
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"extra_extensions:.*evidence\.sphinx.*\n", text):
        text = text.replace(line, "local_extensions: {unchecked: .}\n")
    path.write_text(text, encoding="utf-8")


@dataclass
class Watch:
    """What happened in a page that should not have."""

    site: str
    happened: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page before it is opened."""
        page.on("dialog", lambda one: (self.happened.append("a dialog"), one.dismiss()))
        page.on("request", lambda one: self._request(page, one.url))

    def _request(self, page: Page, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.happened.append(f"{page.url}: a request to {url[:200]}")

    def look(self, page: Page) -> None:
        """Note what the payload made of a page."""
        found = page.evaluate(
            """() => [
              window.ranHostile ? "a script ran" : "",
              ...[...document.querySelectorAll(
                "x-hostile, [onerror], [onload], [onmouseover], [onfocus], img[src=x]")]
                .map((one) => `an element: ${one.outerHTML.slice(0, 200)}`),
              ...[...document.querySelectorAll("[href], [src], [action], [*|href]")]
                .flatMap((one) => [...one.attributes])
                .filter((one) => /^\\s*(javascript|vbscript|data:text)/i.test(one.value)
                  && /href|src|action/.test(one.name))
                .map((one) => `an address: ${one.ownerElement.outerHTML.slice(0, 200)}`),
            ].filter(Boolean)"""
        )
        self.happened += [f"{page.url}: {one}" for one in found]


def stroll(browser: Browser, site: str, names: list[str]) -> list[str]:
    """Open every page, touch what can be touched, and return what should not have happened."""
    watch = Watch(site)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch.over(page)
    for name in names:
        page.goto(f"{site}/{name}")
        for figure in page.locator("figure.ev-figure").all():
            figure.scroll_into_view_if_needed()
            explore = figure.locator("button.ev-explore")
            if explore.is_visible():
                explore.click()
        page.wait_for_timeout(100)
        for mark in page.locator("figure.ev-figure .ev-canvas").all():
            box = mark.bounding_box()
            for step in range(1, 8) if box else ():
                page.mouse.move(box["x"] + box["width"] * step / 8, box["y"] + box["height"] / 2)
        watch.look(page)
    context.close()
    return watch.happened


def columns_of(root: Path) -> list[tuple[str, str]]:
    """Return every text column of a project by table."""
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    return [
        (table["name"], one["name"])
        for table in package["resources"]
        for one in table["schema"]["fields"]
        if one["type"] == "string"
    ]


STUDIES = ("deng2017", "ramirezbajo2020", "nct03673748")
QUESTIONS = ("ln-any-remission", "ln-death")
_CELL = "```{{code-cell}}\nfrom evidence import charts, figures, numbers, pages, tables\n{}\n```\n"
_HEAD = (
    "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
    "kernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n# {}\n\n"
)
CHAPTERS = {
    "index": "# Start\n\nAs was found {cite:p}`deng2017`.\n",
    "studies": _HEAD.format("Studies")
    + _CELL.format(
        'studies = tables.load("studies")\n'
        'shown = studies[["label", "summary", "country", "study_id"]]\n'
        'pages.browser(shown, study="label", choices=["country"], id="studies")'
    ),
    "numbers": _HEAD.format("Numbers")
    + _CELL.format(
        'outcomes = tables.load("outcomes")\nclaims = tables.load("claims")\n'
        'numbers.state(values=numbers.counted(outcomes, "value"), '
        'claims=numbers.counted(claims, "claim"))'
    )
    + "\nThere are {glue:text}`values` and {glue:text}`claims`.\n",
    "figures": _HEAD.format("Figures")
    + _CELL.format(
        'found = tables.load("studies")[["label", "year"]].dropna()\n'
        'found.columns = ["Study", "Year"]\nfound["Year"] = found["Year"].astype(int)\n'
        "hostile = str(found['Study'].iloc[0])\n"
        "figures.show(\n"
        '    lambda width: charts.counts(found, "Study", "Year", width=width, unit=hostile),\n'
        '    found, id="fig-studies", caption=hostile, finding=hostile)'
    ),
    "answers": "# Answers\n\n```{answers}\n```\n",
    "claims": "# Claims\n\n:::{answer} lupus-effect\nSome words.\n:::\n\n"
    "```{verdicts} lupus-trials\n```\n",
    "data-dictionary": "# Tables\n\n```{data-dictionary}\n```\n",
    "send-data": "# Send\n\n```{entry-form}\n```\n",
    "references": "# References\n\n```{bibliography}\n:all:\n```\n",
}


def small_book(project: Path, root: Path) -> Path:
    """Write a poisoned book with a few studies and questions of a project, and every kind of page.

    Every directive of the package stands on one of its pages.
    """
    (root / "book").mkdir(parents=True)
    for name in ("references.bib", "_config.yml"):
        shutil.copy(project / name, root / name)
    shutil.copy(project / "book/favicon.svg", root / "book/favicon.svg")
    shutil.copytree(project / "data", root / "data")
    for path in (root / "data").glob("*.csv"):
        _keep_few(path)
    for name, text in CHAPTERS.items():
        (root / "book" / f"{name}.md").write_text(text, encoding="utf-8")
    names = "".join(f"- file: book/{name}\n" for name in list(CHAPTERS)[1:])
    contents = f"format: jb-book\nroot: book/index\nchapters:\n{names}"
    (root / "_toc.yml").write_text(contents, encoding="utf-8")
    _keep_few_entries(root / "references.bib")
    poison(root)
    unchecked(root)
    return root


def _keep_few(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or []), list(reader)
    wanted = {"study_id": STUDIES, "analysis_id": QUESTIONS}
    few = [
        row for row in rows if all(row[key] in some for key, some in wanted.items() if key in row)
    ]
    if path.name == "records.csv":
        few = few[:1]
    if path.name == "checklist_items.csv":
        # The only page of this book that checklists lead to.
        few = [row | {"places": "index" if row["places"] else ""} for row in few]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(few or rows[:1])
