"""A comparison for programs, as JSON: keys sorted, lists in a fixed order, numbers in full.

Top level:

    format               “evidence-diff/1”; the number grows when a key changes its meaning
    base, head           what was compared, in words
    conclusions_change   false: nothing moved; true: something did; null: not known
    unknown              why results could not be compared; empty when they could
    schema               how the descriptors differ
    package_differs      whether the versions hold different code (one package works out both)
    tables               table, title, key (names of columns), and the rows added, corrected
                         and removed: key, cells (column, before, after), source, locator,
                         study, chapter; texts as they stand in the file, blank for none
    renamed              pairs of the old and the new key of a study
    marks                study_id, label, before and after (“retracted”, “questioned” or “”),
                         and moved: keys of the analyses that the study left or came back to
    moves                analysis_id, title, before and after (all facts of the analysis, null
                         where there is none), shifts (fact, before, after, difference) and
                         studies (study_id, label, before, after)
    verdicts, questions  id, about, chapter, before, after (null: not there)
    sentences            conclusion_id, chapter, sentence, changes, before, after
    decisions            record_id, title, before, after, reason
    edited               chapters whose text differs
    readers              chapter, reasons to read it again, tables it reads that changed

Estimates and intervals are on the scale readers know: ratios as ratios, shares as
fractions of one, differences in the unit of the analysis. `i_squared` is a percentage.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from evidence.comparison.comparison import Comparison

FORMAT = "evidence-diff/1"


def plain(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as dictionaries, lists, texts and numbers."""
    said = {"format": FORMAT, "conclusions_change": comparison.conclusions_change}
    return {**asdict(comparison), **said}


def render(comparison: Comparison) -> str:
    """Return a comparison as JSON."""
    text = json.dumps(
        plain(comparison), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False
    )
    return f"{text}\n"
