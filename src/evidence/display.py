"""Figures in the page: the Sphinx side of `evidence.figures`.

Static first. Each chart is drawn at build time for a wide and a narrow page; the
drawings are in the page and need no script. The specification is a file beside
the page and is only fetched when a reader touches the figure.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import io
import json
import re
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from evidence import store
from evidence.citing import parts
from evidence.figures import MIME_TYPE
from evidence.pages import html_table, link
from evidence.texts import disarmed

FOLDER = "_figures"
BUNDLE = "vega.js"
PNG_SCALE = 2
VERSION = importlib.metadata.version("vl-convert-python")
_TAG = re.compile(r"<[^>]*>")
_ROLE = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_PLACES = re.compile(r' (?:d|transform|x2?|y2?|width|height|viewBox)="[^"]*"')
_LONG = re.compile(r"\d+\.\d{3,}(?:e-?\d+)?")

Payload = dict[str, Any]


class FigureRenderer:
    """MyST-NB's way in: turns a figure's output into the nodes of the page."""

    mime_priority_overrides: ClassVar = [("*", MIME_TYPE, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the figure's nodes, or None when the output is something else."""
        if inline or data.mime_type != MIME_TYPE:
            return None
        figure = data.content if isinstance(data.content, dict) else json.loads(data.content)
        env: BuildEnvironment = renderer.renderer.sphinx_env
        return [nodes.raw("", place(env, figure), format="html")]


def place(env: BuildEnvironment, figure: Payload) -> str:
    """Return the figure as HTML for the page that is read, and keep it for its files.

    Raises ValueError as `remember` does.
    """
    remember(env, figure)
    drawings = {name: draw(env, spec) for name, spec in figure["specs"].items()}
    return html(figure, drawings, "../" * env.docname.count("/"))


def remember(env: BuildEnvironment, figure: Payload) -> None:
    """Keep the figure with its page, so that its files can be written at the end.

    Raises ValueError when there is a figure of the same name already.
    """
    pages = figures_of(env)
    for page, figures in pages.items():
        if figure["id"] in figures:
            raise ValueError(f"figure “{figure['id']}” stands in {page} and in {env.docname}")
    pages.setdefault(env.docname, {})[figure["id"]] = figure


def figures_of(env: BuildEnvironment) -> dict[str, dict[str, Payload]]:
    """Return the figures of every page, by page and name."""
    if not hasattr(env, "evidence_figures"):
        env.evidence_figures = {}  # type: ignore[attr-defined]
    return env.evidence_figures  # type: ignore[attr-defined, no-any-return]


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop a page's figures before it is read again."""
    figures_of(env).pop(docname, None)


def html(figure: Payload, drawings: dict[str, str], prefix: str) -> str:
    """Return the figure as HTML; every text is escaped."""
    name = escape(figure["id"], quote=True)
    svgs = "".join(
        f'<div class="ev-drawing ev-{size}" data-size="{size}">{_labelled(svg, figure)}</div>'
        for size, svg in drawings.items()
    )
    spec = f"{prefix}{FOLDER}/{name}.js?v={hashlib.sha256(script(figure)).hexdigest()[:8]}"
    files = " ".join(
        f'<a href="{prefix}{FOLDER}/{name}.{kind}" download>{kind.upper()}</a>'
        for kind in ("csv", "svg", "png")
    )
    return (
        f'<figure class="ev-figure" id="{name}"{parts.figure(figure["caption"], csv_of(figure))}>'
        f'<div class="ev-canvas" data-bundle="{prefix}_static/{BUNDLE}" data-spec="{spec}">'
        f"{svgs}</div>"
        f"<figcaption><p>{escape(figure['caption'])}</p>"
        f'<div class="ev-tools"><button type="button" class="ev-explore" hidden>Explore</button>'
        f'<span class="ev-files">Download {files}</span>'
        f'<a class="ev-link" href="#{name}">Link</a>'
        f'<a class="ev-cite-figure" href="#cited">Cite</a></div>'
        f"<details><summary>Show the data</summary>{table(figure)}</details></figcaption>"
        "</figure>"
    )


