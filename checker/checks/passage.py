"""
A stretch of text in one language, read as far as the checks ask: its words, cues and numbers, each found out once.

Never here: a comparison of two texts.
"""

from collections.abc import Sequence
from functools import cached_property

from checker.checks.cues import Cue, Seen, cues, foci
from checker.checks.figures import Figures, in_folded
from checker.checks.languages import small_words
from checker.checks.wording import base, folded, is_word, tokens

# First letters of a short and of a long word that tell it from another, whatever its ending.
_SHORT, _LONG = 4, 5
_LONG_FROM = 8


class Passage:
    """One text, its words and marks, and what was found among them."""

    def __init__(self, text: str, language: str, words: list[str] | None = None) -> None:
        self.text = text
        self.language = language
        if words is not None:
            self.words = words

    @cached_property
    def plain(self) -> str:
        """The text in one typography and one case."""
        return folded(self.text)

    @cached_property
    def words(self) -> list[str]:
        """Its words and marks."""
        return tokens(self.plain)

    @cached_property
    def cues(self) -> Sequence[Seen]:
        """Its negations, hedges, and what else is a cue."""
        return cues(self.words, self.language)

    @cached_property
    def figures(self) -> Figures:
        """Its numbers."""
        return in_folded(self.plain, self.words, self.language)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of the words that carry meaning."""
        small = small_words(self.language)
        return frozenset(_stem(word) for word in self.words if is_word(word) and word not in small)

    @cached_property
    def kinds(self) -> frozenset[Cue]:
        """The kinds of its cues."""
        return frozenset(seen.cue for seen in self.cues)

    def unlike(self, stems: frozenset[str]) -> list[str]:
        """Return the words that carry meaning and begin with none of these."""
        small = small_words(self.language)
        return [word for word in self.words if is_word(word) and word not in small and _stem(word) not in stems]

    def said(self, kinds: frozenset[Cue]) -> list[str]:
        """Return the words of its cues of some kinds."""
        return [" ".join(self.words[seen.start : seen.end]) for seen in self.of_kind(kinds)]

    def of_kind(self, kinds: frozenset[Cue]) -> list[Seen]:
        """Return the cues of some kinds."""
        return [seen for seen in self.cues if seen.cue in kinds]

    def stand_for(self, seen: Seen) -> list[str]:
        """Return the beginnings of the words that a cue may stand for, the nearest first."""
        return [_stem(word) for word in foci(self.words, seen, self.language)]


def _stem(word: str) -> str:
    plain = base(word)
    return plain[: _LONG if len(plain) >= _LONG_FROM else _SHORT]
