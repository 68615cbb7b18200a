"""What an older version wrote is there after the database was brought up to date, and stands where it should."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from checker import ranking
from checker.errors import StoreError
from checker.model import ArchivedCheck, Copy, Lease, Look
from checker.ranking import Standing
from checker.store import Store, archive, claims, copies, drafts, findings, guards, order, topics
from checker.store.claims import Order, Queue
from checker.store.database import MIGRATIONS
from checker.store.dialect import make_engines, parse_url
from checker.store.drafts import Typed
from checker.words import LinkState, Status
from tests.builders import NOON
from tests.databases import PostgresqlServer

PROPOSAL: dict[str, Any] = {  # as version 0001 wrote it, without a score
    "text": "Prices fell.",
    "quote": "Prices fell.",
    "span": {"start": 0, "end": 12},
    "anchor": "exact",
    "claimant": None,
    "claimant_role": None,
    "attribution": "author_voice",
    "checkability": "checkable",
    "checkability_reason": "",
    "claim_type": None,
    "why": [],
    "flags": [],
}
DOCUMENT = {
    "text": "Prices fell.",
    "media_type": "text/plain",
    "name": "a.txt",
    "title": "A",
    "locators": "[]",
    "warnings": "[]",
    "added_by": "ann",
    "added_at": NOON,
}
CHECK = ArchivedCheck(
    claim="Rents rose.",
    claimant=None,
    claimed_at=None,
    verdict="False",
    url="https://elsewhere.example/1",
    publisher="Elsewhere",
    published_at="2026-05-01",
    broken=("CR050",),
    file="feed.json",
    place="[0]",
    imported_by="ann",
    imported_at=NOON,
)
CLAIM = {
    "document_id": "dated",
    "status": "candidate",
    "text": "Prices fell.",
    "quote": "Prices fell.",
    "start": 0,
    "end": 12,
    "anchor": "exact",
    "words": "prices fell",
    "attribution": "author_voice",
    "tags": "[]",
    "note": "",
    "flags": "",
    "also": "[]",
    "extractor": "llm-chain",
    "version": 1,
    "added_at": NOON,
    "changed_at": NOON,
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the url of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    server.execute("CREATE DATABASE checker_old")
    yield server.named("checker_old")
    server.execute("DROP DATABASE checker_old WITH (FORCE)")


def filled_at(url: str, revision: str) -> None:
    """Make the tables of an older version and put two documents with three claims into them."""
    engines = make_engines(parse_url(url))
    with engines[0].begin() as tx:
        _upgrade(tx, revision)
        for id_, day in (("dated", date(2026, 5, 1)), ("undated", None)):
            _put(tx, "document", DOCUMENT | {"id": id_, "sha256": id_, "published_at": day})
        for id_, worth, of in (("low", 0.2, "dated"), ("unsaid", None, "dated"), ("high", 0.9, "undated")):
            proposal = json.dumps(PROPOSAL | {"checkworthiness": worth})
            _put(tx, "claim", CLAIM | {"id": id_, "document_id": of, "rank": worth or 0.0, "proposal": proposal})
    for engine in engines:
        engine.dispose()


def _upgrade(tx: Any, revision: str) -> None:
    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, revision)


def _put(tx: Any, table: str, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    tx.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})"), values)


def test_claims_of_the_first_version_are_read_and_ranked_with_those_that_nobody_scored_in_the_middle(empty: str) -> None:
    filled_at(empty, "0001")
    store = Store(empty)
    queue = Queue(status=Status.CANDIDATE, order=Order.BEST)
    with store.write() as tx:
        found = [
            claims.lease_next(tx, queue, Lease(user=each, session=each, until=NOON.replace(year=2027)), NOON) for each in "abc"
        ]
        standings = {id_: order.standing(tx, id_, ranking.DEFAULT) for id_ in ("low", "unsaid", "high")}
        searched = claims.total(tx, claims.Filter(words="prices"))
    store.close()
    assert [claim.id for claim in found if claim] == ["high", "unsaid", "low"]
    assert [claim.proposal.score for claim in found if claim] == [None] * 3
    assert searched == 3
    day = date(2026, 5, 1).toordinal()
    same: dict[str, Any] = {"reach": 0, "claimant": ranking.ANYBODY}
    assert standings == {
        "low": Standing(score=0.2, importance=0.2, day=day, place=2, of=2, **same),
        "unsaid": Standing(score=0.5, importance=0.5, day=day, place=1, of=2, **same),
        "high": Standing(score=0.9, importance=0.9, day=NOON.date().toordinal(), dated=False, place=1, of=1, **same),
    }


def test_what_an_older_version_knew_is_found_in_lists_and_counted(empty: str) -> None:
    filled_at(empty, "0001")
    engines = make_engines(parse_url(empty))
    with engines[0].begin() as tx:
        tx.execute(text("UPDATE claim SET tags = :tags WHERE id = 'low'"), {"tags": json.dumps(["prices", "prices", "wages"])})
        unclear = json.dumps(PROPOSAL | {"checkworthiness": 0.2, "ambiguity": "Which prices?"})
        tx.execute(text("UPDATE claim SET proposal = :unclear WHERE id = 'low'"), {"unclear": unclear})
        tx.execute(text("UPDATE claim SET status = 'accepted' WHERE id = 'high'"))
        for version, verdict in ((1, "True"), (2, "False")):
            finding = {"claim_id": "low", "version": version, "verdict_name": verdict, "rationale": "", "by": "ann"}
            _put(tx, "fact_check", finding | {"saved_at": NOON})
    for engine in engines:
        engine.dispose()
    store = Store(empty)
    with store.read() as tx:
        assert [claim.id for claim in claims.page(tx, claims.Filter(verdict="False"), 9)] == ["low"]
        assert claims.page(tx, claims.Filter(verdict="True"), 9) == []
        assert topics.known(tx) == ["prices", "wages"]
        assert [claim.id for claim in claims.page(tx, claims.Filter(flag="ambiguous"), 9)] == ["low"]
        assert [claim.id for claim in claims.page(tx, claims.Filter(words="pric"), 9)] == ["high", "unsaid", "low"]
        counted = claims.waiting(tx, NOON)
        assert (counted[Status.CANDIDATE], counted[Status.ACCEPTED], claims.total(tx, claims.Filter())) == (2, 1, 3)
    store.close()


def test_copies_and_looks_find_room_beside_what_was_corrected_before(empty: str) -> None:
    filled_at(empty, "0001")
    engines = make_engines(parse_url(empty))
    with engines[0].begin() as tx:
        _upgrade(tx, "0004")
        note = json.dumps({"kind": "typo", "why": "a slip", "by": "ann", "at": NOON.isoformat(), "before": None})
        for version, correction in ((1, None), (2, note)):
            finding = {"claim_id": "low", "version": version, "rationale": "", "by": "ann", "saved_at": NOON, "at": NOON}
            _put(tx, "fact_check", finding | {"correction": correction})
    for engine in engines:
        engine.dispose()
    store = Store(empty)
    made: dict[str, Any] = {"claim_id": "low", "url": "https://a.example", "by": "ann"}
    copy = Copy(**made, final_url="https://a.example/b", sha256="0" * 64, media_type="text/html", fetched_at=NOON)
    look = Look(**made, state=LinkState.CHANGED, said="It has changed.", at=NOON, differs=0.5)
    with store.write() as tx:
        copies.put(tx, copy, "The words.")
        copies.looked(tx, look)
    with store.read() as tx:
        assert [note.why for note in findings.corrections(tx, ["low"])["low"]] == ["a slip"]
        assert (copies.of_claims(tx, ["low"]), copies.looks(tx, "low")) == ([copy], {look.url: look})
        assert copies.text(tx, copy) == "The words."
    store.close()


def test_copies_that_were_kept_before_they_were_guarded_are_guarded_too(empty: str) -> None:
    filled_at(empty, "0001")
    engines = make_engines(parse_url(empty))
    with engines[0].begin() as tx:
        _upgrade(tx, "0007")
        kept = {
            "claim_id": "low",
            "url": "https://a.example",
            "final_url": "https://a.example",
            "sha256": "0" * 64,
            "by": "ann",
        }
        _put(tx, "evidence_copy", kept | {"media_type": "text/html", "text": "The words.", "fetched_at": NOON})
    for engine in engines:
        engine.dispose()
    store = Store(empty)
    with store.read() as tx:
        assert guards.missing(tx) == []
    for statement in ("UPDATE evidence_copy SET text = ''", "DELETE FROM evidence_copy"):
        with pytest.raises((StoreError, IntegrityError), match="never"), store.write() as tx:
            tx.exec_driver_sql(statement)
    with store.read() as tx:
        assert [words for _, words in copies.stream(tx)] == ["The words."]
    store.close()


def test_a_desk_of_an_older_version_gets_an_empty_archive_that_can_be_filled_and_searched(empty: str) -> None:
    filled_at(empty, "0001")
    store = Store(empty)
    with store.write() as tx:
        assert archive.is_empty(tx)
        archive.insert(tx, [CHECK])
        assert archive.find(tx, "rents ro", 9) == [CHECK]
        assert archive.known(tx, [archive.key_of(CHECK), "other"]) == {archive.key_of(CHECK)}
    store.close()


def test_a_desk_of_an_older_version_keeps_what_is_typed_on_a_page_beside_its_drafts_on_claims(empty: str) -> None:
    filled_at(empty, "0001")
    engines = make_engines(parse_url(empty))
    words = {"words": "half a", "over": "00000000", "at": NOON.isoformat()}
    with engines[0].begin() as tx:
        _upgrade(tx, "0007")
        _put(tx, "draft", {"user": "ann", "claim_id": "low", "words": json.dumps({"note": words}), "at": NOON})
    for engine in engines:
        engine.dispose()
    store = Store(empty)
    typed = Typed(words="half a text", over="00000000", at=NOON)
    with store.write() as tx:
        drafts.put(tx, "ann", drafts.ADDING, {"text": typed})
    with store.read() as tx:
        assert drafts.get(tx, "ann", drafts.ADDING) == {"text": typed}
        assert drafts.get(tx, "ann", "low")["note"].words == "half a"
    store.close()
