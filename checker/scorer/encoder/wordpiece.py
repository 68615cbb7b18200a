"""
Words cut into the pieces that an uncased BERT vocabulary knows.

Never here: what a piece means, or which vocabulary is the right one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

UNKNOWN, START, END, PADDING = "[UNK]", "[CLS]", "[SEP]", "[PAD]"
LONGEST_WORD = 100  # characters; what is longer is unknown, as it was when the encoder learnt
_KEPT_CONTROLS = "\t\n\r"
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"


def _is_mark(character: str) -> bool:
    ascii_mark = character.isascii() and not character.isalnum() and character.isprintable() and character != " "
    return ascii_mark or unicodedata.category(character).startswith("P")


def _bare(text: str) -> str:
    """Lower case without accents and without what cannot be seen."""
    seen = "".join(c for c in text if c in _KEPT_CONTROLS or not (c == "\ufffd" or unicodedata.category(c).startswith("C")))
    return "".join(c for c in unicodedata.normalize("NFD", seen.lower()) if unicodedata.category(c) != "Mn")


_APART = re.compile(f"[{_CJK}]|[^{_CJK}]+")


def words(text: str) -> Iterator[str]:
    """The words of a text, each mark and each Chinese character by itself."""
    for chunk in _bare(text).split():
        for part in _APART.findall(chunk):
            yield from _around_marks(part)


def _around_marks(chunk: str) -> Iterator[str]:
    start = 0
    for at, character in enumerate(chunk):
        if _is_mark(character):
            if start < at:
                yield chunk[start:at]
            yield character
            start = at + 1
    if start < len(chunk):
        yield chunk[start:]


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A vocabulary, and what has been looked up in it."""

    ids: Mapping[str, int]
    _seen: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, text: str, longest: int) -> list[int]:
        """The ids of a text's pieces between the two ends, at most so many."""
        found = [self.ids[START]]
        for word in words(text):
            found.extend(self._word(word))
            if len(found) >= longest:
                break
        return [*found[: longest - 1], self.ids[END]]

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            known = tuple(self._cut(word))
            if len(self._seen) < _REMEMBERED:
                self._seen[word] = known
        return known

    def _cut(self, word: str) -> list[int]:
        unknown = [self.ids[UNKNOWN]]
        if len(word) > LONGEST_WORD:
            return unknown
        pieces, start = [], 0
        while start < len(word):
            piece, start = self._longest_from(word, start)
            if piece is None:
                return unknown
            pieces.append(piece)
        return pieces

    def _longest_from(self, word: str, start: int) -> tuple[int | None, int]:
        before = "##" if start else ""
        for end in range(len(word), start, -1):
            found = self.ids.get(before + word[start:end])
            if found is not None:
                return found, end
        return None, start


_REMEMBERED = 50_000  # words


def word_pieces(vocabulary: Sequence[str]) -> WordPieces:
    """The cutter for a vocabulary, whose order gives the ids."""
    return WordPieces({piece: at for at, piece in enumerate(vocabulary)})
