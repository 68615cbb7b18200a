"""Batches in the store: kept as they were, found by where they are, and handled by one process at a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checker.budget import Spent
from checker.errors import NotFound
from checker.store import Store, batches, documents, runs
from checker.store.batches import Batch, Place, State
from checker.words import RunStatus
from tests.builders import NOON, make_document, make_run
from tests.databases import MakeUrl

PLACE = Place(run_id="run-1", position=3, tokens=900, cost=0.25)


def make_batch(**changes: Any) -> Batch:
    batch = Batch(
        id="batch-1",
        model="openai:example-model",
        status=State.SENDING,
        remote_id=None,
        files=(),
        message="",
        requests={"a" * 64: PLACE, "b" * 64: replace(PLACE, position=4)},
        answered=0,
        created_at=NOON,
        uploaded_at=None,
        finished_at=None,
    )
    return replace(batch, **changes)


def add(store: Store, *added: Batch) -> None:
    with store.write() as tx:
        for each in added:
            batches.add(tx, each)


def get(store: Store, batch_id: str = "batch-1") -> Batch:
    with store.read() as tx:
        return batches.get(tx, batch_id)


def test_a_batch_is_read_as_it_was_written(store: Store) -> None:
    add(store, make_batch())
    assert get(store) == make_batch()
    assert get(store).run_ids == {"run-1"}
    assert PLACE.aside == Spent(tokens=900, cost=0.25)


def test_a_batch_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="batch-9"):
        get(store, "batch-9")


def test_a_batch_is_sent_once_and_ends_with_what_came_of_it(store: Store) -> None:
    add(store, make_batch())
    with store.write() as tx:
        assert not batches.sent(tx, "batch-1", "remote-1")  # its file is not there yet
        assert batches.uploaded(tx, "batch-1", "file-1", NOON)
        assert not batches.uploaded(tx, "batch-1", "file-2", NOON)
    unclear = make_batch(status=State.UNCLEAR, files=("file-1",), uploaded_at=NOON)
    assert get(store) == unclear
    with store.write() as tx:
        assert batches.sent(tx, "batch-1", "remote-1")
        assert not batches.sent(tx, "batch-1", "remote-2")
        batches.note(tx, "batch-1", 1, "in_progress")
    noted = replace(unclear, status=State.SENT, remote_id="remote-1", answered=1, message="in_progress")
    assert get(store) == noted
    ended = replace(noted, status=State.FETCHED, files=("file-1", "out"), answered=2, message="completed", finished_at=NOON)
    with store.write() as tx:
        batches.finish(tx, ended)
        assert batches.unfinished(tx) == []
        assert not batches.any_work(tx)
    assert get(store) == ended


def test_what_lies_at_the_server_is_known_of_ended_batches_until_it_is_deleted(store: Store) -> None:
    add(store, make_batch(id="open", files=("file-1",)), make_batch(id="ended", files=("file-2", "out"), finished_at=NOON))
    with store.write() as tx:
        assert batches.left_at_server(tx) == {"ended": ("file-2", "out")}
        batches.keep_files(tx, "ended", ())
        assert batches.left_at_server(tx) == {}
    assert get(store, "open").files == ("file-1",)


def test_the_batches_of_a_model_are_told_apart_by_when_they_ended(store: Store) -> None:
    later = NOON + timedelta(minutes=1)
    add(
        store,
        make_batch(id="first", status=State.REFUSED, finished_at=later),
        make_batch(id="second", status=State.FETCHED, finished_at=NOON, created_at=later),
        make_batch(id="other", model="openai:other", status=State.FULL, finished_at=later + timedelta(minutes=1)),
        make_batch(id="open", created_at=later),
    )
    with store.read() as tx:
        last = batches.last_ended(tx, "openai:example-model")
        assert last
        assert last.id == "first"
        assert batches.last_ended(tx, "openai:nobody") is None
        assert [each.id for each in batches.unfinished(tx)] == ["open"]
        assert {each.id for each in batches.newest(tx, 2)} == {"second", "open"}


def test_a_run_waits_for_a_batch_until_it_is_released(store: Store) -> None:
    waiting = make_run(status=RunStatus.QUEUED, finished_at=None, by_batch=True)
    with store.write() as tx:
        documents.insert(tx, make_document())
        runs.insert(tx, waiting)
        runs.insert(tx, replace(waiting, id="run-2", by_batch=False))
    with store.write() as tx:
        assert [run.id for run in batches.waiting(tx)] == ["run-1"]
        assert [run.id for run in runs.workable(tx)] == ["run-2"]
        assert batches.any_work(tx)
        assert not batches.release(tx, replace(waiting, tries=2))  # begun anew since it was read
        assert batches.release(tx, waiting)
        assert not batches.release(tx, waiting)
        assert batches.waiting(tx) == []
        assert [run.id for run in runs.workable(tx)] == ["run-1", "run-2"]


def test_a_run_that_has_ended_is_not_released(store: Store) -> None:
    waiting = make_run(status=RunStatus.QUEUED, finished_at=None, by_batch=True)
    with store.write() as tx:
        documents.insert(tx, make_document())
        runs.insert(tx, waiting)
        assert runs.cancel(tx, "run-1", NOON)
        assert not batches.release(tx, waiting)
        assert not batches.any_work(tx)


def test_one_process_at_a_time_handles_the_batches_of_a_database(new_database: MakeUrl) -> None:
    url, other_url = new_database(), new_database()
    one, same, other = (Store(each) for each in (url, url, other_url))
    try:
        with batches.alone(one) as first:
            with batches.alone(same) as second, batches.alone(other) as elsewhere:
                assert (first, second, elsewhere) == (True, False, True)
            with pytest.raises(ZeroDivisionError), batches.alone(other):
                raise ZeroDivisionError
        with batches.alone(same) as again, batches.alone(other) as after_an_error:
            assert (again, after_an_error) == (True, True)
    finally:
        for each in (one, same, other):
            each.close()
