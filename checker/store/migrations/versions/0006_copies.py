"""Copies of the sources that were consulted, the last look at each of their addresses, and a way to find corrections by time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    copy = (
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )
    look = (
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("differs", sa.Float()),
    )
    for name, columns in (("evidence_copy", copy), ("link_look", look)):
        _of_a_claim(name, columns)
    later = sa.text("version > 1")
    op.create_index("ix_fact_check_corrected", "fact_check", ["at", "claim_id"], sqlite_where=later, postgresql_where=later)


def _of_a_claim(name: str, columns: tuple[sa.Column[Any], ...]) -> None:
    op.create_table(
        name,
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f(f"fk_{name}_claim_id_claim")),
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_claim_id", name, ["claim_id"])
