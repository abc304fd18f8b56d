// Figures turn interactive when a reader touches them; tables with filters get them.
// Nothing here is needed to read a page.
"use strict";

(() => {
  let bundle;

  function loadBundle(address) {
    bundle ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = () => reject(new Error("the figure's script could not be loaded"));
      document.head.append(script);
    });
    return bundle;
  }

  async function explore(figure) {
    if (figure.dataset.state) return;
    figure.dataset.state = "loading";
    const button = figure.querySelector(".ev-explore");
    button.textContent = "Loading…";
    try {
      const embed = await loadBundle(figure.querySelector(".ev-canvas").dataset.bundle);
      const specs = JSON.parse(figure.querySelector(".ev-spec").textContent);
      for (const drawing of figure.querySelectorAll(".ev-drawing")) await redraw(embed, drawing, specs);
      figure.dataset.state = "interactive";
      button.hidden = true;
    } catch (error) {
      // The drawing is still there: say what happened and let the reader try again.
      delete figure.dataset.state;
      bundle = undefined;
      button.textContent = "Explore (could not load, try again)";
    }
  }

  async function redraw(embed, drawing, specs) {
    const label = drawing.querySelector("svg").getAttribute("aria-label");
    const stage = document.createElement("div");
    const { view } = await embed(stage, specs[drawing.dataset.size], { actions: false, renderer: "svg" });
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

  function filterRows(box, rows) {
    const words = (box.querySelector("input")?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...box.querySelectorAll("select")].map((select) => select.value);
    for (const row of rows) {
      const values = valuesOf(row);
      const text = [row.textContent, ...values].join(" ").toLowerCase();
      const fits = (value, index) => !value || values[index].split("; ").includes(value);
      row.hidden = !(words.every((word) => text.includes(word)) && wanted.every(fits));
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
