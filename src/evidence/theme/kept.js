// At an address that holds a version for ever there is room for what is newer, from the start.
(() => {
  const root = document.documentElement;
  const isKept = location.pathname.includes(`/v/${root.dataset.version}/`);
  if (location.protocol.startsWith("http") && (isKept || location.search === "?instead")) root.dataset.kept = "";
})();
