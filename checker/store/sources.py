"""
The tables of consulted sources: copies of them, the last look at each address, and what is to be fetched; part of the schema.

Never here: a query.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from checker.store.moment import Moment
from checker.store.naming import metadata


def _of_a_claim(name: str, *columns: Column[Any]) -> Table:
    seq = Column("seq", Integer, primary_key=True, autoincrement=True)
    claim_id: Column[str] = Column("claim_id", ForeignKey("claim.id"), nullable=False, index=True)
    by = Column("by", Text, nullable=False)
    return Table(name, metadata, seq, claim_id, Column("url", Text, nullable=False), by, *columns, sqlite_autoincrement=True)


evidence_copy = _of_a_claim(
    "evidence_copy",
    Column("final_url", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)
link_look = _of_a_claim(  # the last one at each address
    "link_look",
    Column("state", String(16), nullable=False),
    Column("said", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("differs", Float),
)

# What is to be fetched beside the pages, or was and did not come; the url is empty for all links of a claim.
errand = _of_a_claim(
    "errand",
    Column("kind", String(8), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("taken_until", Moment),  # by then a process that took it up and still lives has ended it
    Column("ended_at", Moment),
    Column("went_well", Boolean, nullable=False),
    Column("said", Text, nullable=False),
)
Index("ix_errand_open", errand.c.seq, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"))
