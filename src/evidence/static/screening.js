// A second reader decides on records from the keyboard, and downloads the decisions. Nothing
// is sent: what was decided is kept on the device until then.
"use strict";

(() => {
  const { columns, reasons, records } = globalThis.screening;
  const KEPT = "screening";
  const KEYS = { i: "included", e: "excluded", m: "awaiting" };
  const WORDS = { included: "Include", excluded: "Exclude", awaiting: "Unsure" };
  const place = document.getElementById("screening");
  let state = { name: "", which: "all", decided: [] };
  let isAskingWhy = false;

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  // What is kept on the device.

  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT));
      const known = new Set(records.map((record) => record.record_id));
      if (Array.isArray(kept?.decided)) {
        state = { ...state, ...kept, decided: kept.decided.filter((one) => known.has(one.record_id)) };
      }
    } catch { /* nothing readable is kept here */ }
  }

  function keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(state));
      unkept.hidden = true;
    } catch {
      unkept.hidden = false;
    }
  }

  // Deciding.

  const chosen = () => records.filter((record) => state.which === "all" || record.awaiting);
  const current = () => {
    const done = new Set(state.decided.map((one) => one.record_id));
    return chosen().find((record) => !done.has(record.record_id));
  };
  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  function decide(decision, reason = "") {
    const record = current();
    if (!record) return;
    if (decision === "excluded" && !reason) {
      isAskingWhy = true;
      show("Why is it excluded? Press the number of a reason.");
      return;
    }
    isAskingWhy = false;
    state.decided.push({
      record_id: record.record_id,
      second_decision: decision,
      second_reason: reason,
      second_decided_on: today(),
    });
    keep();
    show(`${WORDS[decision]}${reason ? `, ${reason}` : ""}: ${record.title}`);
  }

  function undo() {
    if (isAskingWhy) {
      isAskingWhy = false;
      show("No reason was taken.");
      return;
    }
    const last = state.decided.pop();
    if (!last) return;
    keep();
    show("The last decision was taken back.");
  }

  // Only while the record has the focus: a single key does nothing elsewhere in the page.
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const why = isAskingWhy && reasons[Number(key) - 1];
    if (why) decide("excluded", why);
    else if (key === "u") undo();
    else if (KEYS[key]) decide(KEYS[key]);
    else return;
    event.preventDefault();
  }

  // The file.

  const cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function download() {
    const reader = state.name.trim().replace(/^[=+@-]+/, "");
    if (!reader) {
      problem.hidden = false;
      name.setAttribute("aria-invalid", "true");
      name.focus();
      return;
    }
    const lines = state.decided.map((one) =>
      columns.map((column) => cell(column === "second_decided_by" ? reader : one[column])).join(","));
    const text = `${[columns.join(","), ...lines].join("\n")}\n`;
    const link = make("a", {
      href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "second-decisions.csv",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // What is seen.

  const said = make("p", { class: "ev-screening-said", role: "status" });
  const unkept = make("p", { class: "ev-screening-problem", role: "alert", hidden: true },
    "This browser keeps nothing: download your decisions before you leave the page.");
  const problem = make("p", { class: "ev-screening-problem", id: "screening-problem", hidden: true },
    "Write your name first: a decision says who made it.");
  const name = make("input", {
    class: "ev-screening-name", id: "screening-name", autocomplete: "name", "aria-describedby": "screening-problem",
    oninput: () => {
      state.name = name.value;
      problem.hidden = true;
      name.removeAttribute("aria-invalid");
      keep();
    },
  });
  const card = make("section", { class: "ev-screening-card", tabindex: "0", "aria-label": "The record", onkeydown: press });
  const bar = make("progress", { "aria-label": "Records decided" });
  const count = make("p");
  const save = make("button", { type: "button", onclick: download }, "Download the decisions (CSV)");

  function which(value, text) {
    const radio = make("input", {
      type: "radio", name: "which", value, checked: state.which === value,
      onchange: () => { state.which = value; isAskingWhy = false; keep(); show("", false); },
    });
    return make("label", {}, radio, text);
  }

  const button = (text, key, act, more = {}) =>
    make("button", { type: "button", "aria-keyshortcuts": key, onclick: act, ...more }, text, make("kbd", { "aria-hidden": "true" }, key));

  function links(record) {
    const found = [
      [record.pmid, `https://pubmed.ncbi.nlm.nih.gov/${record.pmid}/`, `Abstract, PubMed ${record.pmid}`],
      [record.doi, `https://doi.org/${encodeURI(record.doi)}`, `DOI ${record.doi}`],
      [/^https?:\/\//.test(record.address), record.address, record.registry_id || "Where it was found"],
    ];
    return found.filter(([known]) => known).map(([, href, text]) => make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text));
  }

  function ofRecord(record) {
    const why = make("div", { class: "ev-screening-reasons", role: "group", "aria-label": "Reason", hidden: !isAskingWhy },
      make("div", { class: "ev-screening-buttons" },
        ...reasons.map((reason, place) => button(reason, String(place + 1), () => decide("excluded", reason)))));
    return [
      make("h2", {}, record.title),
      make("p", { class: "ev-screening-where" }, [record.year, record.topic].filter(Boolean).join(" · ")),
      make("p", { class: "ev-screening-where" }, ...links(record)),
      make("div", { class: "ev-screening-buttons" },
        ...Object.entries(KEYS).map(([key, decision]) => button(WORDS[decision], key.toUpperCase(), () => decide(decision))),
        button("Undo", "U", undo, { disabled: !state.decided.length && !isAskingWhy })),
      why,
    ];
  }

  function show(text, hasFocus = true) {
    const all = chosen();
    const record = current();
    const done = all.length - all.filter((one) => !state.decided.some((two) => two.record_id === one.record_id)).length;
    bar.max = all.length || 1;
    bar.value = done;
    count.textContent = `${done} of ${all.length} decided`;
    save.disabled = !state.decided.length;
    card.replaceChildren(...(record ? ofRecord(record) : [
      make("p", {}, all.length ? "Every record of this choice is decided." : "No record awaits assessment."),
      make("div", { class: "ev-screening-buttons" }, button("Undo", "U", undo, { disabled: !state.decided.length })),
    ]));
    said.textContent = text;
    if (hasFocus) card.focus();
  }

  recall();
  name.value = state.name;
  place.append(
    make("label", { for: "screening-name" }, "Your name"), name, problem,
    make("fieldset", {}, make("legend", {}, "Which records"),
      which("all", "All without a second decision"), which("awaiting", "Those that await assessment")),
    count, bar, said, card, unkept, save,
  );
  show("", false);
})();
