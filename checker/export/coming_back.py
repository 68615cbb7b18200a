"""
A public record becomes the claim that it was made of; what is internal was never in it.

Never here: reading a file, or storing anything.
"""

from checker.export.private import WholeClaim
from checker.export.records import Proposed, Record
from checker.model import Claim, Proposal, Span

SAME = (
    "id",
    "status",
    "reject_reason",
    "text",
    "quote",
    "anchor",
    "claimant",
    "claimant_role",
    "attribution",
    "claimed_at",
    "tags",
    "split_from",
    "merged_into",
    "finding",
    "provenance",
    "version",
    "added_at",
    "changed_at",
)
SAME_AS_PROPOSED = (
    "checkability",
    "checkability_reason",
    "claim_type",
    "checkworthiness",
    "score",
    "time_reference",
    "ambiguity",
    "flags",
    "checks",
    "remarks",
    "why",
    "also",
)


def whole_claim(record: Record, document_id: str) -> WholeClaim:
    """Return the claim of a record, in the document that has this id here; raises ValueError where a place is none."""
    same = {name: getattr(record, name) for name in SAME}
    claim = Claim(
        **same,
        document_id=document_id,
        span=_span(record.start, record.end),
        note="",
        proposal=_proposal(record, record.proposed),
        lease=None,
    )
    return WholeClaim(claim=claim, earlier=record.earlier, history=())


def _proposal(record: Record, proposed: Proposed) -> Proposal:
    wording = {
        name: getattr(proposed, name)
        for name in ("text", "quote", "quote_given", "anchor", "claimant", "claimant_role", "attribution")
    }
    same = {name: getattr(record, name) for name in SAME_AS_PROPOSED}
    return Proposal(**wording, **same, span=_span(proposed.start, proposed.end))


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
