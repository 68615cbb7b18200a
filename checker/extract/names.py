"""
The full names that occurred before a part of a document, found by their capital letters alone.

Never here: who a pronoun means, or names of one word.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_NAMES = 20
LOOKED_AT = 400  # mentions; further back nobody is meant by "she"
_MOST_WORDS = 6  # a longer run of capital letters is a headline

_CAPITAL = r"(?:(?:[^\W\d_a-z]\.)+|(?:Dr|Gen|Gov|Mr|Mrs|Ms|Prof|Rep|Sen|St)\.|[^\W\d_a-z][\w’'-]*)"
_PARTICLE = r"(?:al|bin|da|de|del|della|der|di|dos|du|el|ibn|la|le|of|ten|the|van|von|zu)"
_NAME = re.compile(rf"(?<![\w’'.-]){_CAPITAL}(?:[ ](?:{_PARTICLE}[ ])*{_CAPITAL})+")
_OWNER = re.compile("['’]s?$")
# Words that begin with a capital letter only because they begin a sentence.
_STARTERS = frozenset(
    "A After Although An And As At Because Before But By During Earlier For From He Her His How However If In It Its Last Later "
    "Many Meanwhile Most My No Not Now Of On Once One Or Our Over She Since So Some Still That The Their Then There These They "
    "This Those Though Through To Today Two Under Until We What When Where While Who Why With Yesterday Yet You Your".split()
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every full name in a document, each with the number of the sentence that it stands in."""

    places: Sequence[int]
    names: Sequence[str]

    def before(self, sentence: int) -> tuple[str, ...]:
        """Return the names that stand before a sentence, the latest first, each once and in its fullest form."""
        end = bisect_left(self.places, sentence)
        recent = list(self.names[max(0, end - LOOKED_AT) : end])
        return tuple(_fullest(reversed(recent)))[:MOST_NAMES]


def mentions(sentences: Iterable[str]) -> Mentions:
    """Find the full names in a document's sentences."""
    places: list[int] = []
    names: list[str] = []
    for number, sentence in enumerate(sentences):
        for name in names_in(sentence):
            places.append(number)
            names.append(name)
    return Mentions(places, names)


def names_in(sentence: str) -> Iterator[str]:
    """Find the names of two words and more."""
    for found in _NAME.finditer(sentence):
        words = _OWNER.sub("", found.group()).split(" ")
        while words and (words[0] in _STARTERS or not words[0][0].isupper()):
            words = words[1:]
        if 1 < len(words) <= _MOST_WORDS and not all(word.isupper() for word in words):
            yield " ".join(words)


def _fullest(names: Iterable[str]) -> Iterator[str]:
    seen = list(dict.fromkeys(names))
    for name in seen:
        if not any(name != other and f" {name} " in f" {other} " for other in seen):
            yield name
