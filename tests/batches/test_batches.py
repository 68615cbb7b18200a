"""Runs by batch from end to end, over real HTTP: asked at half price, matched by key, in rounds, and never live."""

import json

import pytest

from checker import jobs
from checker.budget import Price
from checker.config import SecondReader
from checker.decisions import Desk
from checker.extract.batch import DISCOUNT
from checker.model import Maker
from checker.store import calls, claims
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches import Means
from checker.tasks.batches.sending import Most
from checker.words import RunStatus
from tests.batches.batched import (
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
    until_released,
)
from tests.batches.openai_batches import serving
from tests.desks import ANN, used_by
from tests.extract.answers import every_sentence, targets
from tests.openai_server import Answer, Body

PRICES = {"openai:good": Price(input=1000, output=2000)}  # for a million tokens; a call of the scripted server takes 11 + 7


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
        cost = used_by(desk, priced.id).cost
        assert cost == pytest.approx((11 * 1000 + 7 * 2000) / 1_000_000 * DISCOUNT)
        with desk.store.read() as tx:
            assert calls.spent_by(tx, priced.id).cost == pytest.approx(cost)
        [unpriced] = carried_out(desk, settings(server), add(desk, settings(server), town("Berl")))
        took = used_by(desk, unpriced.id)
        assert (took.cost, took.input_tokens, took.output_tokens) == (None, 11, 7)


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
            plan = Maker(extractor="llm-chain", model=used.model, prompt_hash=None)
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
