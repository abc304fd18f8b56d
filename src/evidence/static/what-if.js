// A forest plot in which a reader leaves studies out: every result was worked out by the build,
// this only shows the one that was chosen. The choice is in the address, so it can be shared.
"use strict";

(() => {
  const ROWS = "rows";
  const LONGEST = 40;

  function start(box) {
    const figure = document.getElementById(box.dataset.figure);
    const name = box.dataset.name;
    const { reports, built, steps, worlds } = JSON.parse(box.querySelector(".ev-worlds").textContent);
    const keys = reports.map(([key]) => key);
    const together = box.querySelector(".ev-together");
    const fields = box.querySelector(".ev-choices");
    const ignored = box.querySelector(".ev-ignored");
    const views = new Map();
    let rows = [];  // as the build drew them; known once the figure is drawn here
    let code = built;

    const isIn = (place, of = code) => of[place] === "1";
    const put = (of, place, mark) => of.slice(0, place) + mark + of.slice(place + 1);

    // Of reports on the same people one counts: taking one in takes the others out.
    function choose(of, place, takes) {
      const same = (other) => takes && reports[other][1] === reports[place][1];
      const alone = [...of].map((mark, other) => (same(other) ? "0" : mark)).join("");
      return put(alone, place, takes ? "1" : "0");
    }

    function rowsOf(world) {
      return rows.map((row, number) => {
        const line = world.lines[row.Kind];
        if (!line) {
          const place = keys.indexOf(row.Key);
          return { ...row, In: place < 0 ? row.In : isIn(place), Share: world.shares[number] };
        }
        const [Estimate, Lower, Upper, Shown, Interval] = line;
        return { ...row, Estimate, Lower, Upper, Shown, Interval };
      });
    }

    // A choice of too many steps was not worked out: the studies alone are shown.
    function unknown() {
      const lines = Object.fromEntries(
        Object.keys(worlds[built].lines).map((kind) => [kind, [null, null, null, "not worked out", ""]]),
      );
      const words = `Not worked out: so far from the book as built (more than ${steps} at once) nothing was.`;
      return { said: ["Another choice.", words], lines, shares: worlds[built].shares };
    }

    function show() {
      const world = worlds[code] ?? unknown();
      const [head, ...rest] = world.said;
      const strong = document.createElement("strong");
      strong.textContent = head;
      together.replaceChildren(strong, ` ${rest.join(" ")}`);
      for (const input of fields.querySelectorAll("input")) {
        if (input.value) input.checked = isIn(keys.indexOf(input.value));
      }
      for (const same of fields.querySelectorAll(".ev-same")) {
        const inputs = [...same.querySelectorAll("input")];
        inputs.find((one) => !one.value).checked = !inputs.some((one) => one.value && one.checked);
      }
      box.querySelector(".ev-reset").disabled = code === built;
      draw(world);
    }

    function draw(world) {
      const isBuilt = code === built;
      // The built drawing must not stand for another choice while the new one is on its way.
      figure.classList.toggle("ev-waiting", !isBuilt && !views.size);
      if (!isBuilt && !views.size) figure.querySelector(".ev-explore").click();
      const shown = isBuilt ? rows : rowsOf(world);
      for (const [drawing, view] of views) {
        view.data(ROWS, structuredClone(shown)).runAsync();
        drawing.querySelector("svg").setAttribute("aria-label", world.said.join(" "));
      }
    }

    // The address

    const FIELDS = [`without-${name}`, `with-${name}`];

    function address() {
      const found = new URL(location.href);
      const without = keys.filter((_, place) => isIn(place, built) && !isIn(place) && !swapped(place));
      const taken = keys.filter((_, place) => !isIn(place, built) && isIn(place));
      [without, taken].forEach((some, number) => {
        found.searchParams.delete(FIELDS[number]);
        if (some.length) found.searchParams.set(FIELDS[number], some.join(","));
      });
      found.search = found.search.replaceAll("%2C", ",");
      found.hash = figure.id;
      return found;
    }

    const swapped = (place) =>
      reports.some(([, cohort], other) => cohort === reports[place][1] && other !== place && isIn(other));

    function read() {
      const asked = new URL(location.href).searchParams;
      const [without, taken] = FIELDS.map((field) => (asked.get(field) ?? "").split(",").filter(Boolean));
      const known = (key) => keys.includes(key);
      code = built;
      for (const key of without.filter(known)) code = choose(code, keys.indexOf(key), false);
      for (const key of taken.filter(known)) code = choose(code, keys.indexOf(key), true);
      const strange = [...without, ...taken].filter((key) => !known(key));
      ignored.hidden = !strange.length;
      const named = strange.map((key) => `“${key.slice(0, LONGEST)}”`).slice(0, 5).join(", ");
      ignored.textContent = strange.length ? `The address names what is not in this figure: ${named}. It is ignored.` : "";
      show();
    }

    function change(next) {
      code = next;
      ignored.hidden = true;
      try {
        history.pushState(null, "", address());
      } catch {
        // A page opened from a file may not change its address; the choice works all the same.
      }
      show();
    }

    fields.hidden = false;
    fields.addEventListener("change", ({ target }) => {
      const inputs = [...target.closest("fieldset").querySelectorAll("input")];
      const none = () => inputs.reduce((of, one) => (one.value ? choose(of, keys.indexOf(one.value), false) : of), code);
      change(target.value ? choose(code, keys.indexOf(target.value), target.checked) : none());
    });
    box.querySelector(".ev-reset").addEventListener("click", () => change(built));
    figure.classList.add("ev-questioned");
    figure.querySelector(".ev-canvas").addEventListener("click", ({ target }) => {
      const place = keys.indexOf(target.getAttribute("aria-label"));
      if (place >= 0) change(choose(code, place, !isIn(place)));
    });
    figure.addEventListener("ev-drawn", ({ target, detail }) => {
      views.set(target, detail);
      rows = window.evidenceFigures[figure.id].wide.datasets[ROWS];
      if (code !== built) draw(worlds[code] ?? unknown());
    });
    addEventListener("popstate", read);
    read();
  }

  for (const box of document.querySelectorAll(".ev-what-if")) start(box);
})();
