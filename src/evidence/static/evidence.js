// Figures turn interactive when a reader touches them; tables with filters get them.
// Nothing here is needed to read a page.
"use strict";

(() => {
  const loads = new Map();

  function load(address) {
    if (!loads.has(address)) {
      loads.set(address, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => {
          loads.delete(address);
          reject(new Error("the figure's script could not be loaded"));
        };
        document.head.append(script);
      }));
    }
    return loads.get(address);
  }

  async function explore(figure) {
    if (figure.dataset.state) return;
    figure.dataset.state = "loading";
    const button = figure.querySelector(".ev-explore");
    button.textContent = "Loading…";
    try {
      const { bundle, spec } = figure.querySelector(".ev-canvas").dataset;
      await Promise.all([load(bundle), load(spec)]);
      const specs = window.evidenceFigures[figure.id];
      for (const drawing of figure.querySelectorAll(".ev-drawing")) await redraw(drawing, specs);
      figure.dataset.state = "interactive";
      button.hidden = true;
    } catch (error) {
      // The drawing is still there: say what happened and let the reader try again.
      delete figure.dataset.state;
      button.textContent = "Explore (could not load, try again)";
    }
  }

  async function redraw(drawing, specs) {
    const label = drawing.querySelector("svg").getAttribute("aria-label");
    const stage = document.createElement("div");
    // The library writes into the data it is given; others read them too.
    const spec = structuredClone(specs[drawing.dataset.size]);
    const { view } = await window.vegaEmbed(stage, spec, { actions: false, renderer: "svg" });
    const svg = stage.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    drawing.replaceChildren(stage);
    // A script for one kind of figure puts other data into it.
    drawing.dispatchEvent(new CustomEvent("ev-drawn", { bubbles: true, detail: view }));
  }

  for (const figure of document.querySelectorAll(".ev-figure")) {
    const button = figure.querySelector(".ev-explore");
    button.hidden = false;
    button.addEventListener("click", () => explore(figure));
    figure.querySelector(".ev-canvas").addEventListener("pointerenter", () => explore(figure), { once: true });
  }

  // Each row holds the values of the filters, in their order.
  const valuesOf = (row) => JSON.parse(row.dataset.values);

  function fits(row, words, wanted) {
    const values = valuesOf(row);
    const text = [row.textContent, ...values].join(" ").toLowerCase();
    const isOf = (value, index) => !value || values[index].split("; ").includes(value);
    return words.every((word) => text.includes(word)) && wanted.every(isOf);
  }

  function filterRows(box, rows) {
    const words = (box.querySelector("input")?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...box.querySelectorAll("select")].map((select) => select.value);
    const isAsked = words.length > 0 || wanted.some(Boolean);
    for (const row of rows) {
      row.hidden = isAsked && !fits(row, words, wanted);
    }
    const shown = rows.filter((row) => !row.hidden).length;
    box.nextElementSibling.firstElementChild.textContent = `${shown} of ${rows.length} shown`;
  }

  // A spreadsheet must not take a text for a formula.
  const neutral = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const cell = (text) => `"${neutral(text).replaceAll('"', '""')}"`;

  function asCsv(table, box, rows) {
    const titles = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
    const filters = [...box.querySelectorAll("select")].map((select) => select.name);
    const unseen = filters.filter((name) => !titles.includes(name));
    const lines = rows.filter((row) => !row.hidden).map((row) => [
      ...[...row.cells].map((data) => data.textContent),
      ...unseen.map((name) => valuesOf(row)[filters.indexOf(name)]),
      row.querySelector("a")?.href ?? "",
    ]);
    const header = [...titles, ...unseen, "Page"];
    return [header, ...lines].map((line) => line.map(cell).join(",")).join("\n") + "\n";
  }

  function save(name, text) {
    const link = document.createElement("a");
    // The mark lets spreadsheets read the file as UTF-8.
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  for (const box of document.querySelectorAll(".ev-filters")) {
    const table = document.getElementById(box.dataset.table);
    const rows = [...table.querySelectorAll("tbody tr")];
    const button = box.nextElementSibling.querySelector(".ev-save");
    box.hidden = false;
    button.hidden = false;
    box.addEventListener("input", () => filterRows(box, rows));
    button.addEventListener("click", () => save(`${box.dataset.table}.csv`, asCsv(table, box, rows)));
    filterRows(box, rows);
  }
})();
