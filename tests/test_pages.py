"""Pieces of a page are valid HTML, and no text of the data can become markup."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

import markup
from evidence import pages

HOSTILE = "\"><script>alert('1')</script>&amp;"


def _read(html: str) -> markup.Reader:
    return markup.read(html)


def _all(html: str, tag: str) -> list[dict[str, str | None]]:
    return markup.read(html).all(tag)


TREES = pd.DataFrame({"tree_id": ["oak1", ""], "Tree": ["Old oak", "Elm"], "Pears": [40, None]})


def test_a_table_shows_header_and_cells() -> None:
    """Columns are named once at the top, and missing values are blank."""
    html = pages.table(TREES[["Tree", "Pears"]]).html
    assert _read(html).texts == ["Tree", "Pears", "Old oak", "40", "Elm"]
    assert [column["scope"] for column in _all(html, "th")] == ["col", "col"]


def test_every_cell_carries_the_name_of_its_column() -> None:
    """On a phone the header is not beside the cell, so the cell brings its name."""
    html = pages.table(TREES[["Tree", "Pears"]]).html
    assert [cell["data-label"] for cell in _all(html, "td")] == ["Tree", "Pears"] * 2


def test_the_first_column_links_to_the_page_of_the_study() -> None:
    """The key itself is not shown; a row without a key has no link."""
    html = pages.table(TREES, study="tree_id").html
    assert _all(html, "a") == [{"href": "study/oak1.html"}]
    assert _read(html).texts == ["Tree", "Pears", "Old oak", "40", "Elm"]


def test_a_blank_cell_has_nothing_in_it() -> None:
    """An empty cell can be hidden on a phone."""
    html = pages.html_table(["a", "b"], [["", "x"]])
    assert '<td data-label="a"></td><td data-label="b">x</td>' in html


def test_a_row_of_another_length_is_refused() -> None:
    """A cell never slips under the wrong header."""
    with pytest.raises(ValueError, match="zip"):
        pages.html_table(["a", "b"], [["x"]])


def test_columns_in_which_every_cell_is_blank_can_be_left_out() -> None:
    """A column with one value stays."""
    rows = [["Oak", "", ""], ["Elm", "", "3"]]
    assert pages.filled(["Tree", "Plums", "Pears"], rows) == (
        ["Tree", "Pears"],
        [["Oak", ""], ["Elm", "3"]],
    )


def test_a_cell_shows_a_table_as_html() -> None:
    """A notebook displays it without further words."""
    assert pages.Html("<p>x</p>")._repr_html_() == "<p>x</p>"


ORCHARDS = pd.DataFrame(
    {
        "Fruit": ["plum", HOSTILE],
        "Orchards": [[["oak1", "elm2"], ["ash3"]], []],
        "Seen": [2, None],
    }
)
NAMES = {"oak1": "Oak & co", "elm2": "Elm", "ash3": HOSTILE}


def test_a_list_of_studies_links_to_the_page_of_each() -> None:
    """A reader gets from a number to every study that is counted in it."""
    html = pages.study_lists(ORCHARDS, "Orchards", NAMES).html
    assert [one["href"] for one in _all(html, "a")] == [
        "study/oak1.html",
        "study/elm2.html",
        "study/ash3.html",
    ]


def test_studies_of_the_same_subjects_count_once_in_a_list() -> None:
    """The number is that of the groups, and those of one group are joined."""
    html = pages.study_lists(ORCHARDS, "Orchards", NAMES).html
    texts = " ".join(_read(html).texts)
    assert "2 : Oak & co = Elm ," in " ".join(texts.split())


def test_a_table_with_lists_of_studies_keeps_its_columns() -> None:
    """The lists stand where their column stands, and an empty one is a blank cell."""
    html = pages.study_lists(ORCHARDS, "Orchards", NAMES).html
    columns = ["Fruit", "Orchards", "Seen"]
    assert [cell["data-label"] for cell in _all(html, "td")] == columns * 2
    assert html.endswith(
        '<td data-label="Orchards"></td><td data-label="Seen"></td></tr></tbody></table></div>'
    )


def test_labels_in_a_list_of_studies_are_only_text() -> None:
    """Neither a label nor another cell can become markup."""
    html = pages.study_lists(ORCHARDS, "Orchards", NAMES).html
    assert not _all(html, "script")
    assert _read(html).texts.count(HOSTILE) == 2


def test_a_note_is_one_paragraph() -> None:
    """A sentence stands where the table would."""
    assert pages.note("No pears & no plums.").html == "<p>No pears &amp; no plums.</p>"


# The browser of studies

STUDIES = pd.DataFrame(
    {
        "study_id": ["b2", "a1", "c3"],
        "Study": ["B", "A", "C"],
        "Fruit": ["plum", "pear", "plum"],
        "Soil": ["clay", "", "sand"],
    }
)


def test_a_browser_offers_the_values_of_each_choice() -> None:
    """Each value once, sorted, after “all”; blanks are no choice."""
    html = pages.browser(STUDIES, study="study_id", choices=["Fruit", "Soil"], id="all").html
    assert [choice["name"] for choice in _all(html, "select")] == ["Fruit", "Soil"]
    assert len(_all(html, "option")) == 6
    options = _read(html.partition('<p class="ev-shown')[0]).texts
    assert options == ["Any words", "Fruit", "all", "pear", "plum", "Soil", "all", "clay", "sand"]


def test_a_browser_without_scripts_is_the_whole_table() -> None:
    """The filters are hidden until a script shows them."""
    html = pages.browser(STUDIES, study="study_id", choices=["Fruit"], id="all").html
    filters = next(one for one in _all(html, "div") if one.get("class") == "ev-filters")
    assert "hidden" in filters
    assert [link["href"] for link in _all(html, "a")] == [
        "study/b2.html",
        "study/a1.html",
        "study/c3.html",
    ]


def test_filters_name_the_table_they_filter() -> None:
    """The script finds the table by its id, and says how many rows are shown."""
    html = pages.browser(STUDIES, study="study_id", choices=[], id="all").html
    assert [one["data-table"] for one in _all(html, "div") if "data-table" in one] == ["all"]
    assert "all" in [one.get("id") for one in _all(html, "div")]
    assert {"role": "status"} in _all(html, "span")


def test_a_column_may_be_a_filter_only() -> None:
    """It is offered as a choice and kept with each row, but makes no column."""
    html = pages.browser(
        STUDIES, study="study_id", choices=["Fruit"], unseen=["Soil"], id="all"
    ).html
    assert [choice["name"] for choice in _all(html, "select")] == ["Fruit", "Soil"]
    assert [cell["data-label"] for cell in _all(html, "td")] == ["Study", "Fruit"] * 3
    rows = [json.loads(row["data-values"] or "") for row in _all(html, "tr")[1:]]
    assert rows == [["plum", "clay"], ["pear", ""], ["plum", "sand"]]


def test_a_value_that_was_not_seen_is_no_choice() -> None:
    """A blank in a column of years stays blank for the filters."""
    unsure = STUDIES.assign(Year=pd.array([2001, None, 2003], dtype="Int64"))
    html = pages.browser(unsure, study="study_id", choices=["Year"], id="all").html
    rows = [json.loads(row["data-values"] or "") for row in _all(html, "tr")[1:]]
    assert rows == [["2001"], [""], ["2003"]]


def test_a_cell_of_several_values_offers_each() -> None:
    """Values are separated by semicolons; each is a choice of its own."""
    mixed = STUDIES.assign(Fruit=["plum; pear", "pear", "quince"])
    html = pages.browser(mixed, study="study_id", choices=["Fruit"], id="all").html
    options = _read(html.partition("<table")[0]).texts
    assert options[2:6] == ["all", "pear", "plum", "quince"]


# Small pieces


def test_facts_without_a_value_are_left_out() -> None:
    """What was not seen takes no room."""
    html = pages.facts([("Soil", "clay"), ("Slope", ""), ("Rain", "much")])
    assert _read(html).texts == ["Soil", "clay", "Rain", "much"]


def test_a_badge_has_a_look_for_its_words() -> None:
    """Words become a class name."""
    assert pages.badge("very low") == '<span class="ev-badge ev-is-very-low">very low</span>'


@pytest.mark.parametrize(
    "address",
    [
        "study/oak1.html",
        "oak1.html#v-2",
        "../claims.html#c1",
        "#v-1",
        "http://pears.example/a:b",
        "https://pears.example",
        "HTTPS://pears.example",
        "study/a:b.html",
    ],
)
def test_an_address_on_the_web_or_in_the_book_is_a_link(address: str) -> None:
    """Relative addresses and http(s) are what the book links to."""
    html = pages.link(address, "<b>Oak</b>")
    assert _all(html, "a") == [{"href": address}]
    assert "<b>Oak</b>" in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "\tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_could_run_something_is_left_out(address: str) -> None:
    """The words stay, the link does not."""
    assert pages.link(address, "Oak") == "Oak"


def test_a_scheme_spelt_in_character_references_stays_text() -> None:
    """What a browser reads is the address as given, which is no script."""
    html = pages.link("java&#115;cript/x", "Oak")
    assert _all(html, "a") == [{"href": "java&#115;cript/x"}]


# Hostile text

PIECES: dict[str, Callable[[], str]] = {
    "table cell": lambda: pages.table(pd.DataFrame({"Tree": [HOSTILE]})).html,
    "table header": lambda: pages.table(pd.DataFrame({HOSTILE: ["oak"]})).html,
    "study label": lambda: (
        pages.table(pd.DataFrame({"id": ["oak1"], "Tree": [HOSTILE]}), study="id").html
    ),
    "study key": lambda: (
        pages.table(pd.DataFrame({"id": [HOSTILE], "Tree": ["Oak"]}), study="id").html
    ),
    "note": lambda: pages.note(HOSTILE).html,
    "badge": lambda: pages.badge(HOSTILE),
    "fact's label": lambda: pages.facts([(HOSTILE, "x")]),
    "address": lambda: pages.link(f"study/{HOSTILE}", "x"),
    "choice": lambda: (
        pages.browser(
            pd.DataFrame({"id": ["a"], "Tree": ["A"], HOSTILE: [HOSTILE]}),
            study="id",
            choices=[HOSTILE],
            id=HOSTILE,
        ).html
    ),
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_hostile_text_is_only_text(piece: Callable[[], str]) -> None:
    """No element and no attribute comes from the data, and the text is shown as written."""
    reader = _read(piece())
    assert "script" not in [tag for tag, _ in reader.elements]
    attributes = {name for _, found in reader.elements for name in found}
    assert attributes <= {
        "class", "scope", "data-label", "href", "data-table", "hidden", "type", "autocomplete",
        "name", "value", "role", "id", "data-values",
    }  # fmt: skip
    values = [value for _, found in reader.elements for value in found.values() if value]
    assert any(HOSTILE in text for text in ["".join(reader.texts), *values])


def test_nothing_in_a_script_element_can_end_it() -> None:
    """The text reads the same to a program."""
    text = json.dumps("</script><!-- pears")
    shown = pages.in_script(text)
    assert "<" not in shown
    assert json.loads(shown) == json.loads(text)
