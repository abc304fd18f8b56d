"""The directives of the chapters: pieces of a page made from the tables."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from evidence import descriptor, display, notices, pages, question, readings, study, tables
from evidence.citing import parts
from evidence.readings import Row


class _Html(SphinxDirective):
    """A directive that shows HTML made from the tables."""

    def rows(self, name: str) -> list[Row]:
        return tables.records(name, Path(self.env.srcdir))

    def raw(self, html: str) -> nodes.raw:
        return nodes.raw("", html, format="html")

    def parsed_content(self) -> list[nodes.Node]:
        parent = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parent)
        return parent.children


class Answer(_Html):
    """The box a chapter opens with: its question, our answer, and how certain it is."""

    required_arguments: ClassVar[int] = 1
    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        questions = {row["question_id"]: row for row in self.rows("questions")}
        if self.arguments[0] not in questions:
            raise self.error(f"no question “{self.arguments[0]}” in data/questions.csv")
        asked = questions[self.arguments[0]]
        return [
            self.raw(
                f'<div class="ev-answer"><p class="ev-question">{escape(asked["question"])}</p>'
            ),
            self.raw('<div class="ev-answer-text">'),
            *self.parsed_content(),
            self.raw(f"</div>{_certainty(asked)}{self._questioned()}</div>"),
        ]

    def _questioned(self) -> str:
        """Return which studies behind the answer were retracted or questioned."""
        # Not asked without a mark: a chapter is rebuilt for these tables only where one is.
        if not notices.marks(Path(self.env.srcdir)):
            return ""
        return question.of_question(question.gather(Path(self.env.srcdir)), self.arguments[0])


def _certainty(asked: Row) -> str:
    many = readings.assessors(asked["assessors"])
    return (
        f'<p class="ev-certainty"><span>Certainty</span> {pages.badge(asked["certainty"])} '
        f'<span class="ev-reason">{escape(asked["certainty_reason"])} '
        f"({escape(asked['assessed_by'])}, {many})</span></p>"
    )


class PlainLanguage(_Html):
    """A short box in words a parent would use."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        return [
            self.raw('<div class="ev-plain"><p class="ev-plain-title">In plain words</p>'),
            *self.parsed_content(),
            self.raw("</div>"),
        ]


class Verdicts(_Html):
    """What the source review claims in this chapter's part, and our verdict."""

    optional_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        chapter = self.arguments[0] if self.arguments else ""
        claims = [row for row in self.rows("claims") if chapter in ("", row["chapter"])]
        if not claims:
            raise self.error(f"no claim of chapter “{chapter}” in data/claims.csv")
        labels = {row["study_id"]: row["label"] for row in self.rows("studies")}
        bearing: dict[str, list[str]] = {}
        for row in self.rows("claim_evidence"):
            bearing.setdefault(row["claim_id"], []).append(_bearing(row, labels))
        cells = [
            [
                _claim_name(claim, anchored=not chapter),
                pages.badge(claim["verdict"]),
                escape(claim["rationale"]),
                ", ".join(bearing.get(claim["claim_id"], [])),
            ]
            for claim in claims
        ]
        header = ["What the review says", "Our verdict", "Why", "Studies"]
        listed = pages.html_table(header, cells, "ev-table ev-claims")
        return [self.raw(listed if chapter else f"<div{parts.rows('claims')}>{listed}</div>")]


def _claim_name(claim: Row, anchored: bool) -> str:
    name = claim["claim_id"]
    value = claim["claimed_value"]
    claimed = f' <span class="ev-claimed">{escape(value)}</span>' if value else ""
    statement = escape(claim["statement"]) + claimed
    if anchored:
        return f'<span id="{escape(name, quote=True)}">{statement}</span>'
    return pages.link(f"claims.html#{name}", statement)


def _bearing(row: Row, labels: dict[str, str]) -> str:
    label = escape(labels[row["study_id"]])
    page = pages.link(f"{pages.STUDY_FOLDER}/{row['study_id']}.html", label)
    return f'<span class="ev-bearing">{page} ({escape(row["bearing"])})</span>'


class Answers(_Html):
    """The summary of findings of every question."""

    def run(self) -> list[nodes.Node]:
        return [self.raw(question.table(question.gather(Path(self.env.srcdir))))]


class QuestionPart(_Html):
    """One part of the page of a question: its key, and the name of the part."""

    required_arguments: ClassVar[int] = 2

    def run(self) -> list[nodes.Node]:
        key, name = self.arguments
        root = Path(self.env.srcdir)
        records = question.gather(root)
        if key not in records.answers:
            raise self.error(f"no analysis “{key}” in data/analyses.csv")
        if name not in question.PARTS:
            raise self.error(f"no part “{name}”: one of {', '.join(question.PARTS)}")
        html = _part(root, key, name)
        figure = question.figure(records, key) if name == "otherwise" else None
        drawn = display.place(self.env, figure.__dict__) if figure else ""
        return [self.raw(html + drawn)]


def _part(root: Path, key: str, name: str) -> str:
    return _made_part(root, tables.modified(question.TABLES, root), key, name)


@cache
def _made_part(root: Path, _modified: tuple[int, ...], key: str, name: str) -> str:
    return question.PARTS[name](question.gather(root), key)


def part_shown(root: Path, key: str, name: str) -> str:
    """Return what stands for what a part of the page of a question shows.

    A figure in it is made of the result alone.
    """
    records = question.gather(root)
    about = records.rows[key]
    asked = records.questions.get(about["question_id"])
    return f"{_part(root, key, name)}{about}{asked}{records.answers[key]!r}"


class StudyPage(_Html):
    """Everything the tables hold about one study."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        if self.arguments[0] not in study.gather(root).of_study["studies"]:
            raise self.error(f"no study “{self.arguments[0]}” in data/studies.csv")
        return [self.raw(_page(root, self.arguments[0]))]


def _page(root: Path, study_id: str) -> str:
    return _made_page(root, tables.modified(study.TABLES, root), study_id)


@cache
def _made_page(root: Path, _modified: tuple[int, ...], study_id: str) -> str:
    return study.page(study.gather(root), study_id)


def study_shown(root: Path, study_id: str) -> str:
    """Return what stands for what the page of a study shows, and for the rows about it."""
    rows = [records.get(study_id) for records in study.gather(root).of_study.values()]
    return f"{_page(root, study_id)}{rows}"


class DataDictionary(_Html):
    """The schema, printed: every table, column, unit and vocabulary."""

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        return [self.raw("".join(_described(table) for table in descriptor.read(root).values()))]


def _described(table: descriptor.Table) -> str:
    rows = [
        [
            f"<code>{escape(field.name)}</code>",
            escape(field.description),
            escape(field.type + (", required" if field.required else "")),
            escape(field.unit or ""),
            escape("; ".join(field.enum)),
        ]
        for field in table.fields
    ]
    header = ["Column", "What it holds", "Type", "Unit", "Words it may hold"]
    address = f"table-{escape(table.name)}"
    heading = f'{escape(table.title)}<a class="headerlink" href="#{address}">¶</a>'
    return (
        f'<section id="{address}"{parts.table(table)}><h2>{heading}</h2>'
        f"<p>{escape(table.description)} <code>{escape(table.file)}</code></p>"
        f"{pages.html_table(header, rows)}</section>"
    )
