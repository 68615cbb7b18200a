"""
Queues in the store: which claims wait for whom, in which order, which is handed out next, and how many there are.

Never here: who may do what; or a list of claims that are not handed out.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from checker.model import Claim, Lease
from checker.ranking import DEFAULT, Weights
from checker.store import dialect, order, rows, schema, search
from checker.store.database import Tx
from checker.store.lists import has_flag, has_tag
from checker.store.order import Order
from checker.words import AnchorStatus, Status

AT_FIRST = 200  # claims of a queue of which it is asked first whether they stand above the cut
WAITING = (Status.CANDIDATE, Status.ACCEPTED, Status.IN_REVIEW)  # the statuses at which a claim waits for a person
_CLAIM = schema.claim
_ASIDE = or_(_CLAIM.c.snoozed_until.is_not(None), _CLAIM.c.assigned_to.is_not(None))  # as the index has it, word for word


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The claims that wait for somebody, and in which order they are handed out; an empty field asks for nothing."""

    status: Status
    user: str | None = None  # who asks: what was handed to others waits for them
    mine: str | None = None  # only what was handed to this person
    document_id: str | None = None
    tag: str | None = None
    claimant: str | None = None
    flag: str | None = None  # a check that the proposal failed
    words: str = ""
    added_before: datetime | None = None
    skipping: tuple[str, ...] = ()
    order: Order = Order.TEXT
    weights: Weights = DEFAULT
    best: int | None = None  # of each document only so many, by the formula; those that are decided count among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """How many claims are put away, and the one of them that comes back first."""

    number: int
    claim_id: str
    until: datetime


def lease_next(tx: Tx, queue: Queue, lease: Lease, now: datetime) -> Claim | None:
    """Give the first claim of the queue that nobody else holds to this reviewer; writers take turns, so nobody is quicker."""
    held = set(tx.scalars(order.held_by_others(lease, now)))
    own = replace(queue, user=lease.user)
    seq = next((each for each in _first(tx, own, len(held) + 1, now) if each not in held), None)
    if seq is None:
        return None
    taken = _CLAIM.update().where(_CLAIM.c.seq == seq).values(rows.of_lease(lease)).returning(*_CLAIM.c)
    return rows.read(tx, tx.execute(taken).all())[0]


def waiting(tx: Tx, now: datetime) -> dict[Status, int]:
    """Return how many claims stand at each status, without those that are put away or not in their document."""
    table = schema.claim_count
    counted = {row.status: row.number for row in tx.execute(select(table).where(~table.c.lost))}
    asleep = select(_CLAIM.c.status, func.count()).where(_CLAIM.c.status.in_(WAITING), _ASIDE, _in_document())
    away = {row[0]: row[1] for row in tx.execute(asleep.where(_CLAIM.c.snoozed_until > now).group_by(_CLAIM.c.status))}
    return {status: counted.get(status, 0) - away.get(status, 0) for status in Status}


def length(tx: Tx, queue: Queue, now: datetime) -> int:
    """Return how many claims stand in this queue, above its cut if it has one, whoever holds them."""
    whole = Queue(status=queue.status, user=queue.user, order=queue.order, weights=queue.weights)
    if replace(queue, skipping=()) == whole:
        skipped = _queued(tx, whole, now) & _CLAIM.c.id.in_(queue.skipping)
        return _whole_length(tx, whole, now) - (_count(tx, skipped) if queue.skipping else 0)
    condition = _queued(tx, queue, now) if queue.best is None else _above_cut(tx, queue, queue.best, now)
    return _count(tx, condition)


def acted_on(tx: Tx, queue: Queue, actor: str, actions: Collection[str], now: datetime) -> list[str]:
    """Return the claims of a queue with which somebody once did one of these, or whose finding bears their name."""
    event, check = schema.event.c, schema.fact_check.c
    of_it = (event.subject == "claim") & (event.subject_id == _CLAIM.c.id)
    did = select(event.seq).where(of_it, event.actor == actor, event.action.in_(actions)).exists()
    wrote = select(check.version).where(check.claim_id == _CLAIM.c.id, check.by == actor).exists()
    return list(tx.scalars(select(_CLAIM.c.id).where(_queued(tx, queue, now), or_(did, wrote))))


def away(tx: Tx, queue: Queue, now: datetime) -> Away | None:
    """Return what would stand in this queue if it were not put away; None for nothing."""
    condition = _fits(tx, queue) & _ASIDE & (_CLAIM.c.snoozed_until > now) & _for(queue)
    number = func.count().over().label("number")
    query = select(_CLAIM.c.id, _CLAIM.c.snoozed_until, number).where(condition)
    row = tx.execute(query.order_by(_CLAIM.c.snoozed_until, _CLAIM.c.seq).limit(1)).first()
    return Away(number=row.number, claim_id=row.id, until=row.snoozed_until) if row else None


