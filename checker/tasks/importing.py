"""
Claims that somebody kept in a table become candidates of the desk, with the table's claims as their document.

Never here: reading a table.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from checker import review
from checker.auth import User, require
from checker.decisions import Desk
from checker.errors import InputError
from checker.ingest.claim_table import Row
from checker.model import Claim, Document, Draft, Proposal, Span
from checker.store import claims, documents, events
from checker.store.rows import of_new
from checker.tasks.intake import Metadata, added, make_document
from checker.words import AnchorStatus, Checkability

AT_ONCE = 1_000


def import_claims(desk: Desk, user: User, rows: Sequence[Row], name: str) -> Document:
    """Store the claims of a table as candidates, all or none; raises InputError where the same claims were imported before."""
    require(user, "add_document")
    require(user, "add_claim")
    now = desk.now()
    draft = Draft(text="\n".join(row.text for row in rows), media_type="text/csv", name=name, title=name)
    document = make_document(draft, Metadata(), desk.new_id(), user.name, now)
    ends = accumulate(len(row.text) + 1 for row in rows)
    proposed = [_claim(desk, document, row, end) for row, end in zip(rows, ends, strict=True)]
    made, told = list(map(of_new, proposed)), events.ready(review.proposed_by_hand(proposed, user))  # nobody else saves below
    with desk.store.write() as tx:
        if known := documents.find_same(tx, document.sha256):
            raise InputError(
                f"The same claims are here already, as the document {known.title!r} ({known.id}). Nothing was imported."
            )
        documents.insert(tx, document)
        events.append(tx, [added(document)])
        for start in range(0, len(proposed), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            claims.insert(tx, proposed[some], made[some])
            events.append(tx, told[some])
    return document


def _claim(desk: Desk, document: Document, row: Row, end: int) -> Claim:
    span = Span(end - 1 - len(row.text), end - 1)
    proposal = Proposal(
        text=row.text,
        quote=row.text,
        span=span,
        anchor=AnchorStatus.EXACT,
        claimant=row.claimant,
        claimant_role=row.claimant_role,
        attribution=row.attribution,
        checkability=Checkability.CHECKABLE,
        checkability_reason="from a table that somebody kept",
    )
    claim = review.propose(desk.new_id(), document.id, proposal, made_by=review.by_hand(), now=document.added_at)
    return replace(claim, claimed_at=row.claimed_at, tags=row.tags)
