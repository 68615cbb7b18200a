"""
Which sentences a stretch of text reaches into.

Never here: what stands in a sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from checker.model import Proposal, Span


class Sentences:
    """Sentences in any order, ready to be asked who stands where."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Sort them by where they start."""
        self._spans = sorted((span, number) for number, span in enumerate(spans))
        self._starts = [span.start for span, _ in self._spans]
        self._ends = list(accumulate((span.end for span, _ in self._spans), max))

    def at(self, place: Span) -> Iterator[int]:
        """Yield the numbers of the sentences that a place shares a character with."""
        near = self._spans[bisect_right(self._ends, place.start) : bisect_left(self._starts, place.end)]
        return (number for span, number in near if place.start < span.end)

    def of(self, proposal: Proposal) -> frozenset[int]:
        """Return the numbers of the sentences in which a claim is anchored, repeats included."""
        places = (*((proposal.span,) if proposal.span else ()), *proposal.also)
        return frozenset(number for place in places for number in self.at(place))
