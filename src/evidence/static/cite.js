// The citation at the foot of the page follows what a reader chose. What it says is written
// into the page by evidence/citing; here only its gaps are filled.
"use strict";

(() => {
  const box = document.querySelector(".ev-cite");
  if (!box) return;
  const formats = JSON.parse(box.querySelector("script").textContent);
  const GAP = /⟨[a-z/]+⟩/g;
  const ROW = "⟨row⟩";
  const gap = (name) => box.querySelector(`[data-gap="${name}"]`);
  const status = box.nextElementSibling;
  const whole = pageAddress();
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  let part = null;

  // What has no address in the settings has the one it is read at, on a web server only.
  function pageAddress() {
    const known = gap("address").getAttribute("href");
    if (known || !location.protocol.startsWith("http")) return known ?? "";
    const { path } = box.dataset;
    const folder = /^v\/[^/]+\//.exec(path)?.[0] ?? "";
    const here = new URL(document.documentElement.dataset.content_root || "./", location.href).href;
    return (folder && here.endsWith(`/${folder}`) ? here.slice(0, -folder.length) : here) + path;
  }

  function partAt(id) {
    const target = /^[A-Za-z0-9.-]+$/.test(id) ? document.getElementById(id) : null;
    const holder = target?.closest("[data-cite]");
    const { cite, citeBib = cite } = holder?.dataset ?? {};
    if (!cite || (holder === target && cite.includes(ROW))) return null;
    return { id, name: cite.replace(ROW, id), coded: citeBib.replace(ROW, id) };
  }

  function filled(kind) {
    const known = {
      "⟨part⟩": part ? `: ${kind === "bibtex" ? part.coded : part.name}` : "",
      "⟨key⟩": part ? `-${part.id}` : "",
      "⟨read⟩": day.join("-"),
      "⟨read/⟩": day.join("/"),
    };
    if (whole) known["⟨address⟩"] = address();
    return formats[kind]
      .split("\n")
      .filter((line) => (line.match(GAP) ?? []).every((one) => one in known))
      .map((line) => line.replace(GAP, (one) => known[one]))
      .join("\n");
  }

  const address = () => (whole && part ? `${whole}#${part.id}` : whole);

  function show(chosen) {
    part = chosen;
    const kind = part ? part.name.replace(/^the /, "").split(" ")[0] : "page";
    box.querySelector("summary span").textContent = kind;
    gap("part").textContent = part ? `: ${part.name}${"stop" in gap("part").dataset ? "." : ""}` : "";
    const read = gap("read");
    if (read) read.textContent = `, read on ${now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`;
    const link = gap("address");
    link.hidden = !whole;
    link.href = link.textContent = address();
    all.hidden = !part;
  }

  // The link leads to the citation of the page as a file; what a reader chose is made here.
  function save(event) {
    event.preventDefault();
    const file = event.currentTarget;
    const made = document.createElement("a");
    made.href = URL.createObjectURL(new Blob([filled(file.dataset.kind)], { type: "text/plain" }));
    made.download = JSON.parse(filled("csl"))[0].id + /\.\w+$/.exec(file.pathname)[0];
    made.click();
    URL.revokeObjectURL(made.href);
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function copier(label, text) {
    const made = button(label, async () => {
      await navigator.clipboard.writeText(text());
      status.textContent = `Copied: ${label}`;
      made.textContent = "Copied";
      setTimeout(() => { made.textContent = label; }, 2000);
    });
    return made;
  }

  const tools = box.querySelector(".ev-cite-tools");
  for (const file of tools.querySelectorAll("[data-kind]")) file.addEventListener("click", save);
  const all = button("Cite the whole page", () => {
    show(null);
    status.textContent = "This is the citation of the whole page now.";
    box.querySelector("summary").focus();
  });
  if (navigator.clipboard) {
    const copies = document.createElement("span");
    const text = () => box.querySelector(".ev-cited").innerText.trim();
    const made = [...tools.querySelectorAll("[data-kind]")].map((link) => copier(link.textContent, () => filled(link.dataset.kind)));
    copies.append("Copy", ...[copier("Text", text), ...made].flatMap((one) => [" ", one]));
    tools.prepend(copies, " ");
  }
  tools.append(" ", all);

  function follow(isNews) {
    const found = partAt(location.hash.slice(1));
    if (isNews && found) status.textContent = `The citation at the foot of the page is that of ${found.name} now.`;
    // Its own address asks for the citation as it stands.
    if (location.hash !== "#cited") show(found);
  }

  addEventListener("hashchange", () => follow(true));
  for (const link of document.querySelectorAll(".ev-cite-figure")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(partAt(link.closest("[data-cite]").id));
      box.open = true;
      status.textContent = `This is the citation of ${part.name}.`;
      box.querySelector("summary").focus();
    });
  }
  show(null);
  follow(false);
})();
