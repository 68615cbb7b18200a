"""
A text as the checks read it: folded words and marks.

Never here: what a word means, or a comparison of two texts.
"""

import re
import unicodedata
from collections.abc import Iterator

from checker.text import plain

# An elided article is a word of its own: "l'", "d'", "dell'". Most words have no apostrophe: they are looked for first.
_TOKEN = re.compile(
    r"\w++(?!')|(?:qu|jusqu|lorsqu|puisqu|[cdjlmnst]|dell|nell|all|dall|sull|un|quest)'(?=\w)|\w+(?:'\w+)*|[.,;:!?()\[\]]"
)
_BLOCK = 8_000  # characters of a document that are read at a time
_MARKS = frozenset(".,;:!?()[]")


def folded(text: str) -> str:
    """Return a text in one typography and one case, letters with their accents in one piece."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", plain(text))


def blocks(text: str) -> Iterator[str]:
    """Yield a text in pieces of some thousand characters that end between words."""
    start = 0
    while start < len(text):
        end = start + _BLOCK
        gap = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) if end < len(text) else -1
        end = gap if gap > start else end
        yield text[start:end]
        start = end


def first_block(text: str) -> str:
    """Return the first of these pieces."""
    return next(blocks(text), "")


def tokens(text: str) -> list[str]:
    """Return the words and marks of a folded text."""
    return _TOKEN.findall(text)


def is_word(token: str) -> bool:
    """Tell whether a token is no mark."""
    return token not in _MARKS


def base(token: str) -> str:
    """Return a word without the ending of a possessive or of a verb drawn into it: "she's" is "she"."""
    return token if "'" not in token or token.endswith(("'", "n't")) else token.partition("'")[0]
