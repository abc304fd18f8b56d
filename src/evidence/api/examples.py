"""Examples of use on a page: they name the site where it is known, else leave it to a script."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

# Stands for the address of the site, in the text of a chapter.
PLACE = "https://SITE/"
SCRIPT = "programs.js"


def name_site(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the address of the site into a page's examples, or add the script that does.

    The script asks the page where it is served; on disk the examples stay as they are.
    """
    if PLACE not in context.get("body", ""):
        return
    known = app.config.html_baseurl
    if known:
        context["body"] = context["body"].replace(PLACE, f"{known.rstrip('/')}/")
    else:
        app.add_js_file(SCRIPT, loading_method="defer")
