"""The caps over batches: looked at before anything is sent, with what is set aside, at half the price."""

from datetime import timedelta

from checker.budget import Price
from checker.decisions import Desk
from checker.extract.batch import DISCOUNT
from checker.store import calls
from checker.tasks.batches import Means
from checker.tasks.batches.sending import Most
from checker.words import RunStatus
from tests.batches.batched import add, carried_out, outcomes, settings, town, turn
from tests.batches.openai_batches import serving
from tests.extract.answers import every_sentence


def test_what_does_not_fit_under_the_cap_of_a_run_is_not_sent_and_the_run_says_so(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, max_tokens_per_run=1_000)
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert server.made == []
        assert server.files == {}
    assert run.status is RunStatus.FAILED
    assert "CHECKER_MAX_TOKENS_PER_RUN" in run.message
    assert outcomes(desk, run.id) == ["over_budget"]


def test_what_is_set_aside_counts_until_it_is_known_what_a_call_took(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, max_tokens_per_run=15_000)
        [run_id] = add(desk, used, town("Arden", 200))
        turn(desk, used)
        assert [len(server.requests(made)) for made in server.made] == [1]
        limits = {each["body"]["max_tokens"] for made in server.made for each in server.requests(made)}
        assert all(limit <= 8_000 for limit in limits)
        with desk.store.read() as tx:
            assert 6_000 < calls.spent_by(tx, run_id).tokens <= 15_000
        [run] = carried_out(desk, used, [run_id])
        assert [len(server.requests(made)) for made in server.made] == [
            1
        ] * 5  # each took 18 tokens, far less than was set aside
    assert run.status is RunStatus.DONE


def test_what_another_batch_of_the_same_turn_may_leave_over_is_waited_for(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used, one = settings(server, max_tokens_per_run=15_000), Means(most=Most(requests=1))
        [run_id] = add(desk, used, town("Arden", 200))
        turn(desk, used, one)
        assert outcomes(desk, run_id) == ["pending"]
        [run] = carried_out(desk, used, [run_id], one)
    assert (run.status, set(outcomes(desk, run_id))) == (RunStatus.DONE, {"ok"})


def test_the_cap_of_a_day_holds_over_all_runs_and_counts_what_is_in_a_batch(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, max_tokens_per_day=9_000)
        first, second = add(desk, used, town("Arden"), town("Berl"))
        turn(desk, used)
        assert [len(server.requests(made)) for made in server.made] == [1]
        assert outcomes(desk, second) == []  # it waits for what the first one leaves over
        with desk.store.read() as tx:
            assert calls.spent_since(tx, desk.now() - timedelta(hours=1)).tokens > 4_500
        assert [run.status for run in carried_out(desk, used, [first, second])] == [RunStatus.DONE] * 2


def test_a_cap_on_the_cost_reckons_with_half_the_price(desk: Desk) -> None:
    with serving(every_sentence) as server:
        prices = {"openai:good": Price(input=1000, output=1000)}
        [run_id] = add(desk, settings(server), town("Arden"))
        turn(desk, settings(server))
        with desk.store.read() as tx:
            aside = calls.spent_by(tx, run_id).tokens / 1000  # at the whole price
        for cap, fits in ((aside * 0.9 * DISCOUNT, False), (aside * 0.9, True)):
            used = settings(server, prices=prices, max_cost_per_run=cap)
            [run] = carried_out(desk, used, add(desk, used, town(f"Berl{fits}")))
            assert (run.status is RunStatus.DONE) == fits, run.message
