"""HTML as a browser reads it: elements with their attributes, and the text between them."""

from __future__ import annotations

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Collects elements with their attributes, and every text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element called `tag`, in order."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return "".join(self.texts)


def read(html: str) -> Reader:
    """Return what a browser would find in a piece of HTML."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader
