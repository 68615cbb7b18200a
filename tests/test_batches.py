"""Runs by batch from end to end, over real HTTP: asked at half price, matched by key, in rounds, and never live."""

import json
import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from checker import jobs, tasks
from checker.auth import User
from checker.budget import Price
from checker.config import SecondReader
from checker.decisions import Desk
from checker.errors import ConfigError, ModelRejected, ModelUnavailable, NotAllowed, NotFound
from checker.extract.batch import DISCOUNT
from checker.store import batches as stored
from checker.store import calls, claims, events, schema
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches import Means
from checker.tasks.sending import PAUSE, Most
from checker.words import RunStatus
from tests import openai_server
from tests.batched import (
    KEY,
    add,
    broken_at_first,
    calls_of,
    carried_out,
    finish,
    is_repair,
    outcomes,
    settings,
    too_long_above,
    town,
    turn,
    until_released,
)
from tests.desks import ANN
from tests.extract.answers import answer, claim, every_sentence, targets
from tests.fakes import Clock
from tests.openai_batches import FULL, Ending, serving
from tests.openai_server import Answer, Body, completion, failure

PRICES = {"openai:good": Price(input=1000, output=2000)}  # for a million tokens; a call of the scripted server takes 11 + 7


def all_batches(desk: Desk) -> list[stored.Batch]:
    """Return the batches, oldest first."""
    return sorted(batches.listed(desk), key=lambda batch: batch.id)


