// Examples name the site that the page is read on. On disk there is none to name.
"use strict";

(() => {
  if (!location.protocol.startsWith("http")) return;
  const site = new URL(document.documentElement.dataset.content_root, location.href).href;
  for (const code of document.querySelectorAll("article code, article pre")) {
    const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.replaceAll("https://SITE/", site);
    }
  }
})();