def script(figure: Payload) -> bytes:
    """Return the script that hands a figure's specifications to the page, by its name.

    A script, since a page opened from a disk may not fetch data. The specifications are
    in it as the text of JSON, so that nothing in them can be run or change an object.
    """
    specs = json.dumps(figure["specs"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    place = f"(window.evidenceFigures ??= {{}})[{json.dumps(figure['id'])}]"
    return f"{place} = JSON.parse({json.dumps(specs)});\n".encode()


def table(figure: Payload) -> str:
    """Return the data behind a figure as an HTML table; `links` are the addresses of its rows."""
    rows = [[escape(cell) for cell in row] for row in figure["rows"]]
    for row, address in zip(rows, figure.get("links", []), strict=False):
        row[0] = link(address, row[0]) if address else row[0]
    return html_table(figure["header"], rows)


def _labelled(svg: str, figure: Payload) -> str:
    finding = escape(figure["finding"], quote=True)
    # The picture has one name, so its parts need none, unless a script finds them by it.
    is_named = "script" in figure
    light = _TAG.sub(lambda tag: _light(tag[0], is_named), svg)
    return light.replace("<svg ", f'<svg role="img" aria-label="{finding}" ', 1)


def _light(tag: str, is_named: bool) -> str:
    """Return a tag of a drawing without what a page does not need, its places to 0.01 pixels."""
    kept = tag if is_named and " aria-label=" in tag else _ROLE.sub("", tag)
    return _PLACES.sub(lambda place: _LONG.sub(_rounded, place[0]), kept)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def draw(env: BuildEnvironment, spec: dict[str, Any]) -> str:
    """Return a specification as SVG, drawn once per specification."""
    return _svg(Path(env.doctreedir), spec)


def draw_page(kept: Path, figure: Payload) -> None:
    """Draw what a page shows of a figure into the folder that keeps what was made."""
    for spec in figure["specs"].values():
        _svg(kept, spec)


def picture(kept: Path, figure: Payload) -> None:
    """Draw the picture that readers download into the folder that keeps what was made."""
    _png(kept, figure["specs"]["wide"])


def _svg(kept: Path, spec: dict[str, Any]) -> str:
    return store.keep(
        _drawing(kept, spec, "svg"), lambda: vl_convert.vegalite_to_svg(spec).encode()
    ).decode()


def _drawing(kept: Path, spec: dict[str, Any], kind: str) -> Path:
    text = json.dumps(spec, sort_keys=True) + VERSION
    return kept / "figures" / f"{hashlib.sha256(text.encode()).hexdigest()}.{kind}"


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Write CSV, SVG, PNG and specification of every figure beside the pages."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    figures = {name: one for page in figures_of(app.env).values() for name, one in page.items()}
    for name, figure in figures.items():
        spec = figure["specs"]["wide"]
        _write(folder / f"{name}.csv", csv_of(figure))
        _write(folder / f"{name}.js", script(figure))
        _write(folder / f"{name}.svg", draw(app.env, spec).encode())
        _write(folder / f"{name}.png", _png(Path(app.env.doctreedir), spec))
    for path in folder.iterdir():
        if path.stem not in figures:
            path.unlink()


def _png(kept: Path, spec: dict[str, Any]) -> bytes:
    return store.keep(
        _drawing(kept, spec, "png"),
        lambda: vl_convert.svg_to_png(_svg(kept, spec), scale=PNG_SCALE),
    )


def csv_of(figure: Payload) -> bytes:
    """Return the data behind a figure as the CSV file that readers download."""
    text = io.StringIO()
    lines = [[disarmed(cell) for cell in line] for line in (figure["header"], *figure["rows"])]
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def bundle(folder: Path) -> Path:
    """Return the one script that draws interactive figures, made once per library version."""
    versions = f"{VERSION}-{vl_convert.get_vega_version()}"
    path = folder / f"vega-{versions}.js"
    store.keep(path, _bundled)
    return path


def _bundled() -> bytes:
    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # The bundle declares short global names; a function keeps them to itself.
    return f"(function(){{{script}\n}})();\n".encode()
