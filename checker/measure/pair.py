"""
A labelled document beside what an extractor brought for it: which claim stands in which labelled sentence.

Never here: a count.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from checker.extract.findings import BELOW_THE_CUT
from checker.measure.brought import Brought
from checker.measure.gold import GoldDocument, GoldSentence
from checker.measure.places import Sentences
from checker.model import Proposal

Counts = Iterator[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A labelled document and its outcome; `at` says in which labelled sentences each proposal stands."""

    gold: GoldDocument
    outcome: Brought
    at: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, gold: GoldDocument, outcome: Brought) -> Self:
        """Put the two together."""
        places = Sentences([each.span for each in gold.sentences])
        return cls(gold=gold, outcome=outcome, at=tuple(map(places.of, outcome.extraction.proposals)))

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What was proposed."""
        return self.outcome.extraction.proposals

    def sentences(self) -> Iterator[tuple[GoldSentence, list[Proposal]]]:
        """Yield each labelled sentence with the claims that stand in it."""
        found: defaultdict[int, list[Proposal]] = defaultdict(list)
        for proposal, where in zip(self.proposals, self.at, strict=True):
            for number in where:
                found[number].append(proposal)
        yield from ((sentence, found[number]) for number, sentence in enumerate(self.gold.sentences))

    def kept_back(self, sentences: Sentences) -> frozenset[int]:
        """Return which of these sentences the pre-filter kept from the model."""
        spans = (each.span for each in self.outcome.extraction.skipped if each.reason == BELOW_THE_CUT)
        return frozenset(number for span in spans for number in sentences.at(span))

    def judged(self) -> Iterator[tuple[GoldSentence, list[Proposal]]]:
        """Yield the sentences of which it is known whether they deserve a claim."""
        return (each for each in self.sentences() if each[0].positive is not None)
