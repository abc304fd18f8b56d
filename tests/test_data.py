"""Audits of the real tables and chapters: what this review promises beyond the rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pytest

from evidence import bibliography, chapters, checks, cohorts, descriptor, prose, tables, tidy

ROOT = Path(__file__).resolve().parents[1]
TABLES = descriptor.read(ROOT)
REVIEW_CHAPTERS = sorted(tables.load("questions", ROOT)["chapter"])

# Diseases, organs, cells and measures of this review: the package must work for another.
DISEASE_WORDS = re.compile(
    r"nephr|lupus|kidney|renal|mesenchym|proteinuria|creatinine|glomerul|stem cell|dialysis", re.I
)


def chapter_text(name: str) -> str:
    """Return the source of a chapter."""
    return (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")


def test_the_sources_have_no_problems() -> None:
    """`make check` finds nothing wrong."""
    assert checks.check(ROOT) == []


def test_the_tables_are_tidy() -> None:
    """`python -m evidence tidy` has nothing to mend."""
    assert tidy.report(tidy.tidied(ROOT, TABLES)) == []


def test_frictionless_finds_the_package_valid() -> None:
    """An independent judge accepts the descriptor and every table."""
    report = frictionless.validate(str(ROOT / descriptor.PATH))
    assert report.valid, report.to_summary()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_says_what_it_holds(table: descriptor.Table) -> None:
    """Each column has a description, and a unit when it is a quantity."""
    silent = [field.name for field in table.fields if len(field.description) < 8]
    unitless = [field.name for field in table.fields if field.is_quantity and not field.unit]
    assert (silent, unitless) == ([], [])


def test_every_table_is_described_for_contributors() -> None:
    """The README of the data names every table."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if name not in text] == []


@pytest.mark.parametrize(
    "name",
    [
        "studies",
        "registrations",
        "cohorts",
        "arms",
        "outcomes",
        "reported_effects",
        "risk_of_bias",
        "published_syntheses",
        "synthesis_studies",
        "mechanism_evidence",
        "reference_values",
    ],
)
def test_every_value_has_a_source_and_a_place(name: str) -> None:
    """No row of values is without its source and locator."""
    frame = tables.load(name, ROOT)
    assert ((frame["source"] != "") & (frame["locator"] != "")).all()


def test_a_study_counts_as_evidence_about_children_only_with_ages_seen() -> None:
    """A study labelled with children has ages, a group of children alone, or says who says so."""
    studies = tables.load("studies", ROOT)
    outcomes = tables.load("outcomes", ROOT)
    arms = tables.load("arms", ROOT)
    aged = set(outcomes.loc[outcomes["outcome_id"].isin(["age", "under-18"]), "study_id"])
    grouped = set(arms.loc[arms["label"].str.contains("children", case=False), "study_id"])
    told = set(
        studies.loc[studies["note"].str.contains("The source calls them children"), "study_id"]
    )
    labelled = studies[studies["population"].isin(["children", "children and adults"])]
    assert sorted(set(labelled["study_id"]) - aged - grouped - told) == []


def test_every_record_is_decided() -> None:
    """No report waits for a decision: it is in, out with a reason, ongoing or a duplicate."""
    records = tables.load("records", ROOT)
    assert list(records.loc[records["decision"] == "awaiting", "record_id"]) == []


def test_every_lead_is_a_record() -> None:
    """The list of leads is in the tables as it was gathered."""
    records = tables.load("records", ROOT)
    assert (records["search_id"] == "lead-list").sum() == 253


def test_every_claim_has_a_verdict_with_its_reason() -> None:
    """Supported, contradicted, mixed or not traced, and why."""
    claims = tables.load("claims", ROOT)
    assert set(claims["verdict"]) <= {"supported", "contradicted", "mixed", "not traced"}
    assert (claims["rationale"].str.split().str.len() >= 5).all()


def test_no_cohort_counts_twice_in_any_outcome() -> None:
    """Of the reports on the same patients one is chosen, whatever the outcome."""
    studies = tables.load("studies", ROOT)
    clinical = studies[studies["kind"] == "clinical"]
    outcomes = tables.load("outcomes", ROOT)
    values = outcomes[outcomes["study_id"].isin(clinical["study_id"])]
    cohort_of = studies.set_index("study_id")["cohort_id"]
    shared = 0
    for _, rows in values.groupby("outcome_id"):
        reports = rows["study_id"].nunique()
        chosen = cohorts.one_report_each(rows, studies, people="n")["study_id"].unique()
        assert chosen.size == rows["study_id"].map(cohort_of).nunique()
        shared += reports - chosen.size
    assert shared > 0, "no outcome has two reports of one cohort: this test proves nothing"


def test_every_judgement_of_bias_has_its_reason() -> None:
    """A judgement says why, in words."""
    judged = tables.load("risk_of_bias", ROOT)
    assert (judged["support"].str.split().str.len() >= 4).all()


