"""Mistakes people make in tables, put at random places of the real ones; and correct edits.

Each kind of mistake is a function that yields candidates: the edited cells of one row,
and the column a message must name. Its docstring says why the edit is always wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from random import Random

from evidence.rows import Row, Sheet

Sheets = Mapping[str, Sheet]


@dataclass(frozen=True)
class Mistake:
    """New cells for one row of a table, and the columns one of which must be named."""

    table: str
    row: Row
    cells: dict[str, str]
    named: tuple[str, ...]

    @property
    def line(self) -> int:
        """The line a message must name."""
        return self.row.line


Kind = Callable[[Sheets, Random], Iterator[Mistake]]


def _rows(sheets: Sheets, table: str, random: Random) -> list[Row]:
    rows = list(sheets[table].rows)
    random.shuffle(rows)
    return rows


def _cells(sheets: Sheets, random: Random, **wanted: object) -> Iterator[tuple[str, Row, str]]:
    """Yield filled cells of columns with the wanted attributes, table by table in turn."""
    fields = [
        (name, field.name)
        for name, sheet in sheets.items()
        for field in sheet.table.fields
        if sheet.rows and all(getattr(field, key) == value for key, value in wanted.items())
    ]
    random.shuffle(fields)
    while fields:
        for table, field in fields:
            row = random.choice(sheets[table].rows)
            if row[field]:
                yield table, row, field


def blank(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A column the descriptor requires may not be blank."""
    for table, row, field in _cells(sheets, random, required=True):
        yield Mistake(table, row, {field: ""}, (field,))


