"""What can come of one request of a batch: an answer of any kind, a line that nobody asked for, none."""

import json

import pytest

from checker.decisions import Desk
from checker.tasks import batches
from checker.words import RunStatus
from tests.batches.batched import add, calls_of, carried_out, outcomes, settings, town, turn
from tests.batches.openai_batches import serving
from tests.extract.answers import answer, claim, every_sentence
from tests.openai_server import completion


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
        ("500", "unavailable", RunStatus.FAILED, "gave no answer"),
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
