"""
Claims in the store, one at a time: added, read, changed, held. Their queues are in queues.py, their lists in lists.py.

Never here: who may do what, or which step is allowed; review.py asks for both.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select

from checker.errors import NotFound, StaleVersion
from checker.model import Claim, Lease, Span
from checker.store import order, rows, schema, topics
from checker.store.database import Tx
from checker.store.lists import Filter, Size, page, size, stream, total
from checker.store.order import Order
from checker.store.queues import Away, Queue, acted_on, away, flagged, lease_next, length, waiting
from checker.words import Status

__all__ = [
    "Away",
    "Filter",
    "Order",
    "Queue",
    "Size",
    "acted_on",
    "away",
    "flagged",
    "lease_next",
    "length",
    "page",
    "size",
    "stream",
    "total",
    "waiting",
]


_STATUSES = {each.value: each for each in Status}


class Mark(NamedTuple):  # hundreds are made at each step of triage
    """A claim as the source text shows it; `again` where the text says it once more, `taken_back` where it is none any more."""

    claim_id: str
    span: Span
    status: Status
    again: bool = False
    taken_back: bool = False


def insert(tx: Tx, claims: Sequence[Claim], made: Sequence[dict[str, Any]] | None = None) -> None:
    """Store new claims; `made` are their rows where these were made before the transaction began."""
    if claims:
        terms = order.terms(tx, claims)
        each = zip(made or map(rows.of_new, claims), claims, strict=True)
        tx.execute(schema.claim.insert(), [row | terms[claim.id] for row, claim in each])
        topics.put(tx, [claim for claim in claims if claim.tags])


def get(tx: Tx, claim_id: str) -> Claim:
    """Return the claim with this id, with its newest finding."""
    found = rows.read(tx, tx.execute(select(schema.claim).where(schema.claim.c.id == claim_id)).all())
    if not found:
        raise NotFound(f"There is no claim {claim_id!r}. Choose one from the queue or the records.")
    return found[0]


def several(tx: Tx, ids: Sequence[str]) -> dict[str, Claim]:
    """Return those of these claims that are there, by their ids."""
    found = rows.read(tx, tx.execute(select(schema.claim).where(schema.claim.c.id.in_(ids))).all())
    return {claim.id: claim for claim in found}


def save(tx: Tx, claim: Claim) -> Claim:
    """Store a changed claim, unless somebody changed it since it was read; return it with its new version."""
    table = schema.claim
    values = rows.of_changed(claim, claim.version + 1) | order.claimant_term(tx, claim)
    same = (table.c.id == claim.id) & (table.c.version == claim.version)
    if tx.execute(table.update().where(same).values(values)).rowcount != 1:
        raise _stale(claim)
    topics.put(tx, [claim])
    return replace(claim, version=claim.version + 1)


def as_seen(claim: Claim, version: int) -> Claim:
    """Return the claim if it is still at this version; raises StaleVersion if it was changed since."""
    if claim.version != version:
        raise _stale(claim)
    return claim


def hold(tx: Tx, claim_id: str, lease: Lease | None) -> None:
    """Put a lease on a claim, or take it off."""
    tx.execute(schema.claim.update().where(schema.claim.c.id == claim_id).values(rows.of_lease(lease)))


def release_session(tx: Tx, user: str, session: str) -> None:
    """Take off every lease that a session of this reviewer holds."""
    table = schema.claim
    mine = (table.c.lease_user == user) & (table.c.lease_session == session)
    tx.execute(table.update().where(mine, table.c.lease_until.is_not(None)).values(rows.of_lease(None)))


def marks(tx: Tx, document_id: str) -> list[Mark]:
    """Return where the claims of a document stand in its text, in reading order; one that it repeats stands there again."""
    table = schema.claim
    query = select(table.c.id, table.c.start, table.c.end, table.c.also, table.c.status, rows.TAKEN_BACK)
    query = query.where(table.c.document_id == document_id, table.c.start.is_not(None)).order_by(table.c.start, table.c.seq)
    found: list[Mark] = []
    for claim_id, start, end, also, word, taken_back in tx.execute(query):  # hundreds, at each step of triage
        status = _STATUSES[word]
        found.append(Mark(claim_id, Span(start, end), status, taken_back=taken_back))
        found.extend(Mark(claim_id, Span(*place), status, again=True, taken_back=taken_back) for place in also)
    return sorted(found, key=lambda mark: mark.span.start)


def gone(tx: Tx) -> list[str]:
    """Return the claims that have a history and are not there."""
    event, claim = schema.event.c, schema.claim.c
    told = select(event.subject_id).where(event.subject == "claim", event.subject_id.not_in(select(claim.id))).distinct()
    return sorted(tx.scalars(told))


def wordings(tx: Tx, document_id: str) -> set[tuple[Span | None, str]]:
    """Return span and first wording of all claims of a document, to know a claim that is proposed again."""
    table = schema.claim
    found = tx.execute(select(table.c.proposal).where(table.c.document_id == document_id))
    proposals = (rows.PROPOSAL.validate_python(row.proposal) for row in found)
    return {(proposal.span, proposal.text) for proposal in proposals}


def _stale(claim: Claim) -> StaleVersion:
    return StaleVersion(f"Claim {claim.id} was changed in the meantime. Look at it as it is now, then decide.")
