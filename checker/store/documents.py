"""
Documents in the store, and lists of what became of them.

Never here: reading files, or a change to a claim or a run.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, false, func, or_, select

from checker.budget import Spent
from checker.errors import NotFound
from checker.model import Document, Locator, Skipped
from checker.store import order, rows, runs, schema, usage
from checker.store.database import Tx
from checker.words import AnchorStatus, RunStatus, Status

METADATA = ("title", "publisher", "author", "url", "published_at", "language")
STREAM_BATCH = 10
LONGEST_PAUSE = timedelta(days=1)  # between two documents that are told of together


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as a list shows it: without its text, with what became of it."""

    id: str
    title: str
    publisher: str | None
    added_at: datetime
    reach: int  # a step of ranking.REACH
    claims: int
    waiting: int
    run_id: str | None
    run_status: RunStatus | None
    run_message: str
    run_done: int
    run_total: int
    run_by_batch: bool  # it waits for the answers to a batch
    run_calls: int  # that were sent to a model
    run_reused: int  # answers of earlier calls that were taken instead
    run_spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the documents are together whose extraction is under way, with those that ended since the first was queued."""

    total: int
    ended: int
    short: int  # of those that ended: in part or in whole unread
    share: float  # of the whole work, as far as it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the newest extraction of a document left out, and why it did not read all, if so."""

    skipped: tuple[Skipped, ...] = ()
    message: str = ""


def insert(tx: Tx, document: Document) -> None:
    """Store a document for good."""
    tx.execute(schema.document.insert(), asdict(document))


def get(tx: Tx, document_id: str) -> Document:
    """Return the document with this id."""
    found = find(tx, document_id)
    if found is None:
        raise NotFound(f"There is no document {document_id!r}. Choose one from the list of documents.")
    return found


def several(tx: Tx, ids: Collection[str]) -> dict[str, Document]:
    """Return those of these documents that are there, by their ids."""
    rows = tx.execute(select(schema.document).where(schema.document.c.id.in_(ids)))
    return {row.id: _document(row) for row in rows}


def stream(tx: Tx) -> Iterator[Document]:
    """Yield all documents in the order in which they came, a few in memory at a time."""
    for row in tx.execute(select(schema.document).order_by(schema.document.c.seq).execution_options(yield_per=STREAM_BATCH)):
        yield _document(row)


def find_same(tx: Tx, sha256: str) -> Document | None:
    """Return the document that has the text with this sha256."""
    row = tx.execute(select(schema.document).where(schema.document.c.sha256 == sha256)).first()
    return _document(row) if row else None


def find(tx: Tx, document_id: str) -> Document | None:
    """Return the document with this id, if it is there."""
    row = tx.execute(select(schema.document).where(schema.document.c.id == document_id)).first()
    return _document(row) if row else None


def set_metadata(tx: Tx, document_id: str, values: dict[str, Any]) -> None:
    """Replace what is known about a document; its text never changes."""
    tx.execute(schema.document.update().where(schema.document.c.id == document_id).values(values))
    order.document_changed(tx, document_id)


def newest(tx: Tx, limit: int = 200) -> list[Listed]:
    """Return the documents that came in last, newest first."""
    document, run, claim = schema.document, schema.run, schema.claim
    of_document = claim.c.document_id == document.c.id
    waiting = of_document & (claim.c.status == Status.CANDIDATE) & (claim.c.anchor != AnchorStatus.LOST)
    query = (
        select(
            document.c.id,
            document.c.title,
            document.c.publisher,
            document.c.added_at,
            document.c.reach,
            select(func.count()).where(of_document, ~rows.TAKEN_BACK).scalar_subquery().label("claims"),
            select(func.count()).where(waiting).scalar_subquery().label("waiting"),
            run.c.id.label("run_id"),
            run.c.status.label("run_status"),
            func.coalesce(run.c.message, "").label("run_message"),
            func.coalesce(run.c.done, 0).label("run_done"),
            func.coalesce(run.c.total, 0).label("run_total"),
            func.coalesce(run.c.by_batch, false()).label("run_by_batch"),
        )
        .join_from(document, run, run.c.seq == _last_run(document.c.id), isouter=True)
        .order_by(document.c.seq.desc())
        .limit(limit)
    )
    found = tx.execute(query).all()
    used = usage.used(tx, [row.run_id for row in found if row.run_id])
    return [_listed(row, used.get(row.run_id, usage.Used())) for row in found]


