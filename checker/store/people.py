"""
The people of a desk that asks who comes: found by their address, kept when they leave, because the history names them.

Never here: who may change them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from checker.auth import Role
from checker.store import schema
from checker.store.database import Tx

_TABLE = schema.person


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


def find(tx: Tx, email: str) -> Person | None:
    """Return who stands under this address, in whatever case it is written."""
    row = tx.execute(select(_TABLE).where(_TABLE.c.email == email.casefold())).first()
    return Person(**row._asdict() | {"role": Role(row.role)}) if row else None


def put(tx: Tx, person: Person) -> None:
    """Store somebody, in place of what stood under the same address."""
    values = {"name": person.name, "role": person.role, "left_at": person.left_at}
    if tx.execute(_TABLE.update().where(_TABLE.c.id == person.id).values(values)).rowcount == 0:
        tx.execute(_TABLE.insert(), values | {"id": person.id, "email": person.email.casefold()})
