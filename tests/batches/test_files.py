"""Files at a batch's server: deleted once what they hold is stored, and missed when they are gone before."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.errors import ModelUnavailable
from checker.store import calls
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches.fetching import BATCH_KEPT, RESULTS_KEPT
from checker.tasks.batches.sending import PAUSE
from checker.words import RunStatus
from tests.batches.batched import add, carried_out, outcomes, settings, town, turn, until_released
from tests.batches.openai_batches import FULL, Ending, serving
from tests.desks import ANN
from tests.extract.answers import every_sentence
from tests.fakes import Clock
from tests.openai_server import Answer, Arrived, failure

# Deleted


@pytest.mark.parametrize(
    "ending",
    [Ending(), Ending(status="expired", answered=1), Ending(status="cancelled"), Ending(status="failed")],
    ids=lambda ending: ending.status,
)
def test_nothing_is_left_at_the_server_once_it_is_stored_what_came(desk: Desk, ending: Ending) -> None:
    with serving(every_sentence) as server:
        server.endings = [ending]
        used = settings(server)
        add(desk, used, town("Arden"), town("Berl"))
        until_released(desk, used)
        assert server.files
        assert server.left() == set()
    assert {batch.files for batch in batches.listed(desk)} == {()}


def test_what_was_not_taken_is_deleted_too(desk: Desk, clock: Clock) -> None:
    with serving(every_sentence) as server:
        server.endings = [Ending(status="failed", complaints=[FULL])]
        used = settings(server)
        add(desk, used, town("Arden"))
        for _ in range(2):
            turn(desk, used)
        assert server.left() == set()
        clock.advance(seconds=PAUSE.total_seconds())
        server.failing = on("POST", "/v1/batches", failure(400, "No."))
        batches.advance(desk, used)
        assert len(server.left()) == 1
        turn(desk, used)
        assert server.left() == set()


def test_while_a_batch_is_under_way_its_file_stays(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(looks=3)
        used = settings(server)
        add(desk, used, town("Arden"))
        for _ in range(3):
            turn(desk, used)
            assert server.left() == {"file-in-0"}


@pytest.mark.parametrize(
    "answer", [failure(401, "Wrong key."), failure(405, "No such method."), failure(429, "insufficient_quota")]
)
def test_what_a_server_does_not_delete_is_not_forgotten_and_nothing_is_wrong(desk: Desk, answer: Answer) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        server.failing = lambda arrived: answer if arrived.method == "DELETE" else None
        [run_id] = add(desk, used, town("Arden"))
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert server.left() == {"file-in-0", "batch-0-out"}
        server.failing = lambda _arrived: None
        carried_out(desk, used, add(desk, used, town("Berl")))
        assert server.left() == set()
    assert {batch.files for batch in batches.listed(desk)} == {()}


def test_of_the_files_of_a_batch_only_those_are_kept_in_mind_that_are_still_there(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        server.failing = on("DELETE", "/batch-0-out", failure(403, "Not allowed."))
        carried_out(desk, used, add(desk, used, town("Arden")))
        assert [batch.files for batch in batches.listed(desk)] == [("batch-0-out",)]
        server.failing = on("DELETE", "/batch-0-out", failure(404, "No such File object."))
        carried_out(desk, used, add(desk, used, town("Berl")))
    assert {batch.files for batch in batches.listed(desk)} == {()}


def test_what_could_not_be_deleted_for_want_of_an_answer_is_deleted_in_another_turn(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = lambda arrived: failure(503, "busy") if arrived.method == "DELETE" else None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert server.left() == {"file-in-0", "batch-0-out"}
        server.failing = lambda _arrived: None
        until_released(desk, used)
        carried_out(desk, used, add(desk, used, town("Berl")))
        assert server.left() == set()


# Gone


def on(method: str, path: str, answer: Answer) -> Callable[[Arrived], Answer | None]:
    return lambda arrived: answer if arrived.method == method and path in arrived.path else None


def test_results_that_are_not_there_yet_are_asked_for_again(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        server.failing = on("GET", "/content", failure(404, "No such File object."))
        standing = batches.advance(desk, used)
        assert ([type(each) for each in standing.troubles], standing.stuck) == ([ModelUnavailable], False)
        assert "asked for again later" in str(standing.troubles[0])
        assert outcomes(desk, run_id) == ["pending"]
        server.failing = lambda _arrived: None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE


@pytest.mark.parametrize(("path", "age"), [("/content", RESULTS_KEPT), ("/v1/batches/batch-0", BATCH_KEPT)])
@pytest.mark.parametrize("status", [404, 410])
def test_when_the_answers_are_gone_the_run_fails_in_words_and_only_a_person_has_it_asked_again(
    desk: Desk, clock: Clock, path: str, age: timedelta, status: int
) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        with desk.store.read() as tx:
            aside = calls.spent_by(tx, run_id)
        server.failing = on("GET", path, failure(status, "It was deleted."))
        clock.advance(seconds=age.total_seconds())
        standing = turn(desk, used)
        assert (standing.batches, standing.runs, len(server.made)) == ((), (), 1)
        failed = jobs.status(desk, run_id)
        assert failed.status is RunStatus.FAILED
        assert "1 of the answers that this document waited for are lost" in failed.message
        assert f"`checker jobs retry {run_id}` asks for them again" in failed.message
        [batch] = batches.listed(desk)
        assert (batch.status, "1 of 1 answers are lost" in batch.message) == (State.GONE, True)
        with desk.store.read() as tx:
            assert calls.spent_by(tx, run_id).tokens == aside.tokens > 0
        server.failing = lambda _arrived: None
        jobs.retry(desk, ANN, run_id)
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert server.server.seen == []
    assert outcomes(desk, run_id) == ["interrupted", "ok"]


def test_of_two_files_of_results_the_one_that_is_there_is_kept(desk: Desk, clock: Clock) -> None:
    def refusing_berl(body: dict[str, object]) -> object:
        return failure(400, "Not this town.") if "Berl" in str(body) else every_sentence(body)

    with serving(refusing_berl) as server:
        used = settings(server)
        lost, turned_down = add(desk, used, town("Arden"), town("Berl"))
        turn(desk, used)
        clock.advance(seconds=RESULTS_KEPT.total_seconds())
        server.failing = on("GET", "batch-0-out/content", failure(404, "It was deleted."))
        until_released(desk, used)
        assert len(server.made) == 1
    assert jobs.status(desk, lost).status is RunStatus.FAILED
    assert (outcomes(desk, lost), outcomes(desk, turned_down)) == (["interrupted"], ["rejected"])
    assert batches.listed(desk)[0].message.endswith("1 of 2 answers are lost, and may be billed all the same")
    assert jobs.status(desk, turned_down).finished_at is None  # released, with what the server said


def test_a_batch_that_only_cancelled_runs_waited_for_ends_when_its_server_knows_it_no_more(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        server.made[0].id = "batch-of-another-account"
        jobs.cancel(desk, ANN, run_id)
        assert turn(desk, used).batches == ()
    assert jobs.status(desk, run_id).status is RunStatus.CANCELLED
