"""
Whether a document, or what is known about it, holds the names of the claimant that a claim is given to.

Never here: who said it, or the names in the claim itself.
"""

import re
from collections.abc import Callable, Iterator

from checker.checks.names import NOUNS_CAPITALISED, Known, names
from checker.checks.wording import folded

_COURTESY = frozenset(
    "mr mrs ms mx miss sir dame lord lady dr prof professor herr frau monsieur madame mme mlle señor señora sr sra dott signor "
    "signora senhor senhora pan pani пан пані mp mep ceo pm".split()
)
_LED = "by "  # a capital letter tells nothing at the beginning of a text
_SEPARATE = re.compile(r"[\s.,;:!?()\[\]\"“”«»،؛।、。・]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SHORTEST = 2  # letters of a word


def is_known(claimant: str, known: Known, *, unsigned: bool, holds: Callable[[str], bool]) -> bool:
    """Tell whether all names of a claimant are known; of one in a script without case, at least half of the words."""
    if holds(claimant):
        return True
    if not _has_case(claimant):
        return unsigned or _half(claimant, holds)
    found = [name for name in _names(claimant, known.language, alone=not unsigned) if name.lower() not in _COURTESY]
    return _all_known(found, claimant, known, holds)


def is_known_role(role: str, known: Known, *, holds: Callable[[str], bool]) -> bool:
    """Tell whether all names in a claimant's role are known; "Spokesperson" holds none, "Minister of Truth" one."""
    if holds(role):
        return True
    found = [name for name in _names(role, known.language, alone=False) if name.lower() not in _COURTESY]
    return _all_known(found, role, known, holds)


def strange(words: str, known: Known) -> list[str]:
    """Return the names in a claimant or a role that are not known."""
    spelled = known.spelled_out(words)
    found = [name for name in _names(words, known.language, alone=True) if name.lower() not in _COURTESY]
    return [name for name in found if not known.holds(name) and name not in spelled]


def _has_case(words: str) -> bool:
    letters = [char for char in words if char.isalpha()]
    return not letters or any(char.islower() or char.isupper() for char in letters)


def _names(words: str, language: str, *, alone: bool) -> list[str]:
    """Return the names in a description; its first word is none before a small letter, and may be one if it stands alone."""
    first, *rest = words.split() or [""]
    if not rest:
        return [words.strip()] if alone and first[:1].isupper() else []
    is_name = rest[0][0].isupper() or (first.isupper() and len(first) > 1)
    begins = "" if is_name else first.strip(",;:")
    return [name for name in names(_LED + words, language) if name != begins]


def _all_known(found: list[str], words: str, known: Known, holds: Callable[[str], bool]) -> bool:
    strange = [name for name in found if not known.holds(name)]
    if strange and known.language in NOUNS_CAPITALISED:
        strange = [name for name in strange if not holds(folded(name))]  # as a part of a longer word
    return not strange or set(strange) <= known.spelled_out(words)


def _half(words: str, holds: Callable[[str], bool]) -> bool:
    parts = list(_parts(words))
    return 2 * sum(map(holds, parts)) >= len(parts)


def _parts(words: str) -> Iterator[str]:
    """Yield the words, or, where no spaces part them, each two letters that stand together."""
    for word in _SEPARATE.split(words):
        if _UNSPACED.search(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= _SHORTEST:
            yield word
