"""The forest plot a reader can question: the directive, its controls and every world behind it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as options
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence import (
    charts,
    display,
    figures,
    forests,
    numbers,
    pages,
    prose,
    store,
    synthesis,
    tables,
)
from evidence.directives import _Html
from evidence.synthesis import Finding, Result, wording
from evidence.synthesis.analysis import SHARE
from evidence.synthesis.what_if import World, Worlds, reports, worlds

SCRIPT = "what-if.js"
STYLE = "what-if.css"
_DIGITS = 10
_NAME = "fig-what-if-{}"
_JUDGED = ("risk_of_bias", "bias_tools")
_ASKED = re.compile(r"^[`:]{3,}\{what-if\} (\S+)\n(?::name: (\S+)$)?", re.MULTILINE)


class WhatIf(_Html):
    """The full forest plot of an analysis, in which studies can be left out and reports chosen."""

    required_arguments: ClassVar[int] = 1
    option_spec: ClassVar[dict[str, Any]] = {"name": options.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the figure and its controls; an unknown analysis is an error."""
        root = Path(self.env.srcdir)
        key = self.arguments[0]
        answers = synthesis.answer_all(root)
        if key not in answers:
            raise self.error(f"no analysis “{key}” in data/analyses.csv")
        name = self.options.get("name", _NAME.format(key))
        return [self.raw(html(self.env, answers[key].result, _lights_of(root), name))]


@dataclass(frozen=True)
class Plot:
    """The figure of an analysis as plain data, the study of each row, and the HTML below it."""

    figure: dict[str, Any]
    keys: tuple[str, ...]
    controls: str


def asked(text: str) -> list[tuple[str, str]]:
    """Return the analysis and the name of each such figure in the text of a chapter."""
    return [(key, name or _NAME.format(key)) for key, name in _ASKED.findall(text)]


def plot_of(root: Path, kept: Path, key: str, name: str) -> Plot | None:
    """Return the plot of an analysis of the project; None when there is none.

    It is kept in the folder `kept`, where the directive will find it.
    """
    answer = synthesis.answer_all(root).get(key)
    if answer is None or not reports(answer.result):
        return None
    return _plot(kept, answer.result, _lights_of(root), name)


def _lights_of(root: Path) -> Mapping[str, forests.Light]:
    return _read_lights(root, tables.modified(_JUDGED, root))


@cache
def _read_lights(root: Path, _modified: tuple[int, ...]) -> Mapping[str, forests.Light]:
    return forests.lights(*(tables.load(name, root) for name in _JUDGED))


def html(
    env: BuildEnvironment, result: Result, lights: Mapping[str, forests.Light], name: str
) -> str:
    """Return the figure of that name with its controls, or what is said in place of them.

    Raises ValueError as `display.place` does.
    """
    if not reports(result):
        return f"<p>No study gives numbers to work with. {_silent(result)}</p>"
    plot = _plot(Path(env.doctreedir), result, lights, name)
    links = [_address(env.docname, study) for study in plot.keys]
    return display.place(env, {**plot.figure, "links": links, "script": SCRIPT}) + plot.controls


def _plot(kept: Path, result: Result, lights: Mapping[str, forests.Light], name: str) -> Plot:
    """Return the plot, made once per result, risk of bias and version of the package."""
    made_of = _made_of(result, lights, name)
    path = kept / "plots" / f"{hashlib.sha256(made_of.encode()).hexdigest()}.json"
    said = store.keep(path, lambda: _made(result, lights, name))
    figure, keys, below = json.loads(said)
    return Plot(figure, tuple(keys), below)


def _made_of(result: Result, lights: Mapping[str, forests.Light], name: str) -> str:
    studies = [one.study_id for one in (*result.findings, *result.set_aside)]
    judged = [lights.get(study) for study in studies]
    return repr((name, result, judged, store.package(), display.VERSION))


def shown(root: Path, key: str) -> str:
    """Return what stands for what the plot of an analysis shows."""
    return _made_of(synthesis.answer_all(root)[key].result, _lights_of(root), key)


def _made(result: Result, lights: Mapping[str, forests.Light], name: str) -> bytes:
    found = worlds(result)
    forest = forests.forest(found, lights)
    figure = _figure(found, forest, name).__dict__
    said = (figure, forest.keys, controls(found, name, _silent(result)))
    return json.dumps(said, ensure_ascii=False).encode()


def _address(docname: str, study: str) -> str:
    return f"{'../' * docname.count('/')}{prose.STUDY_PAGES}/{study}.html" if study else ""


def _figure(found: Worlds, forest: forests.Forest, name: str) -> figures.Figure:
    result = found.built.result
    return figures.show(
        lambda width: charts.full_forest(
            forest.rows,
            width=width,
            axis=forest.axis,
            columns=forest.columns,
            estimate=forest.estimate,
        ),
        forest.data,
        id=name,
        caption=_caption(result, forest),
        finding=f"{result.analysis.title}. {' '.join(found.built.together.sentences)}",
    )


