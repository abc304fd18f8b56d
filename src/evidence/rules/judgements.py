"""What must be true of judgements: verdicts on claims and risk of bias."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.bias import NOT_ASSESSABLE
from evidence.notices import RETRACTED
from evidence.problems import Problem
from evidence.rows import Row, Sheet, words

_BEARINGS_OF = {
    "supported": {"supports"},
    "contradicted": {"contradicts"},
    "mixed": {"supports", "contradicts"},
}


def verdicts_follow_from_the_evidence(claims: Sheet, claim_evidence: Sheet) -> Iterator[Problem]:
    """A verdict is what the bearings of the linked studies make it."""
    bearings: dict[str, set[str]] = {}
    for row in claim_evidence.rows:
        bearings.setdefault(row["claim_id"], set()).add(row["bearing"])
    for row in claims.rows:
        found = bearings.get(row["claim_id"], set()) - {"context"}
        if found != _BEARINGS_OF.get(row["verdict"], set()):
            linked = " and ".join(sorted(found)) or "none that supports or contradicts"
            said = f"the verdict is “{row['verdict']}”, the linked studies: {linked}"
            cure = "correct the verdict, or the rows in data/claim_evidence.csv"
            yield claims.problem(row.line, "verdict", said, cure)


def verdicts_stand_without_retracted_studies(
    claims: Sheet, claim_evidence: Sheet, studies: Sheet
) -> Iterator[Problem]:
    """A verdict rests on studies that were not retracted: those are only context for it."""
    retracted = {row["study_id"] for row in studies.rows if row["status"] == RETRACTED}
    verdicts = {row["claim_id"]: row["verdict"] for row in claims.rows}
    for row in claim_evidence.rows:
        if row["study_id"] in retracted and row["bearing"] != "context":
            verdict = verdicts.get(row["claim_id"], "")
            said = (
                f"the verdict “{verdict}” on {row['claim_id']} rests on {row['study_id']}, which "
                "was retracted"
            )
            cure = f"set the bearing to context, and judge the claim again in {claims.table.file}"
            yield claim_evidence.problem(row.line, "bearing", said, cure)


def bias_tools_fit_the_design(
    studies: Sheet, designs: Sheet, risk_of_bias: Sheet
) -> Iterator[Problem]:
    """The risk of bias of a study is judged with the tool for its design."""
    tool_of = {row["design"]: row["bias_tool"] for row in designs.rows}
    wanted = {row["study_id"]: tool_of.get(row["design"], "") for row in studies.rows}
    for row in risk_of_bias.rows:
        tool = wanted.get(row["study_id"], row["tool"])
        if row["tool"] != tool:
            found = f"{row['study_id']} is judged with “{row['tool']}”"
            cure = f"use “{tool}”, the tool for its design" if tool else "remove the row"
            yield risk_of_bias.problem(row.line, "tool", found, cure)


def every_domain_is_judged(
    studies: Sheet, designs: Sheet, bias_domains: Sheet, risk_of_bias: Sheet
) -> Iterator[Problem]:
    """A study whose design has a risk-of-bias tool is judged in every domain of it."""
    tool_of = {row["design"]: row["bias_tool"] for row in designs.rows}
    domains: dict[str, list[str]] = {}
    for row in bias_domains.rows:
        domains.setdefault(row["tool"], []).append(row["domain"])
    judged = {(row["study_id"], row["domain"]) for row in risk_of_bias.rows}
    for row in studies.rows:
        tool = tool_of.get(row["design"], "")
        missing = [name for name in domains.get(tool, []) if (row["study_id"], name) not in judged]
        if missing:
            found = f"{row['study_id']} is not judged for {'; '.join(missing)} ({tool})"
            cure = f"add the rows to {risk_of_bias.table.file}, “{NOT_ASSESSABLE}” where that is so"
            yield studies.problem(row.line, "study_id", found, cure)


def judgements_use_the_words_of_their_tool(
    bias_tools: Sheet, risk_of_bias: Sheet
) -> Iterator[Problem]:
    """A judgement on risk of bias is one of the words of its tool, or “not assessable”."""
    known = {row["tool"]: words(row["judgements"]) for row in bias_tools.rows}
    for row in risk_of_bias.rows:
        allowed = [*known.get(row["tool"], (row["judgement"],)), NOT_ASSESSABLE]
        if row["judgement"] not in allowed:
            found = f"“{row['judgement']}” is no judgement of {row['tool']}"
            yield risk_of_bias.problem(
                row.line, "judgement", found, f"use one of: {'; '.join(allowed)}"
            )


def bias_is_judged_after_the_last_report(risk_of_bias: Sheet, records: Sheet) -> Iterator[Problem]:
    """A study is judged for risk of bias on or after the day its last report was let in."""
    last: dict[str, Row] = {}
    for row in records.rows:
        study = row["study_id"]
        if row["decision"] == "included" and row["decided_on"] >= _decided(last, study):
            last[study] = row
    told: set[str] = set()
    for row in risk_of_bias.rows:
        study, judged = row["study_id"], row["assessed_on"]
        if judged < _decided(last, study) and study not in told:
            told.add(study)
            found = (
                f"{study} was judged on {judged}, and its report {last[study]['record_id']} was "
                f"let in on {last[study]['decided_on']}"
            )
            cure = "judge every domain again, and write the new day also where nothing changes"
            yield risk_of_bias.problem(row.line, "assessed_on", found, cure)


def _decided(last: dict[str, Row], study: str) -> str:
    return last[study]["decided_on"] if study in last else ""