def left_short(tx: Tx) -> list[str]:
    """Return the newest runs of all documents that it left unread, in part or in whole; oldest first."""
    run = schema.run
    query = select(run.c.id).where(run.c.status.in_(runs.SHORT), run.c.seq == _last_run(run.c.document_id))
    return list(tx.scalars(query.order_by(run.c.seq)))


def progress(tx: Tx) -> Progress | None:
    """Return how far the extraction of all documents is; None when none is under way."""
    run = schema.run
    first = tx.scalar(select(func.min(run.c.queued_at)).where(run.c.finished_at.is_(None)))
    if first is None:
        return None
    columns = (run.c.document_id, run.c.status, run.c.done, run.c.total, run.c.queued_at, run.c.finished_at)
    recent = or_(run.c.finished_at.is_(None), run.c.finished_at >= first - LONGEST_PAUSE)
    query = select(*columns).where(recent, run.c.status != RunStatus.CANCELLED).order_by(run.c.seq)
    together = list({row.document_id: row for row in _together(tx.execute(query).all(), first)}.values())
    ended = [row for row in together if row.finished_at]
    under_way = sum(row.done / row.total for row in together if not row.finished_at and row.total)
    return Progress(
        total=len(together),
        ended=len(ended),
        short=sum(row.status in runs.SHORT for row in ended),
        share=(len(ended) + under_way) / len(together),
    )


def ledger(tx: Tx, document_id: str) -> Ledger:
    """Return what the newest extraction that came to an end left out of a document."""
    run = schema.run
    ended = run.c.status.in_((RunStatus.DONE, RunStatus.INCOMPLETE))
    query = select(run.c.id).where(run.c.document_id == document_id, ended).order_by(run.c.seq.desc()).limit(1)
    run_id = tx.scalar(query)
    if run_id is None:
        return Ledger()
    found = runs.get(tx, run_id)
    return Ledger(skipped=found.skipped, message=found.message)


def titles(tx: Tx, ids: Collection[str] | None = None, *, most: int | None = None) -> dict[str, str]:
    """Return the titles of documents by their ids, newest first: of all, of these, or of so many."""
    query = select(schema.document.c.id, schema.document.c.title).order_by(schema.document.c.seq.desc()).limit(most)
    if ids is not None:
        query = query.where(schema.document.c.id.in_(ids))
    return {row.id: row.title for row in tx.execute(query)}


def _last_run(document_id: ColumnElement[str]) -> ScalarSelect[int]:
    run = schema.run.alias()
    return select(func.max(run.c.seq)).where(run.c.document_id == document_id).scalar_subquery()


def _together(rows: Sequence[Any], first: datetime) -> list[Any]:
    """The rows without an end, and those that ended when one of these waited already; in their order."""
    kept = set()
    for row in sorted((row for row in rows if row.finished_at), key=lambda row: row.finished_at, reverse=True):
        if row.finished_at < first:
            break
        kept.add(row)
        first = min(first, row.queued_at)
    return [row for row in rows if not row.finished_at or row in kept]


def _listed(row: Any, used: usage.Used) -> Listed:
    status = RunStatus(row.run_status) if row.run_status else None
    spent = Spent(tokens=used.input_tokens + used.output_tokens, cost=used.known_cost, unpriced=used.unpriced)
    told = {"run_status": status, "run_calls": used.calls, "run_reused": used.reused, "run_spent": spent}
    return Listed(**row._asdict() | told)


def _document(row: Row[Any]) -> Document:
    values = row._asdict()
    del values["seq"], values["reach"]
    locators = tuple(Locator(**each) for each in row.locators)
    return Document(**values | {"locators": locators, "warnings": tuple(row.warnings)})
