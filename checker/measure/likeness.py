"""
How alike two wordings are, and which claims of two lists are the same: words in common, letters in common, names.

Never here: a document, or what a likeness is used for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.text import fold

SAME = 0.6  # token F1 from which two claims of one sentence count as the same
ORDERS = 6  # of chrF: the longest run of characters
BETA = 2  # of chrF: how many times as much recall counts

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['’-]\w+)*")
_TITLES = frozenset("the a an mr mrs ms mx dr prof sir dame lord lady president minister senator governor mayor".split())


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in one typography; brackets and other marks fall away."""
    return _WORD.findall(fold(text).text)


def token_f1(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the harmonic mean of the shares of words that each has in common with the other."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def changed_share(before: str, after: str) -> float:
    """Return the share of words, of both wordings together, that stand in only one of them."""
    one, other = words(before), words(after)
    return 1 - token_f1(one, other) if one or other else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A claim's words, and the numbers of the sentences that it stands in."""

    text: str
    sentences: frozenset[int]


def matches(proposed: Sequence[Wording], expected: Sequence[Wording], least: float = SAME) -> list[tuple[int, int]]:
    """Pair claims one to one within their sentences, the likest first; return the pairs' places in both lists."""
    left, right = ([words(each.text) for each in side] for side in (proposed, expected))
    pairs = [
        (-token_f1(left[i], right[j]), i, j)
        for i, one in enumerate(proposed)
        for j, other in enumerate(expected)
        if one.sentences & other.sentences
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for unlike, i, j in sorted(pairs):
        if -unlike >= least and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            found.append((i, j))
    return found


def chrf(text: str, reference: str) -> float:
    """Return chrF, 0 to 1: runs of 1 to 6 characters in common, spaces left out, recall counted twice."""
    one, other = ("".join(each.split()) for each in (text, reference))
    shares = [_shares(_runs(one, order), _runs(other, order)) for order in range(1, ORDERS + 1)]
    known = [each for each in shares if each]
    if not known:
        return 0.0
    precision, recall = (sum(column) / len(known) for column in zip(*known, strict=True))
    both = BETA**2 * precision + recall
    return (1 + BETA**2) * precision * recall / both if both else 0.0


def _runs(text: str, order: int) -> Counter[str]:
    return Counter(text[at : at + order] for at in range(len(text) - order + 1))


def _shares(one: Counter[str], other: Counter[str]) -> tuple[float, float] | None:
    """Return the shares of runs in common; None where a text is too short to have any."""
    if not one or not other:
        return None
    common = (one & other).total()
    return common / one.total(), common / other.total()


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names can be one: the same words, or the end or beginning of the longer; titles do not count."""
    short, long = sorted((_name(one), _name(other)), key=len)
    return bool(short) == bool(long) and (long[-len(short) :] == short or long[: len(short)] == short or not long)


def _name(name: str | None) -> list[str]:
    return [each for each in words(name or "") if each not in _TITLES]


def contains(text: Iterable[str], run: Sequence[str]) -> bool:
    """Tell whether these words stand next to one another in a text."""
    return f" {' '.join(run)} " in f" {' '.join(text)} "