def flagged(tx: Tx, queue: Queue, now: datetime) -> dict[str, int]:
    """Return how many claims of a queue failed each check, the commonest first; the flag asked for does not count."""
    flags = select(_CLAIM.c.flags, func.count()).where(_queued(tx, replace(queue, flag=None), now), _CLAIM.c.flags != "")
    numbers: Counter[str] = Counter()
    for together, number in tx.execute(flags.group_by(_CLAIM.c.flags)):
        numbers.update(dict.fromkeys(together.split(), number))
    return dict(sorted(numbers.items(), key=lambda each: (-each[1], each[0])))


def _whole_length(tx: Tx, queue: Queue, now: datetime) -> int:
    """The length of a queue that holds all that waits: counted already, but for what waits for others or for its time."""
    table = schema.claim_count
    here = tx.scalar(select(table.c.number).where(table.c.status == queue.status, ~table.c.lost)) or 0
    elsewhere = _ASIDE & or_(_CLAIM.c.snoozed_until > now, ~_for(queue))
    condition = (_CLAIM.c.status == queue.status) & _in_document() & elsewhere
    return here - _count(tx, condition)


def _count(tx: Tx, condition: ColumnElement[bool]) -> int:
    return tx.scalar(select(func.count()).select_from(_CLAIM).where(condition)) or 0


def _first(tx: Tx, queue: Queue, number: int, now: datetime) -> Sequence[int]:
    """The first claims of the queue in its order, so many if there are."""
    ordered = _in_order(_queued(tx, queue, now), queue, now)
    if queue.best is None:
        return tx.scalars(ordered.limit(number)).all()
    # Where claims stand in their documents is found out for the first of the queue only, as long as they will do.
    found = tx.execute(ordered.limit(number + AT_FIRST)).all()
    above = set(tx.scalars(order.above_cut(queue.best, queue.weights, {row.document_id for row in found})))
    first = [row.seq for row in found if row.seq in above]
    if len(first) >= number or len(found) < number + AT_FIRST:
        return first
    condition = _above_cut(tx, queue, queue.best, now)
    return tx.scalars(_in_order(condition, queue, now).limit(number)).all()


def _in_order(condition: ColumnElement[bool], queue: Queue, now: datetime) -> Select[int, str]:
    ordered = order.in_order(condition, queue.order, queue.weights, now.date())
    in_one_text = queue.order is Order.TEXT and queue.document_id is not None
    return ordered.order_by(None).order_by(_CLAIM.c.start, _CLAIM.c.seq) if in_one_text else ordered


def _above_cut(tx: Tx, queue: Queue, best: int, now: datetime) -> ColumnElement[bool]:
    queued = _queued(tx, queue, now)
    documents = [queue.document_id] if queue.document_id else select(_CLAIM.c.document_id).where(queued).distinct()
    return queued & _CLAIM.c.seq.in_(order.above_cut(best, queue.weights, documents))


def _queued(tx: Tx, queue: Queue, now: datetime) -> ColumnElement[bool]:
    awake = or_(_CLAIM.c.snoozed_until.is_(None), _CLAIM.c.snoozed_until <= now)
    return _fits(tx, queue) & awake & _for(queue)


def _for(queue: Queue) -> ColumnElement[bool]:
    if queue.mine:
        return _CLAIM.c.assigned_to == queue.mine
    return or_(_CLAIM.c.assigned_to.is_(None), _CLAIM.c.assigned_to == queue.user) if queue.user else true()


def _fits(tx: Tx, queue: Queue) -> ColumnElement[bool]:
    condition = (_CLAIM.c.status == queue.status) & _in_document()
    if queue.document_id:
        condition &= _CLAIM.c.document_id == queue.document_id
    if queue.flag:
        condition &= has_flag(queue.flag)
    if queue.tag:
        condition &= _CLAIM.c.seq.in_(has_tag(queue.tag))
    if queue.claimant:
        condition &= _CLAIM.c.claimant == queue.claimant
    if queue.added_before:
        condition &= _CLAIM.c.added_at < queue.added_before
    if queue.words.strip():
        asked = search.asked(queue.words)
        condition &= dialect.matches(tx, asked) if asked else false()
    return condition & _CLAIM.c.id.not_in(queue.skipping) if queue.skipping else condition


def _in_document() -> ColumnElement[bool]:
    return _CLAIM.c.anchor != AnchorStatus.LOST
