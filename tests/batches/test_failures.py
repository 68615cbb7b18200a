"""What can go wrong with a whole batch: expired, cancelled elsewhere, failed, no room, turned down, cut off, unknown."""

from collections import Counter

import pytest
from sqlalchemy import select

from checker import jobs
from checker.budget import Price
from checker.decisions import Desk
from checker.errors import ModelUnavailable
from checker.store import calls, claims, schema
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches.sending import PAUSE
from checker.words import RunStatus
from tests.batches.batched import KEY, add, carried_out, finish, outcomes, settings, town, turn
from tests.batches.openai_batches import FULL, Ending, serving
from tests.desks import ANN, used_by
from tests.extract.answers import every_sentence
from tests.fakes import Clock
from tests.openai_server import Answer, Body, failure

EXPIRED_WORDS = "expired: the batch was not done within a day"


def test_what_expired_is_asked_again_at_most_three_times_and_then_a_gap(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(status="expired", answered=1)  # only the first of each batch
        used = settings(server)
        [run] = carried_out(desk, used, add(desk, used, town("Arden", 200)))
        assert [len(server.requests(made)) for made in server.made] == [5, 4, 3]
        assert max(Counter(server.asked()).values()) == 3
        assert server.server.seen == []
    assert run.status is RunStatus.INCOMPLETE
    assert "did not answer (This request could not be executed" in run.message
    with desk.store.read() as tx:
        assert claims.total(tx, claims.Filter(document_id=run.document_id)) == 3 * 40
    assert Counter(outcomes(desk, run.id)) == {"ok": 3, "unavailable": 4 + 3 + 2}
    assert {(batch.message, batch.answered) for batch in batches.listed(desk)} == {(EXPIRED_WORDS, 1)}


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_what_came_of_a_batch_that_did_not_come_to_its_end_is_paid_for_at_half_the_price_and_the_rest_is_not(
    desk: Desk, status: str
) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(status=status, answered=2)
        used = settings(server, prices={"openai:good": Price(input=1000, output=2000)})
        [run] = carried_out(desk, used, add(desk, used, town("Arden", 400)))
        asked = [len(server.requests(made)) for made in server.made]
    assert asked == [10, 8, 6]
    one = (11 * 1000 + 7 * 2000) / 1_000_000 / 2
    took = used_by(desk, run.id)
    assert took.cost == pytest.approx(6 * one)
    assert took.input_tokens == 6 * 11
    with desk.store.read() as tx:
        assert calls.spent_by(tx, run.id).cost == pytest.approx(6 * one)
        assert calls.spent_by(tx, run.id).tokens == 6 * (11 + 7)


def test_lines_of_an_error_file_are_kept_with_their_words_and_what_they_took(desk: Desk) -> None:
    def script(body: Body) -> object:
        return failure(400, "Not this town.") if "Berl" in str(body) else every_sentence(body)

    with serving(script) as server:
        used = settings(server, prices={"openai:good": Price(input=1000, output=2000)})
        good, bad = carried_out(desk, used, add(desk, used, town("Arden"), town("Berl")))
        assert server.made[0].errors
        assert len(server.made) == 1
    assert good.status is RunStatus.DONE
    assert used_by(desk, good.id).cost == pytest.approx(0.0125)
    assert (bad.status, used_by(desk, bad.id).cost, "Not this town" in bad.message) == (RunStatus.FAILED, None, True)
    [batch] = batches.listed(desk)
    assert (batch.message, batch.answered) == ("completed", 2)


def test_a_batch_that_was_cancelled_elsewhere_keeps_its_answers_and_the_rest_is_asked_again(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.endings = [Ending(status="cancelled", answered=1)]
        used = settings(server)
        runs = carried_out(desk, used, add(desk, used, town("Arden"), town("Berl")))
        assert [len(server.requests(made)) for made in server.made] == [2, 1]
    assert [run.status for run in runs] == [RunStatus.DONE] * 2
    assert outcomes(desk, runs[1].id) == ["unavailable", "ok"]


def test_a_batch_that_the_server_could_not_use_fails_its_runs_in_words(desk: Desk) -> None:
    with serving(every_sentence) as server:
        server.next = Ending(status="failed", complaints=[{"code": "model_not_found", "message": "No such model.", "line": 1}])
        used = settings(server)
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert len(server.made) == 1
    assert run.status is RunStatus.FAILED
    assert "does not know openai:good (No such model)" in run.message
    assert batches.listed(desk)[0].message == "failed: No such model."


def test_where_the_server_has_no_room_half_as_much_is_sent_a_while_later(desk: Desk, clock: Clock) -> None:
    with serving(every_sentence) as server:
        server.endings = [Ending(status="failed", complaints=[FULL])]
        used = settings(server)
        run_ids = add(desk, used, *(town(name) for name in ("Arden", "Berl", "Corve", "Dunmere")))
        turn(desk, used)
        assert not turn(desk, used).moved
        assert [batch.status for batch in batches.listed(desk)] == [State.FULL]
        clock.advance(seconds=PAUSE.total_seconds())
        turn(desk, used)
        assert [len(server.requests(made)) for made in server.made] == [4, 2]
        done = carried_out(desk, used, run_ids)
        assert [len(server.requests(made)) for made in server.made] == [4, 2, 2]
    assert [run.status for run in done] == [RunStatus.DONE] * 4
    assert outcomes(desk, run_ids[0]) == ["interrupted", "ok"]


def test_a_batch_that_the_server_turns_down_says_why_and_loses_nothing(desk: Desk, clock: Clock) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        told = f"Project has no access: Bearer {KEY}"
        server.failing = lambda arrived: failure(403, told) if arrived.method == "POST" else None
        standing = batches.advance(desk, used)
        assert standing.stuck
        assert "does not accept the key for batches" in str(standing.troubles[0])
        assert [batch.status for batch in batches.listed(desk)] == [State.REFUSED]
        assert (outcomes(desk, run_id), used_by(desk, run_id).calls) == (["interrupted"], 0)
        server.failing = lambda _arrived: None
        assert not turn(desk, used).moved  # not again at once
        clock.advance(seconds=PAUSE.total_seconds())
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
    assert used_by(desk, run_id).calls == 1
    assert KEY not in everything_stored(desk)


def everything_stored(desk: Desk) -> str:
    with desk.store.read() as tx:
        return repr([tx.execute(select(table)).all() for table in schema.metadata.sorted_tables])


def test_results_that_stop_in_the_middle_are_fetched_again_whole(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        whole = {"content-length": "100000"}
        server.failing = lambda arrived: Answer(raw=b'{"cust', headers=whole) if "content" in arrived.path else None
        used_soon = used.model_copy(update={"model_timeout": 0.2})
        standing = batches.advance(desk, used_soon)
        assert [type(each) for each in standing.troubles] == [ModelUnavailable]
        assert outcomes(desk, run_id) == ["pending"]
        server.failing = lambda _arrived: None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE


def test_a_batch_that_its_server_does_not_know_holds_up_no_other(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [lost] = add(desk, used, town("Arden"))
        turn(desk, used)
        server.made[0].id = "batch-of-another-account"
        [run_id] = add(desk, used, town("Berl"))
        for _ in range(3):
            standing = batches.advance(desk, used)
            assert standing.stuck
            assert "does not know the batch" in str(standing.troubles[0])
        assert finish(desk, used, run_id).status is RunStatus.DONE
        jobs.cancel(desk, ANN, lost)
        assert turn(desk, used).batches == ()
