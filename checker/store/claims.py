"""
Claims in the store: the queue, the leases, the lists, and one claim's changes.

Never here: who may do what, or which step is allowed; review.py asks for both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, Select, false, func, select

from checker.errors import NotFound, StaleVersion
from checker.model import Claim, FactCheck, Lease, Proposal, Provenance, Span, plain
from checker.ranking import DEFAULT, Weights
from checker.store import dialect, findings, order, schema, search, topics
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
STREAM_BATCH = 500
AT_FIRST = 200  # claims of a queue of which it is asked first whether they stand above the cut
_PROPOSAL = TypeAdapter(Proposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The claims that wait for somebody, and in which order they are handed out."""

    status: Status
    document_id: str | None = None
    best_first: bool = False
    skipping: tuple[str, ...] = ()
    flag: str | None = None  # a check that the proposal failed
    weights: Weights = DEFAULT
    best: int | None = None  # of each document only so many, by the formula; those that are decided count among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which claims a list or an export holds; an empty field asks for nothing."""

    words: str = ""
    statuses: tuple[Status, ...] = ()
    verdict: str | None = None
    document_id: str | None = None
    claimant: str | None = None
    lost: bool | None = None
    flag: str | None = None  # a check that the proposal failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A claim as the source text shows it; `again` where the text says it once more."""

    claim_id: str
    span: Span
    status: Status
    again: bool = False


def insert(tx: Tx, claims: Sequence[Claim]) -> None:
    """Store new claims."""
    if claims:
        terms = order.terms(tx, claims)
        tx.execute(schema.claim.insert(), [_values(claim) | terms[claim.id] for claim in claims])
        topics.put(tx, claims)


def get(tx: Tx, claim_id: str) -> Claim:
    """Return the claim with this id, with its newest finding."""
    row = tx.execute(select(schema.claim).where(schema.claim.c.id == claim_id)).first()
    if row is None:
        raise NotFound(f"There is no claim {claim_id!r}. Choose one from the queue or the records.")
    return _claim(row, findings.latest(tx, [claim_id]).get(claim_id))


def save(tx: Tx, claim: Claim) -> Claim:
    """Store a changed claim, unless somebody changed it since it was read; return it with its new version."""
    table = schema.claim
    values = {name: getattr(claim, name) for name in CHANGEABLE} | _span(claim.span) | _lease(claim.lease)
    values |= {"tags": list(claim.tags), "words": search.words_of(claim), "version": claim.version + 1}
    values |= order.claimant_term(tx, claim)
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
    tx.execute(schema.claim.update().where(schema.claim.c.id == claim_id).values(_lease(lease)))


def release_session(tx: Tx, user: str, session: str) -> None:
    """Take off every lease that a session of this reviewer holds."""
    table = schema.claim
    mine = (table.c.lease_user == user) & (table.c.lease_session == session)
    tx.execute(table.update().where(mine, table.c.lease_until.is_not(None)).values(_lease(None)))


def lease_next(tx: Tx, queue: Queue, lease: Lease, now: datetime) -> Claim | None:
    """Give the first claim of the queue that nobody else holds to this reviewer; writers take turns, so nobody is quicker."""
    held = set(tx.scalars(order.held_by_others(lease, now)))
    seq = next((each for each in _first(tx, queue, len(held) + 1, now.date()) if each not in held), None)
    if seq is None:
        return None
    table = schema.claim
    taken = table.update().where(table.c.seq == seq).values(_lease(lease)).returning(table.c.id)
    return get(tx, tx.scalars(taken).one())


def _first(tx: Tx, queue: Queue, number: int, today: date) -> Sequence[int]:
    """The first claims of the queue in its order, so many if there are."""
    counted = queue.weights if queue.best_first else None
    ordered = order.in_order(_queued(queue), counted, today)
    if queue.best is None:
        return tx.scalars(ordered.limit(number)).all()
    # Where claims stand in their documents is found out for the first of the queue only, as long as they will do.
    rows = tx.execute(ordered.limit(number + AT_FIRST)).all()
    above = set(tx.scalars(order.above_cut(queue.best, queue.weights, {row.document_id for row in rows})))
    found = [row.seq for row in rows if row.seq in above]
    if len(found) >= number or len(rows) < number + AT_FIRST:
        return found
    return tx.scalars(order.in_order(_above_cut(queue, queue.best), counted, today).limit(number)).all()


