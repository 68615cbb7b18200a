"""
A text as the checks read it: folded words and marks.

Never here: what a word means, or a comparison of two texts.
"""

import re
import unicodedata

from checker.text import fold

# An elided article is a word of its own: "l'", "d'", "dell'".
_TOKEN = re.compile(
    r"(?:qu|jusqu|lorsqu|puisqu|[cdjlmnst]|dell|nell|all|dall|sull|un|quest)'(?=\w)|\w+(?:'\w+)*|[.,;:!?()\[\]]"
)
_MARKS = frozenset(".,;:!?()[]")


def folded(text: str) -> str:
    """Return a text in one typography and one case, letters with their accents in one piece."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", fold(text).text)


def tokens(text: str) -> list[str]:
    """Return the words and marks of a folded text."""
    return _TOKEN.findall(text)


def is_word(token: str) -> bool:
    """Tell whether a token is no mark."""
    return token not in _MARKS


def base(token: str) -> str:
    """Return a word without the ending of a possessive or of a verb drawn into it: "she's" is "she"."""
    return token if "'" not in token or token.endswith(("'", "n't")) else token.partition("'")[0]
