"""
Copies of consulted sources in the store, and the last look at each of their addresses.

Never here: fetching, or what a look found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import select

from checker.model import Copy, Look
from checker.store import schema
from checker.store.database import Tx
from checker.words import LinkState

_COPY, _LOOK = schema.evidence_copy, schema.link_look
_HEAD = [_COPY.c[name] for name in Copy.__slots__]
_LAST = [_LOOK.c[name] for name in Look.__slots__]


def put(tx: Tx, copy: Copy, text: str) -> None:
    """Store a copy beside those that were kept before."""
    tx.execute(_COPY.insert(), asdict(copy) | {"text": text})


def of_claims(tx: Tx, claim_ids: Sequence[str]) -> list[Copy]:
    """Return the copies that were kept for these claims, the oldest first."""
    query = select(*_HEAD).where(_COPY.c.claim_id.in_(claim_ids)).order_by(_COPY.c.seq)
    return [Copy(**row._asdict()) for row in tx.execute(query)]


def newest(tx: Tx, claim_id: str) -> dict[str, Copy]:
    """Return the newest copy of each source of a claim, by its address."""
    return {copy.url: copy for copy in of_claims(tx, [claim_id])}


def text(tx: Tx, copy: Copy) -> str:
    """Return the words of a copy."""
    same = (_COPY.c.claim_id == copy.claim_id) & (_COPY.c.url == copy.url) & (_COPY.c.fetched_at == copy.fetched_at)
    return str(tx.execute(select(_COPY.c.text).where(same).order_by(_COPY.c.seq.desc())).scalar_one())


def stream(tx: Tx) -> Iterator[tuple[Copy, str]]:
    """Yield every copy with its words."""
    query = select(*_HEAD, _COPY.c.text).order_by(_COPY.c.seq).execution_options(yield_per=10)
    for row in tx.execute(query):
        values = row._asdict()
        words = values.pop("text")
        yield Copy(**values), words


def looked(tx: Tx, look: Look) -> None:
    """Store a look in place of the one before at the same address."""
    tx.execute(_LOOK.delete().where(_LOOK.c.claim_id == look.claim_id, _LOOK.c.url == look.url))
    tx.execute(_LOOK.insert(), asdict(look))


def looks(tx: Tx, claim_id: str) -> dict[str, Look]:
    """Return the last look at each address of a claim's sources."""
    rows = tx.execute(select(*_LAST).where(_LOOK.c.claim_id == claim_id).order_by(_LOOK.c.seq))
    return {row.url: Look(**row._asdict() | {"state": LinkState(row.state)}) for row in rows}
