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

QUEUED = "anchor <> 'lost' AND (status = 'candidate' OR status = 'accepted' OR status = 'in_review')"
TERMS = ["worth", "importance", "day", "reach", "claimant_level"]
FOR_WHOM = ["snoozed_until", "assigned_to"]
INDEXES = {  # name: columns, and of which claims
    "queue": (["status", "document_id", "anchor", *TERMS, "seq", *FOR_WHOM], QUEUED),
    "status_seq": (["status", "seq", "anchor", *FOR_WHOM], None),
    "age": (["status", "added_at", "seq", "anchor", *FOR_WHOM], QUEUED),
    "flagged": (["status", "flags", "anchor", "document_id", *TERMS, *FOR_WHOM], "flags <> ''"),
    "aside": (["status", *FOR_WHOM, "anchor", "document_id"], "snoozed_until IS NOT NULL OR assigned_to IS NOT NULL"),
    "claimant": (["claimant", "seq", "status", "verdict_name"], "claimant IS NOT NULL"),
    "verdict_name": (["verdict_name", "seq", "status", "claimant"], "verdict_name IS NOT NULL"),
    "assigned_to": (["assigned_to", "seq", "status"], "assigned_to IS NOT NULL"),
    "flags": (["seq", "flags", "status"], "flags <> ''"),
    "lost": (["seq", "status"], "anchor = 'lost'"),
}
REPLACED = ("queue", "status_seq", "flagged")

# Counted by the database itself, so that no way of changing a claim can pass the count by.
_MORE = """INSERT INTO claim_count (status, lost, number) VALUES (new.status, new.anchor = 'lost', 1)
    ON CONFLICT (status, lost) DO UPDATE SET number = claim_count.number + 1"""
_LESS = "UPDATE claim_count SET number = number - 1 WHERE status = old.status AND lost = (old.anchor = 'lost')"
_MOVED = "old.status <> new.status OR (old.anchor = 'lost') <> (new.anchor = 'lost')"
COUNTING = {
    "sqlite": (
        f"CREATE TRIGGER claim_is_counted AFTER INSERT ON claim BEGIN {_MORE}; END",
        f"CREATE TRIGGER claim_is_counted_no_more AFTER DELETE ON claim BEGIN {_LESS}; END",
        f"""CREATE TRIGGER claim_is_counted_anew AFTER UPDATE OF status, anchor ON claim WHEN {_MOVED}
            BEGIN {_LESS}; {_MORE}; END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION count_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' THEN {_LESS}; END IF;
            IF TG_OP <> 'DELETE' THEN {_MORE}; END IF;
            RETURN NULL; END $$""",
        "CREATE TRIGGER claim_is_counted AFTER INSERT OR DELETE ON claim FOR EACH ROW EXECUTE FUNCTION count_claim()",
        f"""CREATE TRIGGER claim_is_counted_anew AFTER UPDATE OF status, anchor ON claim
            FOR EACH ROW WHEN ({_MOVED}) EXECUTE FUNCTION count_claim()""",
    ),
}
COUNTED = """INSERT INTO claim_count (status, lost, number)
    SELECT status, anchor = 'lost', count(*) FROM claim GROUP BY status, anchor = 'lost'"""
# What a proposal says of its ambiguity is looked for like a check that it failed.
AMBIGUOUS = {
    "sqlite": "UPDATE claim SET flags = flags || ' ambiguous ' WHERE coalesce(json_extract(proposal, '$.ambiguity'), '') <> ''",
    "postgresql": "UPDATE claim SET flags = flags || ' ambiguous ' WHERE coalesce(proposal ->> 'ambiguity', '') <> ''",
}
# A word that is only begun is found in one place, however many words begin like it.
SEARCH_AGAIN = (
    "DROP TABLE claim_search",
    """CREATE VIRTUAL TABLE claim_search USING fts5(
        words, content='claim', content_rowid='seq', tokenize='ascii', prefix='1 2 3 4 5 6 7 8', detail='none')""",
    "INSERT INTO claim_search (claim_search) VALUES ('rebuild')",
)


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
    op.execute(AMBIGUOUS[op.get_bind().dialect.name])
    for name in REPLACED:
        op.drop_index(f"ix_claim_{name}", "claim")
    for name, (columns, where) in INDEXES.items():
        condition = sa.text(where) if where else None
        op.create_index(f"ix_claim_{name}", "claim", columns, sqlite_where=condition, postgresql_where=condition)
    op.create_index("ix_event_actor", "event", ["actor", "seq"])
    op.create_index("ix_event_at", "event", ["at", "action"])
    op.create_table(
        "claim_tag",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("claim_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_seq"], ["claim.seq"], name=op.f("fk_claim_tag_claim_seq")),
        sa.PrimaryKeyConstraint("tag", "claim_seq", name=op.f("pk_claim_tag")),
    )
    op.create_index("ix_claim_tag_claim_seq", "claim_tag", ["claim_seq"])
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
    _count()


def _count() -> None:
    op.create_table(
        "claim_count",
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("status", "lost", name=op.f("pk_claim_count")),
    )
    op.execute(COUNTED)
    database = op.get_bind().dialect.name
    for statement in (*COUNTING[database], *(SEARCH_AGAIN if database == "sqlite" else ())):
        op.execute(statement)


def _fill_tags() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT seq, tags FROM claim")).all()
    found = [(seq, json.loads(tags) if isinstance(tags, str) else tags) for seq, tags in rows]
    values = [{"tag": tag, "seq": seq} for seq, tags in found for tag in dict.fromkeys(tags)]
    if values:
        connection.execute(sa.text("INSERT INTO claim_tag (tag, claim_seq) VALUES (:tag, :seq)"), values)
