"""What search engines read: the list of pages, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from evidence.site.archives import Archive
from evidence.site.published import NO_EVIDENCE

SITEMAP = "sitemap.xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(newest: Archive, changed: Mapping[str, str], dates: Mapping[str, str]) -> bytes:
    """Return the list of the newest version's pages (sitemaps.org), with absolute addresses.

    `changed` is the version in which each page last changed, `dates` the day of each version.
    """
    site = newest.site.rstrip("/")
    root = ET.Element("urlset", {"xmlns": _NAMESPACE})
    for page in newest.pages:
        # The page at the very root only leads to the first page.
        if page in NO_EVIDENCE or (page == "index" and newest.home != "index"):
            continue
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = f"{site}/{page}.html"
        ET.SubElement(url, "lastmod").text = dates[changed[page]]
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def robots(site: str) -> bytes:
    """Return what robots may read: everything; and where the list of pages is, once known."""
    line = f"Sitemap: {site.rstrip('/')}/{SITEMAP}\n" if site else ""
    return f"User-agent: *\nAllow: /\n{line}".encode()
