"""
How sure a figure is: documents are drawn again and again with replacement, and the figure is reckoned from each draw.

Never here: what a figure means.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from checker.measure.measures import Measure, measures_of
from checker.measure.tally import Tally, total

RESAMPLES = 1000
TAIL = 0.025  # on each side of a 95 % interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How often the documents are drawn, and from which seed."""

    resamples: int = RESAMPLES
    seed: int = 0

    def of(self, documents: int) -> Iterator[list[int]]:
        """Yield for each draw how many times each document is in it."""
        chance = random.Random(self.seed)  # noqa: S311  the same figures each time, not a secret
        for _ in range(self.resamples):
            times = [0] * documents
            for each in chance.choices(range(documents), k=documents):
                times[each] += 1
            yield times


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval; None where there is nothing to reckon, or but one document to draw from."""

    measure: Measure
    value: float | None
    base: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure of one run beside that of another over the same documents, and by how much it is higher."""

    measure: Measure
    ours: float | None
    theirs: float | None
    value: float | None
    low: float | None
    high: float | None


class Drawable:
    """Tallies laid out so that a draw is added up quickly: by name, with the documents that have it."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        """Turn rows of documents into columns of names."""
        counts: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        ranked: defaultdict[float, list[tuple[int, float, float]]] = defaultdict(list)
        for at, each in enumerate(tallies):
            for name, amount in each.counts.items():
                counts[name].append((at, amount))
            for score, (number, positive) in each.ranked.items():
                ranked[score].append((at, number, positive))
        self._counts = {name: tuple(zip(*rows, strict=True)) for name, rows in counts.items()}
        self._ranked = {score: tuple(zip(*rows, strict=True)) for score, rows in ranked.items()}

    def draw(self, times: Sequence[int]) -> Tally:
        """Return the documents of one draw counted together."""
        return Tally(
            counts={name: _weighed(times, at, amounts) for name, (at, amounts) in self._counts.items()},
            ranked={
                score: (_weighed(times, at, numbers), _weighed(times, at, positives))
                for score, (at, numbers, positives) in self._ranked.items()
            },
        )


def _weighed(times: Sequence[int], at: Sequence[int], amounts: Sequence[float]) -> float:
    found: float = sum(map(mul, map(times.__getitem__, at), amounts))
    return found


def figures(tallies: Sequence[Tally], draws: Draws) -> list[Figure]:
    """Return every measure over these documents with its interval."""
    whole, columns = total(tallies), Drawable(tallies)
    wanted = measures_of(whole)
    drawn: list[list[float | None]] = [[] for _ in wanted]
    for times in draws.of(len(tallies)) if len(tallies) > 1 else ():
        counted = columns.draw(times)
        for found, measure in zip(drawn, wanted, strict=True):
            found.append(measure.value(counted))
    return [
        Figure(measure=measure, value=measure.value(whole), base=measure.base(whole), **_interval(found))
        for measure, found in zip(wanted, drawn, strict=True)
    ]


def differences(ours: Sequence[Tally], theirs: Sequence[Tally], draws: Draws) -> list[Difference]:
    """Return every measure of two runs over the same documents, in the same order; each draw takes the same ones from both."""
    whole, other = total(ours), total(theirs)
    wanted = measures_of(total((whole, other)))
    columns = Drawable(ours), Drawable(theirs)
    drawn: list[list[float | None]] = [[] for _ in wanted]
    for times in draws.of(len(ours)) if len(ours) > 1 else ():
        one, two = (each.draw(times) for each in columns)
        for found, measure in zip(drawn, wanted, strict=True):
            found.append(_less(measure.value(one), measure.value(two)))
    return [
        Difference(
            measure=measure,
            ours=measure.value(whole),
            theirs=measure.value(other),
            value=_less(measure.value(whole), measure.value(other)),
            **_interval(found),
        )
        for measure, found in zip(wanted, drawn, strict=True)
    ]


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _interval(drawn: Sequence[float | None]) -> dict[str, float | None]:
    known = sorted(each for each in drawn if each is not None)
    if not known:
        return {"low": None, "high": None}
    return {"low": quantile(known, TAIL), "high": quantile(known, 1 - TAIL)}


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return the value below which this part of an ordered list lies, between two values where it falls between them."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
