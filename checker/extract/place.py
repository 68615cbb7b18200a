"""
From a model's answers to proposals tied to the text, and to the ledger of what was left out.

Never here: a call, or a claim dropped because it could not be placed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.anchor import Index
from checker.checks import CHECKS, flags
from checker.extract.chunk import Chunk, Outline, Target
from checker.extract.conversation import Part, Reading
from checker.extract.outcome import Outcome, shortened
from checker.extract.schema import Found
from checker.model import Document, Extraction, Proposal, Skipped, Span
from checker.text import fold
from checker.words import AnchorStatus
from checker.workflow import ANCHORED

CHECKWORTHINESS = {"low": 0.25, "medium": 0.5, "high": 0.85}
QUOTE_FLAGS = {AnchorStatus.SENTENCE: ("quote_not_found",), AnchorStatus.LOST: ("quote_not_found",)}
MOST_CLAIMS = 10  # of one sentence; a model that finds more is not reading
UNACCOUNTED = "unaccounted"  # the model said nothing about the sentence
UNANSWERED = "unanswered"  # the model gave no answer for this part of the document

WHY_UNREAD = {
    Outcome.REFUSED: "the model refused to answer",
    Outcome.TRUNCATED: "the model's answer was cut off, even for the smallest part",
    Outcome.FILTERED: "the server's content filter held the answer back",
    Outcome.INVALID: "the model's answer was not in the agreed form, twice",
    Outcome.UNAVAILABLE: "the model's server did not answer",
    Outcome.UNAUTHORISED: "the model's server no longer accepted the key",
    Outcome.MODEL_NOT_FOUND: "the server no longer knew the model",
    Outcome.CONTEXT_TOO_LONG: "the text was too long for the model, even in the smallest parts",
    Outcome.QUOTA_EXHAUSTED: "the account's quota is used up",
    Outcome.REJECTED: "the model's server turned the call down",
    None: "the run had stopped after the failures before",
}
_WORDS_SHOWN = 60  # characters


def extraction(document: Document, plan: Outline, readings: Sequence[Reading]) -> Extraction:
    """Put together what all chunks brought, in the order of the document."""
    calls = tuple(call for reading in readings for call in reading.calls)
    parts = [part for numbered in _numbered(readings) for part in numbered.parts]
    index = Index(document.text)
    proposals = [proposal for part in parts for proposal in _proposals(index, plan, part)]
    stood_on = _stood_on(plan, proposals)
    return Extraction(
        proposals=tuple(_without_repeats(proposals)),
        skipped=tuple(skipped for part in parts for skipped in _skipped(plan, part, stood_on)),
        calls=tuple(replace(call, position=position) for position, call in enumerate(calls)),
        problems=(*(_problem(plan, same) for same in _failures(parts)), *_surplus(parts)),
    )


def _numbered(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Count the calls through all readings."""
    before = 0
    for reading in readings:
        yield replace(reading, parts=tuple(replace(part, call=part.call + before) for part in reading.parts))
        before += len(reading.calls)


def _proposals(index: Index, plan: Outline, part: Part) -> Iterator[Proposal]:
    by_id = {target.id: target for target in plan.of(part.chunk)}
    for found in part.answer.claims[: _most_claims(part)] if part.answer else ():
        named = [by_id[each] for each in dict.fromkeys(found.sentence_ids) if each in by_id]
        yield _proposal(index, plan, found, named, part.call)


def _most_claims(part: Part) -> int:
    return MOST_CLAIMS * (part.chunk.last - part.chunk.first)


def _surplus(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        over = len(part.answer.claims) - _most_claims(part) if part.answer else 0
        if over > 0:
            yield f"{over:,} claims more than {MOST_CLAIMS} a sentence were left out; the model may not have kept to the text."


def _proposal(index: Index, plan: Outline, found: Found, named: Sequence[Target], call: int) -> Proposal:
    anchor = index.find(found.quote, near=[target.span for target in named])
    quote = anchor.span.of(index.text) if anchor.span else found.quote
    return Proposal(
        text=found.claim,
        quote=quote,
        span=anchor.span,
        anchor=anchor.status,
        claimant=found.claimant,
        claimant_role=found.claimant_role,
        attribution=found.attribution,
        checkability=found.checkability,
        checkability_reason=found.reason,
        claim_type=found.claim_type,
        checkworthiness=CHECKWORTHINESS[found.checkworthiness],
        why=tuple(dict.fromkeys(found.why)),
        flags=(*QUOTE_FLAGS.get(anchor.status, ()), *_checked(index.text, plan, found.claim, quote, anchor.span)),
        checks=tuple(CHECKS),
        quote_given="" if anchor.status in ANCHORED else found.quote,
        time_reference=found.time_reference,
        ambiguity=found.ambiguity,
        call=call,
    )


def _checked(text: str, plan: Outline, claim: str, quote: str, span: Span | None) -> tuple[str, ...]:
    """Hold the claim against its quote, one sentence before and after it, and what is known about the document."""
    header = "\n".join(plan.header)
    beside = ""
    if span:
        at = plan.at(span)
        around = plan.of(Chunk(max(0, at.first - 1), at.last + 1))
        beside = text[around[0].span.start : around[-1].span.end]
    return flags(claim, quote, f"{header}\n{beside}", document=text)


def _without_repeats(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Keep the first of those that say the same about the same words."""
    kept: dict[tuple[Span | None, str], Proposal] = {}
    for proposal in proposals:
        kept.setdefault((proposal.span, fold(proposal.text).text), proposal)
    return list(kept.values())


def _skipped(plan: Outline, part: Part, stood_on: set[str]) -> Iterator[Skipped]:
    """The ledger: every target that no claim stands on, with the model's reason or the lack of one."""
    answer = part.answer
    claimed = stood_on | ({each for found in answer.claims for each in found.sentence_ids} if answer else set())
    reasons = {passed.id: str(passed.reason) for passed in reversed(answer.skipped)} if answer else {}
    silence = UNACCOUNTED if answer else UNANSWERED
    for target in plan.of(part.chunk):
        if target.id not in claimed:
            yield Skipped(span=target.span, reason=reasons.get(target.id, silence))


def _stood_on(plan: Outline, proposals: Sequence[Proposal]) -> set[str]:
    """The ids of all sentences that some claim's words reach into."""
    spans = {proposal.span for proposal in proposals if proposal.span}
    return {target.id for span in spans for target in plan.of(plan.at(span))}


def _failures(parts: Sequence[Part]) -> list[list[Part]]:
    groups: dict[tuple[Outcome | None, str], list[Part]] = {}
    for part in parts:
        if part.answer is None:
            groups.setdefault((part.outcome, part.message), []).append(part)
    return list(groups.values())


def _problem(plan: Outline, same: Sequence[Part]) -> str:
    count = sum(len(plan.of(part.chunk)) for part in same)
    first = shortened(plan.of(same[0].chunk)[0].shown, _WORDS_SHOWN)
    said = f" ({same[0].message})" if same[0].message else ""
    unread = "1 sentence was not read" if count == 1 else f"{count} sentences were not read"
    return f"{unread}, from “{first}” on: {WHY_UNREAD[same[0].outcome]}{said}."
