"""
The parts of a document put together: claims in its order, repeats as one, every sentence in a claim or in the ledger.

Never here: a call, or what one part brings.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.checks import alarm, says_again, spoken_in
from checker.extract import gaps
from checker.extract.findings import MOST_QUOTED, NAMED, UNANSWERED, drawn_on
from checker.extract.scoring import scored
from checker.match import repeats
from checker.model import Document, Extraction, Proposal, Reading, Skipped, Span


def together(document: Document, sentences: Iterable[Span], readings: Sequence[Reading]) -> Extraction:
    """Return what all readings bring."""
    proposals = sorted((each for reading in readings for each in reading.proposals), key=_place)
    kept = scored(document, tuple(repeats(proposals)))
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
    """Yield the sentences that no claim accounts for, whichever part found the claim: none quotes it and says something of it."""
    language = spoken_in(document.text, document.language)
    close, wide = _quoting(sentences, proposals)
    for at, sentence in enumerate(sentences):
        words, claims = sentence.of(document.text), close.get(at, [])
        rings = alarm(words, language)
        if claims and (not rings or says_again(words, claims, language)):
            continue
        told = [*claims, *wide.get(at, [])]
        known = listed.get(sentence) or Skipped(span=sentence, reason=drawn_on(words, told, language) if told else UNANSWERED)
        yield replace(known, alarm=rings and known.reason != NAMED)


def _quoting(sentences: Sequence[Span], proposals: Sequence[Proposal]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the claims that quote each sentence: those of which it is a good part, and those that quote very many."""
    close: dict[int, list[str]] = {}
    wide: dict[int, list[str]] = {}
    for each in proposals:
        for span in _places(each):
            reached = _reached(sentences, span)
            for at in reached:
                (close if len(reached) <= MOST_QUOTED else wide).setdefault(at, []).append(each.text)
    return close, wide


def _places(proposal: Proposal) -> Iterator[Span]:
    if proposal.span:
        yield proposal.span
    yield from proposal.also


def _reached(sentences: Sequence[Span], span: Span) -> range:
    """Return the numbers of the sentences that a span reaches into."""
    first = bisect_right(sentences, span.start, key=lambda each: each.end)
    return range(first, bisect_left(sentences, span.end, key=lambda each: each.start))
