"""
What somebody has typed about a claim, or on a page, and not saved, so that neither a reload nor a crash loses it.

Never here: a decision; nothing of this is part of a record or its history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, select

from checker.store import schema
from checker.store.database import Tx

ADDING = "/add"
PAGES = frozenset({ADDING})  # where something is typed that is about no claim; it is kept under the address


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into one field, when, and the fingerprint of what stood saved in it then."""

    words: str
    over: str
    at: datetime


def put(tx: Tx, user: str, place: str, typed: Mapping[str, Typed]) -> None:
    """Store what somebody typed, by field, in place of what they had typed before; nothing typed leaves nothing."""
    drop(tx, user, place)
    if typed:
        words = {name: {"words": each.words, "over": each.over, "at": each.at.isoformat()} for name, each in typed.items()}
        newest = max(each.at for each in typed.values())
        table, column = _where(place)
        tx.execute(table.insert(), {"user": user, column.name: place, "words": words, "at": newest})


def get(tx: Tx, user: str, place: str) -> dict[str, Typed]:
    """Return what somebody typed about a claim, or on a page, and has not saved, by field."""
    table, _ = _where(place)
    row = tx.execute(select(table.c.words).where(_this(user, place))).first()
    stored: dict[str, dict[str, str]] = row.words if row else {}
    return {
        name: Typed(words=each["words"], over=each["over"], at=datetime.fromisoformat(each["at"]))
        for name, each in stored.items()
    }


def drop(tx: Tx, user: str, place: str) -> None:
    """Forget what somebody typed about a claim, or on a page."""
    tx.execute(_where(place)[0].delete().where(_this(user, place)))


def is_page(place: str) -> bool:
    """Whether something is typed on a page rather than about a claim."""
    return place in PAGES


def _where(place: str) -> tuple[Table, Column[str]]:
    return (schema.page_draft, schema.page_draft.c.page) if is_page(place) else (schema.draft, schema.draft.c.claim_id)


def _this(user: str, place: str) -> ColumnElement[bool]:
    table, column = _where(place)
    return (table.c.user == user) & (column == place)