def test_the_documents_of_a_desk_are_asked_about_in_one_file_and_the_worker_needs_no_live_call(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        run_ids = add(desk, used, town("Arden"), town("Berl", 90), town("Corve"))
        told: list[int] = []
        standing = batches.wait(desk, used, lambda each: told.append(len(each.runs)), pause=lambda _seconds: None)
        assert (standing.runs, standing.batches) == ((), ())
        assert told == [3, 0]
        assert [len(server.requests(made)) for made in server.made] == [5]
        assert server.server.seen == []
    for run_id, sentences in zip(run_ids, (3, 90, 3), strict=True):
        run = jobs.status(desk, run_id)
        assert (run.status, run.by_batch) == (RunStatus.DONE, False)
        with desk.store.read() as tx:
            assert claims.total(tx, claims.Filter(document_id=run.document_id)) == sentences
    assert [batch.status for batch in batches.listed(desk)] == [State.FETCHED]


def test_each_answer_goes_to_its_own_question_in_whatever_order_they_come(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        run_ids = add(desk, used, town("Arden"), town("Berl"), town("Corve"))
        until_released(desk, used)
        asked = [each["custom_id"] for each in server.requests(server.made[0])]
        answered = [json.loads(line)["custom_id"] for line in server.files["batch-0-out"].splitlines()]
        assert answered == asked[::-1]
    for run_id, name in zip(run_ids, ("Arden", "Berl", "Corve"), strict=True):
        [call] = calls_of(desk, run_id)
        assert (call.outcome, call.reused) == ("ok", False)
        assert call.raw.count(name) == 6  # the quote and the claim of three sentences


def test_a_batch_costs_half_and_an_unknown_price_stays_unknown(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, prices=PRICES)
        [priced] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert priced.cost == pytest.approx((11 * 1000 + 7 * 2000) / 1_000_000 * DISCOUNT)
        with desk.store.read() as tx:
            assert calls.spent_by(tx, priced.id).cost == pytest.approx(priced.cost)
        [unpriced] = carried_out(desk, settings(server), add(desk, settings(server), town("Berl")))
        assert (unpriced.cost, unpriced.input_tokens, unpriced.output_tokens) == (None, 11, 7)


def test_what_is_asked_again_goes_into_the_next_batch(desk: Desk) -> None:
    with serving(broken_at_first) as server:
        used = settings(server)
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert [[is_repair(each["body"]) for each in server.requests(made)] for made in server.made] == [[False], [True]]
        assert server.server.seen == []
    assert run.status is RunStatus.DONE
    assert outcomes(desk, run.id) == ["invalid", "ok"]


def test_the_halves_of_what_was_too_much_go_together_and_nothing_is_asked_that_builds_on_one_of_them(desk: Desk) -> None:
    def script(body: Body) -> object:
        # The first sentence is left out, so that there is something to repair once all halves are there.
        said = too_long_above(20)(body)
        if isinstance(said, Answer) or is_repair(body):
            return said
        return {**said, "claims": [each for each in said["claims"] if each["sentence_ids"] != ["s1"]]}

    with serving(script) as server:
        used = settings(server)
        [run] = carried_out(desk, used, add(desk, used, town("Arden", 40)))
        sizes = [[len(targets(each["body"])) for each in server.requests(made)] for made in server.made]
        assert sizes[:2] == [[40], [20, 20]]
        assert [[is_repair(each["body"]) for each in server.requests(made)] for made in server.made[2:]] == [[True]]
        assert server.server.seen == []
    assert run.status is RunStatus.DONE
    with desk.store.read() as tx:
        assert claims.total(tx, claims.Filter(document_id=run.document_id)) == 40


def test_a_second_reader_with_a_model_of_its_own_is_asked_in_a_batch_of_its_own(desk: Desk) -> None:
    def script(body: Body) -> Body:
        return {"remarks": []} if body["model"] == "other" else every_sentence(body)

    with serving(script) as server:
        used = settings(server, second_reader=SecondReader.ALL, second_reader_model="openai:other")
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert [{each["body"]["model"] for each in server.requests(made)} for made in server.made] == [{"good"}, {"other"}]
        assert server.server.seen == []
    assert run.status is RunStatus.DONE
    assert [call.purpose for call in calls_of(desk, run.id)] == ["extract", "second_reader"]


def test_a_file_never_holds_more_than_the_server_takes(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        run_ids = add(desk, used, *(town(name) for name in ("Arden", "Berl", "Corve", "Dunmere", "Elder")))
        until_released(desk, used, Means(most=Most(requests=2)))
        assert [len(server.requests(made)) for made in server.made] == [2, 2, 1]
        size = len(server.files[server.made[0].input_file]) // 2
        run_ids += add(desk, used, *(town(name) for name in ("Fenn", "Gale", "Harrow")))
        until_released(desk, used, Means(most=Most(size=size * 2 + size // 2)))
        assert [len(server.requests(made)) for made in server.made[3:]] == [2, 1]
        assert all(len(server.files[made.input_file]) <= size * 2 + size // 2 for made in server.made)
    assert [finish(desk, used, run_id).status for run_id in run_ids] == [RunStatus.DONE] * 8


def test_two_runs_that_ask_the_same_are_answered_by_one_request(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [first] = add(desk, used, town("Arden"))
        with desk.store.write() as tx:
            document_id = jobs.status(desk, first).document_id
            plan = jobs.Plan(extractor="llm-chain", model=used.model, prompt_hash=None)
            second = jobs.enqueue(tx, desk, ANN, document_id, plan, by_batch=True).id
        done = carried_out(desk, used, [first, second])
        assert len(server.asked()) == 1
        assert server.server.seen == []
    assert [run.status for run in done] == [RunStatus.DONE] * 2
    assert [call.reused for call in calls_of(desk, first) + calls_of(desk, second)] == [False, True]


def test_a_form_of_answer_that_the_server_does_not_know_is_learned_without_a_live_call(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, "400-schema", second_reader=SecondReader.ALL)
        server.server.script = lambda body: (
            {"remarks": []} if "claim:" in body["messages"][1]["content"] else every_sentence(body)
        )
        runs = carried_out(desk, used, add(desk, used, town("Arden", 90), town("Berl")))
        assert server.server.seen == []
    assert [run.status for run in runs] == [RunStatus.DONE] * 2
    assert set(outcomes(desk, runs[0].id)) == {"form_refused", "ok"}


# What can go wrong with one request


@pytest.mark.parametrize(
    ("model", "outcome", "status", "words"),
    [
        ("refusal", "refused", RunStatus.INCOMPLETE, "refused"),
        ("filter", "filtered", RunStatus.INCOMPLETE, "content filter"),
        ("prose", "invalid", RunStatus.INCOMPLETE, "agreed form"),
        ("401", "unauthorised", RunStatus.FAILED, "does not accept the key"),
        ("404", "model_not_found", RunStatus.FAILED, "does not know openai:404"),
        ("quota", "quota_exhausted", RunStatus.FAILED, "no quota left"),
        ("400", "rejected", RunStatus.FAILED, "turned the call to openai:400 down"),
        ("500", "unavailable", RunStatus.FAILED, "did not answer"),
        ("null-choices", "unavailable", RunStatus.FAILED, "no chat completion"),
        ("html", "unavailable", RunStatus.FAILED, "no chat completion"),
    ],
)
def test_an_answer_of_a_batch_is_sorted_as_a_live_one(
    desk: Desk, model: str, outcome: str, status: RunStatus, words: str
) -> None:
    with serving(every_sentence) as server:
        used = settings(server, model)
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
        assert server.server.seen == []
    assert (run.status, words in run.message) == (status, True), run.message
    assert set(outcomes(desk, run.id)) == {outcome}
    if outcome != "unavailable":
        return
    assert len(calls_of(desk, run.id)) == 3
    assert len(batches.listed(desk)) == 3


def test_an_answer_with_ends_of_lines_that_are_none_in_a_file_is_read_whole(desk: Desk) -> None:
    with serving(lambda _body: completion("I see\u2028no claims\u0085here.")) as server:
        [run] = carried_out(desk, settings(server), add(desk, settings(server), town("Arden")))
    assert calls_of(desk, run.id)[0].raw == "I see\nno claims\nhere."  # as the words of a live answer are kept


def test_answers_that_nobody_asked_for_or_that_come_twice_are_passed_over_and_said(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        [asked] = server.asked()
        other = {"status_code": 200, "body": completion(json.dumps(answer(claim(claim="Injected.")))).data}
        for key in ("never-asked", asked, None):
            server.odd_lines.append(json.dumps({"custom_id": key, "response": other, "error": None}).encode())
        server.odd_lines.append(b"<html>")
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
    [batch] = batches.listed(desk)
    assert batch.message.startswith("completed; 4 lines of its results were passed over")
    assert batch.answered == 1
    [call] = calls_of(desk, run_id)
    assert "Injected" not in call.raw


# What can go wrong with a batch


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


@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches"])
def test_a_server_that_does_not_answer_is_asked_again_and_nothing_is_sent_twice(desk: Desk, path: str) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = lambda arrived: failure(500, "boom") if (arrived.method, arrived.path) == ("POST", path) else None
        for _ in range(2):
            standing = batches.advance(desk, used)
            assert [type(each) for each in standing.troubles] == [ModelUnavailable]
            assert (standing.moved, standing.stuck, len(standing.runs)) == (False, False, 1)
        server.failing = lambda _arrived: None
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
        assert len(server.asked()) == 1
    assert {batch.status for batch in batches.listed(desk)} == {State.LOST, State.FETCHED}


def test_a_batch_whose_acceptance_was_not_heard_is_found_again(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        add(desk, used, *(town(name) for name in ("Arden", "Berl", "Corve", "Dunmere", "Elder")))

        def deaf(arrived: openai_server.Arrived) -> Answer | None:
            if (arrived.method, arrived.path) == ("POST", "/v1/batches"):
                server._create(arrived)
                return Answer(hang_up=True)
            return None

        server.failing = deaf
        assert batches.advance(desk, used, Means(most=Most(requests=1))).troubles
        server.failing = lambda _arrived: None
        until_released(desk, used, Means(most=Most(requests=1)))
        assert Counter(server.asked()).most_common(1)[0][1] == 1
        assert len(server.made) == 5


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
        server.failing = lambda _arrived: None
        assert not turn(desk, used).moved  # not again at once
        clock.advance(seconds=PAUSE.total_seconds())
        assert carried_out(desk, used, [run_id])[0].status is RunStatus.DONE
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


# Caps


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


# Cancelling, asking live


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


# What is refused before anything is stored


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
        assert batches.advance(desk, settings(server)) == batches.Standing()
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
