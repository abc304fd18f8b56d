"""Audits of the questions of direction over the real tables."""

from __future__ import annotations

from pathlib import Path

from evidence import synthesis, tables

ROOT = Path(__file__).resolve().parents[1]
READ = synthesis.read_tables(ROOT)
ASKED = synthesis.directions.read(tables.load("direction_questions", ROOT))
FOUND = synthesis.directions.find_all(ASKED, READ)
SAID = ("treatment better", "control better", "no difference")


def test_every_study_with_a_usable_direction_stands_exactly_once_in_its_family() -> None:
    """Worked out anew from the rows: none is lost, none twice, one per cohort."""
    arms = READ.arms.set_index(["study_id", "arm_id"])
    cohort = READ.studies.set_index("study_id")["cohort_id"]
    animals = set(READ.studies.loc[READ.studies["population"] == "animals", "study_id"])
    expected = set()
    for row in READ.reported_effects.itertuples():
        treated = arms.loc[(row.study_id, row.treatment_arm)]
        control = arms.loc[(row.study_id, row.control_arm)]
        name = control["label"].lower()
        if (
            row.study_id in animals
            and row.direction in SAID
            and treated["role"] == "treatment"
            and treated["product"] in ("MSC", "MSC extracellular vesicles")
            and "without RNA" not in treated["label"]
            and control["role"] == "control"
            and control["product"] in ("", "none", "placebo", "standard care")
            and not any(word in name for word in ("normal", "healthy", "sham"))
        ):
            families = [one.label for one in ASKED.values() if row.outcome_id in one.outcomes]
            expected |= {(family, cohort[row.study_id]) for family in families}
    told = FOUND[FOUND["direction"] != "not said"]
    stands = list(zip(told["asked"], told["cohort_id"], strict=True))
    assert sorted(stands) == sorted(expected)
    assert len(expected) > 200


def test_every_outcome_of_a_question_is_defined_and_better_one_way() -> None:
    """A word that is in no vocabulary would silently find nothing."""
    better = READ.outcome_definitions.set_index("outcome_id")["better"]
    asked = {outcome for one in ASKED.values() for outcome in one.outcomes}
    assert asked - set(better.index) == set()
    assert [outcome for outcome in sorted(asked) if better[outcome] == "neither"] == []


def test_no_outcome_belongs_to_two_families() -> None:
    """A result never counts twice under two names."""
    asked = [outcome for one in ASKED.values() for outcome in one.outcomes]
    assert len(asked) == len(set(asked))


def test_every_word_of_a_question_is_one_the_tables_use() -> None:
    """Conditions, populations, products and comparators are spelt as in the tables."""
    studies, products = READ.studies, {*READ.arms["product"], "not said"}
    for one in ASKED.values():
        assert set(one.conditions) <= set(studies["condition"])
        assert set(one.populations) <= set(studies["population"])
        assert {*one.products, *one.comparators} <= products


def test_every_animal_study_has_a_model() -> None:
    """The last model of the table takes what no other did, and each model has a study."""
    models = tables.load("models", ROOT)
    animals = READ.studies[READ.studies["population"] == "animals"]
    found = synthesis.directions.models(animals, models)
    assert set(found) == set(models["model"])
