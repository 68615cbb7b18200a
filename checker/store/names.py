"""
The names in use, each once: who said something, and who works here.

Never here: what a name stands for.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from checker.store import schema
from checker.store.database import Tx

MOST = 1_000  # that are offered to choose from; whoever is not among them is typed
_MACHINE = "machine: "


def claimants(tx: Tx) -> list[str]:
    """Return those to whom a claim is attributed, in alphabetical order."""
    return each_once(tx, schema.claim.c.claimant)


def people(tx: Tx) -> list[str]:
    """Return those who did something here or were handed a claim, in alphabetical order."""
    actors = [name for name in each_once(tx, schema.event.c.actor) if not name.startswith(_MACHINE)]
    return _sorted({*actors, *each_once(tx, schema.claim.c.assigned_to)})


def each_once(tx: Tx, column: ColumnElement[str]) -> list[str]:
    """Return the values of an indexed column in alphabetical order; each is looked up behind the one before, so many rows cost nothing."""
    first = select(func.min(column).label("name")).where(column.is_not(None)).cte("name_in_use", recursive=True)
    behind = select(func.min(column)).where(column > first.c.name).scalar_subquery()
    names = first.union_all(select(behind).where(first.c.name.is_not(None)))
    return _sorted(tx.scalars(select(names.c.name).where(names.c.name.is_not(None)).limit(MOST)))


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name.casefold(), name))
