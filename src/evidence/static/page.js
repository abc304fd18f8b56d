// The page's own controls: chapters, search, colours, copying. A page can be read without them.
"use strict";

(() => {
  const root = document.documentElement;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Chapters, a drawer on narrow screens: while it is open, nothing else can be reached.

  function setUpDrawer() {
    const nav = find(".ev-nav");
    const menu = find(".ev-menu");
    const close = find(".ev-close", nav);
    const others = [find(".ev-bar"), find("main"), find(".ev-foot"), find(".ev-skip")];
    const wide = matchMedia("(min-width: 64rem)");

    function show(isOpen) {
      nav.classList.toggle("ev-open", isOpen);
      menu.setAttribute("aria-expanded", isOpen);
      for (const other of others) other.inert = isOpen;
      (isOpen ? close : menu).focus();
    }

    const isOpen = () => nav.classList.contains("ev-open");
    menu.hidden = close.hidden = false;
    menu.addEventListener("click", () => show(true));
    close.addEventListener("click", () => show(false));
    addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) show(false); });
    addEventListener("click", ({ target }) => {
      if (isOpen() && !nav.contains(target) && !menu.contains(target)) show(false);
    });
    wide.addEventListener("change", () => { if (isOpen()) show(false); });
    const current = find("a.current", nav);
    if (current && wide.matches) nav.scrollTop = current.offsetTop - nav.clientHeight / 2;
  }

  // The list of sections is open where it has a column of its own, and follows the reader.

  function setUpSections() {
    const here = find(".ev-here");
    if (!here) return;
    here.open = matchMedia("(min-width: 75rem)").matches;
    const links = new Map(all("a[href^='#']", here).map((link) => [link.hash.slice(1), link]));
    const seen = new Set();
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target) : seen.delete(target);
      const inner = [...seen].filter((one) => ![...seen].some((other) => other !== one && one.contains(other)));
      for (const [id, link] of links) {
        inner[0]?.id === id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      }
    }, { rootMargin: "-15% 0px -75%" });
    for (const section of all("section[id]")) if (links.has(section.id)) watcher.observe(section);
  }

  // Colours: as the system has them, light, dark.

  function setUpMode() {
    const modes = { auto: "as on your device", light: "light", dark: "dark" };
    const button = find(".ev-mode");
    const say = () => {
      find("span", button).textContent = button.title = `Colours: ${modes[root.dataset.mode]}`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const names = Object.keys(modes);
      const next = names[(names.indexOf(root.dataset.mode) + 1) % names.length];
      localStorage.setItem("mode", next);
      dispatchEvent(new Event("ev-mode"));
      say();
    });
    say();
  }

  // Search: Sphinx made the index and knows how to ask it; both are loaded when first needed.

  let index;

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });
  }

  async function loadIndex(form) {
    // Sphinx's script would otherwise take over the page, and mark words on the next one.
    window._ready = () => {};
    window.SPHINX_HIGHLIGHT_ENABLED = false;
    window._ = (text) => text;
    for (const address of form.dataset.scripts.split(" ")) await load(address);
  }

  // Titles hold character references; a parser reads them without running anything.
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  async function search(form) {
    const said = find(".ev-search-said", form);
    const words = find("input", form).value.trim();
    const show = (text, items = []) => {
      said.textContent = text;
      find("ol", form).replaceChildren(...items);
    };
    if (!words) return show("");
    try {
      await (index ??= loadIndex(form));
    } catch {
      index = undefined;
      return show("The search could not be loaded. Try again.");
    }
    if (words !== find("input", form).value.trim()) return;
    // Global, but a constant of a script: no property of the window.
    const found = Search._performSearch(...Search._parseQuery(words)).reverse();
    const pages = new Set();
    const items = found.filter(([page, , anchor]) => anchor || !pages.has(page)).map(([page, title, anchor]) => {
      pages.add(page);
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      link.href = `${root.dataset.content_root}${page}.html${anchor}`;
      link.textContent = plain(title).replace(" > ", " › ");
      return item;
    });
    const several = items.length === 1 ? "1 place" : `${items.length} places`;
    show(items.length ? `${several} found` : `Nothing found for “${words}”`, items.slice(0, 60));
  }

  function setUpSearch() {
    const dialog = find(".ev-dialog");
    for (const form of all(".ev-search")) form.addEventListener("input", () => search(form));
    const open = () => {
      if (!dialog) return find(".ev-search input").focus();
      if (!dialog.open) dialog.showModal();
      find("input", dialog).focus();
      index ??= loadIndex(find("form", dialog)).catch(() => { index = undefined; });
    };
    addEventListener("keydown", (event) => {
      const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
      const isAsked = event.key === "/" ? !isWriting : event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!isAsked) return;
      event.preventDefault();
      open();
    });
    if (!dialog) return askFromAddress(find(".ev-search"));
    find(".ev-find").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    find(".ev-close", dialog).addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  function askFromAddress(form) {
    find("input", form).value = new URLSearchParams(location.search).get("q") ?? "";
    form.addEventListener("submit", (event) => event.preventDefault());
    search(form);
    find("input", form).focus();
  }

  // Code can be copied.

  function setUpCopying() {
    if (!navigator.clipboard) return;
    for (const pre of all("div.highlight pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ev-copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(pre.textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      pre.after(button);
    }
  }

  setUpDrawer();
  setUpSections();
  setUpMode();
  setUpSearch();
  setUpCopying();
})();
