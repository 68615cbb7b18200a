"""
The corrections log: every correction and retraction of a finding, read from the versions that they made.

Never here: who may see it, or how it is written down.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text

from checker.model import CORRECTED, FactCheck, Mended
from checker.store import findings, schema
from checker.store.database import Tx
from checker.words import CorrectionKind, Status

AT_ONCE = 200
_CHECK, _CLAIM = schema.fact_check, schema.claim
# SQLite sees that a query may use the index of later versions only when it finds its condition in it, word for word.
_LATER = select(_CHECK.c.claim_id, _CHECK.c.version, _CHECK.c.correction, _CLAIM.c.text, _CLAIM.c.status).where(
    text("fact_check.version > 1"), _CHECK.c.at.is_not(None), _CLAIM.c.id == _CHECK.c.claim_id
)


def stream(tx: Tx, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Mended]:
    """Yield what was corrected from one time until before another, the newest first."""
    query = _LATER.order_by(_CHECK.c.at.desc(), _CHECK.c.claim_id.desc(), _CHECK.c.version.desc())
    query = query.where(_CHECK.c.at >= since) if since else query
    query = query.where(_CHECK.c.at < until) if until else query
    rows = [row for row in tx.execute(query) if row.correction]
    for start in range(0, len(rows), AT_ONCE):
        several = rows[start : start + AT_ONCE]
        found = findings.versions(tx, [row.claim_id for row in several])
        known = {(claim_id, each.version): each for claim_id, versions in found.items() for each in versions}
        yield from (_mended(row, known) for row in several)


def _mended(row: Row[*tuple[Any, ...]], known: dict[tuple[str, int], FactCheck]) -> Mended:
    before, after = known[row.claim_id, row.version - 1], known[row.claim_id, row.version]
    correction = after.correction
    if correction is None:
        raise LookupError(f"version {row.version} of the finding on {row.claim_id} has no correction")
    return Mended(
        claim_id=row.claim_id,
        claim=row.text,
        status=Status(row.status),
        url=after.url,
        correction=correction,
        changed=tuple(name for name in CORRECTED if getattr(before, name) != getattr(after, name)),
        after=None if correction.kind is CorrectionKind.RETRACTION else after.verdict,
    )
