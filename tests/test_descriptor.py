"""The schema is read from the descriptor, and only from there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import projects
from evidence import descriptor
from evidence.problems import SourceError


def test_the_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    """Commands work from anywhere inside the project."""
    projects.write_orchard(tmp_path)
    assert descriptor.find_root(tmp_path / "book") == tmp_path.resolve()


def test_the_nearest_project_is_found_when_one_lies_in_another(tmp_path: Path) -> None:
    """A project inside a project is its own."""
    inner = tmp_path / "inner"
    projects.write_orchard(tmp_path)
    projects.write_orchard(inner)
    assert descriptor.find_root(inner / "data") == inner.resolve()


def test_the_working_folder_is_where_the_search_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chapter need not say where its project is."""
    projects.write_orchard(tmp_path)
    monkeypatch.chdir(tmp_path / "book")
    assert descriptor.find_root() == tmp_path.resolve()


def test_no_project_is_a_problem_with_a_cure(tmp_path: Path) -> None:
    """Outside any project the message says so."""
    folder = tmp_path / "meadow"
    folder.mkdir()
    with pytest.raises(SourceError) as caught:
        descriptor.find_root(folder)
    assert str(caught.value) == (
        "data/datapackage.json:1:1: not found at or above meadow/ → run inside the project"
    )


def test_tables_come_by_name_in_the_order_of_the_descriptor(tmp_path: Path) -> None:
    """The order of the descriptor is the order of the book."""
    projects.write_orchard(tmp_path)
    assert list(descriptor.read(tmp_path)) == ["trees", "picks"]


def test_a_table_knows_its_file_from_the_root_of_the_project(tmp_path: Path) -> None:
    """Messages name files as a person in the project's folder sees them."""
    projects.write_orchard(tmp_path)
    assert descriptor.read(tmp_path)["picks"].file == "data/picks.csv"


def test_a_column_carries_what_the_descriptor_says_of_it(tmp_path: Path) -> None:
    """Type, unit, example and constraints are all there."""
    said = projects.field(
        "variety", required=True, unique=True, enum=["Conference", "Comice"], pattern="^C.*$"
    )
    projects.write_descriptor(
        tmp_path,
        [projects.resource("pears", [{**said, "unit": "name", "example": "Comice"}], ["variety"])],
    )
    assert descriptor.read(tmp_path)["pears"].field("variety") == descriptor.Field(
        name="variety",
        title="Variety",
        type="string",
        description="The variety.",
        unit="name",
        example="Comice",
        required=True,
        enum=("Conference", "Comice"),
        pattern="^C.*$",
        unique=True,
        minimum=None,
        maximum=None,
    )


def test_a_column_with_no_constraints_is_optional_and_unbounded(tmp_path: Path) -> None:
    """What the descriptor does not demand is not demanded."""
    projects.write_descriptor(
        tmp_path, [projects.resource("pears", [projects.field("note")], ["note"])]
    )
    note = descriptor.read(tmp_path)["pears"].field("note")
    assert (note.required, note.enum, note.pattern, note.unique) == (False, (), None, False)
    assert (note.minimum, note.maximum, note.unit, note.example) == (None, None, None, None)


def test_bounds_of_a_number_are_read(tmp_path: Path) -> None:
    """A minimum of zero is a bound and not the absence of one."""
    projects.write_orchard(tmp_path)
    height = descriptor.read(tmp_path)["trees"].field("height")
    assert (height.minimum, height.maximum) == (0, 60)


@pytest.mark.parametrize(
    ("column", "expected"), [("height", True), ("label", False)], ids=["number", "text"]
)
def test_numbers_are_quantities_and_text_is_not(
    tmp_path: Path, column: str, expected: bool
) -> None:
    """Only quantities need a unit."""
    projects.write_orchard(tmp_path)
    assert descriptor.read(tmp_path)["trees"].field(column).is_quantity is expected


def test_whole_numbers_are_quantities(tmp_path: Path) -> None:
    """A count needs a unit as a measurement does."""
    projects.write_orchard(tmp_path)
    assert descriptor.read(tmp_path)["picks"].field("pears").is_quantity


def test_an_unknown_column_is_a_key_error(tmp_path: Path) -> None:
    """Asking for a column that is not there fails loudly."""
    projects.write_orchard(tmp_path)
    with pytest.raises(KeyError, match="leaves"):
        descriptor.read(tmp_path)["trees"].field("leaves")


def test_a_foreign_key_names_its_columns_and_the_table_it_points_to(tmp_path: Path) -> None:
    """Links between tables come from the descriptor."""
    projects.write_orchard(tmp_path)
    assert descriptor.read(tmp_path)["picks"].foreign_keys == (
        descriptor.ForeignKey(("tree_id",), "trees", ("tree_id",)),
    )


def test_a_foreign_key_without_a_resource_points_to_its_own_table(tmp_path: Path) -> None:
    """Data Package v2 leaves the resource out for a table that refers to itself."""
    key = {"fields": ["parent"], "reference": {"fields": ["tree_id"]}}
    fields = [projects.field("tree_id"), projects.field("parent")]
    projects.write_descriptor(
        tmp_path, [projects.resource("trees", fields, ["tree_id"], foreignKeys=[key])]
    )
    assert descriptor.read(tmp_path)["trees"].foreign_keys[0].table == "trees"


def test_a_table_may_be_empty_only_when_the_descriptor_says_so(tmp_path: Path) -> None:
    """An emptied table is a mistake unless it was expected."""
    fields = [projects.field("note")]
    projects.write_descriptor(
        tmp_path,
        [
            projects.resource("frosts", fields, ["note"], mayBeEmpty=True),
            projects.resource("pears", fields, ["note"]),
        ],
    )
    tables = descriptor.read(tmp_path)
    assert (tables["frosts"].may_be_empty, tables["pears"].may_be_empty) == (True, False)


def test_a_changed_descriptor_is_read_again(tmp_path: Path) -> None:
    """A long-running process sees a new table as soon as the descriptor has it."""
    projects.write_orchard(tmp_path)
    assert "frosts" not in descriptor.read(tmp_path)
    added = projects.resource("frosts", [projects.field("note")], ["note"])
    projects.write_descriptor(tmp_path, [*projects.orchard(), added])
    os.utime(tmp_path / descriptor.PATH, ns=(1, 1))
    assert "frosts" in descriptor.read(tmp_path)


def test_a_missing_descriptor_is_a_problem_with_a_cure(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    with pytest.raises(SourceError) as caught:
        descriptor.read(tmp_path)
    assert str(caught.value) == (
        "data/datapackage.json:1:1: the descriptor is missing → restore the file"
    )


def test_broken_json_is_a_problem_at_its_line_and_column(tmp_path: Path) -> None:
    """The place is where the JSON breaks, as an editor shows it."""
    projects.write(tmp_path, {descriptor.PATH: '{\n  "name": pears\n}\n'})
    with pytest.raises(SourceError) as caught:
        descriptor.read(tmp_path)
    assert str(caught.value) == (
        "data/datapackage.json:2:11: not valid JSON: Expecting value → mend the JSON"
    )


def test_the_package_is_also_there_as_plain_data(tmp_path: Path) -> None:
    """What the descriptor holds beyond tables can be read too."""
    projects.write_orchard(tmp_path)
    assert descriptor.read_package(tmp_path)["name"] == "orchard"
