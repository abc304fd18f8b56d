"""The feed of what changed in the evidence: one entry per version, by Atom (RFC 4287)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from html import escape
from xml.etree import ElementTree as ET

from evidence.site.archives import Archive
from evidence.site.pairs import Record

_ATOM = "http://www.w3.org/2005/Atom"
_FIRST = "The first version."


def render(archives: Sequence[Archive], records: Mapping[str, Record], site: str) -> bytes:
    """Return the feed; `archives` the newest first, `records` by the newer of two versions.

    Addresses are absolute where the address of the site is known, else as seen from the
    feed. Entries are named by UUIDs made of the name of the tables and the version: they stay
    the same wherever the book is served, so that no reader gets an entry twice.
    """
    newest = archives[0]
    place = f"{site.rstrip('/')}/changes/" if site else ""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", _id(newest, "changes"))
    _add(feed, "title", f"{newest.title}: what changed in the evidence")
    _add(feed, "updated", _moment(newest))
    _add(_add(feed, "author"), "name", newest.author)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{place}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{place}index.html")
    for one in archives:
        _entry(feed, one, records.get(one.version), place)
    ET.indent(feed)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(feed: ET.Element, one: Archive, told: Record | None, place: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", _id(one, one.version))
    _add(entry, "title", f"Version {one.version}")
    _add(entry, "updated", _moment(one))
    page = f"{told['from']}--{told['to']}.html" if told else "index.html"
    _add(entry, "link", rel="alternate", type="text/html", href=place + page)
    _add(entry, "summary", told["headline"] if told else _FIRST, type="text")
    if told and told["told"]:
        items = "".join(f"<li>{escape(line)}</li>" for line in told["told"])
        _add(entry, "content", f"<ul>{items}</ul>", type="html")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    # Characters that XML has no place for may stand in a table.
    made.text = "".join(c for c in text if c in "\t\n\r" or c >= " ") or None
    return made


def _id(archive: Archive, what: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{archive.name}/{what}')}"


def _moment(archive: Archive) -> str:
    return f"{archive.date.isoformat()}T00:00:00Z"
