"""
What was done in a stretch of time, and what has waited longest, as the history and the queues tell it.

Never here: what a day is, a figure made of these, or whose work counts for more.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from checker.store import schema
from checker.store.database import Tx
from checker.words import AnchorStatus, Status

QUEUED = (Status.CANDIDATE, Status.ACCEPTED, Status.IN_REVIEW)
_EVENT = schema.event


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """That somebody, or a machine, did something to a claim."""

    actor: str
    action: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Oldest:
    """The claim that has waited longest."""

    claim_id: str
    status: Status
    added_at: datetime


def done(tx: Tx, start: datetime, end: datetime) -> Mapping[tuple[str, str], int]:
    """Return how often each actor did each thing from `start` on and before `end`, also what was taken back later."""
    within = (_EVENT.c.at >= start) & (_EVENT.c.at < end)
    query = select(_EVENT.c.actor, _EVENT.c.action, func.count().label("number")).where(within)
    rows = tx.execute(query.group_by(_EVENT.c.actor, _EVENT.c.action))
    return Counter({(row.actor, row.action): row.number for row in rows})


def taken_back(tx: Tx, since: datetime) -> Iterator[Deed]:
    """Yield what was done since then and taken back."""
    undo, undone = _EVENT.alias(), _EVENT.alias()
    number = undo.c.after["undoes"].as_integer()
    query = (
        select(undone.c.actor, undone.c.action, undone.c.at)
        .join_from(undo, undone, undone.c.seq == number)
        .where(undo.c.at >= since, undo.c.action == "undo", undone.c.at >= since)
    )
    yield from (Deed(**row._asdict()) for row in tx.execute(query))


def deeds(tx: Tx, actions: Collection[str], start: datetime, end: datetime) -> list[Deed]:
    """Return each time that somebody did one of these things from `start` on and before `end`, in the order of time."""
    within = (_EVENT.c.at >= start) & (_EVENT.c.at < end) & _EVENT.c.action.in_(actions)
    query = select(_EVENT.c.actor, _EVENT.c.action, _EVENT.c.at).where(within).order_by(_EVENT.c.at, _EVENT.c.seq)
    return [Deed(actor=actor, action=action, at=at) for actor, action, at in tx.execute(query)]


def oldest(tx: Tx, now: datetime) -> Oldest | None:
    """Return the claim that came in first among those that wait, not put away for later; None when none waits."""
    found = [each for status in QUEUED if (each := _oldest(tx, status, now))]
    return min(found, key=lambda each: each.added_at, default=None)


def _oldest(tx: Tx, status: Status, now: datetime) -> Oldest | None:
    claim = schema.claim.c
    here = (claim.status == status) & (claim.anchor != AnchorStatus.LOST)
    query = select(claim.id, claim.added_at).where(here, or_(claim.snoozed_until.is_(None), claim.snoozed_until <= now))
    row = tx.execute(query.order_by(claim.seq).limit(1)).first()
    return Oldest(claim_id=row.id, status=status, added_at=row.added_at) if row else None