def _caption(result: Result, forest: forests.Forest) -> str:
    judged = forest.data["Overall risk of bias"].dropna()
    signs = dict(zip(judged, forest.rows["Light"], strict=False))
    said = "; ".join(f"{sign} {word}" for word, sign in signs.items())
    size = "people" if result.analysis.measure == SHARE else "weight in the pool, if any, or people"
    return (
        f"{result.analysis.title}. Squares are sized by {size}; an open one is left out, an arrow "
        f"means that the interval goes on. Risk of bias: {said}."
    )


def controls(found: Worlds, figure: str, silent: str) -> str:
    """Return what stands beneath the figure: the result in words, the choices, every world.

    The words are there without a script, which shows the choices; `silent` is HTML.
    """
    name = found.built.result.analysis.analysis_id
    return (
        f'<div class="ev-what-if" data-figure="{escape(figure, quote=True)}" '
        f'data-name="{escape(name, quote=True)}">'
        f'<p class="ev-together" role="status">{_said(found.built)}</p>'
        f"{_choices(found)}"
        f'<p class="ev-ignored" role="alert" hidden></p>{f"<p>{silent}</p>" if silent else ""}'
        f'<script type="application/json" class="ev-worlds">{_as_script(state(found))}</script>'
        "</div>"
    )


def _said(world: World) -> str:
    head, *rest = said(world)
    return f"<strong>{escape(head)}</strong> {escape(' '.join(rest))}"


def said(world: World) -> list[str]:
    """Return a world in sentences, how it differs from the built one first."""
    change = world.change or "as built"
    return [f"{numbers.capitalised(change)}.", *world.together.sentences]


def _choices(found: Worlds) -> str:
    built = found.built
    cohorts: dict[str, list[Finding]] = {}
    for one in reports(built.result):
        cohorts.setdefault(one.cohort_id, []).append(one)
    fields = "".join(
        _checkbox(some[0], built) if len(some) == 1 else _radios(some, built, number)
        for number, some in enumerate(cohorts.values())
    )
    near = (
        ""
        if found.steps is None
        else "<p>There are too many choices to work out all: up to "
        f"{numbers.text(found.steps)} may differ from the book.</p>"
    )
    return (
        '<fieldset class="ev-choices" hidden><legend>Which reports count?</legend>'
        f'{near}{fields}<button type="button" class="ev-reset">As built</button></fieldset>'
    )


def _checkbox(one: Finding, built: World) -> str:
    return _input("checkbox", one.study_id, one.label, one.study_id in built.taken)


def _radios(some: Sequence[Finding], built: World, number: int) -> str:
    group = f"{built.result.analysis.analysis_id}-{number}"
    choices = "".join(
        _input("radio", one.study_id, _dated(one), one.study_id in built.taken, group)
        for one in some
    )
    nobody = not any(one.study_id in built.taken for one in some)
    none = _input("radio", "", "None of these", nobody, group)
    legend = "<legend>Reports on the same people, of which one counts</legend>"
    return f'<fieldset class="ev-same">{legend}{choices}{none}</fieldset>'


def _dated(one: Finding) -> str:
    return f"{one.label} ({one.time})" if one.time else one.label


def _input(kind: str, value: str, label: str, checked: bool, group: str = "") -> str:
    name = f' name="{escape(group, quote=True)}"' if group else ""
    mark = " checked" if checked else ""
    start = f'<input type="{kind}" value="{escape(value, quote=True)}"'
    return f'<label>{start}{name}{mark} autocomplete="off"> {escape(label)}</label>'


def _silent(result: Result) -> str:
    """Return, as HTML, the reports without numbers and what they say."""
    free = reports(result)
    some = [one for one in (*result.findings, *result.set_aside) if one not in free]
    said = "; ".join(f"{one.label}: {wording.finding(one)}" for one in some)
    return escape(f"Without numbers to work with: {said}.") if said else ""


def state(found: Worlds) -> dict[str, Any]:
    """Return every world as the script needs it.

    `reports` are the key and the cohort of each report that can be chosen; `worlds` are by
    the reports taken, a character each: the sentences, the rows beneath the studies
    (estimate, lower, upper, two lines of words) and the sizes of the squares.
    """
    result = found.built.result
    choices = reports(result)
    places = {one.cohort_id: number for number, one in enumerate(choices)}
    kinds = forests.summary_kinds(one.together for one in found.all)
    return {
        "reports": [[one.study_id, places[one.cohort_id]] for one in choices],
        "built": _code(choices, found.built),
        "steps": found.steps,
        "worlds": {_code(choices, one): _world(result, one, kinds) for one in found.all},
    }


def _code(choices: Sequence[Finding], world: World) -> str:
    return "".join("1" if one.study_id in world.taken else "0" for one in choices)


def _world(result: Result, world: World, kinds: Sequence[str]) -> dict[str, Any]:
    lines = forests.summary(world)
    return {
        "said": said(world),
        "lines": {kind: [_short(value) for value in lines[kind]] for kind in kinds},
        "shares": [_short(share, 4) for share in forests.shares(result, world)],
    }


def _short(value: Any, digits: int = _DIGITS) -> Any:
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def _as_script(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return pages.in_script(text)


def add_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the script and the stylesheet to the pages that have such a figure, and to no other."""
    here = display.figures_of(app.env).get(pagename, {}).values()
    if any(figure.get("script") == SCRIPT for figure in here):
        app.add_js_file(SCRIPT, loading_method="defer")
        app.add_css_file(STYLE, priority=900)
