"""Every analysis with its result and its certainty, from the tables on disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from evidence import bias, descriptor, tables
from evidence.rows import words
from evidence.synthesis import analysis as analyses
from evidence.synthesis.certainty import Certainty, rate
from evidence.synthesis.finding import Tables
from evidence.synthesis.result import Result, synthesise

READ = ("studies", "arms", "outcomes", "reported_effects", "outcome_definitions")
TABLES = (*READ, "analyses", "bias_tools", "certainty", "risk_of_bias")


@dataclass(frozen=True)
class Answer:
    """An analysis, what was found, and how certain that is."""

    result: Result
    certainty: Certainty


def answer_all(root: Path | None = None) -> dict[str, Answer]:
    """Return the answer of every analysis by its key, in the order of the table.

    Reads the `TABLES` of the project at or above `root`, or the current folder. Raises
    what `tables.load` does.
    """
    root = descriptor.find_root(root)
    return dict(_answers(root, tables.modified(TABLES, root)))


@cache
def _answers(root: Path, _modified: tuple[int, ...]) -> dict[str, Answer]:
    # A build asks for the answers many times: once for each state of the tables is enough.
    return answer({name: tables.load(name, root) for name in TABLES})


def answer(
    frames: Mapping[str, pd.DataFrame], only: Collection[str] | None = None
) -> dict[str, Answer]:
    """Return what `answer_all` does, from the `TABLES` as frames by their names.

    With `only`, the answers of the analyses with these keys.
    """
    read = Tables(**{name: frames[name] for name in READ})
    overall = overall_bias(frames["risk_of_bias"], frames["bias_tools"])
    scale = bias_scale(frames["bias_tools"])
    judged = _judged(frames["certainty"])
    found = {}
    for key, one in analyses.read(frames["analyses"]).items():
        if only is not None and key not in only:
            continue
        result = synthesise(one, read)
        found[key] = Answer(result, rate(result, overall, judged.get(key, {}), scale))
    return found


def read_tables(root: Path | None = None) -> Tables:
    """Return the tables an analysis reads, of the project at or above `root`."""
    return Tables(**{name: tables.load(name, root) for name in READ})


def overall_bias(risk_of_bias: pd.DataFrame, bias_tools: pd.DataFrame) -> dict[str, str]:
    """Return the overall risk of bias by study; “” where the tool makes none."""
    tools = {row["tool"]: row for row in bias_tools.to_dict("records")}
    used: dict[str, str] = {}
    judged: dict[str, list[str]] = {}
    columns = (risk_of_bias[name] for name in ("study_id", "tool", "judgement"))
    for study, tool, judgement in zip(*columns, strict=True):
        used.setdefault(study, tool)
        judged.setdefault(study, []).append(judgement)
    return {
        study: bias.overall(
            judged[study], words(tools[used[study]]["judgements"]), tools[used[study]]["overall"]
        )
        for study in sorted(judged)
    }


def bias_scale(bias_tools: pd.DataFrame) -> bias.Scale:
    """Return which overall judgements are low and which are bad, of the tools that make one."""
    making = bias_tools[bias_tools["overall"] == bias.WORST_DOMAIN]
    return bias.scale([words(cell) for cell in making["judgements"]])


def _judged(certainty: pd.DataFrame) -> dict[str, dict[str, tuple[int, str]]]:
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for row in certainty.to_dict("records"):
        judged = (int(row["steps"]), str(row["reason"]))
        found.setdefault(row["analysis_id"], {})[row["domain"]] = judged
    return found
