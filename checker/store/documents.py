"""
Documents in the store.

Never here: reading files, or claims.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from checker.errors import NotFound
from checker.model import Document, Locator
from checker.store import schema
from checker.store.database import Tx
from checker.words import AnchorStatus, RunStatus, Status

METADATA = ("title", "publisher", "author", "url", "published_at", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as a list shows it: without its text, with what became of it."""

    id: str
    title: str
    publisher: str | None
    added_at: datetime
    claims: int
    waiting: int
    run_id: str | None
    run_status: RunStatus | None
    run_message: str
    run_done: int
    run_total: int


def insert(tx: Tx, document: Document) -> None:
    """Store a document for good."""
    tx.execute(schema.document.insert(), asdict(document))


def get(tx: Tx, document_id: str) -> Document:
    """Return the document with this id."""
    row = tx.execute(select(schema.document).where(schema.document.c.id == document_id)).first()
    if row is None:
        raise NotFound(f"There is no document {document_id!r}. Choose one from the list of documents.")
    return _document(row)


def find_same(tx: Tx, sha256: str) -> Document | None:
    """Return the document that has the text with this sha256."""
    row = tx.execute(select(schema.document).where(schema.document.c.sha256 == sha256)).first()
    return _document(row) if row else None


def set_metadata(tx: Tx, document_id: str, values: dict[str, Any]) -> None:
    """Replace what is known about a document; its text never changes."""
    tx.execute(schema.document.update().where(schema.document.c.id == document_id).values(values))


def newest(tx: Tx, limit: int = 200) -> list[Listed]:
    """Return the documents that came in last, newest first."""
    document, run, claim = schema.document, schema.run, schema.claim
    of_document = claim.c.document_id == document.c.id
    waiting = of_document & (claim.c.status == Status.CANDIDATE) & (claim.c.anchor != AnchorStatus.LOST)
    every_run = run.alias()
    last_run = select(func.max(every_run.c.seq)).where(every_run.c.document_id == document.c.id).scalar_subquery()
    query = (
        select(
            document.c.id,
            document.c.title,
            document.c.publisher,
            document.c.added_at,
            select(func.count()).where(of_document).scalar_subquery().label("claims"),
            select(func.count()).where(waiting).scalar_subquery().label("waiting"),
            run.c.id.label("run_id"),
            run.c.status.label("run_status"),
            func.coalesce(run.c.message, "").label("run_message"),
            func.coalesce(run.c.done, 0).label("run_done"),
            func.coalesce(run.c.total, 0).label("run_total"),
        )
        .join_from(document, run, run.c.seq == last_run, isouter=True)
        .order_by(document.c.seq.desc())
        .limit(limit)
    )
    return [_listed(row) for row in tx.execute(query).all()]


def titles(tx: Tx) -> dict[str, str]:
    """Return the title of every document by its id, newest first."""
    query = select(schema.document.c.id, schema.document.c.title).order_by(schema.document.c.seq.desc())
    return {row.id: row.title for row in tx.execute(query)}


def _listed(row: Any) -> Listed:
    values = row._asdict()
    return Listed(**values | {"run_status": RunStatus(row.run_status) if row.run_status else None})


def _document(row: Row[Any]) -> Document:
    values = row._asdict()
    del values["seq"]
    locators = tuple(Locator(**each) for each in row.locators)
    return Document(**values | {"locators": locators, "warnings": tuple(row.warnings)})
