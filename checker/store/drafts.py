"""
What somebody has typed about a claim and not saved, so that neither a reload nor a crash loses it.

Never here: a decision; nothing of this is part of a record or its history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from checker.store import schema
from checker.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Words by the name of their field, and when they were typed."""

    words: Mapping[str, str]
    at: datetime


def put(tx: Tx, user: str, claim_id: str, typed: Typed) -> None:
    """Store what somebody typed in place of what they had typed before; nothing typed leaves nothing."""
    drop(tx, user, claim_id)
    if typed.words:
        values = {"user": user, "claim_id": claim_id, "words": dict(typed.words), "at": typed.at}
        tx.execute(schema.draft.insert(), values)


def get(tx: Tx, user: str, claim_id: str) -> Typed | None:
    """Return what somebody typed about a claim and has not saved."""
    row = tx.execute(select(schema.draft).where(_this(user, claim_id))).first()
    return Typed(words=row.words, at=row.at) if row else None


def drop(tx: Tx, user: str, claim_id: str) -> None:
    """Forget what somebody typed about a claim."""
    tx.execute(schema.draft.delete().where(_this(user, claim_id)))


def _this(user: str, claim_id: str) -> ColumnElement[bool]:
    return (schema.draft.c.user == user) & (schema.draft.c.claim_id == claim_id)
