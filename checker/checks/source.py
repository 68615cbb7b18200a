"""
A document as the source of its claims: what is known about it, and a claim held against it as it stands now.

Never here: a check itself, or who asks for it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from checker.checks.case import Held, Stated, details_of
from checker.checks.reference import Reference
from checker.model import Claim, Document, Span
from checker.text import one_line, sentences
from checker.words import AnchorStatus

QUOTE_NOT_FOUND = "quote_not_found"
LONGEST_HEADER = 300  # characters of a title or a name
_FOUND = frozenset({AnchorStatus.EXACT, AnchorStatus.NORMALISED})


def header(document: Document) -> tuple[str, ...]:
    """Return what is known about a document, a line each."""
    return tuple(_header(document))


def _header(document: Document) -> Iterator[str]:
    published = document.published_at.isoformat() if document.published_at else None
    known = {
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "published": published,
        "url": document.url,
    }
    for name, value in known.items():
        line = one_line(value or "")
        if line:
            yield f"{name}: {line[:LONGEST_HEADER]}"


def reference(document: Document, known: Sequence[str]) -> Reference:
    """Return what a document's claims are held against: its text, its speakers, and what is known about it."""
    speakers = dict.fromkeys(each.speaker for each in document.locators if each.speaker)
    return Reference(document.text, "\n".join([*known, *speakers]), author=document.author or "", language=document.language)


def beside(text: str, span: Span) -> Span:
    """Return the stretch of a text that holds a span, with one sentence before and after."""
    all_ = sentences(text)
    first = bisect_right(all_, span.start, key=lambda each: each.end)
    last = bisect_left(all_, span.end, key=lambda each: each.start)
    around = all_[max(0, first - 1) : last + 1]
    return Span(min(around[0].start, span.start), max(around[-1].end, span.end)) if around else span


def held_again(document: Document, claim: Claim) -> Held:
    """Hold a claim against its document in the words that it has now; what could not be checked at first is not checked now."""
    found = reference(document, header(document)).held(_stated(document.text, claim))
    at_first = claim.proposal.checks
    made = [code for code in found.made if not _in_translation(at_first) or code in at_first]
    failed = [code for code in found.failed if code in made]
    if QUOTE_NOT_FOUND in at_first:
        made.insert(0, QUOTE_NOT_FOUND)
        failed[:0] = [] if claim.anchor in _FOUND else [QUOTE_NOT_FOUND]
    return Held(made=tuple(made), failed=tuple(failed), details=details_of(found, failed))


def _in_translation(at_first: Sequence[str]) -> bool:
    """Whether a claim was seen to be in another language than its document: its words and names are not compared then."""
    return bool(at_first) and {"wording", "names"}.isdisjoint(at_first)


def _stated(text: str, claim: Claim) -> Stated:
    return Stated(
        claim=claim.text,
        quote=claim.quote,
        span=claim.span,
        beside=beside(text, claim.span).of(text) if claim.span else "",
        attribution=claim.attribution,
        claimant=claim.claimant,
        role=claim.claimant_role,
    )
