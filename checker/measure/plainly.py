"""
What is counted without any label: anchors, altered quotes, flags, the ledger, and what the calls used up.

Never here: a comparison with labels.
"""

from collections.abc import Callable

from checker.extract.findings import UNACCOUNTED, UNANSWERED
from checker.measure.altered import tried
from checker.measure.pair import Counts, Pair
from checker.measure.places import Sentences
from checker.model import ModelCall
from checker.text import sentences
from checker.words import AnchorStatus

STANDING_ALONE = "standing_alone"  # the mechanical check for words that dangle
_UNSAID = (UNACCOUNTED, UNANSWERED)  # listed by the extractor itself, because nothing was said about them
_FIRM = (AnchorStatus.EXACT, AnchorStatus.NORMALISED)


def _document(pair: Pair) -> Counts:
    yield "documents", 1
    yield "failed", bool(pair.outcome.failed)
    yield "problems", len(pair.outcome.extraction.problems)
    yield "seconds", pair.outcome.seconds


def _proposals(pair: Pair) -> Counts:
    for each in pair.proposals:
        yield "proposed", 1
        yield f"anchor.{each.anchor}", 1
        if each.checks:
            yield "checked", 1
        for code in each.flags:
            yield f"flag.{code}", 1
        if STANDING_ALONE in each.checks:
            yield "alone.checked", 1
            yield "alone.dangling", STANDING_ALONE in each.flags


def _altered(pair: Pair) -> Counts:
    found = tried(pair.gold.document.text, [each.span for each in pair.proposals if each.span and each.anchor in _FIRM])
    yield "altered.tried", found.number
    yield "altered.accepted", len(found.accepted)


def _ledger(pair: Pair) -> Counts:
    spans = sentences(pair.gold.document.text)
    places = Sentences(spans)
    claimed = frozenset[int]().union(*map(places.of, pair.proposals))
    skipped = frozenset(
        number for each in pair.outcome.extraction.skipped if each.reason not in _UNSAID for number in places.at(each.span)
    )
    yield "sentences", len(spans)
    yield "sentences.claimed", len(claimed)
    yield "sentences.unaccounted", len(spans) - len(claimed | skipped)
    yield "sentences.kept_back", len(pair.kept_back(places) - claimed)


def _usage(pair: Pair) -> Counts:
    for call in pair.outcome.calls:
        yield f"outcome.{call.outcome}", 1
        if call.reused:
            yield "calls.reused", 1
        elif call.sent:
            yield from _spent(call)


def _spent(call: ModelCall) -> Counts:
    used = bool(call.input_tokens or call.output_tokens)
    yield "calls", 1
    yield "input_tokens", call.input_tokens or 0
    yield "output_tokens", call.output_tokens or 0
    yield "cached_tokens", call.cached_tokens or 0
    yield "call_seconds", call.seconds
    yield "cost", call.cost or 0.0
    yield "calls.unpriced", used and call.cost is None


COUNTS: tuple[Callable[[Pair], Counts], ...] = (_document, _proposals, _altered, _ledger, _usage)
