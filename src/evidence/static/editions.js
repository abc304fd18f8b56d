// Versions: which there are, what changed on this page since this one, and the way to another.
// Everything comes from files that only a site has; on disk and on other hosts this does
// nothing. Those files are described in src/evidence/site/published.py: pages of old versions
// read what newer ones write.
"use strict";

(() => {
  const root = document.documentElement;
  const own = root.dataset.version;
  if (!own || !location.protocol.startsWith("http")) return;

  const book = new URL(root.dataset.content_root, location.href);
  const isKept = book.pathname.endsWith(`/v/${own}/`);
  const site = isKept ? new URL("../../", book) : book;
  const page = location.pathname.slice(book.pathname.length).replace(/\.html$/, "");
  const say = (date) => new Date(date).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  async function read(path, format) {
    try {
      const answer = await fetch(new URL(path, site));
      const told = answer.ok ? await answer.json() : null;
      return told?.format === format ? told : null;
    } catch {
      return null;
    }
  }

  const pagesOf = (version) => read(`changes/${version}.json`, "version-pages/1");
  const folder = (version, newest) => (version === newest ? site : new URL(`v/${version}/`, site));

  // The banner: room is kept for it where it stands, so that nothing moves.

  async function tell(versions, newest) {
    const banner = document.querySelector(".ev-edition");
    const mine = versions.find((one) => one.version === own);
    const lines = [];
    if (location.search === "?instead") {
      lines.push(make("p", {}, "The page you came from is not in this version. This is its first page."));
    }
    if (isKept && mine && own !== newest.version) lines.push(...await older(mine, newest));
    else if (isKept && mine) {
      lines.push(make("p", {}, `This is version ${own} of ${say(mine.date)}, the newest. At this address it stays as it is.`));
    }
    banner.append(...lines);
    banner.hidden = !lines.length;
    banner.classList.toggle("ev-old", own !== newest.version);
  }

  async function older(mine, newest) {
    const pair = `changes/${own}--${newest.version}`;
    const changes = await read(`${pair}.json`, "page-changes/1");
    const isGone = changes?.gone.includes(page);
    const here = new URL(isGone ? `${changes.home}.html?instead` : `${page}.html${location.hash}`, site);
    const newer = make("a", { href: here }, `version ${newest.version} of ${say(newest.date)}`);
    const lines = [make("p", {}, make("strong", {}, `This is version ${own} of ${say(mine.date)}.`), " Newer: ", newer, isGone ? ", which has no such page." : ".")];
    if (changes) lines.push(since(changes.pages[page], new URL(`${pair}.html`, site)));
    return lines;
  }

  function since(change, comparison) {
    const said = [...(change?.evidence ?? []), ...(change?.edited ? ["Its text was edited."] : [])];
    const all = make("a", { href: comparison }, "All that changed");
    if (!said.length) return make("p", {}, "Nothing on this page has changed since. ", all);
    const many = said.length === 1 ? "1 change" : `${said.length} changes`;
    const list = make("ul", {}, ...said.map((line) => make("li", {}, line)));
    return make("details", {}, make("summary", {}, `${many} on this page since`), list, make("p", {}, all));
  }

  // The foot: other versions of this page, and when its evidence last changed.

  function offer(versions, newest) {
    const foot = document.querySelector(".ev-version");
    const choice = make("select", {}, ...versions.map(({ version, date }) => {
      const name = version === newest.version ? `${version}, the newest` : `${version}, ${say(date)}`;
      return make("option", { value: version, selected: version === own }, name);
    }));
    // A button: with the keyboard, every version passed on the way would be opened otherwise.
    const open = make("button", { type: "button" }, "Open");
    open.addEventListener("click", () => go(choice.value, newest));
    const compare = make("a", { href: new URL("changes/index.html", site) }, "Compare versions");
    const last = make("span", { className: "ev-last" });
    foot.append(" ", last, make("label", {}, "Version to read ", choice), open, compare);
    const watcher = new IntersectionObserver(async (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      const changed = (await pagesOf(own))?.pages[page];
      if (changed) last.textContent = `The evidence of this page last changed in version ${changed}. `;
    }, { rootMargin: "400px" });
    watcher.observe(foot);
    // Back at this page, the list says again what is shown.
    addEventListener("pageshow", () => { choice.value = own; });
  }

  // The chapter about changes leads to what no chapter can hold.

  function lead() {
    const place = document.querySelector(".ev-all-versions");
    if (!place) return;
    const link = (path, text) => make("a", { href: new URL(`changes/${path}`, site) }, text);
    place.append(link("index.html", "All versions, and what changed between any two"), ". ", link("feed.xml", "The feed"), ".");
  }

  async function go(version, newest) {
    const known = await pagesOf(version);
    if (!known) return;
    const has = page in known.pages;
    location.href = new URL(has ? `${page}.html${location.hash}` : `${known.home}.html?instead`, folder(version, newest.version));
  }

  async function start() {
    const known = await read("versions.json", "versions/1");
    const versions = (known?.versions ?? []).filter((one) => /^\d{4}\.\d{2}(\.\d+)?$/.test(one.version));
    if (!versions.length) return;
    const newest = versions[0];
    document.head.append(make("link", { rel: "alternate", type: "application/atom+xml", title: "What changed in the evidence", href: new URL("changes/feed.xml", site) }));
    if ("kept" in root.dataset) await tell(versions, newest);
    offer(versions, newest);
    lead();
  }

  document.readyState === "complete" ? start() : addEventListener("load", start);
})();