def _above_cut(queue: Queue, best: int) -> ColumnElement[bool]:
    documents = [queue.document_id] if queue.document_id else None
    return _queued(queue) & schema.claim.c.seq.in_(order.above_cut(best, queue.weights, documents))


def waiting(tx: Tx) -> dict[Status, int]:
    """Return how many claims wait at each status; those that are not in their document are not counted."""
    table = schema.claim
    query = select(table.c.status, func.count()).where(table.c.anchor != AnchorStatus.LOST).group_by(table.c.status)
    counts = {Status(status): number for status, number in tx.execute(query)}
    return {status: counts.get(status, 0) for status in Status}


def length(tx: Tx, queue: Queue) -> int:
    """Return how many claims stand in this queue, above its cut if it has one, whoever holds them."""
    condition = _queued(queue) if queue.best is None else _above_cut(queue, queue.best)
    return tx.scalar(select(func.count()).select_from(schema.claim).where(condition)) or 0


def marks(tx: Tx, document_id: str) -> list[Mark]:
    """Return where the claims of a document stand in its text, in reading order; one that it repeats stands there again."""
    table = schema.claim
    query = select(table.c.id, table.c.start, table.c.end, table.c.also, table.c.status)
    query = query.where(table.c.document_id == document_id, table.c.start.is_not(None)).order_by(table.c.start, table.c.seq)
    found = [
        Mark(claim_id=row.id, span=Span(start, end), status=Status(row.status), again=number > 0)
        for row in tx.execute(query)
        for number, (start, end) in enumerate(((row.start, row.end), *row.also))
    ]
    return sorted(found, key=lambda mark: mark.span.start)


def page(tx: Tx, wanted: Filter, limit: int, offset: int = 0) -> list[Claim]:
    """Return some of the claims that fit, newest first."""
    rows = tx.execute(_select(tx, wanted).order_by(schema.claim.c.seq.desc()).limit(limit).offset(offset)).all()
    return _with_findings(tx, rows)


def total(tx: Tx, wanted: Filter) -> int:
    """Return how many claims fit."""
    return tx.scalar(select(func.count()).select_from(_select(tx, wanted).subquery())) or 0


def flagged(tx: Tx, wanted: Filter | Queue) -> dict[str, int]:
    """Return how many of the claims that fit failed each check, the commonest first; the flag asked for does not count."""
    anyhow = replace(wanted, flag=None)
    found = select(schema.claim).where(_queued(anyhow)) if isinstance(anyhow, Queue) else _select(tx, anyhow)
    flags = found.with_only_columns(schema.claim.c.flags, func.count()).where(schema.claim.c.flags != "")
    numbers: Counter[str] = Counter()
    for together, number in tx.execute(flags.group_by(schema.claim.c.flags)):
        numbers.update(dict.fromkeys(together.split(), number))
    return dict(sorted(numbers.items(), key=lambda each: (-each[1], each[0])))


def stream(tx: Tx, wanted: Filter) -> Iterator[Claim]:
    """Yield all claims that fit in the order in which they came, a batch of them in memory at a time."""
    query = _select(tx, wanted).order_by(schema.claim.c.seq).execution_options(yield_per=STREAM_BATCH)
    for rows in tx.execute(query).partitions():
        yield from _with_findings(tx, rows)


def batches(tx: Tx) -> Iterator[list[Claim]]:
    """Yield all claims in the order in which they came, some hundreds at a time."""
    query = select(schema.claim).order_by(schema.claim.c.seq).execution_options(yield_per=STREAM_BATCH)
    for rows in tx.execute(query).partitions():
        yield _with_findings(tx, rows)


