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
    """What was typed into one field, when, and the fingerprint of what stood saved in it then."""

    words: str
    over: str
    at: datetime


def put(tx: Tx, user: str, claim_id: str, typed: Mapping[str, Typed]) -> None:
    """Store what somebody typed, by field, in place of what they had typed before; nothing typed leaves nothing."""
    drop(tx, user, claim_id)
    if typed:
        words = {name: {"words": each.words, "over": each.over, "at": each.at.isoformat()} for name, each in typed.items()}
        newest = max(each.at for each in typed.values())
        tx.execute(schema.draft.insert(), {"user": user, "claim_id": claim_id, "words": words, "at": newest})


def get(tx: Tx, user: str, claim_id: str) -> dict[str, Typed]:
    """Return what somebody typed about a claim and has not saved, by field."""
    row = tx.execute(select(schema.draft.c.words).where(_this(user, claim_id))).first()
    stored: dict[str, dict[str, str]] = row.words if row else {}
    return {
        name: Typed(words=each["words"], over=each["over"], at=datetime.fromisoformat(each["at"]))
        for name, each in stored.items()
    }


def drop(tx: Tx, user: str, claim_id: str) -> None:
    """Forget what somebody typed about a claim."""
    tx.execute(schema.draft.delete().where(_this(user, claim_id)))


def _this(user: str, claim_id: str) -> ColumnElement[bool]:
    return (schema.draft.c.user == user) & (schema.draft.c.claim_id == claim_id)
