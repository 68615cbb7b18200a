"""
The topics of claims in the store: the tags that reviewers give, one row for each, so that lists find them.

Never here: how a tag is written; review.py tidies it.
"""

from collections.abc import Sequence

from sqlalchemy import select

from checker.model import Claim
from checker.store import schema
from checker.store.database import Tx


def put(tx: Tx, claims: Sequence[Claim]) -> None:
    """Store the tags of these claims in place of those that they had."""
    table = schema.claim_tag
    tx.execute(table.delete().where(table.c.claim_id.in_([claim.id for claim in claims])))
    rows = [{"tag": tag, "claim_id": claim.id} for claim in claims for tag in dict.fromkeys(claim.tags)]
    if rows:
        tx.execute(table.insert(), rows)


def known(tx: Tx) -> list[str]:
    """Return all tags that are in use, in alphabetical order."""
    return sorted(tx.scalars(select(schema.claim_tag.c.tag).distinct()), key=lambda tag: (tag.casefold(), tag))
