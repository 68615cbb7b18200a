"""
The record: all that leaves the tool about one claim, made from the claim and its document.

Never here: a file format, or the internal note; a `Record` has no place for it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import ConfigDict

from checker.model import Claim, Correction, Document, Evidence, FactCheck, Proposal, Provenance, Reply, Score, Span, Verdict
from checker.words import AnchorStatus, Attribution, Checkability, ClaimType, RejectReason, Status

SCHEMA: Literal["claim-checker/record/2"] = "claim-checker/record/2"
DEFAULT_STATUSES = (Status.CHECKED, Status.PUBLISHED)
AROUND = 32  # characters of prefix and suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A claim that a format cannot hold, and why, in a sentence."""

    claim_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who exports; `left_out` fills up while the export is read."""

    publisher_name: str
    publisher_url: str
    profile: str = "google"  # for whom a ClaimReview is written
    html: bool = False  # as elements to paste into a page
    left_out: list[LeftOut] = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who answers for a check in public."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """What is said of a document in a record; the text itself stays where it is."""

    id: str
    title: str
    publisher: str | None
    author: str | None
    url: str | None
    published_at: date | None
    language: str | None
    media_type: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A claim's words as they were first put, to hold against the words that stand."""

    text: str
    quote: str
    quote_given: str
    start: int | None
    end: int | None
    anchor: AnchorStatus
    claimant: str | None
    claimant_role: str | None
    attribution: Attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that leaves the tool about one claim; a finding that is still a draft stays behind."""

    # Nothing may be lost on the way back in, so keys that are not known are refused.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema: Literal["claim-checker/record/2"] = SCHEMA
    id: str
    status: Status
    reject_reason: RejectReason | None
    text: str
    quote: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    locator: str | None
    anchor: AnchorStatus
    also: tuple[Span, ...]
    claimant: str | None
    claimant_role: str | None
    attribution: Attribution
    claimed_at: str | None
    checkability: Checkability
    checkability_reason: str
    claim_type: ClaimType | None
    checkworthiness: float | None
    score: Score | None
    time_reference: str | None
    ambiguity: str | None
    flags: tuple[str, ...]
    checks: tuple[str, ...]
    remarks: tuple[str, ...]
    why: tuple[str, ...]
    tags: tuple[str, ...]
    split_from: str | None
    merged_into: str | None
    finding: FactCheck | None
    corrections: tuple[Correction, ...]
    earlier: tuple[FactCheck, ...]
    publisher: Publisher
    document: DocumentHead
    provenance: Provenance
    proposed: Proposed
    changed: tuple[str, ...]
    version: int
    added_at: datetime
    changed_at: datetime

    @property
    def verdict(self) -> Verdict | None:
        """What was found, if anything was."""
        return self.finding.verdict if self.finding else None

    @property
    def reply(self) -> Reply | None:
        """Who was asked for a reply, and what they said."""
        return self.finding.reply if self.finding else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sources that were consulted."""
        return self.finding.evidence if self.finding else ()


def record(
    claim: Claim,
    document: Document,
    context: Context,
    corrections: tuple[Correction, ...] = (),
    earlier: tuple[FactCheck, ...] = (),
) -> Record:
    """Return what leaves the tool about this claim of this document, with the corrections and earlier versions of its finding, newest first."""
    start, end = _ends(claim.span)
    prefix, suffix = around(document.text, claim.span)
    return Record(
        id=claim.id,
        status=claim.status,
        reject_reason=claim.reject_reason,
        text=claim.text,
        quote=claim.quote,
        prefix=prefix,
        suffix=suffix,
        start=start,
        end=end,
        locator=locator(document, claim.span),
        anchor=claim.anchor,
        also=claim.proposal.also,
        claimant=claim.claimant,
        claimant_role=claim.claimant_role,
        attribution=claim.attribution,
        claimed_at=claim.claimed_at,
        checkability=claim.proposal.checkability,
        checkability_reason=claim.proposal.checkability_reason,
        claim_type=claim.proposal.claim_type,
        checkworthiness=claim.proposal.checkworthiness,
        score=claim.proposal.score,
        time_reference=claim.proposal.time_reference,
        ambiguity=claim.proposal.ambiguity,
        flags=claim.proposal.flags,
        checks=claim.proposal.checks,
        remarks=claim.proposal.remarks,
        why=claim.proposal.why,
        tags=claim.tags,
        split_from=claim.split_from,
        merged_into=claim.merged_into,
        finding=claim.finding if claim.finding and claim.finding.at else None,
        corrections=corrections,
        earlier=tuple(each for each in earlier if each.at) if claim.finding and claim.finding.at else (),
        publisher=Publisher(name=context.publisher_name, url=context.publisher_url),
        document=head(document),
        provenance=claim.provenance,
        proposed=_proposed(claim.proposal),
        changed=tuple(claim.differences()),
        version=claim.version,
        added_at=claim.added_at,
        changed_at=claim.changed_at,
    )


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def around(text: str, span: Span | None) -> tuple[str, str]:
    """Return what stands before and after a quote."""
    if span is None:
        return "", ""
    return text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]


def locator(document: Document, span: Span | None) -> str | None:
    """Return the page or time code that a quote stands under."""
    if not document.locators:
        return None
    before = [each for each in document.locators if span and each.start <= span.start]
    return max(before, key=lambda each: each.start).label if before else None


def head(document: Document) -> DocumentHead:
    """Return what a record says of its document."""
    return DocumentHead(
        id=document.id,
        title=document.title,
        publisher=document.publisher,
        author=document.author,
        url=document.url,
        published_at=document.published_at,
        language=document.language,
        media_type=document.media_type,
        name=document.name,
        sha256=document.sha256,
    )


def _proposed(proposal: Proposal) -> Proposed:
    start, end = _ends(proposal.span)
    return Proposed(
        text=proposal.text,
        quote=proposal.quote,
        quote_given=proposal.quote_given,
        start=start,
        end=end,
        anchor=proposal.anchor,
        claimant=proposal.claimant,
        claimant_role=proposal.claimant_role,
        attribution=proposal.attribution,
    )
