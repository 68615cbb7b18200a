"""
What is to be fetched beside the pages: asked for, taken up by one process at a time, ended with what came of it.

Never here: fetching.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from checker.model import Errand
from checker.store import schema
from checker.store.database import Tx
from checker.words import ErrandKind

_ERRAND = schema.errand
_NAMES = [_ERRAND.c[name] for name in Errand.__slots__]
_OPEN = _ERRAND.c.ended_at.is_(None)


def ask(tx: Tx, errand: Errand) -> None:
    """Store an errand in place of an ended one for the same; one that is under way stays as it is."""
    same = _same(errand.claim_id, errand.url, errand.kind)
    if tx.scalar(select(_ERRAND.c.seq).where(same, _OPEN)) is None:
        tx.execute(_ERRAND.delete().where(same))
        tx.execute(_ERRAND.insert(), asdict(errand))


def of_claim(tx: Tx, claim_id: str) -> list[Errand]:
    """Return the errands of a claim, those that ended too, the oldest first."""
    return [_errand(row) for row in tx.execute(select(*_NAMES).where(_ERRAND.c.claim_id == claim_id).order_by(_ERRAND.c.seq))]


def drop(tx: Tx, claim_id: str, url: str, kind: ErrandKind) -> None:
    """Forget an errand; whoever is on it finds it gone and keeps nothing."""
    tx.execute(_ERRAND.delete().where(_same(claim_id, url, kind)))


def take(tx: Tx, now: datetime, until: datetime) -> tuple[int, Errand] | None:
    """Take up the oldest errand that waits, or that nobody ended in time; return its number and itself."""
    free = _OPEN & or_(_ERRAND.c.taken_until.is_(None), _ERRAND.c.taken_until < now)
    row = tx.execute(select(_ERRAND.c.seq, *_NAMES).where(free).order_by(_ERRAND.c.seq).limit(1)).first()
    if row is None:
        return None
    taken = {"taken_until": until, "tries": row.tries + 1}
    if tx.execute(_ERRAND.update().where(_ERRAND.c.seq == row.seq, free).values(taken)).rowcount != 1:
        return None
    return row.seq, _errand(row, tries=row.tries + 1)


def waits(tx: Tx, now: datetime) -> bool:
    """Whether there is an errand to take up."""
    free = _OPEN & or_(_ERRAND.c.taken_until.is_(None), _ERRAND.c.taken_until < now)
    return tx.scalar(select(_ERRAND.c.seq).where(free).limit(1)) is not None


def end(tx: Tx, number: int, now: datetime, *, went_well: bool, said: str) -> bool:
    """Write down what came of an errand; False where it was dropped or ended meanwhile."""
    ended = {"ended_at": now, "went_well": went_well, "said": said}
    return tx.execute(_ERRAND.update().where(_ERRAND.c.seq == number, _OPEN).values(ended)).rowcount == 1


def tell(tx: Tx, number: int, said: str) -> None:
    """Add what is to be said of an errand that ended."""
    tx.execute(_ERRAND.update().where(_ERRAND.c.seq == number).values(said=said))


def _same(claim_id: str, url: str, kind: ErrandKind) -> ColumnElement[bool]:
    return (_ERRAND.c.claim_id == claim_id) & (_ERRAND.c.url == url) & (_ERRAND.c.kind == kind)


def _errand(row: Row[Any], **changes: Any) -> Errand:
    values = {name: getattr(row, name) for name in Errand.__slots__} | changes
    return Errand(**values | {"kind": ErrandKind(row.kind)})
