"""The Batch API: lines as a live call would be sent, results by the rules of live answers, and a server's moods in words."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.budget import Price
from checker.config import Settings
from checker.errors import ModelRejected, ModelUnavailable, NotAtServer
from checker.extract import Request
from checker.extract.asking.conversation import question
from checker.extract.asking.outcome import Outcome, Reply
from checker.extract.asking.provider import Form, open_model
from checker.extract.asking.schema import Purpose
from checker.extract.batch import MARK, Service, at_half_price, open_service
from checker.extract.batch.lines import answered, line, lines, read, unanswered
from checker.extract.batch.remote import Remote
from tests import openai_server
from tests.batches.batched import KEY
from tests.batches.openai_batches import FULL, Batches, Ending, serving
from tests.builders import make_call
from tests.openai_server import ALWAYS, HTML, Answer, Arrived, completion, failure

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def settings(url: str, **changes: Any) -> Settings:
    known = {"model": "openai:good", "base_url": url, "api_key": KEY, "model_timeout": 5}
    return Settings.load(**known | changes)


def request(**changes: Any) -> Request:
    wanted = Request(
        key="k" * 64,
        purpose=Purpose.EXTRACT,
        model="openai:good",
        prompt_hash="abc",
        form=Form.SCHEMA,
        system="Find the claims.",
        human="BEGIN 1\n[s1] Ein Satz – mit „Zeichen“ und \u2028 und 🙂.\nEND 1",
        input_tokens=100,
        answer_tokens=50,
    )
    return replace(wanted, **changes)


def send(service: Service, mark: str, lines: list[bytes]) -> Remote:
    return service.create(mark, service.upload(mark, lines))


def answers(service: Service, remote: Remote) -> list[tuple[str | None, Reply]]:
    return [each for file in remote.files for each in service.answers(file)]


@contextmanager
def opened(**changes: Any) -> Iterator[tuple[Batches, Service]]:
    with serving() as server, open_service(settings(server.server.url, **changes)) as service:
        yield server, service


def result(status: Any = 200, body: Any = None, **changes: Any) -> bytes:
    told = {"id": "r", "custom_id": "k1", "response": {"status_code": status, "body": body}, "error": None}
    return json.dumps(told | changes).encode()


# A request as it is written


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(("limit", "temperature"), [(None, None), (321, None), (None, 0.5)])
def test_the_body_of_a_line_is_what_would_be_sent_live(
    form: Form, purpose: Purpose, limit: int | None, temperature: float | None
) -> None:
    wanted = request(form=form, purpose=purpose)
    with openai_server.serving() as server:
        used = settings(server.url, temperature=temperature)
        with open_model(used, lambda: 0.0) as model:
            model.ask(question(wanted, limit))
        [live] = server.seen
    told = json.loads(line(wanted, limit, used))
    assert {name: value for name, value in live.body.items() if name != "stream"} == told.pop("body")
    assert told == {"custom_id": wanted.key, "method": "POST", "url": "/v1/chat/completions"}


def test_a_request_is_one_line_and_holds_no_key() -> None:
    written = line(request(), 300, settings("http://127.0.0.1:1/v1"))
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    assert KEY.encode() not in written


# A result as it is read


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1)), st.data())
def test_a_file_falls_into_the_same_lines_however_it_is_cut_into_parts(texts: list[str], data: st.DataObject) -> None:
    whole = "\n".join(texts).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    parts = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert list(lines(parts)) == [each.encode() for each in texts if each.encode().strip()]


def test_a_line_that_does_not_end_is_not_followed_for_ever() -> None:
    with pytest.raises(ValueError, match="longer than"):
        list(lines(b"x" * 4_000_000 for _ in range(100)))


@pytest.mark.parametrize("model", [name for name, each in ALWAYS.items() if not each.hang_up and each.status < 300])
def test_a_completion_is_sorted_as_it_is_live(model: str) -> None:
    with openai_server.serving() as server, open_model(settings(server.url, model=f"openai:{model}"), lambda: 0.0) as opened:
        live = opened.ask(question(request(), None))
    said = ALWAYS[model]
    key, reply = read(result(said.status, said.data if said.data is not None else HTML.decode()))
    assert (key, reply.outcome) == ("k1", live.outcome)
    assert (reply.input_tokens, reply.output_tokens) == (live.input_tokens, live.output_tokens)
    if live.outcome is not Outcome.UNAVAILABLE:
        assert (reply.raw, reply.message) == (live.raw, live.message)


@pytest.mark.parametrize("model", [name for name, each in ALWAYS.items() if each.status >= 400 and each.data])
def test_an_error_is_sorted_as_it_is_live(model: str) -> None:
    with openai_server.serving() as server, open_model(settings(server.url, model=f"openai:{model}"), lambda: 0.0) as opened:
        live = opened.ask(question(request(), None))
    key, reply = read(result(ALWAYS[model].status, ALWAYS[model].data))
    assert (key, reply.outcome) == ("k1", live.outcome)
    assert json.loads(reply.raw) == ALWAYS[model].data
    assert reply.message in live.message or "sk-" in reply.message


def test_the_usage_of_an_answer_is_taken_over_with_what_was_cached() -> None:
    usage = {"prompt_tokens": 900, "completion_tokens": 80, "prompt_tokens_details": {"cached_tokens": 512}}
    _, reply = read(result(200, completion("{}").data | {"usage": usage}))
    assert (reply.input_tokens, reply.output_tokens, reply.cached_tokens) == (900, 80, 512)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": "many", "completion_tokens": 3}, {"completion_tokens": True}])
def test_an_answer_without_a_count_of_its_tokens_is_an_answer_without_one(usage: object) -> None:
    _, reply = read(result(200, completion("{}").data | {"usage": usage}))
    assert (reply.outcome, reply.input_tokens, reply.output_tokens) == (Outcome.OK, None, None)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, None), (200, []), (200, {"choices": [{}]}), ("?", {}), (None, {}), (200, {"choices": {"0": 1}}), (200, "text")],
)
def test_what_is_no_answer_is_said_to_be_none(status: Any, body: Any) -> None:
    key, reply = read(result(status, body))
    assert (key, reply.outcome, reply.input_tokens) == ("k1", Outcome.UNAVAILABLE, None)
    assert "no chat completion" in reply.message


@pytest.mark.parametrize("error", [None, {"code": "batch_expired", "message": "Too late."}, "odd", {"message": None}])
def test_a_request_that_the_server_never_came_to_may_be_asked_again(error: object) -> None:
    key, reply = read(result(response=None, error=error))
    assert (key, reply.outcome) == ("k1", Outcome.UNAVAILABLE)
    assert reply.message in {"Too late.", "the server gives no reason"}


@given(JSON)
def test_whatever_a_line_holds_it_is_read_without_an_error(anything: Any) -> None:
    for told in (anything, {"custom_id": "k1", "response": anything}, {"custom_id": anything, "response": None}):
        key, reply = read(json.dumps(told).encode())
        assert key is None or isinstance(key, str)
        assert reply.outcome in Outcome
    key, reply = read(result(200, anything))
    assert (key, reply.outcome) == ("k1", Outcome.UNAVAILABLE)


@pytest.mark.parametrize("line_", [b"", b"<html>", b"[1]", b"null", b'{"custom_id": 5}', b"\xff\xfe", b"[" * 100_000])
def test_a_line_that_names_no_request_is_about_none(line_: bytes) -> None:
    assert read(line_)[0] is None


@pytest.mark.parametrize(
    ("status", "errors", "outcome", "words"),
    [
        ("completed", [], Outcome.UNAVAILABLE, "without an answer"),
        ("expired", [], Outcome.UNAVAILABLE, "within a day"),
        ("cancelled", [], Outcome.UNAVAILABLE, "cancelled"),
        ("failed", [("model_not_found", "No such model.")], Outcome.MODEL_NOT_FOUND, "No such model"),
        ("failed", [("invalid_api_key", "Wrong.")], Outcome.UNAUTHORISED, "Wrong"),
        ("failed", [("billing_hard_limit_reached", "Billing hard limit.")], Outcome.QUOTA_EXHAUSTED, "Billing"),
        ("failed", [("invalid_json_line", "Line 3 is no JSON."), ("other", "x")], Outcome.REJECTED, "Line 3"),
        ("failed", [("odd", "")], Outcome.REJECTED, "odd"),
        ("failed", [], Outcome.REJECTED, "does not say why"),
    ],
)
def test_what_a_batch_leaves_out_has_an_outcome_too(
    status: str, errors: list[tuple[str, str]], outcome: Outcome, words: str
) -> None:
    reply = unanswered(status, errors)
    assert (reply.outcome, words in reply.message) == (outcome, True)


def test_an_answer_that_cannot_be_read_is_invalid_and_kept() -> None:
    call = answered(make_call(outcome="pending", raw=""), read(result(200, completion("Sure!\0").data))[1])
    assert (call.outcome, call.raw, call.input_tokens, call.output_tokens) == ("invalid", "Sure!", 11, 7)
    assert "not one whole JSON object" in call.message


# The server


def test_a_batch_goes_out_is_looked_at_and_its_results_are_read() -> None:
    with opened() as (server, service):
        server.next = Ending(looks=1)
        sent = send(service, "ours-1", [line(request(key=key), None, settings("http://x/v1")) for key in ("k1", "k2", "k3")])
        assert (sent.ended, sent.id, server.made[0].metadata) == (False, "batch-0", {MARK: "ours-1"})
        assert (service.look(sent.id).answered, service.look(sent.id).ended) == (1, True)
        ended = service.look(sent.id)
        assert (ended.status, ended.answered) == ("completed", 3)
        assert [key for key, _ in answers(service, ended)] == ["k3", "k2", "k1"]
    assert server.keys_sent == {f"Bearer {KEY}"}


def test_a_batch_is_found_by_our_own_id_on_whatever_page_it_stands() -> None:
    with opened() as (_, service):
        for number in range(5):
            send(service, f"ours-{number}", [line(request(), None, settings("http://x/v1"))])
        found = [service.find(f"ours-{number}", ()) for number in range(5)]
        assert [each and each.id for each in found] == [f"batch-{number}" for number in range(5)]
        assert service.find("ours-9", ()) is None


def test_a_batch_is_found_by_its_file_too() -> None:
    with opened() as (server, service):
        send(service, "ours-1", [line(request(), None, settings("http://x/v1"))])
        server.made[0].metadata = {}
        found = service.find("ours-1", ("file-in-0",))
        assert found
        assert found.id == "batch-0"
        assert service.find("ours-1", ("file-in-1",)) is None


def test_an_uploaded_file_is_found_by_our_own_id_until_it_is_deleted() -> None:
    with opened() as (_, service):
        file, other = service.upload("ours-1", [b"{}\n"]), service.upload("ours-2", [b"{}\n"])
        assert (service.uploads("ours-1"), service.uploads("ours-2"), service.uploads("ours-3")) == ((file,), (other,), ())
        service.delete(file)
        assert service.uploads("ours-1") == ()
        with pytest.raises(NotAtServer):
            service.delete(file)
        with pytest.raises(NotAtServer):
            list(service.answers(file))


def test_a_server_that_sends_the_same_page_for_ever_is_not_followed() -> None:
    with opened() as (server, service):
        send(service, "ours-1", [line(request(), None, settings("http://x/v1"))])
        page = {"object": "list", "data": [server._told(server.made[0]).data], "has_more": True}
        server.failing = lambda arrived: Answer(data=page) if arrived.method == "GET" else None
        assert service.find("ours-9", ()) is None


def test_a_batch_for_which_there_is_no_room_is_told_from_one_that_is_wrong() -> None:
    with opened() as (server, service):
        server.endings = [Ending(status="failed", complaints=[FULL]), Ending(status="failed")]
        for number, full in enumerate((True, False)):
            send(service, "ours", [line(request(), None, settings("http://x/v1"))])
            remote = service.look(f"batch-{number}")
            assert (remote.ended, remote.queue_full, answers(service, remote)) == (True, full, [])


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (failure(401, f"Incorrect API key provided: {KEY}"), ModelRejected, "does not accept the key for batches"),
        (failure(404, "no such path"), ModelRejected, "has no Batch API"),
        (failure(429, "quota", code="insufficient_quota"), ModelRejected, "no quota left"),
        (failure(400, "metadata is too long"), ModelRejected, "turned a batch down: .*metadata is too long"),
        (failure(429, "slow down"), ModelUnavailable, "did not answer about a batch"),
        (failure(503, "busy"), ModelUnavailable, "asked again later"),
        (Answer(hang_up=True), ModelUnavailable, "asked again later"),
        (Answer(raw=HTML, headers={"content-type": "text/html"}), ModelUnavailable, "does not know"),
        (Answer(data={}), ModelUnavailable, "does not know"),
        (Answer(status=307, data={}, headers={"location": "https://elsewhere.example/"}), ModelRejected, "turned a batch down"),
    ],
)
def test_whatever_is_asked_a_failure_is_an_error_in_words_without_the_key(
    answer: Answer, error: type[Exception], words: str
) -> None:
    with opened() as (server, service):
        server.failing = lambda _arrived: answer
        with pytest.raises(error, match=words) as looked:
            service.look("batch-1")
        with pytest.raises(error, match=words) as sent:
            send(service, "ours", [b"{}\n"])
        assert KEY not in f"{looked.value} {sent.value}"


def test_results_that_cannot_be_had_or_that_end_too_soon_are_asked_for_later() -> None:
    with opened(model_timeout=0.3) as (server, service):
        send(service, "ours", [line(request(), None, settings("http://x/v1"))])
        remote = service.look("batch-0")
        for answer in (
            failure(500, "boom"),
            Answer(raw=result(200, completion("{}").data), headers={"content-length": "100000"}),
        ):
            server.failing = _for_results(answer)
            with pytest.raises(ModelUnavailable):
                answers(service, remote)


def _for_results(answer: Answer) -> Callable[[Arrived], Answer | None]:
    return lambda arrived: answer if "content" in arrived.path else None


def test_an_answer_shows_no_key_that_the_server_sent_back() -> None:
    with opened() as (server, service):
        send(service, "ours", [line(request(), None, settings("http://x/v1"))])
        remote = service.look("batch-0")

        def echo(arrived: Arrived) -> Answer | None:
            told = {"error": {"message": f"You sent Bearer {KEY}"}}
            return Answer(raw=result(400, told)) if "content" in arrived.path else None

        server.failing = echo
        [(_, reply)] = answers(service, remote)
    assert KEY not in reply.raw + reply.message


def test_every_price_is_halved() -> None:
    prices = {"openai:good": Price(input=4, output=8, cached_input=1), "openai:plain": Price(input=2, output=0)}
    halved = at_half_price(settings("http://x/v1", prices=prices)).prices
    assert halved == {"openai:good": Price(input=2, output=4, cached_input=0.5), "openai:plain": Price(input=1, output=0)}
