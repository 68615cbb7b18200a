"""
The words at which a check failed, each in one sentence for a reviewer.

Never here: whether it failed.
"""

import re
from collections.abc import Iterable, Sequence

from checker.checks.figures import Readings, figures
from checker.checks.passage import Passage

MOST_NAMED = 6  # words of a kind
_GROUPS = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_SHARE = r"(?:[ \u00a0\u202f]?(?:%|‰|per ?cent\b|percent\b))?"
_FIGURES = (re.compile(rf"[$€£¥]?(?:{_GROUPS}){_SHARE}"), re.compile(rf"[$€£¥]?(?:{_GROUPS})[ \u00a0-]?[^\W\d_]+"))


def numbers(claim: Passage, quote: Passage, strange: Sequence[Readings]) -> str:
    """Say which numbers of a claim are not its quote's, and what the quote says in their place."""
    said = _listed(_written(claim, each) for each in strange)
    instead = [each for each in quote.figures.said if each.isdisjoint(claim.figures.values)]
    if instead:
        return f"The claim says {said}, the quote {_listed(_written(quote, each) for each in instead)}."
    return f"The claim says {said}; neither the quote nor a sentence beside it does."


def _written(passage: Passage, readings: Readings) -> str:
    """Return a number as it is written in a text; one in words by its value."""
    for pattern in _FIGURES:
        for found in pattern.finditer(passage.text):
            if not readings.isdisjoint(figures(found.group(), passage.language).values):
                return found.group()
    return f"{max(readings):,.15g}"


def names(text: str, strange: Sequence[str]) -> str:
    """Say which names of a text are nowhere in the document."""
    found: list[str] = []
    for name in strange:
        whole = f"{found[-1]} {name}" if found else ""
        if whole and whole in text:
            found[-1] = whole
        else:
            found.append(name)
    told = list(dict.fromkeys(found))
    return f"{_quoted(told)} {'is' if len(told) == 1 else 'are'} not named in the document."


def words(strange: Sequence[str]) -> str:
    """Say which words of a claim its passage does not have."""
    return f"{_quoted(strange)} {_stand(strange)} neither in the quote nor in the sentences beside it."


def somebody(claimant: str, strange: Sequence[str], what: str) -> str:
    """Say which name of a claimant, or of a role, is nowhere in the document."""
    return names(claimant, strange or [claimant]).removesuffix(".") + f" ({what})."


def dangling(word: str) -> str:
    """Say which word of a claim points out of it."""
    return f"What “{word}” stands for cannot be understood without the text."


def voice(sign: str, claimant: str | None) -> str:
    """Say what shows that these are somebody's words, and to whom the claim gives them."""
    return f"{sign}, but the claim is given to {'the author' if claimant else 'nobody'}."


def differ(claimed: Sequence[str], quoted: Sequence[str]) -> str:
    """Say which cues only the claim has, or only the quote, or both for different words."""
    if claimed and not quoted:
        return f"The claim says {_quoted(claimed)}, the quote does not."
    if quoted and not claimed:
        return f"The quote says {_quoted(quoted)}, the claim does not."
    return f"The claim says {_quoted(claimed)} and the quote {_quoted(quoted)}, but not of the same words."


def _stand(several: Sequence[str]) -> str:
    return "stands" if len(set(several)) == 1 else "stand"


def _quoted(several: Iterable[str]) -> str:
    return _listed(f"“{each}”" for each in several)


def _listed(several: Iterable[str]) -> str:
    told = list(dict.fromkeys(several))
    if len(told) > MOST_NAMED:
        told = [*told[: MOST_NAMED - 1], "others"]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
