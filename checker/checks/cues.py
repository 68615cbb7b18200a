"""
Negations, hedges and other cues of a text in a language, and the word that each stands for.

Never here: a comparison of two texts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from checker.checks.cue_words import CUES
from checker.checks.figures import is_number_word
from checker.checks.languages import small_words
from checker.checks.wording import base, folded, is_word, tokens

_SCOPE = 5  # words after a cue, among which is the one that it stands for
_MOST = 2  # words that one cue stands for
_NUMERIC = re.compile(r"\d")


class Cue(Enum):
    """What a word or phrase does to what is said."""

    NEGATION = auto()
    DENIAL = auto()
    ABOUT = auto()
    NEARLY = auto()
    PERHAPS = auto()
    HEARSAY = auto()
    POINTER = auto()
    SAID = auto()
    ACCORDING = auto()
    IDIOM = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """A cue in a text: the places of its first word and of the one after its last."""

    cue: Cue
    start: int
    end: int


_FIELDS = {
    Cue.IDIOM: "idioms",
    Cue.NEGATION: "negation",
    Cue.PERHAPS: "perhaps",
    Cue.HEARSAY: "hearsay",
    Cue.NEARLY: "nearly",
    Cue.ABOUT: "about",
    Cue.POINTER: "pointers",
    Cue.ACCORDING: "according",
    Cue.SAID: "said",
    Cue.DENIAL: "denial",
}
_Table = Mapping[str, Sequence[tuple[tuple[str, ...], Cue]]]


@cache
def _table(language: str) -> _Table:
    """The phrases of a language by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for cue, field in _FIELDS.items():
        for phrase in getattr(CUES[language], field) if language in CUES else ():
            first, *rest = tokens(folded(phrase))
            found.setdefault(first, []).append((tuple(rest), cue))
    return {first: sorted(phrases, key=lambda each: -len(each[0])) for first, phrases in found.items()}


def cues(words: Sequence[str], language: str) -> list[Seen]:
    """Return the cues of a text in order, of those that overlap the longest; idioms are passed over."""
    return list(_cues(words, language)) if language in CUES else []


def _cues(words: Sequence[str], language: str) -> Iterator[Seen]:
    table, end = _table(language), 0
    for at in [at for at, word in enumerate(words) if word in table]:
        seen = _at(table[words[at]], words, at) if at >= end else None
        if seen:
            end = seen.end
            if seen.cue is not Cue.IDIOM and not _means_another(seen, words, language):
                yield seen


def _at(phrases: Sequence[tuple[tuple[str, ...], Cue]], words: Sequence[str], at: int) -> Seen | None:
    for rest, cue in phrases:
        if not rest or tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
            return Seen(cue, at, at + 1 + len(rest))
    return None


_BEFORE_MONTH = frozenset("in of since until by last this next every early late mid on from to and through".split())
# These are verbs of saying only with a clause: "insurance claims", "added 5,000 jobs", "the United States".
_SAID_WITH_THAT = frozenset(
    "add adds added claims states state announced confirmed confirms declared warned wrote denied argues testified reported told".split()
)
_THAT = frozenset(("that", ":", ",", "how", "why"))
_NOT_YET = frozenset(("to", "not"))  # "difficult to say"


def _means_another(seen: Seen, words: Sequence[str], language: str) -> bool:
    """Tell whether a cue is none in its place: the month of May, "No. 5", "No, …", "about" before what is no number."""
    before = words[seen.start - 1] if seen.start else ""
    after = words[seen.end] if seen.end < len(words) else ""
    if seen.cue is Cue.ABOUT:
        return not _NUMERIC.match(after) and not is_number_word(after, language)
    if seen.cue is Cue.SAID:
        return before in _NOT_YET or (words[seen.start] in _SAID_WITH_THAT and after not in _THAT)
    if words[seen.start] == "may":
        return before in _BEFORE_MONTH or _NUMERIC.match(before) is not None or _NUMERIC.match(after) is not None
    if seen.cue is Cue.NEGATION and words[seen.start] == "no":
        return after in (",", ".") or (language == "en" and _NUMERIC.match(after) is not None)
    return False


def foci(words: Sequence[str], seen: Seen, language: str) -> list[str]:
    """Return the words that a cue may stand for: those after it that carry meaning, in the same clause, the nearest first."""
    small, found = small_words(language), []
    for word in words[seen.end : seen.end + _SCOPE]:
        if not is_word(word):
            break
        if word not in small:
            found.append(base(word))
    return found[:_MOST]
