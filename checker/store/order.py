"""
The formula of ranking.py in the database: what is kept for its terms, the order that it makes, and the cut of each document.

Never here: what a term means, or whose turn it is.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, select

from checker import ranking
from checker.model import Claim, Lease
from checker.ranking import Standing, Weights
from checker.store import schema
from checker.store.database import Tx
from checker.words import AnchorStatus

_CLAIM = schema.claim
_IN_DOCUMENT = _CLAIM.c.anchor != AnchorStatus.LOST
WEIGHTS = "weights"


class Order(StrEnum):
    """In which order a queue is handed out; those that stand alike come as they stand in their text."""

    TEXT = "text"
    BEST = "best"
    OLDEST = "oldest"
    NEWEST = "newest"


def terms(tx: Tx, claims: Sequence[Claim]) -> dict[str, dict[str, Any]]:
    """Return what is kept of each of these new claims for the formula."""
    documents = _of_documents(tx, {claim.document_id for claim in claims})
    levels = claimant_levels(tx)
    return {claim.id: documents[claim.document_id] | _of_claim(claim, levels) for claim in claims}


def claimant_term(tx: Tx, claim: Claim) -> dict[str, int]:
    """Return what is kept of a changed claim for the formula: who says it may have changed."""
    return {"claimant_level": ranking.level(claim.claimant, claim.claimant_role, claimant_levels(tx))}


def _of_claim(claim: Claim, levels: ranking.Levels) -> dict[str, Any]:
    by_model = claim.provenance.model is not None
    return {
        "worth": ranking.worth(claim.proposal),
        "importance": ranking.importance(claim.proposal, by_model=by_model),
        "claimant_level": ranking.level(claim.claimant, claim.claimant_role, levels),
    }


def _of_documents(tx: Tx, ids: set[str]) -> dict[str, dict[str, int]]:
    table = schema.document
    query = select(table.c.id, table.c.reach, table.c.published_at, table.c.added_at).where(table.c.id.in_(ids))
    return {row.id: {"reach": row.reach, "day": _day(row.published_at, row.added_at)} for row in tx.execute(query)}


def _day(published_at: date | None, added_at: datetime) -> int:
    return (published_at or added_at.date()).toordinal()


def document_changed(tx: Tx, document_id: str) -> None:
    """Take over into the claims of a document what counts of it, after its date or its reach was changed."""
    values = _of_documents(tx, {document_id})[document_id]
    tx.execute(_CLAIM.update().where(_CLAIM.c.document_id == document_id).values(values))


def reach(tx: Tx, document_id: str) -> int | None:
    """Return the step of reach that is set for a document; None for no such document."""
    return tx.scalar(select(schema.document.c.reach).where(schema.document.c.id == document_id))


def set_reach(tx: Tx, document_id: str, step: int) -> None:
    """Store how many people a document reaches."""
    tx.execute(schema.document.update().where(schema.document.c.id == document_id).values(reach=step))
    document_changed(tx, document_id)


def claimant_levels(tx: Tx) -> dict[str, int]:
    """Return the desk's table of claimants."""
    table = schema.claimant_level
    return {row.words: row.level for row in tx.execute(select(table).order_by(table.c.words))}


def set_claimant_levels(tx: Tx, levels: ranking.Levels) -> None:
    """Replace the desk's table of claimants, and what the claims have of it."""
    tx.execute(schema.claimant_level.delete())
    if levels:
        tx.execute(schema.claimant_level.insert(), [{"words": words, "level": step} for words, step in levels.items()])
    steps: dict[tuple[str | None, str | None], int] = {}
    changed = []
    for row in tx.execute(select(_CLAIM.c.seq, _CLAIM.c.claimant, _CLAIM.c.claimant_role, _CLAIM.c.claimant_level)):
        who = (row.claimant, row.claimant_role)
        if who not in steps:
            steps[who] = ranking.level(*who, levels)
        if steps[who] != row.claimant_level:
            changed.append({"this": row.seq, "step": steps[who]})
    if changed:
        tx.execute(_CLAIM.update().where(_CLAIM.c.seq == bindparam("this")).values(claimant_level=bindparam("step")), changed)


def weights(tx: Tx) -> Weights:
    """Return the weights that this desk has chosen, or those that it began with."""
    table = schema.desk_choice
    chosen = tx.scalar(select(table.c.value).where(table.c.name == WEIGHTS))
    return ranking.read(chosen, ranking.DEFAULT) if chosen else ranking.DEFAULT