def space(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Text is written trimmed."""
    for table, row, field in _cells(sheets, random, type="string"):
        yield Mistake(table, row, {field: row[field] + " "}, (field,))


def comma(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """The decimal mark is a point."""
    for table, row, field in _cells(sheets, random, type="number"):
        if "." in row[field]:
            yield Mistake(table, row, {field: row[field].replace(".", ",")}, (field,))


def unit_in_number(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A unit has its own column."""
    for table, row, field in _cells(sheets, random, type="number"):
        yield Mistake(table, row, {field: row[field] + " mg"}, (field,))


def half(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A whole number has no decimals."""
    for table, row, field in _cells(sheets, random, type="integer"):
        yield Mistake(table, row, {field: row[field] + ".5"}, (field,))


def day_first(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A day is written year first."""
    for table, row, field in _cells(sheets, random, type="date"):
        year, month, day = row[field].split("-")
        yield Mistake(table, row, {field: f"{day}/{month}/{year}"}, (field,))


def month_13(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A year has twelve months."""
    for table, row, field in _cells(sheets, random, type="date"):
        yield Mistake(table, row, {field: f"{row[field][:5]}13{row[field][7:]}"}, (field,))


def next_century(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A day on which something was done is not in the future."""
    for table, row, field in _cells(sheets, random, type="date"):
        yield Mistake(table, row, {field: "21" + row[field][2:]}, (field,))


def _listed(sheets: Sheets, random: Random) -> Iterator[tuple[str, Row, str, tuple[str, ...]]]:
    for table, row, field in _cells(sheets, random, type="string"):
        known = sheets[table].table.field(field).enum
        if known and len(row[field]) > 3:
            yield table, row, field, known


def misspelt(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A word of a list with two letters swapped is not in the list."""
    for table, row, field, known in _listed(sheets, random):
        word = row[field]
        place = random.randrange(len(word) - 1)
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if swapped not in known and swapped.strip() == swapped:
            yield Mistake(table, row, {field: swapped}, (field,))


def other_case(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A word of a list is written as there."""
    for table, row, field, known in _listed(sheets, random):
        if row[field].upper() not in known:
            yield Mistake(table, row, {field: row[field].upper()}, (field,))


def dangling(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A key with a letter added is the key of nothing."""
    links = [(name, key) for name, sheet in sheets.items() for key in sheet.table.foreign_keys]
    while True:
        table, key = random.choice(links)
        if sheets[table].rows:
            row, field = random.choice(sheets[table].rows), key.fields[-1]
            if row[field]:
                yield Mistake(table, row, {field: row[field] + "x"}, (field,))


def _in_text(sheets: Sheets, random: Random, before: str, after: str = "") -> Iterator[Mistake]:
    for table, row, field in _cells(sheets, random, type="string", pattern=None, enum=()):
        yield Mistake(table, row, {field: before + row[field] + after}, (field,))


def markup(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Text is plain: tags are not."""
    yield from _in_text(sheets, random, "<script>", "</script>")


def template(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Text is plain: placeholders of a template are not."""
    yield from _in_text(sheets, random, "{{", "}}")


def formula(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Text does not start as a formula of a spreadsheet does."""
    yield from _in_text(sheets, random, "=")


def unseen(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Text holds no character of no width."""
    for table, row, field in _cells(sheets, random, type="string"):
        if len(row[field]) > 2:
            edited = row[field][:1] + "\u200b" + row[field][1:]
            yield Mistake(table, row, {field: edited}, (field,))


def too_many_events(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """More people with an event than people cannot be."""
    for row in _rows(sheets, "outcomes", random):
        if row["statistic"] == "count" and row["unit"] in ("people", "animals") and row["n"]:
            value = str(int(row["n"]) + random.randint(1, 9))
            yield Mistake("outcomes", row, {"value": value}, ("value",))


def part_of_a_person(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A count of people is whole."""
    for row in _rows(sheets, "outcomes", random):
        if row["statistic"] == "count" and row["unit"] in ("people", "animals"):
            yield Mistake("outcomes", row, {"value": f"{row['value']}.4"}, ("value",))


def more_than_all(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A share of more than a hundred percent cannot be."""
    for row in _rows(sheets, "outcomes", random):
        if row["statistic"] == "percent":
            value = f"{101 + random.random() * 300:.1f}"
            yield Mistake("outcomes", row, {"value": value}, ("value",))


def fraction(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A percentage divided by a hundred is a fraction, not a percentage."""
    for row in _rows(sheets, "outcomes", random):
        value = row.number("value") or 0
        if row["unit"] == "%" and 2 <= value < 100 and not row["note"]:
            yield Mistake("outcomes", row, {"value": f"{value / 100:.4g}"}, ("value",))


def percent_of_people(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A percentage has % as its unit."""
    for row in _rows(sheets, "outcomes", random):
        if row["statistic"] == "percent":
            yield Mistake("outcomes", row, {"unit": "people"}, ("unit",))


def _with_ends(sheets: Sheets, random: Random) -> Iterator[tuple[str, str, Row]]:
    for table, field in (("outcomes", "value"), ("reported_effects", "estimate")):
        for row in _rows(sheets, table, random):
            if row["lower"] and row["upper"] and float(row["lower"]) < float(row["upper"]):
                yield table, field, row


def swapped_ends(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """The lower end of an interval is not above the upper."""
    for table, _, row in _with_ends(sheets, random):
        ends = {"lower": row["upper"], "upper": row["lower"]}
        yield Mistake(table, row, ends, ("lower",))


def outside_its_ends(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A median lies inside its range, an estimate inside its interval."""
    for table, field, row in _with_ends(sheets, random):
        width = float(row["upper"]) - float(row["lower"])
        value = f"{float(row['upper']) + width:.4g}"
        yield Mistake(table, row, {field: value}, (field,))


def no_spread_kind(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A number after ± may be an SD or an SE: it says which."""
    for row in _rows(sheets, "outcomes", random):
        if row["spread"]:
            yield Mistake("outcomes", row, {"spread_kind": ""}, ("spread_kind",))


def _ranges(sheets: Sheets) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the plausible range of each outcome in each of its units."""
    found, usual = {}, {}
    for row in sheets["outcome_definitions"].rows:
        low, high = row.number("plausible_minimum"), row.number("plausible_maximum")
        if low is not None and high is not None:
            usual[row["outcome_id"]] = (row["usual_unit"], low, high)
            found[row["outcome_id"], row["usual_unit"]] = (low, high)
    for row in sheets["unit_conversions"].rows:
        _, low, high = usual[row["outcome_id"]]
        factor = float(row["in_usual_unit"])
        found[row["outcome_id"], row["unit"]] = (low / factor, high / factor)
    return found


def wrong_unit(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A number that cannot be in the outcome's other unit was given the wrong one."""
    ranges = _ranges(sheets)
    for row in _rows(sheets, "outcomes", random):
        value = row.number("value")
        for (outcome, unit), (low, high) in ranges.items():
            here = outcome == row["outcome_id"] and unit != row["unit"]
            level = value is not None and "change" not in row["statistic"]
            if here and level and (outcome, row["unit"]) in ranges and not low <= value <= high:
                yield Mistake("outcomes", row, {"unit": unit}, ("value", "unit"))


def thousandfold(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A value a thousand times too large, beyond what the outcome can be."""
    ranges = _ranges(sheets)
    for row in _rows(sheets, "outcomes", random):
        _, high = ranges.get((row["outcome_id"], row["unit"]), (0.0, float("inf")))
        value = 1000 * (row.number("value") or 0)
        if value > high and "change" not in row["statistic"] and row["statistic"] != "count":
            yield Mistake("outcomes", row, {"value": f"{value:.10g}"}, ("value",))


def tenfold(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A value ten times and more what every other group and time of the study has."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in sheets["outcomes"].rows:
        if row["statistic"] in ("mean", "median", "value") and row["unit"] != "%":
            key = tuple(row[name] for name in ("study_id", "outcome_id", "statistic", "unit"))
            groups.setdefault(key, []).append(row)
    for row in _rows(sheets, "outcomes", random):
        key = tuple(row[name] for name in ("study_id", "outcome_id", "statistic", "unit"))
        others = [abs(float(one["value"])) for one in groups.get(key, []) if one is not row]
        value = 100 * abs(row.number("value") or 0)
        if len(others) > 1 and value > 10 * max(others) and not row["note"]:
            yield Mistake("outcomes", row, {"value": f"{value:.10g}"}, ("value",))


def lost_zero(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A dose with a zero too few or too many is not the dose printed beside it."""
    for row in _rows(sheets, "arms", random):
        dose, printed = row["dose_value"], row["dose_printed"]
        power = "10^" in printed and "spleen" not in printed and not row["derived"]
        if dose.endswith("0") and power:
            wrong = random.choice([dose[:-1], dose + "0", dose + "000"])
            yield Mistake("arms", row, {"dose_value": wrong}, ("dose_value",))


def dose_without_weight(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A dose printed per kilogram is not a number of cells."""
    for row in _rows(sheets, "arms", random):
        if "/kg" in row["dose_unit"] and "/kg" in row["dose_printed"] and not row["derived"]:
            unit = row["dose_unit"].replace("/kg", "")
            yield Mistake("arms", row, {"dose_unit": unit}, ("dose_unit",))


def _with_deviation(sheets: Sheets, random: Random) -> Iterator[tuple[Row, list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in sheets["outcomes"].rows:
        if row["statistic"] == "mean" and row["spread_kind"] == "SD" and row["n"]:
            key = (row["study_id"], row["outcome_id"], row["unit"])
            groups.setdefault(key, []).append(row)
    for row in _rows(sheets, "outcomes", random):
        rows = groups.get((row["study_id"], row["outcome_id"], row["unit"]), [])
        if row in rows and len(rows) > 2 and not row["note"] and int(row["n"]) > 3:
            yield row, [other for other in rows if other is not row]


def _sizes(rows: list[Row]) -> list[tuple[float, float]]:
    """Return each SD by itself and relative to its mean."""
    return [(float(row["spread"]), float(row["spread"]) / abs(float(row["value"]))) for row in rows]


def se_as_sd(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """An SE in the place of an SD, in a study whose other SDs are all much larger."""
    for row, others in _with_deviation(sheets, random):
        own = _sizes([row])[0]
        ends = list(zip(*_sizes(others), strict=True))
        small = all(0.6 * one < min(end) for one, end in zip(own, ends, strict=True))
        usual = all(
            min(end) / 1.5 < one < 1.5 * max(end) for one, end in zip(own, ends, strict=True)
        )
        if small and usual:
            spread = f"{float(row['spread']) / sqrt(int(row['n'])):.6g}"
            yield Mistake("outcomes", row, {"spread": spread}, ("spread_kind",))


def sd_called_se(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """An SD called an SE, in a study whose other spreads are SDs of the same size."""
    for row, others in _with_deviation(sheets, random):
        own = _sizes([row])[0]
        ends = list(zip(*_sizes(others), strict=True))
        large = all(one / 0.6 > max(end) for one, end in zip(own, ends, strict=True))
        usual = all(
            min(end) / 1.5 < one < 1.5 * max(end) for one, end in zip(own, ends, strict=True)
        )
        if large and usual:
            yield Mistake("outcomes", row, {"spread_kind": "SE"}, ("spread_kind",))


def before_the_treatment(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """What was seen during follow-up was not seen before the treatment."""
    for table in ("outcomes", "reported_effects"):
        for row in _rows(sheets, table, random):
            months = row.number("months") or 0
            if months >= 1 and "before" not in row["time"] and "baseline" not in row["time"]:
                yield Mistake(table, row, {"months": f"-{row['months']}"}, ("months",))


def years_as_months(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A number of years or weeks in the column of months."""
    for table in ("outcomes", "reported_effects"):
        for row in _rows(sheets, table, random):
            match = re.fullmatch(r"(\d+) (year|week)s?", row["time"])
            if match and row["months"] and not row["note"] and not row["derived"]:
                yield Mistake(table, row, {"months": match[1]}, ("months",))


def more_counted_than_there(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Nobody can be counted who is not in the group."""
    sizes = {(row["study_id"], row["arm_id"]): row["n"] for row in sheets["arms"].rows}
    for row in _rows(sheets, "outcomes", random):
        size = sizes[row["study_id"], row["arm_id"]]
        if size and row["n"] and not row["note"]:
            n = str(int(size) + random.randint(1, 20))
            yield Mistake("outcomes", row, {"n": n}, ("n",))


def arms_not_adding_up(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """The whole is the sum of its groups, where every group has a size and no note answers."""
    studies: dict[str, list[Row]] = {}
    for row in sheets["arms"].rows:
        studies.setdefault(row["study_id"], []).append(row)
    for row in _rows(sheets, "arms", random):
        groups = [one for one in studies[row["study_id"]] if one is not row]
        alone = row["role"] == "all participants" and not any(one["part_of"] for one in groups)
        single = all(one["role"] != "all participants" for one in groups)
        whole = row["n"] and not row["note"] and all(one["n"] for one in groups)
        if alone and single and whole and len(groups) > 1:
            n = str(int(row["n"]) + random.randint(1, 20))
            yield Mistake("arms", row, {"n": n}, ("n",))


def beyond_the_extremes(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """The largest value is not below the smallest."""
    names = ("study_id", "arm_id", "outcome_id", "subgroup", "time")
    least = {
        tuple(row[name] for name in names): row
        for row in sheets["outcomes"].rows
        if row["statistic"] == "minimum"
    }
    for row in _rows(sheets, "outcomes", random):
        low = least.get(tuple(row[name] for name in names))
        if row["statistic"] == "maximum" and low and float(low["value"]) >= 2:
            yield Mistake("outcomes", row, {"value": f"{float(low['value']) - 1:g}"}, ("value",))


def doi_with_address(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A DOI is written without the address in front."""
    for row in _rows(sheets, "records", random):
        if row["doi"]:
            yield Mistake("records", row, {"doi": f"https://doi.org/{row['doi']}"}, ("doi",))


def _of_another(sheets: Sheets, random: Random, field: str) -> Iterator[Mistake]:
    rows = [row for row in _rows(sheets, "records", random) if row["decision"] != "duplicate"]
    holders = [row for row in rows if row[field]]
    for row in rows:
        other = random.choice(holders)
        # The message stands at the second of the two: the later line.
        if other.line < row.line and not row[field]:
            yield Mistake("records", row, {field: other[field]}, (field,))


def doi_of_another(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A DOI belongs to one report."""
    yield from _of_another(sheets, random, "doi")


def pmid_of_another(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A PubMed number belongs to one report."""
    yield from _of_another(sheets, random, "pmid")


def short_registry_number(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A number of ClinicalTrials.gov has eight digits."""
    for table in ("records", "studies"):
        for row in _rows(sheets, table, random):
            if row["registry_id"].startswith("NCT"):
                short = {"registry_id": row["registry_id"][:-1]}
                yield Mistake(table, row, short, ("registry_id",))


def registry_number_of_another(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A cohort counted already under its registry number comes with another cohort's key."""
    rows = _rows(sheets, "studies", random)
    numbers = [row for row in rows if row["registry_id"]]
    for row in rows:
        other = random.choice(numbers)
        elsewhere = other["cohort_id"] != row["cohort_id"]
        if other.line < row.line and elsewhere and not row["registry_id"]:
            number = {"registry_id": other["registry_id"]}
            yield Mistake("studies", row, number, ("registry_id",))


def wrong_year(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """The year of a study is that of its reference."""
    for row in _rows(sheets, "studies", random):
        if row["year"] and not row["note"]:
            year = str(int(row["year"]) - random.choice([1, 10]))
            yield Mistake("studies", row, {"year": year}, ("year",))


_TAKEN = ("studies", "registrations", "arms", "outcomes", "reported_effects")


def read_before_seen(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A value is not taken from a page before the page was read."""
    while True:
        table = random.choice(_TAKEN)
        row = random.choice(sheets[table].rows)
        yield Mistake(table, row, {"extracted_on": "2025-02-03"}, ("extracted_on",))


def verified_before_taken(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A value is verified after it was taken."""
    while True:
        table = random.choice(_TAKEN)
        row = random.choice(sheets[table].rows)
        cells = {"verified_by": "A. Reader", "verified_on": "2025-02-03"}
        yield Mistake(table, row, cells, ("verified_on",))


def p_against_interval(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A P value far from significance beside an interval far from no effect."""
    for row in _rows(sheets, "published_syntheses", random):
        low, high = row.number("lower"), row.number("upper")
        if row["measure"].endswith("mean difference") and low and high and row["level"] == "95":
            p = "P = 0.41" if low * high > 0 else "P < 0.001"
            yield Mistake("published_syntheses", row, {"p_printed": p, "note": ""}, ("p_printed",))


def misspelt_time(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A usual time with a letter left out is a slip."""
    uses = Counter(row["time"] for row in sheets["outcomes"].rows)
    for row in _rows(sheets, "outcomes", random):
        if row["time"] in ("baseline", "end of follow-up", "planned", "eligibility"):
            place = random.randrange(1, len(row["time"]) - 1)
            time = row["time"][:place] + row["time"][place + 1 :]
            if not row["note"] and not row["months"] and not uses[time]:
                yield Mistake("outcomes", row, {"time": time}, ("time",))


def unit_in_other_case(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A unit is written in one way."""
    known = _ranges(sheets)
    for row in _rows(sheets, "outcomes", random):
        unit = row["unit"].replace("L", "l").replace(" h", "h")
        if (row["outcome_id"], row["unit"]) in known and unit != row["unit"]:
            yield Mistake("outcomes", row, {"unit": unit}, ("unit",))


def other_unit_in_one_group(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """One group in another unit than the group it is compared with."""
    names = ("study_id", "outcome_id", "time", "statistic")
    first: dict[tuple[str, ...], Row] = {}
    for row in sheets["outcomes"].rows:
        first.setdefault(tuple(row[name] for name in names), row)
    for row in _rows(sheets, "outcomes", random):
        later = first[tuple(row[name] for name in names)] is not row
        if later and not row["note"] and row["unit"] not in ("%", "ng/L"):
            yield Mistake("outcomes", row, {"unit": "ng/L"}, ("unit",))


def wrong_verdict(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A verdict follows from the studies linked to the claim."""
    words = ("supported", "contradicted", "mixed", "not traced")
    for row in _rows(sheets, "claims", random):
        verdict = random.choice([word for word in words if word != row["verdict"]])
        yield Mistake("claims", row, {"verdict": verdict}, ("verdict",))


def wrong_judgement(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A judgement is a word of its tool: each tool has words of its own."""
    tools = {row["tool"]: row["judgements"].split("; ") for row in sheets["bias_tools"].rows}
    every = sorted({word for known in tools.values() for word in known})
    for row in _rows(sheets, "risk_of_bias", random):
        strange = [word for word in every if word not in tools[row["tool"]]]
        if strange:
            word = {"judgement": random.choice(strange)}
            yield Mistake("risk_of_bias", row, word, ("judgement",))


def decision_without_reason(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """An excluded record gives its reason."""
    for row in _rows(sheets, "records", random):
        if row["decision"] == "excluded":
            yield Mistake("records", row, {"reason": ""}, ("reason",))


def ended_before_begun(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A trial does not end before it begins."""
    for row in _rows(sheets, "registrations", random):
        if row["start"] and row["completion"] and not row["primary_completion"]:
            cells = {"start": row["completion"], "completion": "1999-01"}
            yield Mistake("registrations", row, cells, ("completion",))
        elif row["start"] and row["primary_completion"]:
            cells = {"primary_completion": "1999-01"}
            yield Mistake("registrations", row, cells, ("primary_completion",))


def design_of_another_kind(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """Animals are no people: a design belongs to one kind of study."""
    for row in _rows(sheets, "studies", random):
        strange = [one for one in sheets["designs"].rows if one["kind"] != row["kind"]]
        design = {"design": random.choice(strange)["design"]}
        yield Mistake("studies", row, design, ("design",))


def retraction_missed(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A study is not retracted without a notice that says so."""
    known = {row["study_id"] for row in sheets["notices"].rows if row["found"] == "retraction"}
    for row in _rows(sheets, "studies", random):
        if row["study_id"] not in known:
            yield Mistake("studies", row, {"status": "retracted"}, ("status",))


def met_nowhere(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """An item of a checklist that is met is met somewhere."""
    for row in _rows(sheets, "checklist_items", random):
        if row["answer"] in ("yes", "partly"):
            yield Mistake("checklist_items", row, {"places": ""}, ("places",))


def unmet_without_reason(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """An item of a checklist that is not met has a reason."""
    for row in _rows(sheets, "checklist_items", random):
        if row["answer"] == "no":
            yield Mistake("checklist_items", row, {"reason": ""}, ("reason",))


def place_of_no_page(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A page that is named is in the book."""
    for row in _rows(sheets, "checklist_items", random):
        if row["places"]:
            slip = "x" + row["places"]
            yield Mistake("checklist_items", row, {"places": slip}, ("places",))


def item_of_no_checklist(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A checklist has the items it has."""
    for row in _rows(sheets, "checklist_items", random):
        yield Mistake("checklist_items", row, {"item": row["item"] + "z"}, ("item",))


def rule_not_named(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """What is checked is checked by a rule."""
    for row in _rows(sheets, "standards_checks", random):
        if row["rules"]:
            yield Mistake("standards_checks", row, {"rules": ""}, ("rules",))


def series_compared(sheets: Sheets, random: Random) -> Iterator[Mistake]:
    """A series without a control group compares nothing."""
    for row in _rows(sheets, "analyses", random):
        if row["measure"] != "share":
            cells = {"designs": row["designs"] + "; case series"}
            yield Mistake("analyses", row, cells, ("designs",))


KINDS: tuple[Kind, ...] = (
    blank,
    space,
    comma,
    unit_in_number,
    half,
    day_first,
    month_13,
    next_century,
    misspelt,
    other_case,
    dangling,
    markup,
    template,
    formula,
    unseen,
    too_many_events,
    part_of_a_person,
    more_than_all,
    fraction,
    percent_of_people,
    swapped_ends,
    outside_its_ends,
    no_spread_kind,
    wrong_unit,
    thousandfold,
    tenfold,
    lost_zero,
    dose_without_weight,
    se_as_sd,
    sd_called_se,
    before_the_treatment,
    years_as_months,
    more_counted_than_there,
    arms_not_adding_up,
    beyond_the_extremes,
    doi_with_address,
    doi_of_another,
    pmid_of_another,
    short_registry_number,
    registry_number_of_another,
    wrong_year,
    read_before_seen,
    verified_before_taken,
    p_against_interval,
    misspelt_time,
    unit_in_other_case,
    other_unit_in_one_group,
    wrong_verdict,
    wrong_judgement,
    decision_without_reason,
    ended_before_begun,
    design_of_another_kind,
    retraction_missed,
    met_nowhere,
    unmet_without_reason,
    place_of_no_page,
    item_of_no_checklist,
    rule_not_named,
    series_compared,
)
