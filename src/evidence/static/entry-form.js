// The form with which a reader sends a study or a correction. Everything about columns comes
// from the model in the page; what is wrong is said by entry-rules.js. Nothing is sent from
// here: the reader downloads the rows, or takes the text to where the page says.
// Whatever a reader types is only ever put in as text.
"use strict";

(() => {
  const host = document.getElementById("entry-form");
  const modelled = document.getElementById("entry-model");
  if (!host || !modelled) return;
  const model = JSON.parse(modelled.textContent);
  const { judge, known, NUMBER } = globalThis.entryRules;
  const existing = known(model);
  const sectionOf = Object.fromEntries(model.sections.map((section) => [section.name, section]));
  const DRAFT = `evidence-entry:${location.pathname}`;
  const ADDRESS_LIMIT = 7500;
  const HARMS = [
    ["told", "Yes, and they are entered below"],
    ["none", "It says that nobody was harmed"],
    ["silent", "It says nothing about harms"],
  ];
  // Where a reader mends what follows from another entry.
  const MENDED_AT = {
    "records.address": ["sources", "address"],
    "studies.year": ["report", "year"],
    "studies.registry_id": ["report", "registry_id"],
    "sources.source_id": ["sources", "kind"],
  };

  // Small pieces

  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  const button = (text, onclick, more = {}) => el("button", { type: "button", onclick, ...more }, text);
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const slug = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function later(wait, act) {
    let timer;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
    soon.cancel = () => clearTimeout(timer);
    return soon;
  }

  // What was entered

  const blank = () => ({
    next: 1,
    harmsSaid: "",
    message: "",
    items: Object.fromEntries(model.sections.map((section) => [section.name, []])),
  });

  const fieldOf = (section, name) =>
    section.extras.find((field) => field.name === name) ?? model.tables[section.table].fields.find((field) => field.name === name);
  const columnsOf = (section) => [...section.asked, ...section.more];

  function defaults(section) {
    const cells = Object.fromEntries(columnsOf(section).map((name) => [name, ""]));
    if ("seen_on" in cells) cells.seen_on = today();
    if ("subgroup" in cells) cells.subgroup = fieldOf(section, "subgroup").example;
    if ("source" in cells && state.items.sources.length) cells.source = String(state.items.sources[0].id);
    return cells;
  }

  function add(section, from = {}) {
    const item = { id: state.next++, cells: { ...defaults(section), ...from }, touched: new Set() };
    state.items[section.name].push(item);
    return item;
  }

  const isBlank = (section, item) => {
    const usual = defaults(section);
    return Object.entries(item.cells).every(([name, text]) => text === "" || text === usual[name]);
  };

  const entries = (name) =>
    sectionOf[name].many && name !== "sources"
      ? state.items[name].filter((item) => !isBlank(sectionOf[name], item))
      : state.items[name];

  function restored(data) {
    const fresh = blank();
    if (typeof data !== "object" || data === null || typeof data.items !== "object") return null;
    for (const section of model.sections) {
      for (const item of Array.isArray(data.items[section.name]) ? data.items[section.name] : []) {
        if (!Number.isInteger(item?.id)) continue;
        const cells = Object.fromEntries(
          columnsOf(section).map((name) => [name, typeof item.cells?.[name] === "string" ? item.cells[name] : ""]),
        );
        fresh.items[section.name].push({ id: item.id, cells, touched: new Set() });
        fresh.next = Math.max(fresh.next, item.id + 1);
      }
    }
    fresh.harmsSaid = HARMS.some(([value]) => value === data.harmsSaid) ? data.harmsSaid : "";
    fresh.message = typeof data.message === "string" ? data.message : "";
    return fresh;
  }

  let state = blank();
  let showAll = false;
  let problems = [];

  function start() {
    for (const section of model.sections) {
      const first = !["harms", "effects"].includes(section.name);
      if (first && !state.items[section.name].length) add(section);
    }
  }

  // From entries to rows

  function studyKey() {
    const study = state.items.study[0].cells;
    const report = state.items.report[0].cells;
    if (study.study_id) return study.study_id;
    const name = slug(report.author.split(",")[0]).replaceAll("-", "");
    const base = study.kind === "registered" && report.registry_id ? slug(report.registry_id).replaceAll("-", "") : report.year && name ? name + report.year : "";
    const taken = new Set(existing.studies.map((row) => row.cells.study_id));
    const letters = ["", ..."bcdefghijklmnopqrstuvwxyz"];
    return base && base + letters.find((letter) => !taken.has(base + letter));
  }

  /** Give each item a key that no other has, from the words of `nameOf`. */
  function keys(items, nameOf) {
    const given = new Map();
    const used = new Set();
    for (const item of items) {
      const base = nameOf(item);
      let key = base;
      for (let number = 2; key && used.has(key); number++) key = `${base}-${number}`;
      used.add(key);
      given.set(String(item.id), key);
    }
    return given;
  }

  const SHORT = { "open-access full text": "text", "registry record": "registry" };

  function filled(section, cells, study, pointed) {
    const report = state.items.report[0].cells;
    const byTable = {
      records: () => ({
        record_id: study,
        study_id: study,
        search_id: "sent-in",
        address: state.items.sources[0]?.cells.address ?? "",
        decision: state.items.study[0].cells.kind === "registered" ? "ongoing" : "included",
      }),
      sources: () => ({ reference: study }),
      studies: () => ({
        study_id: study,
        label: cells.label || [report.author.split(",")[0].trim(), report.year].filter(Boolean).join(" "),
        cohort_id: cells.cohort_id || study,
        year: report.year,
        registry_id: report.registry_id,
      }),
    };
    const own = byTable[section.table]?.() ?? { study_id: study };
    const taken = model.tables[section.table].fields.some((field) => field.name === "extracted_by")
      ? { extracted_by: "contributor", extracted_on: today() }
      : {};
    for (const [name, control] of Object.entries(section.controls)) {
      if (control.kind === "entry") own[name] = pointed[control.of].get(cells[name]) ?? "";
    }
    return { ...own, ...taken };
  }

  /** Return the rows that the entries make, by table, in the order of the form. */
  function rowsOf() {
    const study = studyKey();
    const pointed = {
      sources: keys(state.items.sources, (item) => study && `${study}-${SHORT[item.cells.kind] ?? (slug(item.cells.kind) || "page")}`),
      arms: keys(entries("groups"), (item) => item.cells.arm_id || slug(item.cells.label)),
    };
    const rows = Object.fromEntries(Object.keys(model.tables).map((name) => [name, []]));
    for (const section of model.sections) {
      for (const item of entries(section.name)) {
        const cells = { ...item.cells, ...filled(section, item.cells, study, pointed) };
        if (section.name === "sources") cells.source_id = pointed.sources.get(String(item.id));
        if (section.name === "groups") cells.arm_id = pointed.arms.get(String(item.id));
        const whole = Object.fromEntries(model.tables[section.table].fields.map(({ name }) => [name, cells[name] ?? ""]));
        const place = `entry ${rows[section.table].length + 1}`;
        rows[section.table].push({ cells: whole, place, item, section });
      }
    }
    return rows;
  }

  // A key that cannot be made yet is told once, where what it is made of is missing.
  const followsFromAnother = ({ row, field, found }) =>
    found === "the cell is blank" &&
    ((row.section.controls[field]?.kind === "entry" && row.item.cells[field] !== "") ||
      (row.section.name === "groups" && field === "arm_id"));

  /** Return the problems of all entries, each with the section, entry and field to mend. */
  function findProblems() {
    const told = judge(model, existing, rowsOf()).filter((one) => !followsFromAnother(one));
    const found = told.map(({ table, row, field, found, cure }) => {
      const ofKey = ["study_id", "record_id", "reference"].includes(field) || (!studyKey() && ["label", "cohort_id"].includes(field) && table === "studies");
      const [name, column] = ofKey
        ? ["study", "study_id"]
        : MENDED_AT[`${table}.${field}`] ?? [row.section.name, field];
      const item = name === row.section.name ? row.item : state.items[name][0];
      return { section: sectionOf[name], item, field: column, found, cure };
    });
    for (const section of model.sections) {
      for (const extra of section.extras.filter((field) => field.required)) {
        const item = state.items[section.name][0];
        if (!item.cells[extra.name]) {
          found.push({ section, item, field: extra.name, found: "the cell is blank", cure: "fill it in; this column is required" });
        }
      }
    }
    const seen = new Set();
    const place = (one) => [model.sections.indexOf(one.section), state.items[one.section.name].indexOf(one.item), columnsOf(one.section).indexOf(one.field)];
    const inOrder = (one, other) => {
      const [first, second] = [place(one), place(other)];
      const differ = first.findIndex((part, index) => part !== second[index]);
      return differ < 0 ? 0 : first[differ] - second[differ];
    };
    return found.sort(inOrder).filter((one) => {
      const id = [one.section.name, one.item.id, one.field, one.found].join("\n");
      return !seen.has(id) && seen.add(id);
    });
  }

  const said = (problem) => `${problem.found} → ${problem.cure}`;
  const isMissing = (problem) => problem.found === "the cell is blank";

  function isShown(problem) {
    const { item, field } = problem;
    if (showAll || item.touched.has(field)) return true;
    return !isMissing(problem) && item.touched.size > 0;
  }

  // The controls

  const idOf = (section, item, name) => `entry-${section.name}-${item.id}-${name}`;

  function option(value, text) {
    return el("option", { value }, text);
  }

  function choices(section, control) {
    const { key, label, group } = model.choices[control.of];
    const rows = existing[control.of].filter(({ cells }) => section.harms === null || control.of !== "outcome_definitions" || (cells.domain === "harm") === section.harms);
    const shown = (row) => option(row.cells[key], row.cells[label]);
    if (!group) return rows.map(shown);
    const groups = [...new Set(rows.map((row) => row.cells[group]))];
    return groups.map((name) => el("optgroup", { label: capital(name) }, ...rows.filter((row) => row.cells[group] === name).map(shown)));
  }

  function nameOfItem(name, item) {
    const { noun, many } = sectionOf[name];
    const number = state.items[name].indexOf(item) + 1;
    const own = item.cells.label || item.cells.kind || "";
    return many ? `${capital(noun)} ${number}${own && name !== "values" ? `: ${own}` : ""}` : capital(noun);
  }

  const TABLE_OF_ENTRIES = { sources: "sources", arms: "groups" };

  const entryOptions = (control) => {
    const name = TABLE_OF_ENTRIES[control.of];
    return entries(name).map((item) => option(String(item.id), nameOfItem(name, item)));
  };

  function controlFor(section, item, field, attributes, optionsOf) {
    const control = section.controls[field.name];
    if (control.kind === "long") return el("textarea", { rows: 2, ...attributes });
    if (control.kind === "date") return el("input", { type: "date", ...attributes });
    if (control.kind === "text") {
      const mode = ["number", "integer"].includes(field.type) ? { inputmode: "decimal" } : {};
      const list = ["unit", "locator"].includes(field.name) ? { list: `${attributes.id}-list` } : {};
      return el("input", { type: "text", autocomplete: "off", ...mode, ...list, ...attributes });
    }
    const listed = control.kind === "list"
      ? field.enum.map((word) => option(word, word))
      : control.kind === "choice" ? choices(section, control) : optionsOf(control, section, field.name);
    return el("select", attributes, option("", isRequired(section, field) ? "Choose…" : "Leave blank"), ...listed);
  }

  function suggestions(section, item, name) {
    if (name === "locator") return [...new Set(model.sections.flatMap((one) => state.items[one.name].map((other) => other.cells.locator)))].filter(Boolean);
    const definition = existing.outcome_definitions.find((row) => row.cells.outcome_id === item.cells.outcome_id);
    return [...new Set([definition?.cells.usual_unit, "people", "%"])].filter(Boolean);
  }

  // Columns that are made from other entries when they are left blank, and what is said of that.
  const MADE = {
    "studies.study_id": " Left blank, it is made from the first author and the year.",
    "studies.label": " Left blank, it is the first author and the year.",
    "studies.cohort_id": " Left blank, the study counts as a cohort of its own.",
    "arms.arm_id": " Left blank, it is made from the name of the group.",
  };
  const made = (section, field) => MADE[`${section.table}.${field.name}`];

  const isRequired = (section, field) => field.required && !made(section, field);

  function help(section, field) {
    const isTyped = ["text", "long"].includes(section.controls[field.name].kind);
    const description = field.description === `${field.title}.` ? "" : field.description;
    const example = field.example && isTyped ? ` Example: ${field.example}.` : "";
    return `${description}${example}${made(section, field) ?? ""}`.trim();
  }

  function drawField(section, item, name, onEdit, optionsOf) {
    const field = fieldOf(section, name);
    const id = idOf(section, item, name);
    const attributes = { id, name: id, "aria-describedby": `${id}-help ${id}-problem` };
    const control = controlFor(section, item, field, attributes, optionsOf);
    if (isRequired(section, field)) control.setAttribute("aria-required", "true");
    control.value = item.cells[name];
    const edit = () => {
      item.cells[name] = control.tagName === "TEXTAREA" ? control.value.replace(/[\r\n]+/g, " ") : control.value;
      onEdit(section, item, name);
    };
    control.addEventListener("input", edit);
    control.addEventListener("change", () => {
      control.value = control.value.trim();
      item.touched.add(name);
      edit();
    });
    const unit = field.unit && field.unit !== field.name && !field.unit.startsWith("see") ? el("span", { class: "ev-entry-unit" }, ` (${field.unit})`) : null;
    const mark = isRequired(section, field) ? el("span", { class: "ev-entry-required" }, " required") : null;
    const listed = control.getAttribute("list") ? el("datalist", { id: `${id}-list` }) : null;
    if (listed) control.addEventListener("focus", () => listed.replaceChildren(...suggestions(section, item, name).map((text) => option(text, text))));
    return el(
      "div",
      { class: `ev-entry-field${control.tagName === "TEXTAREA" ? " ev-entry-wide" : ""}`, "data-field": name },
      el("label", { for: id }, field.title, unit, mark),
      el("p", { class: "ev-entry-help", id: `${id}-help` }, help(section, field)),
      control,
      listed,
      el("p", { class: "ev-entry-problem", id: `${id}-problem`, hidden: true }),
    );
  }

  function drawItem(section, item, onEdit, optionsOf) {
    const draw = (names) => names.map((name) => drawField(section, item, name, onEdit, optionsOf));
    const remove = section.many && (section.name !== "sources" || state.items.sources.length > 1)
      ? button(`Remove this ${section.noun}`, () => removeItem(section, item), { class: "ev-entry-quiet" })
      : null;
    return el(
      "fieldset",
      { class: "ev-entry-item", id: `entry-${section.name}-${item.id}` },
      el("legend", { class: section.many ? "" : "ev-entry-unseen" }, nameOfItem(section.name, item)),
      el("div", { class: "ev-entry-fields" }, ...draw(section.asked)),
      el("details", { class: "ev-entry-more" }, el("summary", {}, `More about this ${section.noun}`), el("div", { class: "ev-entry-fields" }, ...draw(section.more))),
      remove,
    );
  }

  // The page

  const live = el("p", { class: "ev-entry-live", role: "status" });
  const saved = el("p", { class: "ev-entry-saved" });
  const notice = el("div", { class: "ev-entry-notice", role: "alert", hidden: true });
  const steps = el("div", { class: "ev-entry-steps" });
  const fixing = el("div", { class: "ev-entry-correction", hidden: true });

  const announce = (text) => {
    live.textContent = text;
  };

  function drawStep(section, index) {
    const next = model.sections[index + 1];
    const items = el("div", { class: "ev-entry-items" });
    const step = el(
      "details",
      { class: "ev-entry-step", id: `entry-step-${section.name}` },
      el("summary", {}, el("span", { class: "ev-entry-title" }, `${index + 1}. ${section.title}`), " ", el("span", { class: "ev-entry-state" })),
      el("p", { class: "ev-entry-lead" }, section.lead),
      section.harms ? drawHarmsQuestion() : null,
      items,
      section.many ? button(`Add a ${section.noun}`, () => addItem(section), { class: "ev-entry-add" }) : null,
      button(next ? `Next: ${next.title}` : "Next: Check and send", () => openStep(next ? next.name : "send"), { class: "ev-entry-next" }),
    );
    return step;
  }

  function drawHarmsQuestion() {
    const radios = HARMS.map(([value, text]) => {
      const radio = el("input", { type: "radio", name: "entry-harms", value, onchange: () => {
        state.harmsSaid = value;
        changed();
      } });
      radio.checked = state.harmsSaid === value;
      return el("label", {}, radio, ` ${text}`);
    });
    return el("fieldset", { class: "ev-entry-item ev-entry-radios", id: "entry-harms-said" }, el("legend", {}, "Does the report say anything about harms?"), ...radios);
  }

  const itemsBox = (section) => steps.querySelector(`#entry-step-${section.name} .ev-entry-items`);

  function drawItems(section) {
    itemsBox(section).replaceChildren(...state.items[section.name].map((item) => drawItem(section, item, edited, entryOptions)));
  }

  function addItem(section) {
    const before = state.items[section.name].at(-1)?.cells;
    // The same page and time are the usual case; the place is typed anew for each value.
    const from = before && section.table !== "sources" ? Object.fromEntries(["source", "time", "months", "treatment_arm", "control_arm"].filter((name) => name in before).map((name) => [name, before[name]])) : {};
    const item = add(section, from);
    drawItems(section);
    changed();
    document.getElementById(idOf(section, item, section.asked[0])).focus();
    announce(`${nameOfItem(section.name, item)} added.`);
  }

  function removeItem(section, item) {
    const items = state.items[section.name];
    const at = items.indexOf(item);
    const name = nameOfItem(section.name, item);
    items.splice(at, 1);
    const table = section.table;
    for (const other of model.sections) {
      for (const [column, control] of Object.entries(other.controls)) {
        if (control.kind === "entry" && control.of === table) {
          for (const one of state.items[other.name]) if (one.cells[column] === String(item.id)) one.cells[column] = "";
        }
      }
    }
    model.sections.forEach(drawItems);
    changed();
    const beside = items[Math.min(at, items.length - 1)];
    const target = beside ? document.getElementById(idOf(section, beside, section.asked[0])) : steps.querySelector(`#entry-step-${section.name} .ev-entry-add`);
    target.focus();
    announce(`${name} removed.`);
  }

  function openStep(name) {
    for (const step of steps.children) step.open = step.id === `entry-step-${name}`;
    const summary = steps.querySelector(`#entry-step-${name} > summary`);
    if (name === "send") drawSend();
    summary.focus();
    summary.scrollIntoView({ block: "start" });
  }

  // Entries that are offered in lists below follow their names.
  function refreshLists() {
    for (const section of model.sections) {
      for (const item of state.items[section.name]) {
        for (const [name, control] of Object.entries(section.controls)) {
          if (control.kind !== "entry") continue;
          const select = document.getElementById(idOf(section, item, name));
          if (!select) continue;
          select.replaceChildren(select.options[0], ...entryOptions(control));
          select.value = item.cells[name];
        }
        const legend = document.querySelector(`#entry-${section.name}-${item.id} > legend`);
        if (legend) legend.textContent = nameOfItem(section.name, item);
      }
    }
  }

  function showProblem(control, text) {
    const place = document.getElementById(`${control.id}-problem`);
    if (place.textContent === text) return;
    place.textContent = text;
    place.hidden = !text;
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (text && control === document.activeElement) announce(text);
  }

  function showProblems(found, sections, items) {
    for (const section of sections) {
      for (const item of items(section)) {
        for (const name of columnsOf(section)) {
          const control = document.getElementById(idOf(section, item, name));
          const own = found.filter((one) => one.item === item && one.field === name && isShown(one));
          if (control) showProblem(control, own.map(said).join("\n"));
        }
      }
    }
  }

  function showStates() {
    for (const section of model.sections) {
      const own = problems.filter((one) => one.section === section);
      const missing = own.filter(isMissing).length;
      const wrong = own.length - missing;
      const started = state.items[section.name].some((item) => !isBlank(section, item));
      const parts = [missing ? `${missing} left` : "", wrong ? `${wrong} to mend` : ""].filter(Boolean);
      const words = section.many && !started && section.name !== "sources" ? "nothing entered" : parts.join(", ") || "complete";
      steps.querySelector(`#entry-step-${section.name} .ev-entry-state`).textContent = words;
    }
  }

  function check() {
    problems = findProblems();
    showProblems(problems, model.sections, (section) => state.items[section.name]);
    showStates();
    if (steps.lastElementChild?.open) drawSend();
  }

  const checkSoon = later(350, check);
  const saveLater = later(700, save);
  let dirty = false;

  function saveSoon() {
    dirty = true;
    saveLater();
  }

  function changed() {
    refreshLists();
    checkSoon();
    saveSoon();
  }

  function edited(section) {
    if (["sources", "groups"].includes(section.name)) refreshLists();
    checkSoon();
    saveSoon();
  }

  // What comes out

  // A spreadsheet must not take a text for a formula; a negative number is none.
  const neutral = (text) => (/^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text);
  const csvCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csvLine = (cells) => cells.map((text) => csvCell(neutral(text))).join(",");

  const lines = (names, rows) => [csvLine(names), ...rows.map((cells) => csvLine(names.map((name) => cells[name])))].join("\n") + "\n";
  const csv = (table, rows) => lines(model.tables[table].fields.map((field) => field.name), rows.map((row) => row.cells));
  const block = (name, text) => `# table: ${name}\n${text}`;

  /** Return all rows of the study, and what only the bibliography keeps: a block for each table. */
  function combined(rows) {
    const { author, journal } = state.items.report[0].cells;
    const told = author ? [block("reference", lines(["study_id", "author", "journal"], [{ study_id: studyKey(), author, journal }]))] : [];
    const blocks = Object.entries(rows).filter(([, some]) => some.length).map(([table, some]) => block(table, csv(table, some)));
    return [...blocks, ...told].join("\n");
  }

  const braceless = (text) => text.replace(/[{}\\]/g, "");

  function bibliography() {
    const report = state.items.report[0].cells;
    const fields = { author: report.author, title: report.title, journal: report.journal, year: report.year, doi: report.doi };
    const lines = Object.entries(fields).filter(([, text]) => text).map(([name, text]) => `  ${name} = {${braceless(text)}}`);
    return `@${report.journal ? "article" : "misc"}{${braceless(studyKey() || "key-missing")},\n${lines.join(",\n")}\n}\n`;
  }

  /** Return a block of code that its own text cannot end. */
  function fenced(kind, text) {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}${kind}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
  }

  const where = (problem) => `${nameOfItem(problem.section.name, problem.item)}, ${fieldOf(problem.section, problem.field)?.title ?? problem.field}`;

  function missingList() {
    const lines = problems.map((problem) => `${where(problem)}: ${said(problem)}`);
    if (!state.harmsSaid) lines.push("Harms: not said whether the report mentions them");
    return lines;
  }

  function studyText() {
    const report = state.items.report[0].cells;
    const harms = HARMS.find(([value]) => value === state.harmsSaid)?.[1] ?? "not answered";
    const missing = missingList();
    return [
      "### Report",
      fenced("text", [report.title, report.author, report.journal, report.year, report.doi, report.pmid, report.registry_id].filter(Boolean).join("\n") || "not said"),
      `### Does the report say anything about harms?\n\n${harms}`,
      missing.length ? `### Incomplete: what is missing or does not fit\n\n${fenced("text", missing.join("\n"))}` : "### Complete\n\nThe form found nothing missing.",
      state.message ? `### Message\n\n${fenced("text", state.message)}` : "",
      `### Rows\n\n${fenced("text", combined(rowsOf()))}`,
    ].filter(Boolean).join("\n\n") + "\n";
  }

  function download(name, text, type = "text/plain") {
    const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function copy(text, box) {
    try {
      await navigator.clipboard.writeText(text);
      announce("Copied.");
    } catch {
      // Without leave to copy, the text is selected for the reader to copy.
      box.closest("details").open = true;
      box.focus();
      box.select();
      announce("The text is selected: copy it now.");
    }
  }

  /** Return the address of a new issue with this title and text, or a reminder to paste it. */
  function issueAddress(title, text) {
    const base = `${model.repository.replace(/\/+$/, "")}/issues/new`;
    const address = (body) => `${base}?${new URLSearchParams({ title, body })}`;
    const whole = address(text);
    const short = "Paste here the text that the form has copied, or attach the file you have downloaded.";
    return whole.length <= ADDRESS_LIMIT ? [whole, false] : [address(short), true];
  }

  const hasRepository = /^https:\/\//.test(model.repository);

  /** Return the ways to hand over a text: as an issue where there is an address, else by copying. */
  function drawHandOver(title, text, fileName, file) {
    const box = el("textarea", { class: "ev-entry-text", rows: 10, readonly: true, "aria-label": "Text to send" });
    box.value = text;
    const parts = [button("Download the rows", () => download(fileName, file), { class: "ev-entry-main" })];
    let how;
    if (hasRepository) {
      const [address, isLong] = issueAddress(title, text);
      const link = el("a", { class: "ev-entry-main", href: address, target: "_blank", rel: "noopener" }, "Open the message to the editors");
      if (isLong) link.addEventListener("click", () => copy(text, box));
      parts.push(link);
      how = isLong
        ? "The text is too long for an address: the link copies it, and you paste it into the message, or attach the downloaded file."
        : "The link opens a message with everything filled in; nothing is sent until you send it there.";
    } else {
      how = "This copy of the book does not say where its editors can be reached, so nothing can be sent from here. Copy the text or download the rows, and give them to whoever gave you the address of this book.";
    }
    parts.push(button("Copy the text", () => copy(text, box)));
    return [
      el("div", { class: "ev-entry-ways" }, ...parts),
      el("p", {}, how),
      el("details", { class: "ev-entry-more" }, el("summary", {}, "See the text"), box),
    ];
  }

  function drawSummary() {
    const missing = problems.length;
    if (!missing && state.harmsSaid) return el("p", { class: "ev-entry-summary", id: "entry-summary", tabindex: "-1" }, "Nothing is missing. The rows fit the tables.");
    const links = problems.map((problem) => el("li", {}, el("a", { href: `#${idOf(problem.section, problem.item, problem.field)}`, onclick: (event) => goTo(event, problem) }, where(problem)), `: ${said(problem)}`));
    if (!state.harmsSaid) {
      links.push(el("li", {}, el("a", { href: "#entry-harms-said", onclick: goToHarms }, "Harms"), ": say whether the report mentions them"));
    }
    return el(
      "div",
      { class: "ev-entry-summary", id: "entry-summary", tabindex: "-1", "aria-labelledby": "entry-summary-title" },
      el("h3", { id: "entry-summary-title" }, `${counted(links.length, "point")} to see to`),
      el("p", {}, "You can send it as it is: the list goes with it."),
      el("ul", {}, ...links),
    );
  }

  function goTo(event, problem) {
    event.preventDefault();
    const step = steps.querySelector(`#entry-step-${problem.section.name}`);
    step.open = true;
    const control = document.getElementById(idOf(problem.section, problem.item, problem.field));
    const target = control ?? step.querySelector("summary");
    const more = target.closest(".ev-entry-more");
    if (more) more.open = true;
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  function goToHarms(event) {
    event.preventDefault();
    steps.querySelector("#entry-step-harms").open = true;
    document.querySelector("#entry-harms-said input").focus();
  }

  const sendBox = el("div", { class: "ev-entry-items" });

  function drawSend() {
    problems = findProblems();
    const held = document.activeElement?.id;
    const rows = rowsOf();
    const title = `New study: ${rows.studies[0].cells.label || "not named yet"}`;
    const name = slug(studyKey() || "study");
    const single = Object.entries(rows).filter(([, some]) => some.length).map(([table, some]) =>
      button(`${model.tables[table].title} (CSV)`, () => download(`${name}-${table}.csv`, csv(table, some), "text/csv"), { class: "ev-entry-quiet" }));
    const message = el("textarea", { id: "entry-message", rows: 3, "aria-describedby": "entry-message-help" });
    message.value = state.message;
    const ways = el("div", {});
    const handOver = () => ways.replaceChildren(...drawHandOver(title, studyText(), `${name}.txt`, combined(rows)));
    const handOverSoon = later(350, handOver);
    message.addEventListener("input", () => {
      state.message = message.value;
      saveSoon();
      handOverSoon();
    });
    handOver();
    sendBox.replaceChildren(
      drawSummary(),
      el("div", { class: "ev-entry-field ev-entry-wide" },
        el("label", { for: "entry-message" }, "Message to the editors"),
        el("p", { class: "ev-entry-help", id: "entry-message-help" }, "What did not fit, such as an outcome that is not in the list; and how you want to be credited."),
        message),
      ways,
      el("details", { class: "ev-entry-more" }, el("summary", {}, "Download table by table"), el("div", { class: "ev-entry-ways" }, ...single, button("Entry for the bibliography", () => download(`${name}.bib`, bibliography()), { class: "ev-entry-quiet" }))),
    );
    if (held) document.getElementById(held)?.focus();
  }

  function checkEverything() {
    showAll = true;
    check();
    drawSend();
    const summary = document.getElementById("entry-summary");
    summary.focus();
  }

  function drawSendStep() {
    return el(
      "details",
      { class: "ev-entry-step", id: "entry-step-send", ontoggle: (event) => event.target.open && drawSend() },
      el("summary", {}, el("span", { class: "ev-entry-title" }, `${model.sections.length + 1}. Check and send`)),
      button("Check everything", checkEverything, { class: "ev-entry-add" }),
      sendBox,
    );
  }

  function draw() {
    steps.replaceChildren(...model.sections.map(drawStep), drawSendStep());
    model.sections.forEach(drawItems);
    steps.firstElementChild.open = true;
    refreshLists();
    check();
  }

  // The draft

  const tab = `${Date.now()}-${Math.random()}`;
  let stamp = "";
  let held = false;

  const draftText = (stampNow) =>
    JSON.stringify({ ...state, stamp: stampNow, tab, items: Object.fromEntries(Object.entries(state.items).map(([name, items]) => [name, items.map(({ id, cells }) => ({ id, cells }))])) });

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(DRAFT) ?? "null");
    } catch {
      return null;
    }
  }

  function save() {
    if (held) return;
    const there = stored();
    if (there && there.tab !== tab && String(there.stamp) !== stamp) {
      tellOfOther();
      return;
    }
    try {
      const now = `${Date.now()}-${Math.random()}`;
      localStorage.setItem(DRAFT, draftText(now));
      stamp = now;
      dirty = false;
      saved.textContent = `Draft saved on this device at ${new Date().toTimeString().slice(0, 5)}.`;
    } catch {
      saved.textContent = "The draft cannot be saved on this device: its storage is full or closed to this page. Download the rows before you leave.";
    }
  }

  function tellOfOther() {
    held = true;
    const use = button("Use the draft of the other tab", () => {
      const there = stored();
      state = restored(there) ?? blank();
      stamp = String(there?.stamp ?? "");
      start();
      draw();
      settle();
    });
    const keep = button("Keep what is here, and replace the other draft", () => {
      stamp = String(stored()?.stamp ?? "");
      settle();
      save();
    });
    notice.replaceChildren(el("p", {}, "This form was filled in in another tab too. Nothing was overwritten, and nothing more is saved here until you choose."), use, " ", keep);
    notice.hidden = false;
  }

  function settle() {
    held = false;
    notice.hidden = true;
    live.tabIndex = -1;
    live.focus();
  }

  function clearDraft() {
    if (!confirm("Remove everything that was entered here from this device?")) return;
    try {
      localStorage.removeItem(DRAFT);
    } catch {
      // Nothing can have been kept where storage is closed.
    }
    saveLater.cancel();
    dirty = false;
    state = blank();
    stamp = "";
    showAll = false;
    held = false;
    notice.hidden = true;
    start();
    draw();
    saved.textContent = "The draft was cleared.";
    steps.querySelector("summary").focus();
  }

  // A correction

  const CORRECTED = { outcomes: "values", reported_effects: "effects", arms: "groups", studies: "study" };
  let rowsAsked;

  function loadRows() {
    rowsAsked ??= new Promise((resolve, reject) => {
      document.head.append(el("script", { src: host.dataset.rows, onload: () => resolve(known({ known: globalThis.entryRows })), onerror: reject }));
    });
    return rowsAsked;
  }

  const labelOf = (table, id) => {
    const { key, label } = model.choices[table];
    return existing[table].find((row) => row.cells[key] === id)?.cells[label] ?? id;
  };

  function nameOfRow(table, row) {
    const { cells } = row;
    const outcome = cells.outcome_id ? labelOf("outcome_definitions", cells.outcome_id) : "";
    const parts = table === "outcomes"
      ? [outcome, cells.arm_id, cells.subgroup === "all" ? "" : cells.subgroup, cells.time, `${cells.statistic} ${cells.value} ${cells.unit}`]
      : table === "reported_effects" ? [outcome, `${cells.treatment_arm} against ${cells.control_arm}`, cells.time, cells.measure] : [cells.label];
    return parts.filter(Boolean).join(", ");
  }

  const addressOf = (table, row) => [table, ...model.tables[table].key.map((name) => row.cells[name])].map(encodeURIComponent).join("/");

  function drawCorrection(wanted) {
    const [table, study, ...rest] = wanted;
    const studies = el("select", { id: "entry-correct-study" }, option("", "Choose…"), ...existing.studies.map((row) => option(row.cells.study_id, row.cells.label)));
    const rowsList = el("select", { id: "entry-correct-row", disabled: true }, option("", "Choose…"));
    const place = el("div", { class: "ev-entry-items" });
    const of = {};
    const choose = async () => {
      place.replaceChildren();
      rowsList.replaceChildren(option("", "Choose…"));
      rowsList.disabled = true;
      if (!studies.value) return;
      const rows = await loadRows().catch(() => null);
      if (!rows) {
        place.replaceChildren(el("p", {}, "The rows of the study could not be loaded. Try again, or send the address of the value and the right number."));
        return;
      }
      of.study = studies.value;
      of.rows = rows;
      for (const name of Object.keys(CORRECTED)) {
        const own = rows[name].filter((row) => row.cells.study_id === studies.value);
        if (own.length) rowsList.append(el("optgroup", { label: model.tables[name].title }, ...own.map((row) => option(addressOf(name, row), nameOfRow(name, row)))));
      }
      rowsList.disabled = false;
    };
    const edit = () => rowsList.value && drawCorrectedRow(place, of, rowsList.value);
    studies.addEventListener("change", choose);
    rowsList.addEventListener("change", () => (rowsList.value ? edit() : place.replaceChildren()));
    fixing.replaceChildren(
      el("p", { class: "ev-entry-lead" }, "Choose the row, change what is wrong, and say where the right value stands."),
      el("div", { class: "ev-entry-fields" },
        el("div", { class: "ev-entry-field" }, el("label", { for: "entry-correct-study" }, "Study"), studies),
        el("div", { class: "ev-entry-field" }, el("label", { for: "entry-correct-row" }, "Row"), rowsList)),
      place,
    );
    if (!study) return;
    studies.value = study;
    if (studies.value !== study) {
      place.replaceChildren(el("p", {}, "The address names a study that this book does not have: choose one above."));
      studies.value = "";
      return;
    }
    choose().then(() => {
      const address = [table, study, ...rest].map(encodeURIComponent).join("/");
      if (rest.length || table === "studies") rowsList.value = address;
      if (rowsList.value) edit();
    });
  }

  function rowOptions(of, row) {
    return (control, _section, _name) => {
      const own = of.rows[control.of].filter(({ cells }) => (control.of === "sources" ? cells.reference === of.study || cells.source_id === row.cells.source : cells.study_id === of.study));
      return own.map(({ cells }) => (control.of === "sources" ? option(cells.source_id, cells.source_id) : option(cells.arm_id, cells.label)));
    };
  }

  function drawCorrectedRow(place, of, address) {
    const table = address.split("/")[0];
    const row = of.rows[table].find((one) => one.cells.study_id === of.study && addressOf(table, one) === address);
    const base = sectionOf[CORRECTED[table]];
    // Either list of outcomes may be needed, and the key says which row it is.
    const asked = columnsOf(base).filter((name) => !model.tables[table].key.includes(name) && !["note", "derived"].includes(name));
    const section = { ...base, harms: null, extras: [], asked, more: ["derived", "note"], noun: "row" };
    const item = { id: 0, cells: { ...row.cells }, touched: new Set() };
    const why = el("textarea", { id: "entry-why", rows: 3, "aria-describedby": "entry-why-help" });
    const ways = el("div", {});
    const around = Object.fromEntries(Object.entries({ ...existing, ...of.rows }).map(([name, rows]) => [name, rows.filter((one) => one !== row && (one.cells.study_id === undefined || one.cells.study_id === of.study))]));
    // What other studies hold matters only where no two may share it.
    around.studies = existing.studies.filter((one) => table !== "studies" || one.cells.study_id !== of.study);
    const recheck = () => {
      const corrected = { cells: { ...row.cells, ...item.cells }, place: row.place };
      const found = judge(model, around, { [table]: [corrected] }).map((problem) => ({ ...problem, section, item }));
      showProblems(found, [section], () => [item]);
      const changes = Object.keys(item.cells).filter((name) => item.cells[name] !== row.cells[name]);
      drawCorrectionSend(ways, { table, row, corrected, changes, found, why: why.value });
    };
    const soon = later(350, recheck);
    why.addEventListener("input", soon);
    const form = el("fieldset", { class: "ev-entry-item", id: "entry-correction-row" }, el("legend", {}, nameOfRow(table, row)),
      el("div", { class: "ev-entry-fields" }, ...columnsOf(section).map((name) => drawField(section, item, name, soon, rowOptions(of, row)))));
    const reason = el("div", { class: "ev-entry-field ev-entry-wide" }, el("label", { for: "entry-why" }, "Where the right value stands"), el("p", { class: "ev-entry-help", id: "entry-why-help" }, "The page you read, its address, and the table, figure or sentence in it."), why);
    place.replaceChildren(form, reason, ways);
    recheck();
  }

  /** Return a line for each column that changes; a new place alone is a change too. */
  function correction(table, row, corrected, changes, why) {
    const { source, locator } = corrected.cells;
    const values = changes.filter((name) => name !== "source" && name !== "locator");
    const names = ["row", "column", "was", "is", "source", "locator", "read_on", "reason"];
    const told = (values.length ? values : changes).map((column) => ({
      ...{ row: addressOf(table, row), column, was: row.cells[column] || "blank", is: corrected.cells[column] || "blank" },
      ...{ source, locator, read_on: today(), reason: why.replace(/\s+/g, " ").trim() },
    }));
    return block("correction", lines(names, told));
  }

  function drawCorrectionSend(box, { table, row, corrected, changes, found, why }) {
    if (!changes.length) {
      box.replaceChildren(el("p", {}, "Nothing is changed yet."));
      return;
    }
    const title = (name) => model.tables[table].fields.find((field) => field.name === name).title;
    const moved = changes.map((name) => `${title(name)} (${name}): was “${row.cells[name]}”, is “${corrected.cells[name]}”`);
    const wrong = found.map((problem) => `${title(problem.field)}: ${said(problem)}`);
    if (!why) wrong.push("Where the right value stands: not said yet");
    const sent = correction(table, row, corrected, changes, why);
    const text = [
      `### Row\n\n${fenced("text", addressOf(table, row).split("/").map(decodeURIComponent).join(" / "))}`,
      `### Correction\n\n${fenced("text", moved.join("\n"))}`,
      `### Where the right value stands\n\n${why ? fenced("text", why) : "not said"}`,
      wrong.length ? `### What does not fit\n\n${fenced("text", wrong.join("\n"))}` : "",
      `### Rows\n\n${fenced("text", sent)}`,
    ].filter(Boolean).join("\n\n") + "\n";
    const list = (title_, lines) => (lines.length ? [el("h3", {}, title_), el("ul", {}, ...lines.map((line) => el("li", {}, line)))] : []);
    const name = `correction-${slug(row.cells.study_id)}.txt`;
    box.replaceChildren(
      ...list("What changes", moved),
      ...list("What does not fit", wrong),
      ...drawHandOver(`Wrong value: ${row.cells.study_id}`, text, name, sent),
    );
  }

  // Which of the two

  function drawChoice(correcting) {
    const pick = (value, text) => {
      const radio = el("input", { type: "radio", name: "entry-mode", value, onchange: () => setMode(value === "correct") });
      radio.checked = (value === "correct") === correcting;
      return el("label", {}, radio, ` ${text}`);
    };
    return el("fieldset", { class: "ev-entry-mode ev-entry-radios" }, el("legend", {}, "What do you want to send?"), pick("study", "A study that is not in the book"), pick("correct", "A correction to a row of the book"));
  }

  const keeping = el("div", { class: "ev-entry-keeping" }, saved, button("Clear the draft", clearDraft, { class: "ev-entry-quiet" }));

  function setMode(correcting) {
    steps.hidden = keeping.hidden = correcting;
    fixing.hidden = !correcting;
    if (correcting && !fixing.children.length) drawCorrection([]);
  }

  const asked = (new URLSearchParams(location.search).get("row") ?? "").split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  const wanted = asked[0] in CORRECTED ? asked : [];
  const draft = stored();
  const old = restored(draft);
  if (old) {
    state = old;
    stamp = String(draft.stamp);
    saved.textContent = "Your draft from before is back.";
  }
  start();
  host.append(drawChoice(wanted.length > 0), notice, steps, fixing, keeping, live);
  draw();
  if (wanted.length) drawCorrection(wanted);
  setMode(wanted.length > 0);
  addEventListener("storage", (event) => {
    if (event.key !== DRAFT || held || event.newValue === null) return;
    const there = stored();
    if (there && there.tab !== tab && String(there.stamp) !== stamp) tellOfOther();
  });
  addEventListener("pagehide", () => dirty && save());
})();
