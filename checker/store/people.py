"""
The people of a desk that asks who comes: found by their address, kept when they leave, because the history names them.

Never here: who may change them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from checker.auth import Role
from checker.store import schema
from checker.store.database import Tx

_TABLE = schema.person
TOLD = ("email", "name", "role")  # and when they left


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a place at this desk; `left_at` says since when they have it no more."""

    id: str
    email: str
    name: str
    role: Role
    left_at: datetime | None = None


def everybody(tx: Tx) -> list[Person]:
    """Return all who ever had a place here, in the order of their addresses."""
    found = tx.execute(select(_TABLE).order_by(_TABLE.c.email))
    return [Person(**row._asdict() | {"role": Role(row.role)}) for row in found]


def as_told(tx: Tx) -> dict[str, dict[str, Any]]:
    """Return everybody who ever had a place here as the history tells of them, whatever stands in the table."""
    rows = tx.execute(select(_TABLE)).mappings().all()
    return {row["id"]: {name: row[name] for name in TOLD} | {"left_at": _day(row["left_at"])} for row in rows}


def _day(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def find(tx: Tx, email: str) -> Person | None:
    """Return who stands under this address, in whatever case its letters are written; others that look like them are others."""
    address = email.lower() if email.isascii() else email
    row = tx.execute(select(_TABLE).where(_TABLE.c.email == address)).first()
    return Person(**row._asdict() | {"role": Role(row.role)}) if row else None


def put(tx: Tx, person: Person) -> None:
    """Store somebody, in place of what stood under the same address."""
    values = {"name": person.name, "role": person.role, "left_at": person.left_at}
    if tx.execute(_TABLE.update().where(_TABLE.c.id == person.id).values(values)).rowcount == 0:
        tx.execute(_TABLE.insert(), values | {"id": person.id, "email": person.email})
