"""What the order of the queue is made from: worth, importance, day, reach, claimants, and what a desk has chosen."""

from datetime import date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

QUEUED = "anchor <> 'lost' AND (status = 'candidate' OR status = 'accepted' OR status = 'in_review')"
TERMS = ["worth", "importance", "day", "reach", "claimant_level"]
# Before, a claim that nobody had scored stood last; now it stands in the middle.
TO_THE_MIDDLE = {
    "sqlite": "UPDATE claim SET worth = 0.5 WHERE json_extract(proposal, '$.checkworthiness') IS NULL",
    "postgresql": "UPDATE claim SET worth = 0.5 WHERE proposal ->> 'checkworthiness' IS NULL",
}


def upgrade() -> None:
    for index in ("ix_claim_queue_rank", "ix_claim_flagged"):
        op.drop_index(index, "claim")
    op.add_column("document", sa.Column("reach", sa.Integer(), nullable=False, server_default="0"))
    op.execute("ALTER TABLE claim RENAME COLUMN rank TO worth")
    op.add_column("claim", sa.Column("importance", sa.Float(), nullable=False, server_default="0.5"))
    for name, default in (("day", "0"), ("reach", "0"), ("claimant_level", "1")):
        op.add_column("claim", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    _fill()
    op.create_index(
        "ix_claim_queue",
        "claim",
        ["status", "document_id", "anchor", *TERMS, "seq"],
        sqlite_where=sa.text(QUEUED),
        postgresql_where=sa.text(QUEUED),
    )
    op.create_index(
        "ix_claim_flagged",
        "claim",
        ["status", "flags", "anchor", "document_id", *TERMS],
        sqlite_where=sa.text("flags <> ''"),
        postgresql_where=sa.text("flags <> ''"),
    )
    op.create_index("ix_claim_in_document", "claim", ["document_id", "anchor", *TERMS, "seq"])
    op.create_index(
        "ix_claim_leased",
        "claim",
        ["lease_user", "lease_session", "lease_until"],
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_table(
        "claimant_level",
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_claimant_level")),
    )
    op.create_table(
        "desk_choice",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desk_choice")),
    )


def _fill() -> None:
    connection = op.get_bind()
    connection.execute(sa.text(TO_THE_MIDDLE[connection.dialect.name]))
    document = sa.table(
        "document",
        sa.column("id", sa.String),
        sa.column("published_at", sa.Date),
        sa.column("added_at", sa.DateTime(timezone=True)),
    )
    rows = connection.execute(sa.select(document.c.id, document.c.published_at, document.c.added_at)).all()
    days = [{"this": row.id, "dated": _day(row.published_at, row.added_at)} for row in rows]
    if days:
        connection.execute(sa.text("UPDATE claim SET importance = worth, day = :dated WHERE document_id = :this"), days)
    op.drop_index("ix_claim_document_id", "claim")


def _day(published_at: date | None, added_at: datetime) -> int:
    return (published_at or added_at.date()).toordinal()
