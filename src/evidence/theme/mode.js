// Light or dark, before anything is drawn. What is printed is light.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const print = matchMedia("print");
  function apply() {
    let mode = "auto";
    try { mode = localStorage.getItem("mode") || mode; } catch { /* nothing is stored here */ }
    const isDark = !print.matches && (mode === "dark" || (mode === "auto" && dark.matches));
    root.dataset.mode = mode;
    root.dataset.theme = isDark ? "dark" : "light";
    document.querySelector("meta[name=theme-color]").content = isDark ? "#14191f" : "#ffffff";
  }
  apply();
  dark.addEventListener("change", apply);
  print.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("ev-mode", apply);
})();
