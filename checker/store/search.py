"""
The words under which a claim is found and those that a search asks for, folded alike so that both databases find the same.

Never here: how a database looks them up; dialect.py knows that.
"""

import re
import unicodedata

from checker.model import Claim

LONGEST_WORD = 64
LONGEST_TEXT = 20_000
MOST_WORDS = 32  # of one search; more would only be pasted by mistake
_WORD = re.compile(r"[^\W_]+")


def words_of(claim: Claim) -> str:
    """Return every word of a claim once, with a space between them."""
    said = dict.fromkeys((claim.text, claim.quote, claim.claimant or ""))  # the text is often the quote
    return " ".join(dict.fromkeys(word for part in said for word in folded(part)))


def asked(words: str) -> list[str]:
    """Return the words that a search asks for."""
    return folded(words)[:MOST_WORDS]


def folded(text: str) -> list[str]:
    """Return the words of a text in their order, without case, accents and compatibility forms."""
    text = text[:LONGEST_TEXT]
    bare = text.lower() if text.isascii() else _bare(text)
    return [word[:LONGEST_WORD] for word in _WORD.findall(bare)]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    letters = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))
