"""The words of the search."""

from __future__ import annotations

from sphinx.search.en import SearchEnglish

from evidence.search import English


class Counting:
    """A stemmer that knows how often it was asked."""

    asked = 0

    def stemWord(self, word: str) -> str:  # noqa: N802
        """Return the word without its last letter."""
        self.asked += 1
        return word[:-1]


def test_a_word_of_many_pages_is_cut_once() -> None:
    """The second page finds it done."""
    words = English({})
    words.stemmer = Counting()
    assert [words.stem(word) for word in ("apples", "pears", "apples")] == [
        "apple",
        "pear",
        "apple",
    ]
    assert words.stemmer.asked == 2


def test_words_are_cut_as_sphinx_cuts_them() -> None:
    """The script of the search page cuts what readers type in the same way."""
    ours, theirs = English({}), SearchEnglish({})
    for word in ("Apples", "ripening", "harvested", "the", "orchards"):
        assert ours.stem(word) == theirs.stem(word)
