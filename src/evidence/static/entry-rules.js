// The rules of `python -m evidence check` for the rows of one study, for the form.
// The words are those of rows.py and rules/*.py; a test holds both to the same words.
"use strict";

globalThis.entryRules = (() => {
  const NUMBER = /^-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
  const INTEGER = /^-?[0-9]+$/;
  // What Python takes for space, which is not quite what this language does.
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const EDGES = new RegExp(`^[${SPACE}]|[${SPACE}]$`, "u");
  const MARKUP = /<[a-zA-Z/!]|\{\{|\{%|javascript:/iu;
  const FORMULA = new RegExp(`^[=+@]|^-[^\\p{Nd}.${SPACE}]`, "u");
  const INTERVALS = ["IQR", "range", "95% CI"];
  const SINGLE = ["SD", "SE", "not said"];

  /** Return a number as Python writes it with `digits` significant digits and no idle zeros. */
  function general(value, digits) {
    const [mantissa, power] = value.toExponential(digits - 1).split("e").map(Number);
    if (power < -4 || power >= digits) {
      const size = String(Math.abs(power)).padStart(2, "0");
      return `${mantissa}e${power < 0 ? "-" : "+"}${size}`;
    }
    const text = value.toFixed(Math.max(digits - 1 - power, 0));
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }

  const shown = (value) => (Object.is(value, -0) ? "-0" : general(value, 15));

  function number(row, field) {
    const text = row.cells[field];
    return NUMBER.test(text) ? Number(text) : null;
  }

  const TIDY = "`python -m evidence tidy`";
  const LINES = /[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]/;
  const UNSEEN = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
  const trimmed = (text) => text.replace(new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "gu"), "");
  // As Python folds case: the micro sign is the Greek letter, whose capital it has.
  const folded = (word) =>
    word.replace(new RegExp(`[${SPACE}\\-_‐‑–−]+`, "gu"), "").toLowerCase().replaceAll("µ", "μ");

  /** Return the one known word that differs only in case, blanks or hyphens; else "". */
  function variant(word, known) {
    const same = known.filter((name) => folded(name) === folded(word));
    return same.length === 1 && same[0] !== word ? same[0] : "";
  }

  /** Return a number with a decimal point and a plain minus sign, when that is certain. */
  function meantNumber(text) {
    const plain = text.replaceAll("−", "-");
    const match = /^(-?[0-9]+),([0-9]+)$/.exec(plain);
    return match && (match[2].length !== 3 || /^-?0/.test(plain)) ? plain.replace(",", ".") : plain;
  }

  const isNumber = (text) => NUMBER.test(text) && Number.isFinite(Number(text));

  // One cell

  function isDate(text) {
    const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)?.slice(1).map(Number);
    if (!parts || parts[0] < 1) return false;
    const day = new Date(0);
    day.setUTCFullYear(parts[0], parts[1] - 1, parts[2]);
    return day.getUTCMonth() === parts[1] - 1 && day.getUTCDate() === parts[2];
  }

  function typeProblem(field, text) {
    const blank = "leave it blank if it was not seen";
    if (field.type === "number" && !isNumber(text)) {
      const meant = meantNumber(text);
      if (isNumber(meant)) return [`“${text}” is not a number`, `write ${meant}, or run ${TIDY}`];
      return [`“${text}” is not a number`, `write digits with a point, like 12.5; ${blank}`];
    }
    if (field.type === "integer" && !INTEGER.test(text)) {
      return [`“${text}” is not a whole number`, `write digits only, like 12; ${blank}`];
    }
    if (field.type === "date" && !isDate(text)) {
      return [`“${text}” is not a date`, "write year-month-day, like 2026-11-21"];
    }
    return null;
  }

  function constraintProblem(field, text) {
    if (field.enum.length && !field.enum.includes(text)) {
      const meant = variant(text, field.enum);
      const cure = meant ? `write “${meant}”, or run ${TIDY}` : `use one of: ${field.enum.join("; ")}`;
      return [`“${text}” is not in the list`, cure];
    }
    if (field.pattern && !new RegExp(`^(?:${field.pattern})$`, "u").test(text)) {
      const example = field.example ? `, like ${field.example}` : "";
      return [`“${text}” is malformed`, `write it as ${field.pattern}${example}`];
    }
    if (field.minimum !== null && Number(text) < field.minimum) {
      return [`${text} is below ${general(field.minimum, 6)}`, "check the source"];
    }
    if (field.maximum !== null && Number(text) > field.maximum) {
      return [`${text} is above ${general(field.maximum, 6)}`, "check the source"];
    }
    return null;
  }

  function cellProblem(field, text) {
    if (text === "") {
      return field.required ? ["the cell is blank", "fill it in; this column is required"] : null;
    }
    if (EDGES.test(text) || /[\n\r]/.test(text)) {
      const cure = LINES.test(trimmed(text)) ? "" : `, or run ${TIDY}`;
      return ["spaces around the text or a line break in it", `write it on one line, trimmed${cure}`];
    }
    return typeProblem(field, text) ?? constraintProblem(field, text);
  }

  // Each rule gets the rows of all tables and `say(table, row, field, found, cure)`.

  const and = (names) => names.join(" + ");
  const quoted = (values) => values.map((value) => `“${value}”`).join(" + ");
  const keyOf = (row, names) => JSON.stringify(names.map((name) => row.cells[name]));

  function eachTable(model, tables, judge) {
    for (const [name, table] of Object.entries(model.tables)) judge(name, table, tables[name] ?? []);
  }

  function cells_are_sound(model, tables, say) {
    eachTable(model, tables, (name, table, rows) => {
      for (const row of rows) {
        if (row.known) continue;
        for (const field of table.fields) {
          const said = cellProblem(field, row.cells[field.name]);
          if (said) say(name, row, field.name, ...said);
        }
      }
    });
  }

  function keys_are_unique(model, tables, say) {
    eachTable(model, tables, (name, table, rows) => {
      for (const key of [table.key, ...table.unique.map((field) => [field])]) {
        const seen = new Map();
        for (const row of rows) {
          const value = key.map((field) => row.cells[field]);
          const id = JSON.stringify(value);
          if (seen.has(id) && value.some(Boolean)) {
            const found = `${and(key)} ${quoted(value)} stands in ${seen.get(id)} too`;
            say(name, row, key.at(-1), found, "remove one row, or correct its key");
          }
          if (!seen.has(id)) seen.set(id, row.place);
        }
      }
    });
  }

  function foreign_keys_resolve(model, tables, say) {
    eachTable(model, tables, (name, table, rows) => {
      for (const key of table.foreign) {
        const known = new Set((tables[key.table] ?? []).map((row) => keyOf(row, key.references)));
        for (const row of rows) {
          const value = key.fields.map((field) => row.cells[field]);
          if (!row.known && value.some(Boolean) && !known.has(JSON.stringify(value))) {
            const found = `${and(key.fields)} ${quoted(value)} is not in ${key.file}`;
            say(name, row, key.fields.at(-1), found, `correct it, or add the row to ${key.file}`);
          }
        }
      }
    });
  }

  function text_is_plain(model, tables, say) {
    eachTable(model, tables, (name, table, rows) => {
      const texts = table.fields.filter((field) => field.type === "string");
      for (const row of rows.filter((one) => !one.known)) {
        for (const field of texts) {
          const text = row.cells[field.name];
          const unseen = UNSEEN.exec(text)?.[0];
          if (unseen) {
            const code = unseen.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
            say(name, row, field.name, `the unseen character U+${code}`, "type the text again without it");
          } else if (MARKUP.test(text)) say(name, row, field.name, `“${text}” looks like markup`, "write plain text");
          else if (FORMULA.test(text)) {
            say(name, row, field.name, `“${text}” looks like a formula`, "start with a letter or a digit");
          }
        }
      }
    });
  }

  function days_have_come(model, tables, say) {
    // The day it is where the day begins first, so that nobody is ahead of it.
    const now = new Date(Date.now() + 14 * 3600 * 1000).toISOString().slice(0, 10);
    eachTable(model, tables, (name, table, rows) => {
      for (const field of table.fields.filter((one) => one.type === "date")) {
        for (const row of rows.filter((one) => !one.known)) {
          const day = row.cells[field.name];
          if (day > now && /^\p{Nd}/u.test(day)) {
            say(name, row, field.name, `${day} has not come yet`, "write the day on which it was done");
          }
        }
      }
    });
  }

  function counts_fit_their_group({ outcomes }, say) {
    for (const row of outcomes) {
      const value = number(row, "value");
      const people = number(row, "n");
      const { statistic, unit } = row.cells;
      if (statistic !== "count" || !["people", "animals"].includes(unit) || value === null) continue;
      if (!Number.isInteger(value) || value < 0) {
        say("outcomes", row, "value", `a count of ${shown(value)}`, "write a whole number, zero or more");
      }
      if (people !== null && value > people) {
        const found = `${shown(value)} of ${shown(people)}`;
        say("outcomes", row, "value", found, "check value and n against the source");
      }
    }
  }

  function shares_are_percentages({ outcomes }, say) {
    for (const row of outcomes) {
      const value = number(row, "value");
      if (row.cells.statistic !== "percent" || value === null) continue;
      if (!(value >= 0 && value <= 100)) {
        say("outcomes", row, "value", `${shown(value)} percent`, "write 0 to 100");
      }
      if (row.cells.unit !== "%") {
        say("outcomes", row, "unit", `a percentage in “${row.cells.unit}”`, "write % as the unit");
      }
    }
  }

  function intervalProblems(table, rows, field, say) {
    for (const row of rows) {
      const [value, low, high] = [field, "lower", "upper"].map((name) => number(row, name));
      if (low === null || high === null) continue;
      if (low > high) {
        const found = `the lower end ${shown(low)} is above the upper end ${shown(high)}`;
        say(table, row, "lower", found, "swap them");
      } else if (value !== null && !(low <= value && value <= high)) {
        const found = `${shown(value)} lies outside ${shown(low)} to ${shown(high)}`;
        say(table, row, field, found, "check the three numbers in the source");
      }
    }
  }

  function values_lie_in_their_spread({ outcomes }, say) {
    intervalProblems("outcomes", outcomes, "value", say);
  }

  function estimates_lie_in_their_interval({ reported_effects }, say) {
    intervalProblems("reported_effects", reported_effects, "estimate", say);
  }

  function spreads_say_their_kind({ outcomes }, say) {
    for (const row of outcomes) {
      const { spread_kind: kind, spread, lower, upper } = row.cells;
      const ends = lower && upper;
      if ((spread || lower || upper) && !kind) {
        const cure = "write SD, SE, IQR, range or 95% CI, or “not said” when the source does not say";
        say("outcomes", row, "spread_kind", "a spread of no stated kind", cure);
      }
      if (SINGLE.includes(kind) && !spread && !(kind === "not said" && ends)) {
        say("outcomes", row, "spread", `${kind} without its number`, "fill it in");
      }
      if (INTERVALS.includes(kind) && !ends) {
        say("outcomes", row, lower ? "upper" : "lower", `${kind} without both its ends`, "fill in both ends");
      }
    }
  }

  function values_are_plausible({ outcomes, outcome_definitions }, say) {
    const definitions = new Map(outcome_definitions.map((row) => [row.cells.outcome_id, row]));
    for (const row of outcomes) {
      const definition = definitions.get(row.cells.outcome_id);
      const value = number(row, "value");
      if (!definition || value === null || row.cells.unit !== definition.cells.usual_unit) continue;
      if (row.cells.statistic.includes("change")) continue;
      const low = number(definition, "plausible_minimum");
      const high = number(definition, "plausible_maximum");
      let beyond = "";
      if (low !== null && value < low) beyond = `below ${shown(low)}`;
      if (high !== null && value > high) beyond = `above ${shown(high)}`;
      if (beyond) {
        const found = `${shown(value)} ${row.cells.unit} is ${beyond}`;
        say("outcomes", row, "value", found, "check the unit and the decimal point against the source");
      }
    }
  }

  const READING = ["study_id", "arm_id", "outcome_id", "subgroup", "time"];

  function percentages_agree_with_their_counts({ outcomes }, say) {
    const counts = new Map();
    for (const row of outcomes) {
      if (row.cells.statistic === "count" && row.cells.n) counts.set(keyOf(row, READING), row);
    }
    for (const row of outcomes) {
      const count = counts.get(keyOf(row, READING));
      const value = number(row, "value");
      if (row.cells.statistic !== "percent" || !count || value === null || row.cells.note) continue;
      const events = number(count, "value");
      const people = number(count, "n");
      if (events === null || !people) continue;
      const decimals = row.cells.value.split(".").slice(1).join(".").length;
      if (Math.abs((100 * events) / people - value) > 0.51 * Number(`1e-${decimals}`)) {
        const found = `${row.cells.value}% beside ${shown(events)} of ${shown(people)} in ${count.place}`;
        say("outcomes", row, "value", found, "check both against the source, or say in note why they differ");
      }
    }
  }

  function groups_counted_fit_the_arm({ outcomes, arms }, say, model) {
    const sizes = new Map(arms.map((row) => [keyOf(row, ["study_id", "arm_id"]), number(row, "n")]));
    for (const row of outcomes) {
      const counted = number(row, "n");
      const size = sizes.get(keyOf(row, ["study_id", "arm_id"])) ?? null;
      if (counted !== null && size !== null && counted > size && !row.cells.note) {
        const found = `${shown(counted)} counted, ${row.cells.arm_id} has ${shown(size)}`;
        say("outcomes", row, "n", found, `check n here and in ${model.tables.arms.file}, or say in note why they differ`);
      }
    }
  }

  /** Say what looks wrong, unless the row's note answers it. */
  function doubt(say, table, row, field, found, cure) {
    if (!row.cells.note) say(table, row, field, found, `${cure}, or say in note why it is so`);
  }

  function shares_are_not_fractions({ outcomes }, say) {
    for (const row of outcomes) {
      const value = number(row, "value");
      if (row.cells.unit === "%" && value !== null && value > 0 && value < 1) {
        const cure = `write ${general(100 * value, 6)} if that is meant`;
        doubt(say, "outcomes", row, "value", `${row.cells.value}% may be a fraction`, cure);
      }
    }
  }

  function groups_are_in_one_unit({ outcomes }, say) {
    const holder = new Map();
    for (const row of outcomes) {
      const key = keyOf(row, ["study_id", "outcome_id", "time", "statistic"]);
      if (!holder.has(key)) holder.set(key, row);
      const first = holder.get(key);
      if (first.cells.unit !== row.cells.unit && !row.cells.note) {
        const found = `“${row.cells.unit}”, where ${first.place} has “${first.cells.unit}”`;
        say("outcomes", row, "unit", found, "correct one of the two, or say in note why they differ");
      }
    }
  }

  /** Return by outcome what one of each of its units is in the usual one. */
  function unitsOf({ outcome_definitions, unit_conversions }) {
    const units = new Map(outcome_definitions.map(({ cells }) => [cells.outcome_id, new Map([[cells.usual_unit, 1]])]));
    for (const row of unit_conversions) {
      const factor = number(row, "in_usual_unit");
      if (factor) units.get(row.cells.outcome_id)?.set(row.cells.unit, factor);
    }
    return units;
  }

  function values_are_plausible_in_other_units(tables, say) {
    const units = unitsOf(tables);
    const definitions = new Map(tables.outcome_definitions.map((row) => [row.cells.outcome_id, row]));
    for (const row of tables.outcomes) {
      const { outcome_id: outcome, unit, statistic } = row.cells;
      const factor = units.get(outcome)?.get(unit) ?? 1;
      const value = number(row, "value");
      if (factor === 1 || value === null || statistic.includes("change")) continue;
      const low = number(definitions.get(outcome), "plausible_minimum");
      const high = number(definitions.get(outcome), "plausible_maximum");
      let beyond = "";
      if (low !== null && value * factor < low) beyond = `below ${general(low / factor, 6)}`;
      if (high !== null && value * factor > high) beyond = `above ${general(high / factor, 6)}`;
      if (beyond) {
        const found = `${general(value, 6)} ${unit} is ${beyond}`;
        say("outcomes", row, "value", found, "check the unit and the decimal point against the source");
      }
    }
  }

  function units_are_spelt_as_defined(tables, say) {
    const units = unitsOf(tables);
    for (const row of tables.outcomes) {
      const factors = units.get(row.cells.outcome_id) ?? new Map();
      if (factors.has(row.cells.unit)) continue;
      for (const unit of factors.keys()) {
        if (folded(unit) === folded(row.cells.unit)) {
          say("outcomes", row, "unit", `“${row.cells.unit}” is written “${unit}” elsewhere`, `write “${unit}”`);
        }
      }
    }
  }

  const EXTREMES = [["minimum", "maximum"], ["minimum", "mean"], ["minimum", "median"], ["mean", "maximum"], ["median", "maximum"]];

  function extremes_enclose_the_middle({ outcomes }, say) {
    const readings = new Map();
    for (const row of outcomes) {
      const key = keyOf(row, READING);
      readings.set(key, { ...readings.get(key), [row.cells.statistic]: row });
    }
    for (const rows of readings.values()) {
      for (const [lower, upper] of EXTREMES) {
        if (!rows[lower] || !rows[upper]) continue;
        const [low, high] = [number(rows[lower], "value"), number(rows[upper], "value")];
        if (low === null || high === null || low <= high) continue;
        const middle = upper === "maximum" && lower !== "minimum";
        const [row, beside] = middle ? [rows[lower], rows[upper]] : [rows[upper], rows[lower]];
        const found = `the ${lower} ${general(low, 6)} is above the ${upper} ${general(high, 6)}`;
        say("outcomes", row, "value", found, `check it against ${beside.place}`);
      }
    }
  }

  const BEFORE = /before|baseline|prior|previous|pre-|screening|earlier/i;
  const MONTHS = { hour: 1 / 730.5, day: 1 / 30.44, week: 7 / 30.44, month: 1, year: 12 };

  function orderProblems(table, rows, say) {
    const cure = "correct months or time; months count from the first treatment";
    for (const row of rows) {
      const months = number(row, "months");
      const beside = `${row.cells.months} months beside “${row.cells.time}”`;
      if (months !== null && months < 0 && !BEFORE.test(row.cells.time)) {
        say(table, row, "months", `${beside}: before the treatment`, cure);
      }
      if (months !== null && months > 0 && folded(row.cells.time) === "baseline") {
        say(table, row, "months", `${beside}: after the treatment began`, cure);
      }
    }
  }

  const outcomes_follow_the_treatment = ({ outcomes }, say) => orderProblems("outcomes", outcomes, say);
  const effects_follow_the_treatment = ({ reported_effects }, say) => orderProblems("reported_effects", reported_effects, say);

  /** Return a time such as “6 months” or “day 60” in months; null for any other words. */
  function inMonths(time) {
    const after = /^([0-9]+(?:\.[0-9]+)?) (hour|day|week|month|year)s?$/.exec(time);
    const point = /^(day|week|month|year) ([0-9]+)$/.exec(time);
    if (after) return Number(after[1]) * MONTHS[after[2]];
    return point ? Number(point[2]) * MONTHS[point[1]] : null;
  }

  function timeProblems(table, rows, say) {
    for (const row of rows) {
      const months = number(row, "months");
      const printed = inMonths(row.cells.time);
      if (months === null || printed === null) continue;
      const explained = row.cells.derived || row.cells.note;
      if (Math.abs(months - printed) > Math.max(0.05, 0.03 * printed) && !explained.includes("month")) {
        const found = `${row.cells.months} months beside “${row.cells.time}”`;
        say(table, row, "months", found, `write ${general(printed, 3)}, or say in derived how it was worked out`);
      }
    }
  }

  const outcome_times_agree = ({ outcomes }, say) => timeProblems("outcomes", outcomes, say);
  const effect_times_agree = ({ reported_effects }, say) => timeProblems("reported_effects", reported_effects, say);

  function dose_units_agree_with_what_is_printed({ arms }, say) {
    for (const row of arms) {
      const { dose_unit: unit, dose_printed: printed, derived } = row.cells;
      if (!unit || !printed || derived) continue;
      if (/\/ ?kg|per (kg|kilo)/i.test(printed) !== unit.includes("/kg")) {
        const cure = "correct the unit, or say in derived how the dose was worked out";
        say("arms", row, "dose_unit", `“${unit}” beside “${printed}”`, cure);
      }
    }
  }

  const NAMED = { one: 1, two: 2, three: 3, four: 4, five: 5, million: 1e6, billion: 1e9 };

  /** Return the large numbers a printed dose holds, such as 2×10^6, 1 million or 75,000. */
  function amounts(printed) {
    const all = (pattern) => [...printed.matchAll(pattern)];
    return [
      ...all(/(?:([0-9]+(?:\.[0-9]+)?) ?[×x*] ?)?10\^([0-9]+)/g).map(([, times, power]) => Number(times || 1) * Number(`1e${power}`)),
      ...all(/([0-9]+(?:\.[0-9]+)?)[eE]([0-9]+)/g).map(([, times, power]) => Number(times) * Number(`1e${power}`)),
      ...all(/(?<![\p{L}\p{N}_])([0-9]+(?:\.[0-9]+)?|one|two|three|four|five) ?(million|billion)/gu).map(([, times, word]) => (NAMED[times] ?? Number(times)) * NAMED[word]),
      ...all(/(?<![0-9.^×,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|(?<![0-9.^×,])[0-9]{4,}/g).map(([text]) => Number(text.replaceAll(",", ""))),
    ];
  }

  function doses_agree_with_what_is_printed({ arms }, say) {
    for (const row of arms) {
      const dose = number(row, "dose_value");
      const printed = amounts(row.cells.dose_printed);
      if (dose === null || !printed.length || row.cells.derived) continue;
      if (printed.every((amount) => Math.abs(dose - amount) > 0.01 * amount)) {
        const found = `${row.cells.dose_value} beside “${row.cells.dose_printed}”`;
        say("arms", row, "dose_value", found, "count the zeros, or say in derived how it was worked out");
      }
    }
  }

  const RATIOS = ["risk ratio", "odds ratio", "hazard ratio", "rate ratio"];
  const DIFFERENCES = ["mean difference", "standardised mean difference", "difference in change", "difference in slope", "median difference", "risk difference"];

  /** Return whether a printed P value lies below 0.05; null when it does not say. */
  function isSignificant(printed) {
    const match = /^(?:[pP] ?)?([<>=≤≥]?) ?(0?\.[0-9]+)$/.exec(printed);
    if (!match) return null;
    const [sign, value] = [match[1], Number(match[2])];
    if (">≥".includes(sign) && sign) return value >= 0.05 ? false : null;
    if (value < 0.045 || ("<≤".includes(sign) && sign && value <= 0.05)) return true;
    return value > 0.055 && ["", "="].includes(sign) ? false : null;
  }

  function excludesNoEffect(row) {
    const [low, high] = [number(row, "lower"), number(row, "upper")];
    const { measure, level } = row.cells;
    if (![...RATIOS, ...DIFFERENCES].includes(measure) || low === null || high === null) return null;
    const none = RATIOS.includes(measure) ? 1 : 0;
    if (none === low || none === high || !["", "95"].includes(level)) return null;
    return !(low < none && none < high);
  }

  function effects_agree_with_their_p({ reported_effects }, say) {
    for (const row of reported_effects) {
      const { p_printed: printed, lower, upper } = row.cells;
      const [byP, byInterval] = [isSignificant(printed), excludesNoEffect(row)];
      if (byP === null || byInterval === null || byP === byInterval) continue;
      const found = `${printed}, while ${lower} to ${upper} ${byInterval ? "leaves out" : "includes"} no effect`;
      doubt(say, "reported_effects", row, "p_printed", found, "check both in the source");
    }
  }

  function parts_belong_to_a_group({ arms }, say) {
    const whole = new Set(arms.filter((row) => !row.cells.part_of).map((row) => keyOf(row, ["study_id", "arm_id"])));
    for (const row of arms) {
      const { study_id: study, part_of: part } = row.cells;
      if (part && !whole.has(JSON.stringify([study, part]))) {
        const found = `“${part}” is no group of ${study} that stands by itself`;
        say("arms", row, "part_of", found, "name such a group, or leave it blank");
      }
    }
  }

  function sumProblems(whole, parts, say) {
    const sizes = parts.map((row) => number(row, "n")).filter((size) => size !== null);
    const people = number(whole, "n");
    // A note answers for a difference; a missing size leaves nothing to add up.
    if (parts.length < 2 || sizes.length < parts.length || people === null || whole.cells.note) return;
    const sum = sizes.reduce((one, other) => one + other, 0);
    if (sum !== people) {
      const names = parts.map((row) => row.cells.arm_id).join(", ");
      const found = `${names} add up to ${shown(sum)}, ${whole.cells.arm_id} has ${shown(people)}`;
      say("arms", whole, "n", found, "check n of each group, or say in note why they differ");
    }
  }

  function arms_add_up({ arms }, say) {
    for (const study of new Set(arms.map((row) => row.cells.study_id))) {
      const rows = arms.filter((row) => row.cells.study_id === study);
      const everyone = rows.filter((row) => row.cells.role === "all participants");
      const groups = rows.filter((row) => !everyone.includes(row) && !row.cells.part_of);
      if (everyone.length === 1) sumProblems(everyone[0], groups, say);
      for (const group of groups) {
        sumProblems(group, rows.filter((row) => row.cells.part_of === group.cells.arm_id), say);
      }
    }
  }

  function designs_fit_the_kind({ studies, designs }, say) {
    const kindOf = new Map(designs.map((row) => [row.cells.design, row.cells.kind]));
    for (const row of studies) {
      const { design, kind: own } = row.cells;
      const kind = kindOf.get(design) ?? own;
      if (kind !== own) {
        const found = `“${design}” is a design of ${kind} studies, this one is ${own}`;
        say("studies", row, "design", found, "correct the design or the kind");
      }
    }
  }

  function identifiers_belong_to_one_report({ records }, say) {
    for (const field of ["doi", "pmid"]) {
      const holder = new Map();
      for (const row of records) {
        const value = row.cells[field].toLowerCase();
        if (!value || row.cells.decision === "duplicate") continue;
        if (!holder.has(value)) holder.set(value, row);
        const first = holder.get(value);
        if (first !== row) {
          const found = `“${row.cells[field]}” is that of ${first.cells.record_id} in ${first.place} too`;
          say("records", row, field, found, "correct it, or mark one of the two as a duplicate");
        }
      }
    }
  }

  function registry_numbers_stand_for_one_cohort({ studies }, say) {
    const holder = new Map();
    for (const row of studies) {
      const registered = row.cells.registry_id;
      if (!registered) continue;
      if (!holder.has(registered)) holder.set(registered, row);
      const first = holder.get(registered);
      if (first.cells.cohort_id !== row.cells.cohort_id) {
        const found = `${registered} is that of ${first.cells.study_id}, in another cohort`;
        say("studies", row, "registry_id", found, "give both studies one cohort, or correct the number");
      }
    }
  }

  function values_are_taken_after_their_source_was_read(tables, say) {
    const seen = new Map(tables.sources.map((row) => [row.cells.source_id, row.cells.seen_on]));
    for (const name of ["studies", "arms", "outcomes", "reported_effects"]) {
      for (const row of tables[name]) {
        const { extracted_on: taken, verified_on: verified, source } = row.cells;
        const readOn = seen.get(source) ?? "";
        if (taken && taken < readOn) {
          const found = `taken on ${taken} from a page read on ${readOn}`;
          say(name, row, "extracted_on", found, "correct one of the dates");
        }
        if (verified && verified < taken) {
          const found = `verified on ${verified}, before it was taken on ${taken}`;
          say(name, row, "verified_on", found, "correct one of the dates");
        }
      }
    }
  }

  function studies_have_values_or_a_reason({ studies, outcomes, reported_effects }, say, model) {
    const valued = new Set([...outcomes, ...reported_effects].map((row) => row.cells.study_id));
    for (const row of studies) {
      if (!valued.has(row.cells.study_id) && !row.cells.note) {
        const found = `${row.cells.study_id} has no row in ${model.tables.outcomes.file}`;
        say("studies", row, "note", found, "add its values, or say here why not");
      }
    }
  }

  const structure = { cells_are_sound, keys_are_unique, foreign_keys_resolve, text_is_plain, days_have_come };
  const rules = {
    counts_fit_their_group,
    shares_are_percentages,
    values_lie_in_their_spread,
    estimates_lie_in_their_interval,
    spreads_say_their_kind,
    values_are_plausible,
    percentages_agree_with_their_counts,
    parts_belong_to_a_group,
    arms_add_up,
    groups_counted_fit_the_arm,
    values_are_plausible_in_other_units,
    units_are_spelt_as_defined,
    groups_are_in_one_unit,
    shares_are_not_fractions,
    doses_agree_with_what_is_printed,
    dose_units_agree_with_what_is_printed,
    extremes_enclose_the_middle,
    effects_agree_with_their_p,
    outcomes_follow_the_treatment,
    effects_follow_the_treatment,
    outcome_times_agree,
    effect_times_agree,
    designs_fit_the_kind,
    identifiers_belong_to_one_report,
    registry_numbers_stand_for_one_cohort,
    values_are_taken_after_their_source_was_read,
    studies_have_values_or_a_reason,
  };

  /** Return the rows that the book has already, by table, from the model of the page. */
  function known(model) {
    const read = ({ columns, rows }) => rows.map(([line, ...values]) => ({
      known: true,
      place: `line ${line}`,
      cells: Object.fromEntries(columns.map((name, index) => [name, values[index]])),
    }));
    return Object.fromEntries(Object.entries(model.known).map(([name, table]) => [name, read(table)]));
  }

  /** Return what is wrong with new rows: {table, row, field, found, cure} for each problem.
   *
   * `entered` and `existing` hold rows by table; a row is {cells, place}, where the place
   * is how messages call it. Nothing is said of existing rows.
   */
  function judge(model, existing, entered) {
    const names = new Set([...Object.keys(model.tables), ...Object.keys(existing)]);
    const tables = Object.fromEntries(
      [...names].map((name) => [name, [...(existing[name] ?? []), ...(entered[name] ?? [])]]),
    );
    const problems = [];
    const say = (table, row, field, found, cure) => {
      if (!row.known) problems.push({ table, row, field, found, cure });
    };
    for (const rule of Object.values(structure)) rule(model, tables, say);
    for (const name of model.rules) rules[name](tables, say, model);
    return problems;
  }

  return { judge, known, cellProblem, NUMBER, names: Object.keys(rules) };
})();
