"""Turns of a desk: by one process at a time, by nobody without work, by the app until it ends, past a bad document."""

import threading

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.store import batches as stored
from checker.tasks import batches
from checker.tasks.batches import Means
from checker.words import RunStatus
from tests import openai_server
from tests.batches.batched import add, carried_out, finish, settings, town, turn, until_released
from tests.batches.openai_batches import serving
from tests.extract.answers import every_sentence
from tests.openai_server import Answer, failure


def test_while_another_process_is_about_it_a_turn_only_looks(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        with stored.alone(desk.store) as alone:
            assert alone
            standing = turn(desk, used)
            assert ([run.id for run in standing.runs], standing.moved) == ([run_id], False)
            assert server.made == []
        turn(desk, used)
        assert len(server.made) == 1


def test_a_desk_without_runs_by_batch_connects_to_nobody(desk: Desk) -> None:
    with serving() as server:
        assert batches.advance(desk, settings(server)) == batches.Progress()
        assert server.keys_sent == set()


def test_the_app_takes_turns_until_it_ends_whatever_goes_wrong_on_the_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(batches, "WORKER_SECONDS", 0.01)
    stop, troubled = threading.Event(), threading.Event()
    with serving(every_sentence) as server:
        used = settings(server)

        def once(arrived: openai_server.Arrived) -> Answer | None:
            if troubled.is_set():
                return None
            troubled.set()
            return failure(500, "boom")

        server.failing = once
        [run_id] = add(desk, used, town("Arden"))
        app = threading.Thread(target=batches.keep_advancing, args=(desk, used, stop))
        app.start()
        while jobs.status(desk, run_id).by_batch:
            stop.wait(0.01)
        stop.set()
        app.join(60)
        assert not app.is_alive()
    assert "did not answer about a batch" in caplog.text


def test_a_document_without_a_sentence_fails_alone(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        empty, good = add(desk, used, "\u200b", town("Arden"))
        assert finish_all(desk, used, [good]) == [RunStatus.DONE]
    failed = jobs.status(desk, empty)
    assert (failed.status, "holds no sentence" in failed.message) == (RunStatus.FAILED, True)


def finish_all(desk: Desk, used: object, run_ids: list[str]) -> list[RunStatus]:
    return [run.status for run in carried_out(desk, used, run_ids)]  # type: ignore[arg-type]


def test_an_extractor_that_breaks_on_one_document_does_not_stop_the_others(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    from checker.config import Settings
    from checker.extract import Extractor, build_extractor

    def build(used: Settings) -> Extractor:
        extractor = build_extractor(used)
        read = extractor.read

        def breaking(document: object, part: int, asked: object) -> object:
            if "Berl" in document.text:  # type: ignore[attr-defined]
                raise ZeroDivisionError("secret detail")
            return read(document, part, asked)  # type: ignore[arg-type]

        extractor.read = breaking  # type: ignore[method-assign, assignment]
        return extractor

    with serving(every_sentence) as server:
        used = settings(server)
        good, bad = add(desk, used, town("Arden"), town("Berl"))
        until_released(desk, used, Means(build=build))
        assert finish(desk, used, good).status is RunStatus.DONE
    failed = jobs.status(desk, bad)
    assert (failed.status, "ZeroDivisionError" in failed.message) == (RunStatus.FAILED, True)
    assert "secret detail" in caplog.text
