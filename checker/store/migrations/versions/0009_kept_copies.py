"""Guards over the copies of sources, which are never changed, replaced or deleted; and what is to be fetched beside the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)

GUARDS = {
    "sqlite": (
        """CREATE TRIGGER evidence_copy_is_never_changed BEFORE UPDATE ON evidence_copy BEGIN
            SELECT RAISE(ABORT, 'copies of sources are never changed'); END""",
        """CREATE TRIGGER evidence_copy_is_never_deleted BEFORE DELETE ON evidence_copy BEGIN
            SELECT RAISE(ABORT, 'copies of sources are never deleted'); END""",
        # SQLite's REPLACE deletes without asking the trigger for deletions.
        """CREATE TRIGGER evidence_copy_is_never_replaced BEFORE INSERT ON evidence_copy
            WHEN EXISTS (SELECT 1 FROM evidence_copy WHERE seq = new.seq) BEGIN
            SELECT RAISE(ABORT, 'copies of sources are never replaced'); END""",
    ),
    "postgresql": (
        """CREATE TRIGGER evidence_copy_is_never_changed BEFORE UPDATE OR DELETE ON evidence_copy
            FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
        """CREATE TRIGGER evidence_copy_is_never_truncated BEFORE TRUNCATE ON evidence_copy
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    ),
}


def upgrade() -> None:
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "errand",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_until", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("went_well", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_errand_claim_id_claim")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_errand")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_errand_claim_id", "errand", ["claim_id"])
    waits = sa.text("ended_at IS NULL")
    op.create_index("ix_errand_open", "errand", ["seq"], sqlite_where=waits, postgresql_where=waits)
