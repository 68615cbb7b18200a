"""
What a desk decided, as labelled documents: rows in the format that `formats.py` reads, so that a desk makes its own yardstick.

Never here: the store, or which documents to take.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from checker.measure.places import Sentences
from checker.model import Claim, Document, Skipped, plain
from checker.text import sentences
from checker.words import RejectReason, Status

CONFIRMED = frozenset({Status.ACCEPTED, Status.IN_REVIEW, Status.CHECKED, Status.PUBLISHED, Status.RETRACTED})

# Reasons that speak of what the sentence says; the others speak of how the machine put it, and leave the sentence open.
ABOUT_THE_SENTENCE = frozenset(
    {RejectReason.OPINION, RejectReason.PREDICTION, RejectReason.TOO_VAGUE, RejectReason.OUT_OF_SCOPE, RejectReason.TRIVIAL}
)
_KNOWN = ("title", "publisher", "author", "url", "published_at", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A document with all of its claims, and the sentences that its last extraction left out."""

    document: Document
    claims: Sequence[Claim]
    skipped: Sequence[Skipped] = ()


def gold_lines(decided: Iterable[Decided]) -> Iterator[bytes]:
    """Yield one line a document in which at least one claim was decided."""
    for each in decided:
        if any(claim.status is not Status.CANDIDATE for claim in each.claims):
            yield json.dumps(gold_row(each), ensure_ascii=False).encode() + b"\n"


def gold_row(decided: Decided) -> dict[str, Any]:
    """Return a document with its sentences: what was confirmed of each, why the rest is not to be chosen, what is still open."""
    document = decided.document
    known = {name: value for name, value in plain(document).items() if name in _KNOWN and value}
    rejected = [_rejected(claim) for claim in decided.claims if claim.status is Status.REJECTED]
    return {
        "doc_id": document.id,
        **known,
        "text": document.text,
        "sentences": list(_sentences(decided)),
        **({"rejected": rejected} if rejected else {}),
    }


@dataclass(frozen=True, slots=True)
class _Standing:
    """A claim in a sentence; one that reaches into the next sentence begins only in the first."""

    claim: Claim
    begins: bool


def _sentences(decided: Decided) -> Iterator[dict[str, Any]]:
    text = decided.document.text
    spans = sentences(text)
    places = Sentences(spans)
    standing: list[list[_Standing]] = [[] for _ in spans]
    for claim in decided.claims:
        numbers = sorted(places.at(claim.span)) if claim.span else []
        for number in numbers:
            standing[number].append(_Standing(claim, begins=number == numbers[0]))
    reasons = {number: each.reason for each in decided.skipped for number in places.at(each.span)}
    finished = all(claim.status is not Status.CANDIDATE or claim.span is None for claim in decided.claims)
    for number, (span, found) in enumerate(zip(spans, standing, strict=True)):
        label = _label(found) if found else _left_out(reasons.get(number, ""), finished=finished)
        yield {"text": span.of(text), "start": span.start, **label}


def _label(found: Sequence[_Standing]) -> dict[str, Any]:
    confirmed = [each for each in found if each.claim.status in CONFIRMED]
    waiting = any(each.claim.status is Status.CANDIDATE for each in found)
    if confirmed:
        begun = [_confirmed(each.claim) for each in confirmed if each.begins]
        # While others wait, the list of claims is not complete.
        return {"checkworthy": "yes", **({"claims": begun} if begun and not waiting else {})}
    reasons = {each.claim.reject_reason for each in found if each.claim.reject_reason}
    if waiting or not reasons <= ABOUT_THE_SENTENCE:
        return {}
    return {"checkworthy": "no", "reason": min(reasons), "claims": []}


def _left_out(reason: str, *, finished: bool) -> dict[str, Any]:
    """Nobody made a claim of the sentence; while claims of the document wait, nobody may have looked."""
    return {"checkworthy": "no", "reason": reason or "not_chosen", "claims": []} if finished else {}


def _confirmed(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "claimant": claim.claimant,
        "quote": claim.quote,
        **_place(claim),
    }


def _rejected(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "claimant": claim.claimant,
        "reason": claim.reject_reason,
        "quote": claim.quote,
        **_place(claim),
    }


def _place(claim: Claim) -> dict[str, int | None]:
    return {"start": claim.span.start if claim.span else None, "end": claim.span.end if claim.span else None}
