"""First tables, search over claims, and the triggers that keep events and texts as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

QUEUED = "anchor <> 'lost' AND (status = 'candidate' OR status = 'accepted' OR status = 'in_review')"

SEARCH_AND_GUARDS = {
    "sqlite": (
        """CREATE VIRTUAL TABLE claim_search USING fts5(
            words, content='claim', content_rowid='seq', tokenize='ascii')""",
        """CREATE TRIGGER claim_search_insert AFTER INSERT ON claim BEGIN
            INSERT INTO claim_search(rowid, words) VALUES (new.seq, new.words);
        END""",
        """CREATE TRIGGER claim_search_delete AFTER DELETE ON claim BEGIN
            INSERT INTO claim_search(claim_search, rowid, words) VALUES ('delete', old.seq, old.words);
        END""",
        """CREATE TRIGGER claim_search_update AFTER UPDATE OF words ON claim BEGIN
            INSERT INTO claim_search(claim_search, rowid, words) VALUES ('delete', old.seq, old.words);
            INSERT INTO claim_search(rowid, words) VALUES (new.seq, new.words);
        END""",
        """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN
            SELECT RAISE(ABORT, 'events are never changed'); END""",
        """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN
            SELECT RAISE(ABORT, 'events are never deleted'); END""",
        # SQLite's REPLACE deletes without asking the trigger for deletions.
        """CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
            WHEN EXISTS (SELECT 1 FROM event WHERE seq = new.seq OR hash = new.hash) BEGIN
            SELECT RAISE(ABORT, 'events are never replaced'); END""",
        """CREATE TRIGGER document_text_is_never_changed BEFORE UPDATE OF text, sha256 ON document BEGIN
            SELECT RAISE(ABORT, 'the text of a document is never changed'); END""",
        """CREATE TRIGGER document_is_never_replaced BEFORE INSERT ON document
            WHEN EXISTS (SELECT 1 FROM document WHERE id = new.id OR sha256 = new.sha256 OR seq = new.seq) BEGIN
            SELECT RAISE(ABORT, 'documents are never replaced'); END""",
    ),
    "postgresql": (
        """ALTER TABLE claim ADD COLUMN search tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(words, ' '))) STORED""",
        "CREATE INDEX ix_claim_search ON claim USING gin (search)",
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'a row of % is never changed so', TG_TABLE_NAME; END $$""",
        """CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
            FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
        """CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
        """CREATE TRIGGER document_text_is_never_changed BEFORE UPDATE OF text, sha256 ON document
            FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_at", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("locators", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_document")),
        sa.UniqueConstraint("id", name=op.f("uq_document_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
    )
    op.create_index("ix_event_subject", "event", ["subject", "subject_id", "seq"], unique=False)
    op.create_table(
        "run",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("prompt_hash", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("by_batch", sa.Boolean(), nullable=False),
        sa.Column("queued_by", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'incomplete', 'failed', 'cancelled')", name=op.f("ck_run_status")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_run_document_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_run")),
        sa.UniqueConstraint("id", name=op.f("uq_run_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_run_document_id"), "run", ["document_id"], unique=False)
    op.create_index(
        "ix_run_open",
        "run",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "claim",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.Column("claimant", sa.Text(), nullable=True),
        sa.Column("claimant_role", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.Text(), nullable=True),
        sa.Column("attribution", sa.String(length=24), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reject_reason", sa.String(length=24), nullable=True),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("prompt_hash", sa.Text(), nullable=True),
        sa.Column("run_id", sa.String(length=32), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("lease_user", sa.Text(), nullable=True),
        sa.Column("lease_session", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "anchor <> 'lost' OR status IN ('candidate', 'rejected')", name=op.f("ck_claim_lost_is_never_accepted")
        ),
        sa.CheckConstraint("anchor IN ('exact', 'normalised', 'sentence', 'lost')", name=op.f("ck_claim_anchor")),
        sa.CheckConstraint(
            "status IN ('candidate', 'accepted', 'rejected', 'in_review', 'checked', 'published', 'retracted')",
            name=op.f("ck_claim_status"),
        ),
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name=op.f("ck_claim_span")),
        sa.CheckConstraint("(anchor = 'lost') = (\"start\" IS NULL)", name=op.f("ck_claim_lost_has_no_span")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_claim_document_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_claim_run_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_claim")),
        sa.UniqueConstraint("id", name=op.f("uq_claim_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_claim_flagged",
        "claim",
        ["status", "flags", "anchor", "document_id"],
        unique=False,
        sqlite_where=sa.text("flags <> ''"),
        postgresql_where=sa.text("flags <> ''"),
    )
    op.create_index(op.f("ix_claim_document_id"), "claim", ["document_id"], unique=False)
    op.create_index(
        "ix_claim_queue_rank",
        "claim",
        ["status", sa.literal_column("rank DESC"), "seq"],
        unique=False,
        sqlite_where=sa.text(QUEUED),
        postgresql_where=sa.text(QUEUED),
    )
    op.create_index(op.f("ix_claim_run_id"), "claim", ["run_id"], unique=False)
    op.create_index("ix_claim_status_seq", "claim", ["status", "seq"], unique=False)
    op.create_table(
        "model_call",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_hash", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_tokens", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("reused", sa.Boolean(), nullable=False),
        sa.Column("may_be_billed", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("counted_tokens", sa.Integer(), nullable=False),
        sa.Column("counted_cost", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_model_call_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_model_call")),
    )
    op.create_index("ix_model_call_at", "model_call", ["at"], unique=False)
    op.create_index("ix_model_call_key", "model_call", ["key"], unique=False)
    op.create_table(
        "outlay",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("unpriced", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlay")),
    )
    op.create_index("ix_outlay_at", "outlay", ["at"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("requests", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "reading",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_reading_run_id")),
        sa.PrimaryKeyConstraint("run_id", "part", name=op.f("pk_reading")),
    )
    op.create_table(
        "fact_check",
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=True),
        sa.Column("verdict_name", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_fact_check_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "version", name=op.f("pk_fact_check")),
    )
    op.create_index("ix_fact_check_verdict_name", "fact_check", ["verdict_name", "claim_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("accessed_at", sa.Date(), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id", "version"], ["fact_check.claim_id", "fact_check.version"], name=op.f("fk_evidence_claim_id_version")
        ),
        sa.PrimaryKeyConstraint("claim_id", "version", "position", name=op.f("pk_evidence")),
    )
    for statement in SEARCH_AND_GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
