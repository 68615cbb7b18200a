"""
Negations and hedges of a claim against those of its quote.

Never here: a number or a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from checker.checks.cues import Cue, Seen
from checker.checks.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim without what it adds in brackets, what it adds, its quote, and the sentences around that."""

    claim: Passage
    bracketed: Passage | None
    quote: Passage
    beside: Passage


_NEGATION = frozenset({Cue.NEGATION})
_DENIAL = frozenset({Cue.DENIAL})
_HEDGES: tuple[tuple[frozenset[Cue], frozenset[Cue]], ...] = (
    (frozenset({Cue.ABOUT, Cue.NEARLY}), frozenset()),
    (frozenset({Cue.PERHAPS}), frozenset()),
    (frozenset({Cue.HEARSAY}), frozenset({Cue.SAID, Cue.ACCORDING})),
)


def negation(pair: Pair) -> bool:
    """Tell whether the claim negates what the quote does not, or the other way round."""
    return _differ(pair, _NEGATION, _DENIAL)


def hedges(pair: Pair) -> bool:
    """Tell whether the claim is surer or less sure of something than the quote."""
    return any(_differ(pair, kinds, stand_ins) for kinds, stand_ins in _HEDGES)


def negations(pair: Pair) -> tuple[list[str], list[str]]:
    """Return the negations of the claim, and those of the quote."""
    return _said(pair, _NEGATION)


def hedged(pair: Pair) -> tuple[list[str], list[str]]:
    """Return the hedges of the claim and those of the quote, of the first kind in which they differ."""
    return next((_said(pair, kinds) for kinds, stand_ins in _HEDGES if _differ(pair, kinds, stand_ins)), ([], []))


def _said(pair: Pair, kinds: frozenset[Cue]) -> tuple[list[str], list[str]]:
    added = pair.bracketed.said(kinds) if pair.bracketed else []
    return [*pair.claim.said(kinds), *added], pair.quote.said(kinds)


def _differ(pair: Pair, kinds: frozenset[Cue], stand_ins: frozenset[Cue]) -> bool:
    if not pair.bracketed and kinds.isdisjoint(pair.claim.kinds) and kinds.isdisjoint(pair.quote.kinds):
        return False
    claimed, quoted = pair.claim.of_kind(kinds), pair.quote.of_kind(kinds)
    if pair.bracketed and not kinds.isdisjoint(pair.bracketed.kinds) and not (quoted or pair.beside.of_kind(kinds)):
        return True
    if not quoted:
        return bool(claimed) and stand_ins.isdisjoint(pair.quote.kinds)
    if not claimed and _stood_for(pair, kinds, stand_ins):
        return False
    return _lost(pair, claimed, quoted) or (bool(claimed) and _moved(pair, claimed, quoted))


def _stood_for(pair: Pair, kinds: frozenset[Cue], stand_ins: frozenset[Cue]) -> bool:
    """Tell whether something else in the claim does what a cue would do."""
    added = pair.bracketed.kinds if pair.bracketed else frozenset()
    return not (stand_ins.isdisjoint(pair.claim.kinds) and (kinds | stand_ins).isdisjoint(added))


def _lost(pair: Pair, claimed: Sequence[Seen], quoted: Sequence[Seen]) -> bool:
    """Tell whether the claim keeps a word of the quote, but not the cue that stands before it."""
    if pair.claim.language != pair.quote.language:
        return not claimed
    kept = {word for seen in claimed for word in pair.claim.stand_for(seen)}
    for seen in quoted:
        words = pair.quote.stand_for(seen)
        if any(word in pair.claim.stems and word not in kept for word in words[:1]):
            return True
        if not claimed and (not words or any(word in pair.claim.stems for word in words[1:])):
            return True
    return False


def _moved(pair: Pair, claimed: Sequence[Seen], quoted: Sequence[Seen]) -> bool:
    """Tell whether a cue of the claim stands before a word that the quote has without it."""
    if pair.claim.language != pair.quote.language:
        return False
    meant = {word for seen in quoted for word in pair.quote.stand_for(seen)}
    nearest = [words[0] for seen in claimed if (words := pair.claim.stand_for(seen))]
    return any(word in pair.quote.stems and word not in meant for word in nearest)
