"""
How a claim stands in a row of its table, and how it is read back.

Never here: which rows, or when.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, or_

from checker.model import Claim, FactCheck, Lease, Proposal, Provenance, Span
from checker.store import findings, schema, search
from checker.store.database import Tx
from checker.words import AnchorStatus, Attribution, RejectReason, Status

CHANGEABLE = (
    "status",
    "text",
    "quote",
    "anchor",
    "claimant",
    "claimant_role",
    "claimed_at",
    "attribution",
    "tags",
    "note",
    "reject_reason",
    "changed_at",
    "snoozed_until",
    "assigned_to",
    "assigned_note",
    "split_from",
    "merged_into",
    "recheck_by",
)
AS_STORED = (
    "id",
    "document_id",
    "text",
    "quote",
    "claimant",
    "claimant_role",
    "claimed_at",
    "note",
    "version",
    "added_at",
    "changed_at",
    "snoozed_until",
    "assigned_to",
    "assigned_note",
    "split_from",
    "merged_into",
    "recheck_by",
)
PROPOSAL = TypeAdapter(Proposal)
_C = schema.claim.c
# Withdrawn by whoever added it, which needs no reason, or a part that went back into the claim it was split off.
TAKEN_BACK = and_(
    _C.status == Status.REJECTED,
    or_(
        _C.reject_reason.is_(None),
        and_(_C.split_from.is_not(None), _C.merged_into.is_not(None), _C.merged_into == _C.split_from),
    ),
)
AMBIGUOUS = "ambiguous"  # found among the flags, though no check says it


def of_new(claim: Claim) -> dict[str, Any]:
    """Return the row of a new claim, but for the terms of its rank."""
    kept = {name: getattr(claim, name) for name in ("id", "document_id", "added_at")}
    flags = "".join(f" {flag} " for flag in (*claim.proposal.flags, *([AMBIGUOUS] if claim.proposal.ambiguity else [])))
    also = [[span.start, span.end] for span in claim.proposal.also]
    proposed = {"proposal": claim.proposal, "flags": flags, "also": also}
    found = {"verdict_name": findings.verdict_name(claim.finding)}
    return of_changed(claim, claim.version) | kept | _made_by(claim.provenance) | proposed | found


def of_changed(claim: Claim, version: int) -> dict[str, Any]:
    """Return what may change in the row of a claim."""
    values = {name: getattr(claim, name) for name in CHANGEABLE} | _span(claim.span) | of_lease(claim.lease)
    return values | {"tags": list(claim.tags), "words": search.words_of(claim), "version": version}


def of_lease(lease: Lease | None) -> dict[str, Any]:
    """Return the columns of a hold on a claim, or of none."""
    user, session, until = (lease.user, lease.session, lease.until) if lease else (None, None, None)
    return {"lease_user": user, "lease_session": session, "lease_until": until}


def read(tx: Tx, rows: Sequence[Row[Any]]) -> list[Claim]:
    """Return the claims of these rows, each with its newest finding."""
    found = findings.latest(tx, [row.id for row in rows])
    return [_claim(row, found.get(row.id)) for row in rows]


def _made_by(made: Provenance) -> dict[str, Any]:
    return {name: getattr(made, name) for name in Provenance.__slots__}


def _span(span: Span | None) -> dict[str, int | None]:
    return {"start": span.start, "end": span.end} if span else {"start": None, "end": None}


def _claim(row: Row[Any], finding: FactCheck | None) -> Claim:
    provenance = {name: getattr(row, name) for name in Provenance.__slots__}
    return Claim(
        **{name: getattr(row, name) for name in AS_STORED},
        status=Status(row.status),
        span=None if row.start is None else Span(row.start, row.end),
        anchor=AnchorStatus(row.anchor),
        attribution=Attribution(row.attribution),
        tags=tuple(row.tags),
        reject_reason=RejectReason(row.reject_reason) if row.reject_reason else None,
        proposal=PROPOSAL.validate_python(row.proposal),
        provenance=Provenance(**provenance),
        finding=finding,
        lease=Lease(user=row.lease_user, session=row.lease_session, until=row.lease_until) if row.lease_until else None,
    )
