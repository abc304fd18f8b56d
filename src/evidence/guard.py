"""What no page takes from a text, whatever the text is: addresses that run."""

from __future__ import annotations

from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx

_SCHEMES = ("", "http", "https", "mailto")


def addresses_lead_to_pages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the words of a link whose address is not that of a page."""
    for link in list(doctree.findall(nodes.reference)):
        if _scheme(link.get("refuri", "")) not in _SCHEMES:
            link.replace_self(link.children)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "none"
