"""Text that tries to run does nothing in a real Chromium on any page, and the check refuses it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

import hostile
import projects
from evidence import book, descriptor, display, texts
from evidence.intake import template
from evidence.rows import Row, Sheet
from evidence.rules import structure
from hosts import served

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small book in which every free text tries to run; return its pages."""
    root = hostile.small_book(ROOT, tmp_path_factory.mktemp("hostile") / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book.checks, "check", lambda _: [])
        book.build(root)
    return root / book.BOOK


@pytest.fixture(scope="module")
def address(poisoned: Path) -> Iterator[str]:
    """Serve the small book; return its address."""
    with served(poisoned) as address:
        yield address


def _pages(folder: Path) -> list[str]:
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    return sorted(name for name in found if not name.startswith("_static"))


def test_nothing_runs_on_any_page(browser: Browser, poisoned: Path, address: str) -> None:
    """Pages of studies and questions, figures, lists of rows, the ledger, the form, references."""
    names = _pages(poisoned)
    kinds = ("book/study/", "book/question/", "book/send-data", "book/figures", "book/claims")
    assert all(any(name.startswith(kind) for name in names) for kind in kinds)
    shown = (poisoned / "book/study/deng2017.html").read_text(encoding="utf-8")
    assert "&lt;x-hostile&gt;" in shown
    assert hostile.stroll(browser, address, names) == []


def test_nothing_runs_from_an_address_or_a_search(browser: Browser, address: str) -> None:
    """Neither in the form, nor in a plot that remembers its choice, nor among what was found."""
    said = quote(hostile.PAYLOAD)
    names = [
        f"book/send-data.html?row=outcomes/deng2017/{said}",
        f"book/send-data.html?row={said}",
        f"book/question/ln-any-remission.html?without={said}#{said}",
        f"search.html?q={said}",
        "search.html?q=deng",
    ]
    assert hostile.stroll(browser, address, names) == []


FORMULAS = ("=1+1", "+1", "@sum", "-x", "\t=1", "-1+cmd")


def test_the_data_of_a_figure_hold_no_formula() -> None:
    """Such a text, in a cell or a header, has an apostrophe before it."""
    figure = {"header": ["=a"], "rows": [[text] for text in FORMULAS]}
    rows = list(csv.reader(io.StringIO(display.csv_of(figure).decode(), newline="")))
    assert rows == [["'=a"], *([f"'{text}"] for text in FORMULAS)]


@pytest.mark.parametrize("text", ["-1", "-0.25", "12", "a = b", "", "−3 to 2"])
def test_numbers_and_words_are_left_as_they_are(text: str) -> None:
    """A negative number is no formula."""
    assert texts.disarmed(text) == text


def test_the_template_takes_no_formula_from_the_tables(tmp_path: Path) -> None:
    """Neither as text nor as a workbook."""
    trees = "tree_id,label,height\noak-1,=1+1,2\n"
    root = projects.write_orchard(tmp_path, trees=trees)
    for row in csv.reader(io.StringIO(template.text(root).decode("utf-8-sig"))):
        assert not any(cell.startswith("=") for cell in row)


REFUSED = {
    "script": "<script>window.a=1</script>",
    "an element": "a <img src=x onerror=a>",
    "the end of a comment": "--></style><b>",
    "an address": "[a](javascript:a)",
    "an address in another spelling": "a JavaScript:a",
    "an address with a long s": "a java\u017fcript:a",
    "a template": "{{ a }}",
    "a block of a template": "{% a %}",
    "a formula": "=cmd|' /C calc'!A0",
    "a sum": "@sum(1)",
    "a hidden turn": "a\u202eb",
}
COLUMNS = hostile.columns_of(ROOT)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_the_check_refuses_it_in_every_text_column(text: str) -> None:
    """With a message at the cell."""
    tables = descriptor.read(ROOT)
    unsaid = []
    for name, column in COLUMNS:
        fields = [one.name for one in tables[name].fields]
        row = Row(2, dict.fromkeys(fields, "") | {column: text})
        found = list(structure.text_is_plain(Sheet(tables[name], tuple(fields), (row,))))
        if [one.field for one in found] != [column]:
            unsaid.append(f"{name}.{column}")
    assert len(COLUMNS) > 200
    assert unsaid == []
