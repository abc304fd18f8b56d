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
    await embed(stage, specs[drawing.dataset.size], { actions: false, renderer: "svg" });
    const svg = stage.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    drawing.replaceChildren(stage);
  }

  for (const figure of document.querySelectorAll(".ev-figure")) {
    const button = figure.querySelector(".ev-explore");
    button.hidden = false;
    button.addEventListener("click", () => explore(figure));
    figure.querySelector(".ev-canvas").addEventListener("pointerenter", () => explore(figure), { once: true });
  }

  function filterRows(box) {
    const table = document.getElementById(box.dataset.table);
    const rows = [...table.querySelectorAll("tbody tr")];
    const words = (box.querySelector("input")?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...box.querySelectorAll("select")].filter((select) => select.value);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits =
        words.every((word) => text.includes(word)) &&
        wanted.every((select) => row.querySelector(`td[data-label="${CSS.escape(select.name)}"]`)?.textContent === select.value);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    box.nextElementSibling.textContent = `${shown} of ${rows.length} shown`;
  }

  for (const box of document.querySelectorAll(".ev-filters")) {
    box.hidden = false;
    box.addEventListener("input", () => filterRows(box));
    filterRows(box);
  }
})();
