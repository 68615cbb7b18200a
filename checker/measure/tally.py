"""
One document counted. Tallies of many documents add up, so that the documents can be drawn again and again.

Never here: a share, an interval, or a file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.measure import labelled, plainly
from checker.measure.brought import Brought
from checker.measure.gold import GoldDocument
from checker.measure.labelled import Ranked
from checker.measure.pair import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was counted, by name; `ranked` holds for each score how many sentences have it, and how many of them deserve a claim."""

    counts: Mapping[str, float]
    ranked: Ranked

    def __getitem__(self, name: str) -> float:
        """Return one count; 0 for what never happened."""
        return self.counts.get(name, 0)

    def names(self, start: str) -> list[str]:
        """Return the names of the counts that begin so."""
        return sorted(name for name in self.counts if name.startswith(start))


def tally(gold: GoldDocument, outcome: Brought) -> Tally:
    """Count one document."""
    pair = Pair.of(gold, outcome)
    counts: defaultdict[str, float] = defaultdict(float)
    for count in (*labelled.COUNTS, *plainly.COUNTS):
        for name, amount in count(pair):
            counts[name] += amount
    return Tally(counts=dict(counts), ranked=labelled.ranked(pair))


def total(tallies: Iterable[Tally]) -> Tally:
    """Return many documents counted as one."""
    counts: defaultdict[str, float] = defaultdict(float)
    ranked: defaultdict[float, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for each in tallies:
        for name, amount in each.counts.items():
            counts[name] += amount
        for score, (number, positive) in each.ranked.items():
            ranked[score] = (ranked[score][0] + number, ranked[score][1] + positive)
    return Tally(counts=dict(counts), ranked=dict(ranked))
