"""The model calls of a run: written down before and after, and not sent when the answer is there or nobody wants it."""

from collections.abc import Callable

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.extract.asking.outcome import Outcome
from checker.model import ModelCall, Run
from checker.store import calls, runs
from tests.builders import make_call, make_request
from tests.desks import ANN
from tests.fakes import Clock
from tests.run_calls import NO_TOKENS, asking, begin, kept, must_not_send, outcomes, sending


@pytest.fixture
def run(desk: Desk) -> Run:
    return begin(desk)


def test_a_call_is_written_down_before_it_goes_out_and_again_with_what_came(desk: Desk, run: Run, clock: Clock) -> None:
    on_the_way: list[ModelCall] = []

    def send(limit: int | None) -> ModelCall:
        on_the_way.extend(kept(desk))
        clock.advance(seconds=7)
        return make_call(raw='{"claims": []}', seconds=7.0, at=clock())

    begun = clock()
    came = asking(desk, run).ask(make_request(), send)
    [before] = on_the_way
    assert (before.outcome, before.at, before.input_tokens, before.key) == ("pending", begun, None, "key-1")
    assert came
    assert [came] == kept(desk)
    assert (came.outcome, came.raw, came.seconds, came.at, came.position) == ("ok", '{"claims": []}', 7.0, begun, 0)


def test_what_a_call_costs_is_counted_from_its_tokens(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(input_tokens=10, output_tokens=3))
    came = asking(desk, run).ask(make_request(), send)
    assert came
    assert came.cost == 16
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-1").tokens == 13


def test_a_price_that_nobody_knows_is_said_to_be_unknown(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(model="openai:other"), make_call(key="key-2", outcome="unavailable", **NO_TOKENS))
    asks = asking(desk, run)
    asks.ask(make_request(model="openai:other"), send)
    asks.ask(make_request(key="key-2"), send)
    assert [call.cost for call in kept(desk)] == [None, None]
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-1").unpriced == 1


def test_what_a_server_writes_can_always_be_stored(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(raw="a\x00b\ud800c", message="d\x00e", outcome="refused"))
    asking(desk, run).ask(make_request(), send)
    [call] = kept(desk)
    assert (call.raw, call.message) == ("a\ufffdb\ufffdc", "d\ufffde")


def test_an_error_that_nobody_expected_comes_out_and_leaves_no_call_on_its_way(desk: Desk, run: Run) -> None:
    def send(limit: int | None) -> ModelCall:
        raise ZeroDivisionError("unexpected")

    with pytest.raises(ZeroDivisionError):
        asking(desk, run).ask(make_request(), send)
    assert outcomes(desk) == ["interrupted"]


def test_a_good_answer_of_an_earlier_run_is_used_again_and_nothing_is_sent(desk: Desk, run: Run, clock: Clock) -> None:
    send, _ = sending(make_call(raw="answer", input_tokens=10, output_tokens=3))
    asking(desk, run).ask(make_request(), send)
    clock.advance(days=1)
    again = asking(desk, begin(desk, "run-2"), max_tokens_per_run=1).ask(make_request(), must_not_send)
    assert again
    assert (again.raw, again.reused, again.at, again.cost, again.position) == ("answer", True, clock(), 0.0, 0)
    with desk.store.read() as tx:
        assert calls.spent_by(tx, "run-2").tokens == 0


@pytest.mark.parametrize("outcome", ["invalid", "refused", "truncated", "unavailable"])
def test_an_answer_that_was_not_good_is_asked_for_again(desk: Desk, run: Run, outcome: str) -> None:
    send, limits = sending(make_call(outcome=outcome), make_call())
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    asks.ask(make_request(), send)
    assert len(limits) == 2
    assert outcomes(desk) == [outcome, "ok"]


def test_another_question_is_sent(desk: Desk, run: Run) -> None:
    send, limits = sending(make_call(), make_call(key="key-2"))
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    asks.ask(make_request(key="key-2"), send)
    assert len(limits) == 2


def test_a_step_that_the_engine_remembers_is_neither_sent_nor_written_down_again(desk: Desk, run: Run) -> None:
    send, _ = sending(make_call(outcome="refused", raw="no"))
    asking(desk, run).ask(make_request(), send)
    again = asking(desk, run, step=lambda _name, _do: 0).ask(make_request(), must_not_send)
    assert again
    assert (again.outcome, again.raw) == ("refused", "no")
    assert len(kept(desk)) == 1


@pytest.mark.parametrize("remembered", [0, 7])
def test_a_step_that_the_engine_remembers_and_the_desk_does_not_is_taken_again(desk: Desk, run: Run, remembered: int) -> None:
    send, _ = sending(make_call(key="another"), make_call(raw="mine"))
    asking(desk, run).ask(make_request(key="another"), send)
    came = asking(desk, run, step=lambda _name, _do: remembered).ask(make_request(), send)
    assert came
    assert (came.key, came.raw, came.position) == ("key-1", "mine", 1)


def cancelled(desk: Desk) -> None:
    with desk.store.write() as tx:
        runs.cancel(tx, "run-1", desk.now())


def begun_anew(desk: Desk) -> None:
    cancelled(desk)
    jobs.retry(desk, ANN, "run-1")


@pytest.mark.parametrize("what_happened", [cancelled, begun_anew])
def test_a_run_that_was_cancelled_or_begun_anew_asks_nothing_more(
    desk: Desk, run: Run, what_happened: Callable[[Desk], None]
) -> None:
    what_happened(desk)
    assert asking(desk, run).ask(make_request(), must_not_send) is None
    assert kept(desk) == []


@pytest.mark.parametrize("outcome", [Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED])
def test_nothing_is_asked_after_an_answer_that_will_not_change(desk: Desk, run: Run, outcome: Outcome, clock: Clock) -> None:
    send, _ = sending(make_call(outcome=outcome, **NO_TOKENS))
    asks = asking(desk, run)
    asks.ask(make_request(), send)
    assert asks.ask(make_request(key="key-2"), must_not_send) is None
    clock.advance(seconds=1)
    begun_anew(desk)  # somebody has put it right
    with desk.store.read() as tx:
        again = runs.get(tx, run.id)
    send, limits = sending(make_call(key="key-2"))
    assert asking(desk, again).ask(make_request(key="key-2"), send)
    assert len(limits) == 1


def test_nothing_is_asked_after_three_questions_without_an_answer(desk: Desk, run: Run) -> None:
    send, limits = sending(*[make_call(key=f"key-{number // 3}", outcome="unavailable", **NO_TOKENS) for number in range(9)])
    asks = asking(desk, run)
    for number in range(9):
        assert asks.ask(make_request(key=f"key-{number // 3}"), send)
    assert asks.ask(make_request(key="key-4"), must_not_send) is None
    assert len(limits) == 9
