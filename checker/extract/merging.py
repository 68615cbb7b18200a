"""
What asking again changes: a claim that failed gives way only to a better one that says the same.

Never here: a call, or a claim that is taken away.
"""

from collections.abc import Iterator, Sequence

from checker.checks import numbers
from checker.extract.place import Placed, rank
from checker.match import alike
from checker.model import Span

PAIRED = 0.4  # as alike as a claim and its own correction at least are


def merged(before: Sequence[Placed], again: Sequence[Placed], language: str) -> list[Placed]:
    """Return the claims of the first answer, those that failed replaced where that is better, and then what is new."""
    good = [old for old in before if not old.failed]
    new = [each for each in again if not any(_same(each, old, language) for old in good)]
    pairs = dict(_pairs(before, new))
    kept = [_better(old, new[pairs[at]]) if at in pairs else old for at, old in enumerate(before)]
    used = set(pairs.values())
    fresh = [each for at, each in enumerate(new) if at not in used]
    return [*kept, *(each for each in fresh if not any(_same(each, other, language) for other in kept))]


def _pairs(before: Sequence[Placed], again: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Pair claims that failed with those of the second answer, each once, the most alike first."""
    likeness = [
        (-alike(old.proposal.text, new.proposal.text), at, place)
        for at, old in enumerate(before)
        if old.failed
        for place, new in enumerate(again)
    ]
    paired: set[int] = set()
    taken: set[int] = set()
    for unlike, at, place in sorted(likeness):
        if -unlike >= PAIRED and at not in paired and place not in taken:
            paired.add(at)
            taken.add(place)
            yield at, place


def _better(old: Placed, new: Placed) -> Placed:
    return new if rank(new.proposal) < rank(old.proposal) else old


def _same(new: Placed, old: Placed, language: str) -> bool:
    """Whether a second answer says again what the first had about the same sentences."""
    one, other = new.proposal, old.proposal
    together = set(new.ids) & set(old.ids) or _overlap(one.span, other.span)
    return bool(together) and (one.text == other.text or _alike(one.text, other.text, language))


def _alike(one: str, other: str, language: str) -> bool:
    return alike(one, other) >= PAIRED and numbers(one, language) == numbers(other, language)


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end
