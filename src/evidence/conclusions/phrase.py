"""A part of an assertion that knows its place, so that a message can name the word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_FEW = 30


class MalformedError(Exception):
    """An assertion cannot be read; carries what was found at which word, and the cure."""

    def __init__(self, found: str, cure: str):
        super().__init__(f"{found} → {cure}")
        self.found = found
        self.cure = cure


@dataclass(frozen=True)
class Phrase:
    """The characters of an assertion from `start` to `end`."""

    whole: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str) -> Phrase:
        """Return a whole assertion as a phrase."""
        return cls(text, 0, len(text))

    @property
    def text(self) -> str:
        """The phrase as text."""
        return self.whole[self.start : self.end]

    def match(self, pattern: str) -> tuple[Phrase, ...] | None:
        """Return the groups of a pattern the phrase fits as a whole; an absent one is empty."""
        match = re.compile(pattern).fullmatch(self.whole, self.start, self.end)
        if match is None:
            return None
        spans = (match.span(group) for group in range(1, match.re.groups + 1))
        return tuple(
            Phrase(self.whole, start, end) if start >= 0 else Phrase(self.whole, self.end, self.end)
            for start, end in spans
        )

    def split(self, pattern: str) -> list[Phrase]:
        """Return the parts of the phrase between what fits a pattern."""
        parts, start = [], self.start
        for match in re.compile(pattern).finditer(self.whole, self.start, self.end):
            parts.append(Phrase(self.whole, start, match.start()))
            start = match.end()
        return [*parts, Phrase(self.whole, start, self.end)]

    def after(self, characters: int) -> Phrase:
        """Return the phrase without its first characters and the spaces after them."""
        rest = self.text[characters:]
        return Phrase(self.whole, self.end - len(rest.lstrip()), self.end)

    def malformed(self, said: str, cure: str) -> MalformedError:
        """Return the error that this phrase is: its word's number, the phrase, what is wrong."""
        number = len(self.whole[: self.start].split()) + 1
        shown = f" “{self.text}”" if self.text else ""
        return MalformedError(f"at word {number}{shown}: {said}", cure)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what to write instead of an unknown word: the nearest known one, or a short list."""
    names = sorted(set(known))
    close = get_close_matches(word, names, n=1)
    if close:
        return f"write “{close[0]}”"
    few = 0 < len(names) <= _FEW
    return f"use one of: {'; '.join(names)}" if few else "use one that is there"
