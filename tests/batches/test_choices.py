"""What people can do about batches: cancel, begin again, ask live instead; and the settings that no batch goes with."""

import pytest

from checker import jobs, tasks
from checker.auth import User
from checker.config import SecondReader
from checker.decisions import Desk
from checker.errors import ConfigError, ModelRejected, NotAllowed, NotFound
from checker.store import calls, claims, events
from checker.store.batches import State
from checker.tasks import batches
from checker.words import RunStatus
from tests import openai_server
from tests.batches.batched import add, carried_out, settings, town, turn
from tests.batches.openai_batches import Ending, serving
from tests.desks import ANN
from tests.extract.answers import every_sentence
from tests.fakes import Clock


def test_when_every_run_of_a_batch_is_cancelled_the_batch_is_too_and_its_answers_are_counted_but_not_used(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(looks=2, answered=1)
        used = settings(server)
        run_ids = add(desk, used, town("Arden"), town("Berl"))
        turn(desk, used)
        jobs.cancel(desk, ANN, run_ids[0])
        turn(desk, used)
        assert server.made[0].status == "in_progress"
        jobs.cancel(desk, ANN, run_ids[1])
        assert turn(desk, used).runs == ()
        assert server.made[0].status == "cancelling"
        turn(desk, used)
        assert turn(desk, used).batches == ()
    [batch] = batches.listed(desk)
    assert (batch.status, batch.answered) == (State.FETCHED, 1)
    assert [jobs.status(desk, run_id).status for run_id in run_ids] == [RunStatus.CANCELLED] * 2
    with desk.store.read() as tx:
        assert calls.spent_by(tx, run_ids[0]).tokens == 18
        assert claims.total(tx, claims.Filter()) == 0


def test_a_batch_is_cancelled_by_its_id_together_with_its_runs(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(looks=5)
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        [batch] = turn(desk, used).batches
        with pytest.raises(NotAllowed):
            batches.cancel(desk, User(name="eve", roles=frozenset(), session="s"), batch.id)
        batches.cancel(desk, ANN, batch.id)
        turn(desk, used)
        assert server.made[0].status == "cancelling"
    assert jobs.status(desk, run_id).status is RunStatus.CANCELLED
    with pytest.raises(NotFound, match="no-such-batch"):
        batches.cancel(desk, ANN, "no-such-batch")


def test_a_cancelled_run_that_is_started_again_uses_what_was_answered_meanwhile(desk: Desk, clock: Clock) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        kept, cancelled = add(desk, used, town("Arden"), town("Berl"))
        turn(desk, used)
        jobs.cancel(desk, ANN, cancelled)
        clock.advance(minutes=1)
        jobs.retry(desk, ANN, cancelled)
        assert [run.status for run in carried_out(desk, used, [kept, cancelled])] == [RunStatus.DONE] * 2
        assert len(server.asked()) == 2
        assert server.server.seen == []


def test_what_waits_can_be_asked_live_instead_but_not_what_is_in_a_batch(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [in_flight] = add(desk, used, town("Arden"))
        turn(desk, used)
        [waiting] = add(desk, used, town("Berl"))
        assert [run.id for run in batches.ask_live(desk, ANN)] == [waiting]
        tasks.work_off(desk, used)
        assert jobs.status(desk, waiting).status is RunStatus.DONE
        assert len(server.server.seen) == 1
        assert jobs.status(desk, in_flight).by_batch
    with desk.store.read() as tx:
        assert [event.action for event in events.history(tx, "run", waiting)] == ["extract", "ask_live", "finish"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": None}, "needs a model"),
        ({"model": "ollama:small"}, "ollama:small cannot be asked in batches"),
        ({"second_reader": SecondReader.HIGH, "second_reader_model": "anthropic:x"}, "anthropic:x cannot be asked"),
        ({"base_url": None, "api_key": None}, "there is no key"),
    ],
)
def test_settings_that_no_batch_can_be_sent_with_are_refused_in_words(changes: dict[str, object], words: str) -> None:
    with serving() as server, pytest.raises(ConfigError, match=words):
        batches.require_offer(settings(server).model_copy(update=changes))


def test_a_server_without_a_batch_api_is_named_and_so_is_what_to_do() -> None:
    with openai_server.serving() as plain_server, serving() as server:
        batches.require_offer(settings(server))
        without = settings(server, base_url=plain_server.url)
        with pytest.raises(ModelRejected, match=r"has no Batch API.*leave out --batch-api"):
            batches.require_offer(without)
