"""An archive of checks that others published, and the search over it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

SEARCH = {
    "sqlite": (
        """CREATE VIRTUAL TABLE archive_search USING fts5(
            words, content='archived_check', content_rowid='seq', tokenize='ascii', detail='none')""",
        """CREATE TRIGGER archive_search_insert AFTER INSERT ON archived_check BEGIN
            INSERT INTO archive_search(rowid, words) VALUES (new.seq, new.words);
        END""",
        """CREATE TRIGGER archive_search_delete AFTER DELETE ON archived_check BEGIN
            INSERT INTO archive_search(archive_search, rowid, words) VALUES ('delete', old.seq, old.words);
        END""",
    ),
    "postgresql": (
        """ALTER TABLE archived_check ADD COLUMN search tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(words, ' '))) STORED""",
        "CREATE INDEX ix_archived_check_search ON archived_check USING gin (search)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "archived_check",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claimant", sa.Text()),
        sa.Column("claimed_at", sa.Text()),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("broken", sa.JSON(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_archived_check")),
        sa.UniqueConstraint("key", name=op.f("uq_archived_check_key")),
        sqlite_autoincrement=True,
    )
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
