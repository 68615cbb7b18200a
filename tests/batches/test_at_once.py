"""What a run by batch asked at once in the end: said with its number and its reason, and only where nobody wished for it."""

import re
from dataclasses import replace

import pytest

from checker.budget import Price, Spent
from checker.decisions import Desk
from checker.model import ModelCall, Run
from checker.store import calls, documents, events, runs
from checker.tasks import at_once, batches
from checker.words import RunStatus
from tests import openai_server
from tests.batches.batched import add, calls_of, carried_out, finish, outcomes, settings, town, turn, until_released
from tests.batches.openai_batches import Ending, serving
from tests.builders import NOON, make_call, make_document, make_run
from tests.desks import ANN
from tests.extract.answers import every_sentence

PRICES = {"openai:good": Price(input=1000, output=2000)}


def test_a_reading_under_other_settings_says_what_went_out_at_once_and_what_came_in_vain(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server, prices=PRICES)
        [run_id] = add(desk, used, town("Arden"))
        until_released(desk, used)
        other = used.model_copy(update={"topics": ("water",)})
        run = finish(desk, other, run_id)
        assert len(server.server.seen) == 1
    assert run.status is RunStatus.DONE
    assert run.message == (
        "1 call went out at once and at the full price, not in a batch, because the prompt or the settings were changed "
        "after the batch was sent. 1 answer of a batch came in vain, because the prompt or the settings were changed "
        "after the batch was sent."
    )
    assert [call.cost for call in calls_of(desk, run_id)] == [pytest.approx(0.0125), pytest.approx(0.025)]
    with desk.store.read() as tx:
        assert events.history(tx, "run", run_id)[-1].after["message"] == run.message


def test_settings_that_change_while_a_batch_is_under_way_are_said_although_nothing_goes_out_at_once(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run_id] = add(desk, used, town("Arden"))
        turn(desk, used)
        other = used.model_copy(update={"topics": ("water",)})
        [run] = carried_out(desk, other, [run_id])
        assert (len(server.made), server.server.seen) == (2, [])
    assert outcomes(desk, run_id) == ["ok", "ok"]
    assert run.message.startswith("1 answer of a batch came in vain")


def test_a_run_whose_batches_answered_everything_has_nothing_to_say(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        [run] = carried_out(desk, used, add(desk, used, town("Arden")))
    assert run.message == ""


def test_what_a_person_has_asked_live_needs_no_word(desk: Desk) -> None:
    with serving(every_sentence) as server:
        used = settings(server)
        server.next = Ending(status="expired", answered=0)
        [run_id] = add(desk, used, town("Arden"))
        server.failing = lambda arrived: openai_server.failure(403, "No.") if arrived.method == "POST" else None
        batches.advance(desk, used)
        assert [run.id for run in batches.ask_live(desk, ANN)] == [run_id]
        run = finish(desk, used, run_id)
        assert len(server.server.seen) == 1
    assert (run.status, run.message) == (RunStatus.DONE, "")


def kept(desk: Desk, *made: ModelCall) -> Run:
    """Store a run that was read by batch, with these calls."""
    run = make_run(status=RunStatus.RUNNING, finished_at=None)
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
        runs.insert(tx, run)
        events.append(tx, [at_once.read_to_its_end(run, NOON)])
        for call in made:
            calls.add(tx, run.id, call, Spent())
    return run


def words(desk: Desk, run: Run) -> str:
    with desk.store.read() as tx:
        return " ".join(at_once.in_words(tx, run))


BATCHED = make_call(key="a" * 64, seconds=0.0, prompt_hash="one", outcome="ok", reused=False)
LIVE = replace(BATCHED, seconds=1.5)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (
            [BATCHED, replace(LIVE, key="b" * 64), replace(LIVE, key="c" * 64)],
            "2 calls went out .* read otherwise .* other pieces",
        ),
        ([BATCHED, LIVE], "1 call went out .* an answer of the batch could not be used"),
        ([BATCHED, replace(LIVE, prompt_hash="two")], "1 call went out .* settings were changed.* 1 answer of a batch"),
        (
            [replace(BATCHED, outcome="unavailable"), replace(LIVE, prompt_hash="two")],
            "settings were changed after the batch was sent.$",
        ),
        ([BATCHED, replace(BATCHED, reused=True, prompt_hash="two")], "^1 answer of a batch came in vain"),
        ([BATCHED, replace(LIVE, reused=True)], "^$"),
    ],
)
def test_the_reason_is_told_from_the_calls(desk: Desk, made: list[ModelCall], reason: str) -> None:
    assert re.search(reason, words(desk, kept(desk, *made)))
