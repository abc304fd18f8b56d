"""A small project whose values were read once, and what a second reader sends."""

from __future__ import annotations

import csv
from pathlib import Path

import senders
from evidence.reconciliation.reconciling import Reconciliation, reconcile

NAMES = "study_id,arm_id,outcome_id,subgroup,time,statistic,value,n,unit,source,locator"
_SEEN = "plum2020-abstract,abstract"
_TAKEN = "contributor,2026-11-02"
_HEADER = f"{NAMES},extracted_by,extracted_on,second_look"
OUTCOMES = f"""{_HEADER}
plum2020,plums,death,all,1 year,count,1,10,people,{_SEEN},{_TAKEN},
plum2020,plums,weight,all,1 year,mean,71.5,10,kg,{_SEEN},{_TAKEN},
plum2020,plums,weight,all,6 months,mean,68,10,kg,{_SEEN},{_TAKEN},agreed
plum2020,bare,weight,all,1 year,mean,64,12,kg,{_SEEN},{_TAKEN},
"""
ARMS = f"""study_id,arm_id,label,role,n,source,locator,extracted_by,extracted_on
plum2020,plums,Plums,treatment,10,{_SEEN},{_TAKEN}
plum2020,bare,No plums at all,control,12,{_SEEN},{_TAKEN}
"""
MORE = {
    "arms": ARMS,
    "outcomes": OUTCOMES,
    "conflicts": "conflict_id,study_id,about,value_used,source_used,value_other,source_other,"
    "reason\nplum2020-year,plum2020,Year,2020,plum2020-abstract,2019,plum2020-abstract,Printed.\n",
    "unit_conversions": "outcome_id,unit,in_usual_unit,basis\nweight,g,0.001,1000 g are 1 kg\n",
}
DEATH = f"plum2020,plums,death,all,1 year,count,1,10,people,{_SEEN}"
WEIGHT = f"plum2020,plums,weight,all,1 year,mean,71.5,10,kg,{_SEEN}"
EARLY = f"plum2020,plums,weight,all,6 months,mean,68,10,kg,{_SEEN}"
BARE = f"plum2020,bare,weight,all,1 year,mean,64,12,kg,{_SEEN}"


def project(root: Path) -> Path:
    """Write the project, sound in every rule, and return its folder."""
    return senders.project(root, MORE)


def outcomes(path: Path, *rows: str, header: str = NAMES) -> Path:
    """Write a second reader's outcomes and return the path."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def read(root: Path, path: Path, **more: object) -> Reconciliation:
    """Compare a file with the tables on the day of the tests."""
    return reconcile(root, path, senders.TODAY, **more)  # type: ignore[arg-type]


def told(result: Reconciliation) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """Return every cell that is not plainly the same: column, readings, outcome and slips."""
    return [
        (one.column, one.first, one.second, one.outcome, one.likely)
        for one in result.verdicts
        if one.outcome != "same"
    ]


def rows(root: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table as they are on disk."""
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
