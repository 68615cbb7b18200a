"""
The tables, the same on SQLite and PostgreSQL; what differs between the two stands in dialect.py.

Never here: a query, or a connection.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from checker.store import naming, sources
from checker.store.moment import Moment
from checker.words import AnchorStatus, RunStatus, Status

metadata = naming.metadata
evidence_copy, link_look, errand = sources.evidence_copy, sources.link_look, sources.errand


def _one_of(column: str, words: type[Status] | type[AnchorStatus] | type[RunStatus], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(each.value) for each in words)})", name=name)


document = Table(
    "document",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("author", Text),
    Column("url", Text),
    Column("published_at", Date),
    Column("language", Text),
    Column("locators", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("reach", Integer, nullable=False, server_default="0"),  # a step of ranking.REACH
    sqlite_autoincrement=True,
)

run = Table(
    "run",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("extractor", Text, nullable=False),
    Column("model", Text),
    Column("prompt_hash", Text),
    Column("status", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("by_batch", Boolean, nullable=False),  # waits for the answers to a batch; no worker takes it up before
    Column("queued_by", Text, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("skipped", JSON, nullable=False),
    _one_of("status", RunStatus, "status"),
    sqlite_autoincrement=True,
)
Index("ix_run_open", run.c.seq, sqlite_where=text("finished_at IS NULL"), postgresql_where=text("finished_at IS NULL"))

batch = Table(
    "batch",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("model", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("remote_id", Text),
    Column("files", JSON, nullable=False),  # that lie at the server and are to be deleted there, the uploaded one first
    Column("message", Text, nullable=False),
    Column("requests", JSON, nullable=False),  # by key: the run that asked, and what was set aside
    Column("answered", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("uploaded_at", Moment),  # from then on the server may have made a batch of it
    Column("finished_at", Moment),
)

reading = Table(
    "reading",
    metadata,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", JSON, nullable=False),
)

model_call = Table(
    "model_call",
    metadata,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt_hash", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cached_tokens", Integer),
    Column("seconds", Float, nullable=False),
    Column("cost", Float),
    Column("at", Moment, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("reused", Boolean, nullable=False),
    Column("may_be_billed", Boolean, nullable=False),
    Column(
        "tries", Integer, nullable=False
    ),  # of its run, when it was written down, whatever the clocks of several machines say
    # What the caps count: what was set aside when the call went out, and what it took once it is known.
    Column("counted_tokens", Integer, nullable=False),
    Column("counted_cost", Float, nullable=False),
)
Index("ix_model_call_key", model_call.c.key)
Index("ix_model_call_at", model_call.c.at)

outlay = Table(
    "outlay",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("purpose", String(16), nullable=False),  # the command whose calls are not kept
    Column("model", Text, nullable=False),
    Column("tokens", Integer, nullable=False),  # what was set aside, and what the call took once it is settled
    Column("cost", Float, nullable=False),
    Column("unpriced", Boolean, nullable=False),
    Column("settled", Boolean, nullable=False),
)
Index("ix_outlay_at", outlay.c.at)

claim = Table(
    "claim",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("anchor", String(16), nullable=False),
    Column("claimant", Text),
    Column("claimant_role", Text),
    Column("words", Text, nullable=False),  # what a search looks at
    Column("claimed_at", Text),
    Column("attribution", String(24), nullable=False),
    Column("tags", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("reject_reason", String(24)),
    # What the terms of ranking.py are made from, also where they belong to the document: the order is found in one index.
    Column("worth", Float, nullable=False),
    Column("importance", Float, nullable=False, server_default="0.5"),
    Column("day", Integer, nullable=False, server_default="0"),
    Column("reach", Integer, nullable=False, server_default="0"),
    Column("claimant_level", Integer, nullable=False, server_default="1"),
    Column("proposal", JSON, nullable=False),
    Column("flags", Text, nullable=False),  # of the proposal, each between spaces
    Column("also", JSON, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("model", Text),
    Column("prompt_hash", Text),
    Column("run_id", ForeignKey("run.id"), index=True),
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cost", Float),
    Column("verdict_name", Text),  # of its newest finding, for lists
    Column("snoozed_until", Moment),
    Column("assigned_to", Text),
    Column("assigned_note", Text, nullable=False, server_default=text("''")),
    Column("split_from", String(32)),
    Column("merged_into", String(32)),
    Column("recheck_by", Date),
    Column("lease_user", Text),
    Column("lease_session", Text),
    Column("lease_until", Moment),
    Column("version", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    _one_of("status", Status, "status"),
    _one_of("anchor", AnchorStatus, "anchor"),
    CheckConstraint('"start" >= 0 AND "start" < "end"', name="span"),
    CheckConstraint("(anchor = 'lost') = (\"start\" IS NULL)", name="lost_has_no_span"),
    CheckConstraint("anchor <> 'lost' OR status IN ('candidate', 'rejected')", name="lost_is_never_accepted"),
    sqlite_autoincrement=True,
)
# SQLite sees that a query may use the index only when it finds one of these terms in it, word for word; IN would hide them.
_QUEUED = "anchor <> 'lost' AND (status = 'candidate' OR status = 'accepted' OR status = 'in_review')"
_TERMS = (claim.c.worth, claim.c.importance, claim.c.day, claim.c.reach, claim.c.claimant_level)
FOR_WHOM = (claim.c.snoozed_until, claim.c.assigned_to)
_ASIDE = "snoozed_until IS NOT NULL OR assigned_to IS NOT NULL"


def _index(name: str, *columns: Column[Any], where: str | None = None) -> None:
    """An index on claims, of some of them only where a condition is given; with all that its queries look at."""
    condition = text(where) if where else None
    Index(f"ix_claim_{name}", *columns, sqlite_where=condition, postgresql_where=condition)


# Queues: for the order of the formula, for that of their text, and for that in which they came.
_index("queue", claim.c.status, claim.c.document_id, claim.c.anchor, *_TERMS, claim.c.seq, *FOR_WHOM, where=_QUEUED)
_index("status_seq", claim.c.status, claim.c.seq, claim.c.anchor, *FOR_WHOM)
_index("age", claim.c.status, claim.c.added_at, claim.c.seq, claim.c.anchor, *FOR_WHOM, where=_QUEUED)
_index("flagged", claim.c.status, claim.c.flags, claim.c.anchor, claim.c.document_id, *_TERMS, *FOR_WHOM, where="flags <> ''")
_index("in_document", claim.c.document_id, claim.c.anchor, *_TERMS, claim.c.seq)
_index("aside", claim.c.status, *FOR_WHOM, claim.c.anchor, claim.c.document_id, where=_ASIDE)
_index("leased", claim.c.lease_user, claim.c.lease_session, claim.c.lease_until, where="lease_until IS NOT NULL")
# Lists, newest first.
_index("claimant", claim.c.claimant, claim.c.seq, claim.c.status, claim.c.verdict_name, where="claimant IS NOT NULL")
_index("verdict_name", claim.c.verdict_name, claim.c.seq, claim.c.status, claim.c.claimant, where="verdict_name IS NOT NULL")
_index("assigned_to", claim.c.assigned_to, claim.c.seq, claim.c.status, where="assigned_to IS NOT NULL")
_index("flags", claim.c.seq, claim.c.flags, claim.c.status, where="flags <> ''")
_index("lost", claim.c.seq, claim.c.status, where="anchor = 'lost'")

# How many claims stand at each status, those that are not in their document apart; triggers keep it.
claim_count = Table(
    "claim_count",
    metadata,
    Column("status", String(16), primary_key=True),
    Column("lost", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
)
_index("recheck_by", claim.c.recheck_by, claim.c.status, where="recheck_by IS NOT NULL")

claim_tag = Table(
    "claim_tag",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("claim_seq", ForeignKey("claim.seq"), primary_key=True, index=True),
)

draft = Table(
    "draft",
    metadata,
    Column("user", Text, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), primary_key=True, index=True),
    Column("words", JSON, nullable=False),  # what was typed and is not saved, by the name of its field
    Column("at", Moment, nullable=False),
)

page_draft = Table(
    "page_draft",
    metadata,
    Column("user", Text, primary_key=True),
    Column("page", Text, primary_key=True),  # one on which something is typed that is about no claim
    Column("words", JSON, nullable=False),  # what was typed and is not saved, by the name of its field
    Column("at", Moment, nullable=False),
)

claimant_level = Table(
    "claimant_level",
    metadata,
    Column("words", Text, primary_key=True),  # of a name or a role
    Column("level", Integer, nullable=False),  # a step of ranking.LEVELS
)

desk_choice = Table(
    "desk_choice",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", JSON, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("left_at", Moment),
)

fact_check = Table(
    "fact_check",
    metadata,
    Column("claim_id", ForeignKey("claim.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("verdict", JSON),
    Column("verdict_name", Text),
    Column("rationale", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("at", Moment),
    Column("approved_by", Text),
    Column("url", Text),
    Column("reply", JSON),
    Column("correction", JSON),
)
Index("ix_fact_check_verdict_name", fact_check.c.verdict_name, fact_check.c.claim_id)
Index(  # only later versions can be corrections
    "ix_fact_check_corrected",
    fact_check.c.at,
    fact_check.c.claim_id,
    sqlite_where=text("version > 1"),
    postgresql_where=text("version > 1"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("claim_id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("quote", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("stance", String(16), nullable=False),
    Column("accessed_at", Date),
    Column("archived_url", Text, nullable=False),
    ForeignKeyConstraint(["claim_id", "version"], ["fact_check.claim_id", "fact_check.version"]),
)

# What others published; no row of it is a record of this desk.
archived_check = Table(
    "archived_check",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, unique=True),  # of its address and claim
    Column("claim", Text, nullable=False),
    Column("claimant", Text),
    Column("claimed_at", Text),
    Column("verdict", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("published_at", Text),
    Column("words", Text, nullable=False),  # what a search looks at
    Column("broken", JSON, nullable=False),  # the rules of ClaimReview that it breaks
    Column("file", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", String(32), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
Index("ix_event_subject", event.c.subject, event.c.subject_id, event.c.seq)
Index("ix_event_actor", event.c.actor, event.c.seq)
Index("ix_event_at", event.c.at, event.c.action)
