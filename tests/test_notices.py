"""A retracted or questioned study is marked wherever it is named, and its numbers are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx

import grafts
import markup
import trees
from evidence import charts, forests, marking, notices, question, synthesis, tables
from evidence.synthesis.result import conclude

PEAR = trees.study("pear2002", "Pear 2002", (8, 20), 2002)
PLUM = trees.study("plum2003", "Plum 2003", (30, 20), 2003)
LABELS = (("Smith 2001", "Smith 2001 [retracted]"), ("De Smith 2001", "De Smith 2001"))


def _project(root: Path, retracted: str = "", *questioned: str) -> Path:
    found = trees.edited(PEAR, PLUM)
    for row in found["studies"]:
        if row["study_id"] == retracted:
            row["status"] = "retracted"
    rows = [(key, "expression of concern") for key in questioned] + [("smith2001", "erratum")]
    found["notices"] = [{"study_id": key, "found": said} for key, said in rows]
    return trees.write(root, found)


# Which studies


def test_a_retracted_study_and_one_in_question_have_a_mark(tmp_path: Path) -> None:
    """A correction gives none."""
    root = _project(tmp_path, "pear2002", "plum2003")
    assert notices.marks(root) == {"pear2002": "retracted", "plum2003": "questioned"}


def test_a_study_in_question_that_is_retracted_is_retracted(tmp_path: Path) -> None:
    """The graver word is the one to read."""
    assert notices.marks(_project(tmp_path, "pear2002", "pear2002")) == {"pear2002": "retracted"}


def test_a_project_without_the_tables_has_no_marks(tmp_path: Path) -> None:
    """A review of something else need not keep them."""
    assert notices.marks(trees.write(tmp_path, trees.orchard())) == {}


def test_a_new_notice_is_seen_at_once(tmp_path: Path) -> None:
    """Marks are those of the tables as they are now."""
    assert notices.marks(_project(tmp_path)) == {}
    assert notices.marks(_project(tmp_path, "", "plum2003")) == {"plum2003": "questioned"}


# Names


def test_loaded_names_carry_the_mark(tmp_path: Path) -> None:
    """So that every table, figure and file that shows a name shows the mark."""
    found = tables.load("studies", _project(tmp_path, "pear2002", "plum2003"))
    assert list(found["label"]) == ["Smith 2001", "Pear 2002 [retracted]", "Plum 2003 [questioned]"]


def test_answers_follow_a_new_notice(tmp_path: Path) -> None:
    """An answer that was worked out before does not keep the bare name."""
    synthesis.answer_all(_project(tmp_path))
    found = synthesis.answer_all(_project(tmp_path, "", "plum2003"))["scab-trial"]
    assert "Plum 2003 [questioned]" in [one.label for one in found.result.findings]


def test_a_long_name_is_cut_before_its_mark() -> None:
    """A mark that is cut off would be none."""
    name = notices.marked("The great pear tree trial of the north", "retracted")
    assert notices.shortened(name, 25) == "The great pe… [retracted]"
    assert notices.shortened("A name without any mark at all", 10) == "A name wi…"


def test_a_forest_plot_names_the_mark(tmp_path: Path) -> None:
    """In the label itself, in words."""
    root = _project(tmp_path, "", "plum2003")
    worlds = synthesis.worlds(synthesis.answer_all(root)["scab-trial"].result)
    rows = forests.forest(worlds, {}).rows
    assert "Plum 2003 [questioned]" in list(rows["Label"])


def test_rows_of_a_chart_on_a_phone_keep_the_mark() -> None:
    """Labels above the rows are cut there."""
    name = notices.marked("A very long name of a study that nobody could ever read", "retracted")
    frame = pd.DataFrame({"Study": [name], "Events": [1], "People": [2]})
    drawn = str(charts.proportions(frame.rename(columns=str.lower), "study", width=320).to_dict())
    assert "… [retracted]" in drawn


# Pages


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("As Smith 2001 found.", "As Smith 2001 [retracted] found."),
        ("Smith 2001 [retracted]", "Smith 2001 [retracted]"),
        ("Smith 2001a and De Smith 2001", "Smith 2001a and De Smith 2001"),
    ],
    ids=["bare", "marked already", "other studies"],
)
def test_a_name_in_a_sentence_is_marked_once(text: str, shown: str) -> None:
    """And no study is blamed for another whose name holds its own."""
    assert notices.in_text(text, LABELS) == shown


def test_tags_and_scripts_stay_as_they_are() -> None:
    """Only what is shown changes."""
    html = '<a title="Smith 2001">Smith 2001</a><script>"Smith 2001"</script>'
    assert notices.in_html(html, LABELS) == (
        '<a title="Smith 2001">Smith 2001 [retracted]</a><script>"Smith 2001"</script>'
    )


KEYED = (*LABELS, ("smith2001", "smith2001 [retracted]"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("May repeat smith2001.", "May repeat smith2001 [retracted]."),
        ("(smith2001; wong2021)", "(smith2001 [retracted]; wong2021)"),
        ("smith2001-abstract, smith2001b", "smith2001-abstract, smith2001b"),
        ("study/smith2001.html#smith2001", "study/smith2001.html#smith2001"),
        ("@article{smith2001,", "@article{smith2001,"),
    ],
    ids=["in a sentence", "in a list", "of a source", "in an address", "in an entry"],
)
def test_a_key_that_a_person_wrote_for_the_name_is_marked(text: str, shown: str) -> None:
    """And nothing that only holds it."""
    assert notices.in_text(text, KEYED) == shown


def test_code_stays_as_it_is_to_be_copied() -> None:
    """A mark would break it."""
    html = "<p>smith2001</p><pre><b>smith2001</b></pre><code class=a>Smith 2001</code>"
    assert notices.in_html(html, KEYED) == html.replace("<p>smith2001", "<p>smith2001 [retracted]")


def test_texts_of_data_are_marked_and_keys_and_numbers_are_not() -> None:
    """Whoever reads them with a program finds rows by these."""
    data = {"study_id": "smith2001", "n": 4, "notes": ["See smith2001.", None, True]}
    assert notices.in_data(data, KEYED) == {
        **data,
        "notes": ["See smith2001 [retracted].", None, True],
    }


def test_a_name_that_two_studies_share_is_left_as_it_is(tmp_path: Path) -> None:
    """A sentence does not say which of them it means."""
    found = trees.edited(PEAR)
    found["studies"][1] |= {"label": "Smith 2001", "status": "retracted"}
    assert notices.labels(trees.write(tmp_path, found)) == (("pear2002", "pear2002 [retracted]"),)


def _marked(root: Path, *shown: nodes.Node) -> nodes.document:
    doctree = new_document("page")
    doctree.extend(shown)
    known = [SimpleNamespace(citation_id="id7", key="pear2002")]
    env = SimpleNamespace(get_domain=lambda _: SimpleNamespace(citations=known))
    marking.mark(cast(Sphinx, SimpleNamespace(srcdir=root, env=env)), doctree, "page")
    return doctree


def test_a_citation_is_marked_behind_its_link(tmp_path: Path) -> None:
    """Also when it leads to another page; citations of others are left alone."""
    links = [
        nodes.reference("", "Pear, 2002", refuri="references.html#id7"),
        nodes.Text("; "),
        nodes.reference("", "Smith, 2001", refuri="references.html#id8"),
    ]
    shown = _marked(_project(tmp_path, "pear2002"), nodes.paragraph("", "", *links))
    assert shown.astext() == "Pear, 2002 [retracted]; Smith, 2001"


def test_the_reference_itself_is_marked(tmp_path: Path) -> None:
    """At its end, in the list of references."""
    entry = nodes.citation("", nodes.label("", "P"), nodes.paragraph("", "Pears."), ids=["id7"])
    shown = _marked(_project(tmp_path, "pear2002"), entry)
    assert next(iter(shown.findall(nodes.paragraph))).astext() == "Pears. [retracted]"


def test_names_in_rows_and_prose_are_marked(tmp_path: Path) -> None:
    """What a table or a person wrote about a study names it too."""
    row = nodes.raw("", "<td>unlike Pear 2002</td>", format="html")
    shown = _marked(_project(tmp_path, "pear2002"), row, nodes.paragraph("", "Pear 2002 said"))
    assert [one.astext() for one in shown.children] == [
        "<td>unlike Pear 2002 [retracted]</td>",
        "Pear 2002 [retracted] said",
    ]


# Numbers


def _ways(root: Path) -> dict[str, int]:
    result = synthesis.answer_all(root)["scab-trial"].result
    found = synthesis.with_and_without(
        result.analysis, synthesis.read_tables(root), notices.marks(root)
    )
    return {one.label: one.studies for one in found.variants}


def test_an_answer_is_shown_with_what_was_retracted_and_without_what_is_in_question(
    tmp_path: Path,
) -> None:
    """A retracted study does not count here, one in question does."""
    assert _ways(_project(tmp_path, "pear2002", "plum2003")) == {
        "as used here": 2,
        "with Pear 2002 [retracted]": 3,
        "without Plum 2003 [questioned]": 1,
        "with all of these": 3,
        "without any of these": 1,
    }


def test_an_answer_that_no_such_study_touches_is_not_worked_out_otherwise(tmp_path: Path) -> None:
    """The mark is of a study of another question, or there is none."""
    assert _ways(_project(tmp_path)) == {}


def test_with_a_retracted_study_the_answer_is_the_one_there_was(tmp_path: Path) -> None:
    """To the last digit."""
    before = synthesis.answer_all(_project(tmp_path / "before"))["scab-trial"].result
    root = _project(tmp_path / "after", "pear2002")
    after = synthesis.answer_all(root)["scab-trial"].result
    found = synthesis.with_and_without(
        after.analysis, synthesis.read_tables(root), notices.marks(root)
    )
    was = synthesis.sensitivity.as_used(before)
    now = found.variants[1]
    assert (now.estimate, now.lower, now.upper) == (was.estimate, was.lower, was.upper)
    used = synthesis.sensitivity.as_used(after)
    assert found.variants[0] == used


def _asked(root: Path | None = None) -> question.Records:
    if root is None:
        result = conclude(grafts.analysis(), [grafts.compared("Smith 2001", (3, 12), (6, 12))])
        return grafts.records(result)
    result = synthesis.answer_all(root)["scab-trial"].result
    records = grafts.records(result, question_id="compost")
    return replace(records, tables=synthesis.read_tables(root), marks=notices.marks(root))


def test_a_question_without_marks_says_nothing_of_them() -> None:
    """No page is burdened with what does not concern it."""
    html = question.PARTS["answer"](_asked(), "scab") + question.PARTS["otherwise"](
        _asked(), "scab"
    )
    assert "in question" not in html


def test_the_page_of_a_question_says_who_is_left_out_and_who_counts(tmp_path: Path) -> None:
    """In its answer, before anybody takes it for settled."""
    records = _asked(_project(tmp_path, "pear2002", "plum2003"))
    assert (
        "Pear 2002 [retracted] is left out here. Plum 2003 [questioned] is still counted here. "
        "See the answer with and without them."
    ) in markup.read(question.PARTS["answer"](records, "scab-trial")).text


def test_the_page_of_a_question_shows_both_ways(tmp_path: Path) -> None:
    """Each with the number of its studies and what they come to."""
    html = question.PARTS["otherwise"](_asked(_project(tmp_path, "pear2002")), "scab-trial")
    part = html.partition("<h3>With and without studies in question</h3>")[2]
    assert "with Pear 2002 [retracted]" in part.partition("<h3>")[0]


def test_a_question_whose_only_study_was_retracted_still_shows_it(tmp_path: Path) -> None:
    """Nothing is left to put together, and the reader sees what there was."""
    found = trees.orchard()
    found["studies"][0]["status"] = "retracted"
    records = _asked(trees.write(tmp_path, found))
    text = markup.read(question.PARTS["otherwise"](records, "scab-trial")).text
    assert "with Smith 2001 [retracted]" in text
    assert "0.5 (0.27 to 0.93)" in text


def test_the_chapter_of_a_question_leads_to_both_ways(tmp_path: Path) -> None:
    """Where its answer touches such a study, and only there."""
    records = _asked(_project(tmp_path, "", "plum2003"))
    html = question.of_question(records, "compost")
    assert "Plum 2003 [questioned] is still counted here. With and without: Scab, against" in (
        markup.read(html).text
    )
    assert 'href="question/scab-trial.html#done-otherwise"' in html
    assert question.of_question(records, "another") == ""
