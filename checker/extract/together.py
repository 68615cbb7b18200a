"""
The parts of a document put together: claims in its order, repeats as one, every sentence in a claim or in the ledger.

Never here: a call, or what one part brings.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.checks import alarm, numbers
from checker.extract import gaps
from checker.extract.findings import MOST_QUOTED, NAMED, UNANSWERED
from checker.match import repeats
from checker.model import Document, Extraction, Proposal, Reading, Skipped, Span


def together(document: Document, sentences: Iterable[Span], readings: Sequence[Reading]) -> Extraction:
    """Return what all readings bring."""
    proposals = sorted((each for reading in readings for each in reading.proposals), key=_place)
    kept = tuple(repeats(proposals))
    unread = [each for reading in readings for each in reading.gaps]
    listed = {each.span: each for reading in readings for each in reading.skipped}
    return Extraction(
        proposals=kept,
        skipped=tuple(_ledger(document, list(sentences), kept, listed)),
        problems=(*gaps.problems(document, unread), *(each for reading in readings for each in reading.problems)),
    )


def _place(proposal: Proposal) -> tuple[int, int]:
    """Claims that are nowhere in the document come last, as they came."""
    return (proposal.span.start, proposal.span.end) if proposal.span else (2**62, 0)


def _ledger(
    document: Document, sentences: Sequence[Span], proposals: Sequence[Proposal], listed: dict[Span, Skipped]
) -> Iterator[Skipped]:
    """Yield the sentences that no claim's words account for, whichever part found the claim."""
    text, language = document.text, document.language or ""
    quoted = {at for each in proposals for at in _accounted(text, sentences, each)}
    reached = {at for each in proposals for span in _places(each) for at in _reached(sentences, span)}
    for at, sentence in enumerate(sentences):
        if at not in quoted:
            known = listed.get(sentence) or Skipped(span=sentence, reason=NAMED if at in reached else UNANSWERED)
            yield replace(known, alarm=alarm(sentence.of(text), language))


def _accounted(text: str, sentences: Sequence[Span], proposal: Proposal) -> Iterator[int]:
    """A quote of very many sentences hides them, and so does a repeat in which nothing of what they count is said."""
    for span in _places(proposal):
        at = _reached(sentences, span)
        words = text[sentences[at[0]].start : sentences[at[-1]].end] if at else ""
        hidden = span != proposal.span and alarm(words) and numbers(words).isdisjoint(numbers(proposal.text))
        if len(at) <= MOST_QUOTED and not hidden:
            yield from at


def _places(proposal: Proposal) -> Iterator[Span]:
    if proposal.span:
        yield proposal.span
    yield from proposal.also


def _reached(sentences: Sequence[Span], span: Span) -> range:
    """Return the numbers of the sentences that a span reaches into."""
    first = bisect_right(sentences, span.start, key=lambda each: each.end)
    return range(first, bisect_left(sentences, span.end, key=lambda each: each.start))