def gone(tx: Tx) -> list[str]:
    """Return the claims that have a history and are not there."""
    event, claim = schema.event.c, schema.claim.c
    told = select(event.subject_id).where(event.subject == "claim", event.subject_id.not_in(select(claim.id))).distinct()
    return sorted(tx.scalars(told))


def claimants(tx: Tx) -> list[str]:
    """Return everybody to whom a claim is attributed, in alphabetical order."""
    column = schema.claim.c.claimant
    return sorted(tx.scalars(select(column).where(column.is_not(None)).distinct()), key=lambda name: (name.casefold(), name))


def wordings(tx: Tx, document_id: str) -> set[tuple[Span | None, str]]:
    """Return span and first wording of all claims of a document, to know a claim that is proposed again."""
    table = schema.claim
    rows = tx.execute(select(table.c.proposal).where(table.c.document_id == document_id))
    proposals = (_PROPOSAL.validate_python(row.proposal) for row in rows)
    return {(proposal.span, proposal.text) for proposal in proposals}


def _stale(claim: Claim) -> StaleVersion:
    return StaleVersion(f"Claim {claim.id} was changed in the meantime. Look at it as it is now, then decide.")


def _queued(queue: Queue) -> ColumnElement[bool]:
    table = schema.claim
    condition = (table.c.status == queue.status) & (table.c.anchor != AnchorStatus.LOST)
    if queue.document_id:
        condition &= table.c.document_id == queue.document_id
    if queue.flag:
        condition &= _has_flag(queue.flag)
    return condition & table.c.id.not_in(queue.skipping) if queue.skipping else condition


def _select(tx: Tx, wanted: Filter) -> Select[Any]:
    table = schema.claim
    query = select(table)
    if wanted.words.strip():
        found = dialect.matches(tx, wanted.words)
        query = query.where(false() if found is None else found)
    if wanted.statuses:
        query = query.where(table.c.status.in_(wanted.statuses))
    if wanted.document_id:
        query = query.where(table.c.document_id == wanted.document_id)
    if wanted.flag:
        query = query.where(_has_flag(wanted.flag))
    if wanted.claimant:
        query = query.where(table.c.claimant == wanted.claimant)
    if wanted.lost is not None:
        query = query.where((table.c.anchor == AnchorStatus.LOST) if wanted.lost else (table.c.anchor != AnchorStatus.LOST))
    return query.where(table.c.verdict_name == wanted.verdict) if wanted.verdict else query


def _has_flag(flag: str) -> ColumnElement[bool]:
    flags = schema.claim.c.flags
    return (flags != "") & flags.contains(f" {flag} ", autoescape=True)


def _with_findings(tx: Tx, rows: Sequence[Row[Any]]) -> list[Claim]:
    found = findings.latest(tx, [row.id for row in rows])
    return [_claim(row, found.get(row.id)) for row in rows]


def _span(span: Span | None) -> dict[str, int | None]:
    return {"start": span.start, "end": span.end} if span else {"start": None, "end": None}


def _lease(lease: Lease | None) -> dict[str, Any]:
    user, session, until = (lease.user, lease.session, lease.until) if lease else (None, None, None)
    return {"lease_user": user, "lease_session": session, "lease_until": until}


def _values(claim: Claim) -> dict[str, Any]:
    values = {name: getattr(claim, name) for name in (*CHANGEABLE, "id", "document_id", "version", "added_at")}
    values |= _span(claim.span) | _lease(claim.lease) | asdict(claim.provenance)
    values |= {"tags": list(claim.tags), "words": search.words_of(claim)}
    values["proposal"] = plain(claim.proposal)
    flags = "".join(f" {flag} " for flag in claim.proposal.flags)
    return values | {"flags": flags, "also": [[span.start, span.end] for span in claim.proposal.also]}


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
        proposal=_PROPOSAL.validate_python(row.proposal),
        provenance=Provenance(**provenance),
        finding=finding,
        lease=Lease(user=row.lease_user, session=row.lease_session, until=row.lease_until) if row.lease_until else None,
    )
