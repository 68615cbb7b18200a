"""
The topics of claims in the store: the tags that reviewers give, one row for each, so that lists find them.

Never here: how a tag is written; review.py tidies it.
"""

from collections.abc import Sequence

from sqlalchemy import select

from checker.model import Claim
from checker.store import names, schema
from checker.store.database import Tx


def put(tx: Tx, claims: Sequence[Claim]) -> None:
    """Store the tags of these claims in place of those that they had."""
    if not claims:
        return
    table = schema.claim_tag
    found = select(schema.claim.c.id, schema.claim.c.seq).where(schema.claim.c.id.in_([claim.id for claim in claims]))
    seqs = {row.id: row.seq for row in tx.execute(found)}
    tx.execute(table.delete().where(table.c.claim_seq.in_(seqs.values())))
    rows = [{"tag": tag, "claim_seq": seqs[claim.id]} for claim in claims for tag in dict.fromkeys(claim.tags)]
    if rows:
        tx.execute(table.insert(), rows)


def known(tx: Tx) -> list[str]:
    """Return the tags that are in use, in alphabetical order."""
    return names.each_once(tx, schema.claim_tag.c.tag)