def set_weights(tx: Tx, chosen: Weights) -> None:
    """Store the weights that this desk has chosen."""
    table = schema.desk_choice
    tx.execute(table.delete().where(table.c.name == WEIGHTS))
    tx.execute(table.insert(), {"name": WEIGHTS, "value": ranking.written(chosen)})


def held_by_others(lease: Lease, now: datetime) -> Select[int]:
    """Return the query for the claims that somebody else holds, or the same person in another window."""
    mine = (_CLAIM.c.lease_user == lease.user) & (_CLAIM.c.lease_session == lease.session)
    return select(_CLAIM.c.seq).where(_CLAIM.c.lease_until.is_not(None), _CLAIM.c.lease_until > now, ~mine)


def in_order(queued: ColumnElement[bool], wanted: Order, counted: Weights, today: date) -> Select[int, str]:
    """Return the query for a queue in this order: the numbers of its claims and their documents."""
    first: dict[Order, tuple[ColumnElement[Any], ...]] = {
        Order.TEXT: (),
        Order.BEST: (_key(counted, today).desc(),),
        Order.OLDEST: (_CLAIM.c.added_at,),
        Order.NEWEST: (_CLAIM.c.added_at.desc(),),
    }
    return select(_CLAIM.c.seq, _CLAIM.c.document_id).where(queued).order_by(*first[wanted], _CLAIM.c.seq)


def above_cut(best: int, counted: Weights, documents: Collection[str] | Select[str]) -> Select[int]:
    """Return the query for the claims of these documents that are among the best so many of their document."""
    found = _placed(counted).where(_CLAIM.c.document_id.in_(documents)).subquery()
    return select(found.c.seq).where(found.c.place <= best)


def standing(tx: Tx, claim_id: str, counted: Weights) -> Standing | None:
    """Return where a claim stands; None for one that is not in its document."""
    row = tx.execute(_standing(counted), {"claim_id": claim_id}).first()
    if row is None:
        return None
    terms_of_it = {name: getattr(row, column.name) for name, column in _TERMS.items()}
    return Standing(**terms_of_it, dated=row.published_at is not None, place=row.place, of=row.of)


@lru_cache(maxsize=64)
def _standing(counted: Weights) -> Select[Any]:
    """The query is made once for each choice of weights: it is asked for every claim that comes up."""
    this, document = _CLAIM.alias(), schema.document
    of = func.count().over().label("of")
    own = select(this.c.document_id).where(this.c.id == bindparam("claim_id")).scalar_subquery()
    here = select(this.c.seq).where(this.c.id == bindparam("claim_id")).scalar_subquery()
    placed = _placed(counted).add_columns(of, *_TERMS.values()).where(_CLAIM.c.document_id == own).subquery()
    published = select(document.c.published_at).where(document.c.id == own).scalar_subquery()
    return select(placed, published.label("published_at")).where(placed.c.seq == here)


_TERMS = {
    "score": _CLAIM.c.worth,
    "importance": _CLAIM.c.importance,
    "day": _CLAIM.c.day,
    "reach": _CLAIM.c.reach,
    "claimant": _CLAIM.c.claimant_level,
}


def _key(counted: Weights, today: date) -> ColumnElement[float]:
    """What the rank is made of, without the division that changes no order."""
    now = today.toordinal()
    days = case((_CLAIM.c.day < now, now - _CLAIM.c.day), else_=0)
    recency = literal(float(ranking.HALF_LIFE)) / (literal(float(ranking.HALF_LIFE)) + days)
    reached = _CLAIM.c.reach * literal(counted.reach / (len(ranking.REACH) - 1))
    return _own_key(counted) + literal(float(counted.recency)) * recency + reached


def _own_key(counted: Weights) -> ColumnElement[float]:
    """The part of it in which the claims of one document differ."""
    said_by = _CLAIM.c.claimant_level * literal(counted.claimant / (len(ranking.LEVELS) - 1))
    return _CLAIM.c.worth * literal(float(counted.score)) + _CLAIM.c.importance * literal(float(counted.importance)) + said_by


def _placed(counted: Weights) -> Select[Any]:
    best_first = (_own_key(counted).desc(), _CLAIM.c.seq)
    place = func.row_number().over(partition_by=_CLAIM.c.document_id, order_by=best_first).label("place")
    return select(_CLAIM.c.seq, place).where(_IN_DOCUMENT)
