"""A batch of which nobody knows whether its server took it: looked for before anything is sent again, so that there is one."""

from collections import Counter
from collections.abc import Callable

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.errors import ModelUnavailable
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches import Means
from checker.tasks.batches.fetching import GRACE
from checker.tasks.batches.sending import Most
from checker.words import RunStatus
from tests.batches.batched import add, carried_out, outcomes, settings, town, turn, until_released
from tests.batches.openai_batches import Batches, Ending, serving
from tests.desks import ANN
from tests.extract.answers import every_sentence
from tests.fakes import Clock
from tests.openai_server import Answer, Arrived, failure

SILENCE = Answer(raw=b"", headers={"content-length": "1000"})  # of which nothing ever comes
Failing = Callable[[Arrived], Answer | None]


def is_create(arrived: Arrived) -> bool:
    return (arrived.method, arrived.path) == ("POST", "/v1/batches")


def unheard(server: Batches, answer: Answer) -> Failing:
    """Let a batch be made and something else be answered."""

    def failing(arrived: Arrived) -> Answer | None:
        if not is_create(arrived):
            return None
        server._create(arrived)
        return answer

    return failing


def put_off(asked: list[Arrived]) -> Failing:
    """Keep what a batch is to be made of, and answer nothing."""

    def failing(arrived: Arrived) -> Answer | None:
        if not is_create(arrived):
            return None
        asked.append(arrived)
        return SILENCE

    return failing


@pytest.mark.parametrize(
    "answer",
    [SILENCE, Answer(hang_up=True), failure(500, "boom"), failure(504, "Gateway timeout"), Answer(data={})],
    ids=["silence", "hang-up", "500", "504", "nonsense"],
)
def test_a_batch_that_is_made_without_a_word_is_found_and_is_the_only_one(desk: Desk, answer: Answer) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = unheard(server, answer)
        standing = batches.advance(desk, used.model_copy(update={"model_timeout": 0.2}))
        assert [type(each) for each in standing.troubles] == [ModelUnavailable]
        assert [batch.status for batch in standing.batches] == [State.UNCLEAR]
        server.failing = lambda _arrived: None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert (len(server.made), len(server.asked())) == (1, 1)
    assert [batch.status for batch in batches.listed(desk)] == [State.FETCHED]
    assert outcomes(desk, run_id) == ["ok"]


def test_a_batch_that_is_made_a_while_after_everybody_has_stopped_waiting_is_the_only_one(desk: Desk, clock: Clock) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        asked: list[Arrived] = []
        server.failing = put_off(asked)
        batches.advance(desk, used.model_copy(update={"model_timeout": 0.2}))
        server.failing = lambda _arrived: None
        for _ in range(3):
            clock.advance(seconds=GRACE.total_seconds() / 4)
            standing = turn(desk, used)
            assert (standing.moved, [batch.status for batch in standing.batches]) == (False, [State.UNCLEAR])
            assert "unless it turns up there" in standing.batches[0].message
        assert server._create(asked[0]).status == 200
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert len(server.made) == 1


def test_after_a_while_the_file_is_taken_away_so_that_no_batch_is_made_of_it_any_more_and_another_is_sent(
    desk: Desk, clock: Clock
) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        asked: list[Arrived] = []
        server.failing = put_off(asked)
        batches.advance(desk, used.model_copy(update={"model_timeout": 0.2}))
        server.failing = lambda _arrived: None
        clock.advance(seconds=GRACE.total_seconds())
        turn(desk, used)
        assert server._create(asked[0]).status == 400
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert len(server.made) == 1
        assert server.left() == set()
    assert Counter(batch.status for batch in batches.listed(desk)) == {State.LOST: 1, State.FETCHED: 1}


def test_a_batch_is_known_by_its_file_where_its_server_keeps_no_metadata(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = unheard(server, Answer(hang_up=True))
        batches.advance(desk, used)
        server.failing = lambda _arrived: None
        server.made[0].metadata = {}
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert len(server.made) == 1


def test_a_batch_that_turns_up_when_nobody_wants_it_any_more_is_cancelled(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(looks=9)
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = unheard(server, Answer(hang_up=True))
        batches.advance(desk, used)
        server.failing = lambda _arrived: None
        jobs.cancel(desk, ANN, run_id)
        for _ in range(2):
            turn(desk, used)
        assert [made.status for made in server.made] == ["cancelling"]


@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches"])
def test_what_a_server_did_not_take_is_sent_again_once(desk: Desk, clock: Clock, path: str) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = lambda arrived: failure(500, "boom") if (arrived.method, arrived.path) == ("POST", path) else None
        for _ in range(2):
            standing = batches.advance(desk, used)
            assert [type(each) for each in standing.troubles] == [ModelUnavailable]
            assert (standing.moved, standing.stuck, len(standing.runs)) == (False, False, 1)
            clock.advance(seconds=GRACE.total_seconds())
        server.failing = lambda _arrived: None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert len(server.asked()) == 1
        assert server.left() == set()
    assert {batch.status for batch in batches.listed(desk)} == {State.LOST, State.FETCHED}


def test_each_of_several_batches_is_found_again(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        add(desk, used, *(town(name) for name in ("Arden", "Berl", "Corve", "Dunmere", "Elder")))
        server.failing = unheard(server, Answer(hang_up=True))
        assert batches.advance(desk, used, Means(most=Most(requests=1))).troubles
        server.failing = lambda _arrived: None
        until_released(desk, used, Means(most=Most(requests=1)))
        assert Counter(server.asked()).most_common(1)[0][1] == 1
        assert len(server.made) == 5
