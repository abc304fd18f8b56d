// On a host that gives the site a folder, a lost page may lie at any depth below it: the site
// begins before the first folder that is one of its own.
(() => {
  const parts = location.pathname.split("/");
  const own = parts.findIndex((part, place) => place > 0 && FOLDERS.includes(part));
  const site = `${location.origin}${parts.slice(0, own > 0 ? own : -1).join("/")}/`;
  for (const link of document.querySelectorAll("[data-path]")) link.href = site + link.dataset.path;
})();
