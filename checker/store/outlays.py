"""
What was spent on calls that no run keeps: set aside before a call goes out, and put right when it is over.

Never here: what may still be spent, or a call of a run.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from checker.budget import Spent
from checker.store import schema
from checker.store.database import Tx

_TABLE = schema.outlay
_SETTLE = _TABLE.update().where(_TABLE.c.id == bindparam("this"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlay:
    """One call of a command that stores nothing else; `purpose` is the command."""

    id: str
    at: datetime
    purpose: str
    model: str
    aside: Spent


def add(tx: Tx, outlay: Outlay) -> None:
    """Set aside what a call may take."""
    about = {"id": outlay.id, "at": outlay.at, "purpose": outlay.purpose, "model": outlay.model}
    tx.execute(_TABLE.insert(), about | _counted(outlay.aside) | {"settled": False})


def settle(tx: Tx, outlay_id: str, spent: Spent) -> None:
    """Put what a call took in the place of what was set aside for it."""
    tx.execute(_SETTLE, _counted(spent) | {"settled": True, "this": outlay_id})


def spent_since(tx: Tx, moment: datetime) -> Spent:
    """Return what was spent or set aside since then."""
    unpriced = func.count().filter(_TABLE.c.unpriced)
    query = select(func.sum(_TABLE.c.tokens), func.sum(_TABLE.c.cost), unpriced).where(_TABLE.c.at >= moment)
    tokens, cost, unknown = tx.execute(query).one()
    return Spent(tokens=tokens or 0, cost=cost or 0.0, unpriced=unknown)


def under_way(tx: Tx, since: datetime) -> int:
    """Return for how many calls something has been set aside since then that is not settled."""
    open_still = select(func.count()).select_from(_TABLE).where(~_TABLE.c.settled, _TABLE.c.at >= since)
    return tx.scalar(open_still) or 0


def _counted(spent: Spent) -> dict[str, object]:
    return {"tokens": spent.tokens, "cost": spent.cost, "unpriced": bool(spent.unpriced)}
