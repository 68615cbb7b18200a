"""
Labelled documents and outcomes in short: a text of a few sentences, labels by number, claims by the words they quote.

Never here: a test.
"""

from dataclasses import replace
from typing import Any

from checker.measure.brought import Brought
from checker.measure.gold import About, GoldDocument, GoldSentence, make_document
from checker.measure.tally import Tally, tally
from checker.model import Extraction, ModelCall, Proposal, Skipped, Span
from checker.text import sentences
from checker.words import AnchorStatus
from tests.builders import NOON, make_proposal

TEXT = "Rents rose by 4 percent. What a day! The mayor sold two parks. Nobody was asked."


def gold(*labels: GoldSentence | bool | None, text: str = TEXT, document_id: str = "d1") -> GoldDocument:
    """Return a document whose sentences have these labels, in their order; a sentence's span is filled in."""
    spans = sentences(text)
    made = [
        replace(each, span=span) if isinstance(each, GoldSentence) else GoldSentence(span=span, positive=each)
        for each, span in zip(labels, spans, strict=True)
    ]
    return GoldDocument(document=make_document(document_id, text, About()), sentences=tuple(made))


def sentence(positive: bool | None = True, **labels: Any) -> GoldSentence:
    """Return a labelled sentence whose place is filled in later."""
    return GoldSentence(span=Span(0, 1), positive=positive, **labels)


def proposed(quote: str, within: str = TEXT, **changes: Any) -> Proposal:
    """Return a claim that is anchored at these words."""
    start = within.index(quote)
    known: dict[str, Any] = {
        "text": quote,
        "span": Span(start, start + len(quote)),
        "flags": (),
        "checks": (),
        "claimant": None,
    }
    return replace(make_proposal(quote=quote), **known | changes)


def lost(words: str) -> Proposal:
    """Return a claim whose quote is not in the document."""
    return replace(make_proposal(), text=words, span=None, anchor=AnchorStatus.LOST, flags=(), checks=())


def call(**changes: Any) -> ModelCall:
    """Return one answered call."""
    known: dict[str, Any] = {
        "position": 0,
        "key": "k1",
        "purpose": "extract",
        "model": "openai:example",
        "prompt_hash": "0123456789ab",
        "outcome": "ok",
        "raw": "{}",
        "message": "",
        "input_tokens": 1000,
        "output_tokens": 200,
        "cached_tokens": 0,
        "seconds": 2.0,
        "cost": 0.01,
        "at": NOON,
    }
    return ModelCall(**known | changes)


def outcome(document: GoldDocument, *proposals: Proposal, skipped: tuple[Skipped, ...] = (), **changes: Any) -> Brought:
    """Return what an extractor brought for a document."""
    known: dict[str, Any] = {
        "document_id": document.document.id,
        "sha256": document.document.sha256,
        "extraction": Extraction(proposals=proposals, skipped=skipped),
        "calls": (),
        "seconds": 1.5,
    }
    return Brought(**known | changes)


def counted(document: GoldDocument, *proposals: Proposal, **changes: Any) -> Tally:
    """Return a document counted."""
    return tally(document, outcome(document, *proposals, **changes))