def test_there_are_enough_claims_and_each_review_is_covered() -> None:
    """Both reviews are split into checkable claims, those with numbers among them."""
    claims = tables.load("claims", ROOT)
    assert len(claims) >= 60
    assert set(claims["review"]) == {"bahroudi2026", "liu2025"}
    assert set(REVIEW_CHAPTERS) - {"index"} <= set(claims["chapter"])


# Each number of the source reviews, with a word of the claim it belongs to.
CLAIMED = [
    ("2–12", "children-acute-kidney-injury"),
    ("15", "children-acute-kidney-injury"),
    ("25%", "children-acute-kidney-injury"),
    ("40%", "children-acute-kidney-injury"),
    ("20%", "children-acute-kidney-injury"),
    ("5–15", "children-chronic-kidney-disease"),
    ("12", "children-chronic-kidney-disease"),
    ("30%", "children-chronic-kidney-disease"),
    ("10%", "children-chronic-kidney-disease"),
    ("3–10", "children-nephrotic-syndrome"),
    ("10", "children-nephrotic-syndrome"),
    ("60%", "children-nephrotic-syndrome"),
    ("20%", "children-cakut"),
    ("2–5%", "delivery"),
    ("10–20%", "delivery"),
    ("30–50%", "preclinical"),
    ("20–50%", "advances"),
    ("30–100 nm", "advances"),
    ("18 months", "adults"),
    ("3 × 10", "adults"),
]


@pytest.mark.parametrize(("value", "chapter"), CLAIMED)
def test_a_number_of_the_reviews_is_a_claim(value: str, chapter: str) -> None:
    """Each number the reviews print stands in the ledger, in its chapter."""
    claims = tables.load("claims", ROOT)
    printed = claims.loc[claims["chapter"] == chapter, "claimed_value"]
    plain = [_plain(text) for text in printed]
    assert any(_plain(value) in text for text in plain), plain


def _plain(text: str) -> str:
    return re.sub(r"[-–—]", "-", re.sub(r"[\s%]", "", text)).lower()


WANTED = [
    "deng2017",
    "gu2014",
    "wang2014",
    "liang2010",
    "barbado2018",
    "kamen2022",
    "ranjbar2022",
    "morello2022",
    "vivarelli2023",
    "perico2023",
    "packham2016",
    "swaminathan2018",
]


@pytest.mark.parametrize("study_id", WANTED)
def test_a_core_study_has_arms_and_outcomes(study_id: str) -> None:
    """Each core study is extracted: groups with a dose or a reason, and outcomes."""
    arms = tables.load("arms", ROOT).query("study_id == @study_id")
    outcomes = tables.load("outcomes", ROOT).query("study_id == @study_id")
    assert len(arms) >= 1
    assert len(outcomes) >= 4


def test_the_table_of_contents_is_complete() -> None:
    """Every chapter file is in the table of contents and the other way round."""
    listed = {file for file in prose.chapter_files(ROOT) if not file.startswith("book/study/")}
    files = {f"book/{path.stem}" for path in (ROOT / "book").glob("*.md")}
    assert listed == files


def test_every_citation_resolves_and_every_reference_is_used() -> None:
    """The bibliography and what cites it agree both ways."""
    problems = [p for p in checks.check(ROOT) if bibliography.PATH in p.found + p.file + p.cure]
    assert problems == []


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.md")), ids=lambda path: path.stem)
def test_chapters_import_only_the_package(path: Path) -> None:
    """A chapter's cells import `evidence` and nothing else."""
    for _, code in chapters.cells(path.read_text(encoding="utf-8")):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["evidence"]
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "evidence"


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts of an expression, without the formats of its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.FormattedValue) and child is node.format_spec):
            yield from _texts(child)


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.md")), ids=lambda path: path.stem)
def test_no_number_is_typed_into_a_caption_or_finding(path: Path) -> None:
    """The words around a figure take their numbers from the data, like all prose."""
    names = prose.allowed_names(ROOT)
    for _, code in chapters.cells(path.read_text(encoding="utf-8")):
        for keyword in ast.walk(ast.parse(code)):
            if isinstance(keyword, ast.keyword) and keyword.arg in ("caption", "finding"):
                for text in _texts(keyword.value):
                    assert prose.typed_numbers(text, names) == []


@pytest.mark.parametrize("chapter", REVIEW_CHAPTERS)
def test_a_review_chapter_is_whole(chapter: str) -> None:
    """It opens with its answer, reads a table, shows a figure, cites, and ends with verdicts."""
    text = chapter_text(chapter)
    assert text.index(":::{answer}") < text.index("\n## ")
    assert chapters.tables_read("\n".join(code for _, code in chapters.cells(text))) is not None
    assert "tables.load(" in text
    assert "figures.show(" in text
    assert "{cite" in text
    last = text.rindex("\n## ")
    assert "```{verdicts}" in text[last:]
    assert len(text.split()) > 250


def test_no_disease_word_is_in_the_package() -> None:
    """Another review could use the package with its own tables and chapters."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "src").rglob("*"))
        if path.suffix in (".py", ".js", ".css", ".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if DISEASE_WORDS.search(line)
    ]
    assert found == []
