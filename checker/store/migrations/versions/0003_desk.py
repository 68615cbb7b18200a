"""What the desk needs: topics, drafts, snoozing, assignments, split and merged claims, the right of reply, and lists by them."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NEWEST_VERDICT = """
UPDATE claim SET verdict_name = (
    SELECT verdict_name FROM fact_check WHERE fact_check.claim_id = claim.id ORDER BY version DESC LIMIT 1
) WHERE id IN (SELECT claim_id FROM fact_check)
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("fact_check", sa.Column("reply", sa.JSON()))
    op.add_column("claim", sa.Column("verdict_name", sa.Text()))
    op.add_column("claim", sa.Column("snoozed_until", moment))
    op.add_column("claim", sa.Column("assigned_to", sa.Text()))
    op.add_column("claim", sa.Column("assigned_note", sa.Text(), nullable=False, server_default=sa.text("''")))
    for name in ("split_from", "merged_into"):
        op.add_column("claim", sa.Column(name, sa.String(length=32)))
    op.execute(NEWEST_VERDICT)
    for name in ("claimant", "verdict_name", "assigned_to"):
        _index(f"ix_claim_{name}", [name, "status", "seq"], f"{name} IS NOT NULL")
    _index("ix_claim_snoozed", ["snoozed_until", "status"], "snoozed_until IS NOT NULL")
    op.create_index("ix_event_actor", "event", ["actor", "seq"])
    op.create_index("ix_event_at", "event", ["at", "action"])
    op.create_table(
        "claim_tag",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_tag_claim_id_claim")),
        sa.PrimaryKeyConstraint("tag", "claim_id", name=op.f("pk_claim_tag")),
    )
    op.create_index("ix_claim_tag_claim_id", "claim_tag", ["claim_id"])
    op.create_table(
        "draft",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_draft_claim_id_claim")),
        sa.PrimaryKeyConstraint("user", "claim_id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_claim_id", "draft", ["claim_id"])
    _fill_tags()


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "claim", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill_tags() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, tags FROM claim")).all()
    found = [(id_, json.loads(tags) if isinstance(tags, str) else tags) for id_, tags in rows]
    values = [{"tag": tag, "claim_id": id_} for id_, tags in found for tag in dict.fromkeys(tags)]
    if values:
        connection.execute(sa.text("INSERT INTO claim_tag (tag, claim_id) VALUES (:tag, :claim_id)"), values)
