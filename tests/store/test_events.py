"""The chain of the history: whatever is done to it behind the tool's back is named."""

import hashlib
import json
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from checker.store import Store, Tx, events, schema
from checker.store.chain import FIRST_HASH
from checker.store.dialect import Written
from tests.builders import NOON
from tests.databases import MakeUrl

LENGTH = 6


def entry(number: int = 0, **changes: Any) -> events.Entry:
    values: dict[str, Any] = {
        "at": NOON + timedelta(microseconds=number),
        "actor": "ann",
        "action": "edit",
        "subject": "claim",
        "subject_id": f"claim-{number}",
        "before": {"text": "old", "span": {"start": 1, "end": 2}, "tags": ["ü", "👩‍👩‍👧‍👦", '"']},
        "after": {"text": f"new {number}", "reject_reason": None, "share": 0.1},
    }
    return events.Entry(**values | changes)


def tampering(tx: Tx) -> None:
    """Switch the guards off, as somebody with the database's password could."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        return
    for (name,) in tx.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")).all():
        tx.execute(text(f"DROP TRIGGER {name}"))


def written(store: Store) -> None:
    with store.write() as tx:
        events.append(tx, [entry(number) for number in range(1, LENGTH + 1)])


def broken(tx: Tx) -> list[str]:
    return list(events.broken_links(tx))


def test_an_untouched_history_holds_and_is_read_back_as_it_was_written(store: Store) -> None:
    with store.read() as tx:
        assert (broken(tx), events.count(tx)) == ([], 0)
    written(store)
    with store.write() as tx:
        events.append(tx, [])
        events.append(tx, [entry(9, subject="document"), entry(2, actor="bob")])
    with store.read() as tx:
        assert (broken(tx), events.count(tx)) == ([], LENGTH + 2)
        assert [(each.seq, each.actor) for each in events.history(tx, "claim", "claim-2")] == [(2, "ann"), (LENGTH + 2, "bob")]
        assert events.history(tx, "claim", "claim-2")[0].before == entry(2).before


def test_the_chain_holds_for_times_of_any_zone(store: Store) -> None:
    with store.write() as tx:
        events.append(tx, [entry(at=NOON.astimezone(timezone(timedelta(hours=-7))))])
    with store.read() as tx:
        assert broken(tx) == []


def test_a_line_in_other_letters_is_named_even_where_it_means_the_same(store: Store) -> None:
    with store.write() as tx:
        events.append(tx, [entry(1, after={"text": "new"})])
        tampering(tx)
        tx.execute(schema.event.update().values(after=Written('{"text": "new"}')))
        assert broken(tx) == ["Event 1 (edit of claim claim-1) was altered after it was written."]
        _restore_guards(tx)


def as_older_versions_did(tx: Tx, entries: list[events.Entry]) -> None:
    """Write a history with the hashes that were made of one sorted JSON array."""
    prev = FIRST_HASH
    for seq, each in enumerate(entries, 1):
        content = [seq, each.at.isoformat(), each.actor, each.action, each.subject, each.subject_id, each.before, each.after]
        digest = hashlib.sha256(json.dumps([*content, prev], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        values = {name: getattr(each, name) for name in events.Entry.__slots__}
        tx.execute(schema.event.insert(), {"seq": seq, "prev_hash": prev, "hash": digest, **values})
        prev = digest


def test_a_history_that_an_older_version_began_holds_and_goes_on(store: Store) -> None:
    with store.write() as tx:
        as_older_versions_did(tx, [entry(number) for number in range(1, LENGTH + 1)])
        events.append(tx, [entry(LENGTH + 1)])
        assert broken(tx) == []
        assert all(events.is_as_written(each) for each in events.history(tx, "claim", "claim-2"))
        tampering(tx)
        tx.execute(schema.event.update().where(schema.event.c.seq == 2).values(actor="eve"))
        assert broken(tx) == ["Event 2 (edit of claim claim-2) was altered after it was written."]
        assert not any(events.is_as_written(each) for each in events.history(tx, "claim", "claim-2"))
        _restore_guards(tx)


ALTERED = {
    "at": NOON - timedelta(days=1),
    "actor": "eve",
    "action": "accept",
    "subject": "document",
    "subject_id": "claim-x",
    "before": {"text": "older"},
    "after": {},
}


def test_every_column_of_an_event_is_part_of_the_chain() -> None:
    assert {*ALTERED, "seq", "prev_hash", "hash"} == {column.name for column in schema.event.columns}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_event_is_named(store: Store, name: str) -> None:
    written(store)
    with store.write() as tx:
        tampering(tx)
        tx.execute(schema.event.update().where(schema.event.c.seq == 3).values({name: ALTERED[name]}))
        assert [sentence for sentence in broken(tx) if sentence.startswith("Event 3 ") and "altered" in sentence]
        _restore_guards(tx)


def _restore_guards(tx: Tx) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))


numbers = st.integers(1, LENGTH)
deeds = st.one_of(
    st.tuples(st.just("alter"), numbers, st.sampled_from(sorted(ALTERED))),
    st.tuples(st.just("hash"), numbers, st.just("f" * 64)),
    st.tuples(st.just("prev_hash"), numbers, st.just("e" * 64)),
    st.tuples(st.just("rehash"), st.integers(1, LENGTH - 1), st.sampled_from(sorted(ALTERED))),
    st.tuples(st.just("remove"), st.integers(1, LENGTH - 1), st.just("")),
    st.tuples(st.just("swap"), numbers, numbers).filter(lambda deed: deed[1] != deed[2]),
)


def do(tx: Tx, deed: tuple[str, int, Any]) -> None:
    kind, seq, detail = deed
    table = schema.event
    one = table.update().where(table.c.seq == seq)
    if kind == "alter":
        tx.execute(one.values({detail: ALTERED[detail]}))
    elif kind == "remove":
        tx.execute(table.delete().where(table.c.seq == seq))
    elif kind == "swap":
        for old, new in ((seq, -1), (detail, seq), (-1, detail)):
            tx.execute(table.update().where(table.c.seq == old).values(seq=new))
    elif kind == "rehash":
        tx.execute(one.values({detail: ALTERED[detail]}))
        forged = next(each for each in _all(tx) if each.seq == seq)
        tx.execute(one.values(hash=events.fingerprint(seq, forged, forged.prev_hash)))
    else:
        tx.execute(one.values({kind: detail}))


def _all(tx: Tx) -> list[Any]:
    return list(tx.execute(schema.event.select()))


def named_after(store: Store, deed: tuple[str, int, Any]) -> list[str]:
    """Tamper with the history, note what the tool says of it, and take it back, so that the next finds the chain whole."""
    with store.write() as tx:
        within = tx.begin_nested()
        tampering(tx)
        do(tx, deed)
        sentences = broken(tx)
        within.rollback()
    return sentences


def test_any_tampering_is_named_at_its_place(new_database: MakeUrl) -> None:
    store = Store(new_database())
    written(store)

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=80)
    @given(deed=deeds)
    def any_deed(deed: tuple[str, int, Any]) -> None:
        sentences = named_after(store, deed)
        place = deed[1] + (deed[0] == "rehash")
        assert sentences
        assert str(place) in sentences[0] or deed[0] == "swap"

    any_deed()
    with store.read() as tx:
        assert broken(tx) == []
    store.close()
