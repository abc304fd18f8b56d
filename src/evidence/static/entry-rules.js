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
    if (field.type === "number" && !(NUMBER.test(text) && Number.isFinite(Number(text)))) {
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
      return [`“${text}” is not in the list`, `use one of: ${field.enum.join("; ")}`];
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
      return ["spaces around the text or a line break in it", "write it on one line, trimmed"];
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
          if (MARKUP.test(text)) say(name, row, field.name, `“${text}” looks like markup`, "write plain text");
          else if (FORMULA.test(text)) {
            say(name, row, field.name, `“${text}” looks like a formula`, "start with a letter or a digit");
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

  const structure = { cells_are_sound, keys_are_unique, foreign_keys_resolve, text_is_plain };
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
