"""The words of the search: each is cut to its stem once, however many pages have it."""

from __future__ import annotations

from functools import cache

from sphinx.search.en import SearchEnglish


class English(SearchEnglish):
    """Sphinx's own English, which would cut the same word anew for every page."""

    def init(self, options: dict[str, str]) -> None:
        """Begin with no word known."""
        super().init(options)
        self.stem = cache(self.stem)  # type: ignore[method-assign]
