"""Corrections of findings that were complete, and the days from which they are to be looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("fact_check", sa.Column("correction", sa.JSON()))
    op.add_column("claim", sa.Column("recheck_by", sa.Date()))
    set_ = sa.text("recheck_by IS NOT NULL")
    op.create_index("ix_claim_recheck_by", "claim", ["recheck_by", "status"], sqlite_where=set_, postgresql_where=set_)
