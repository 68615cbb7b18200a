"""
Every outcome of a model call, over real HTTP against the scripted server.

Never here: a patched library.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from checker.errors import CheckerError, ConfigError, EmptyText, ModelRejected, ModelUnavailable
from checker.extract.asking.conversation import LONGEST_WAIT
from checker.extract.chain import ModelChain
from checker.extract.spending.rules import ATTEMPTS, LOSSES
from tests import openai_server
from tests.builders import make_document
from tests.extract.answers import Body, answer, every_sentence, no_sentence, targets
from tests.extract.chains import KEY, PLAIN, Desk, wells
from tests.openai_server import serving


@pytest.fixture(name="desk")
def _desk() -> Iterator[Desk]:
    with serving(every_sentence) as server:
        yield Desk(server)


def test_a_good_answer_becomes_proposals_and_its_call_is_kept(desk: Desk) -> None:
    extraction = desk.extract("good")
    assert [proposal.quote for proposal in extraction.proposals] == list(targets(desk.server.seen[0].body).values())
    assert all(proposal.span and proposal.span.of(PLAIN) == proposal.quote for proposal in extraction.proposals)
    (call,) = desk.calls
    assert (call.position, call.outcome, call.input_tokens, call.output_tokens) == (0, "ok", 11, 7)
    assert json.loads(call.raw) == every_sentence(desk.server.seen[0].body)
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("model", "outcomes"),
    [
        ("fenced", ["ok"]),
        ("malformed-once", ["invalid", "ok"]),
        ("429-seconds", ["unavailable", "unavailable", "ok"]),
        ("429-ms", ["unavailable", "unavailable", "ok"]),
        ("429-long", ["unavailable", "ok"]),
        ("429-date", ["unavailable", "ok"]),
        ("500-once", ["unavailable", "ok"]),
        ("400-schema", ["form_refused", "ok"]),
        ("400-format", ["form_refused", "form_refused", "ok"]),
    ],
)
def test_a_failure_that_passes_leaves_a_whole_result(desk: Desk, model: str, outcomes: list[str]) -> None:
    extraction = desk.extract(model)
    assert desk.outcomes == outcomes
    assert len(extraction.proposals) == 4
    assert {proposal.call for proposal in extraction.proposals} == {len(outcomes) - 1}
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("model", "outcomes", "says"),
    [
        ("prose", ["invalid", "invalid"], "not in the agreed form"),
        ("chatty", ["invalid", "invalid"], "not in the agreed form"),
        ("malformed", ["invalid", "invalid"], "not in the agreed form"),
        ("wrong-schema", ["invalid", "invalid"], "claims.0.quote: is missing"),
        ("empty", ["invalid", "invalid"], "not in the agreed form"),
        ("refusal", ["refused"], "refused to answer (I can't help with that.)"),
        ("filter", ["filtered"], "content filter"),
        ("truncated", ["truncated"] * 4, "cut off, even for the smallest part"),
        ("truncated-whole", ["truncated"] * 4, "cut off, even for the smallest part"),
        ("400-context", ["context_too_long"] * 4, "too long for the model"),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_problem_and_never_an_empty_list(
    desk: Desk, model: str, outcomes: list[str], says: str
) -> None:
    extraction = desk.extract(model)
    assert desk.outcomes == outcomes
    assert extraction.proposals == ()
    (problem,) = extraction.problems
    assert says in problem
    assert problem.startswith("4 sentences were not read, from “Labour figures are out.” on: ")
    assert [skipped.reason for skipped in extraction.skipped] == ["unanswered"] * 4


@pytest.mark.parametrize("model", ["prose", "malformed", "wrong-schema", "refusal", "truncated"])
def test_the_raw_answer_and_its_tokens_are_kept_when_it_cannot_be_used(desk: Desk, model: str) -> None:
    desk.extract(model)
    for call in desk.calls:
        assert call.raw
        assert (call.input_tokens, call.output_tokens) == (11, 7)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("null-choices", "no chat completion"),
        ("no-choices", "no chat completion"),
        ("not-json", "Sign in to the network"),
        ("html", "Sign in to the network"),
        ("429", "Rate limit reached"),
        ("500", "boom"),
        ("503-html", "503"),
        ("hang-up", "Connection error"),
    ],
)
def test_a_server_that_never_answers_is_asked_three_times_and_named(desk: Desk, model: str, says: str) -> None:
    with pytest.raises(ModelUnavailable, match=says) as caught:
        desk.extract(model)
    assert f"{desk.server.url} gave no answer for openai:{model}" in str(caught.value)
    assert len(desk.server.seen) == ATTEMPTS
    assert len(desk.waits) == ATTEMPTS - 1


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("401", "does not accept the key for openai:401. Set CHECKER_API_KEY"),
        ("403", "does not accept the key for openai:403"),
        ("404", "does not know openai:404 .*Check the name in CHECKER_MODEL"),
        ("quota", "no quota left for openai:quota"),
        ("402", "no quota left for openai:402"),
        ("400", "turned the call to openai:400 down: .*Unknown parameter"),
        ("redirect", "turned the call to openai:redirect down"),
    ],
)
def test_a_call_that_is_turned_down_for_good_is_made_once_and_says_what_to_do(desk: Desk, model: str, says: str) -> None:
    with pytest.raises(ModelRejected, match=says):
        desk.extract(model)
    assert len(desk.server.seen) == 1
    assert desk.waits == []


@pytest.mark.parametrize("model", ["401", "404", "quota"])
def test_a_final_refusal_stops_the_whole_run(desk: Desk, model: str) -> None:
    with pytest.raises(ModelRejected):
        desk.extract(model, wells(400), parallel_calls=1)
    assert len(desk.server.seen) == 1


@pytest.mark.parametrize(
    ("model", "waits"),
    [
        ("429-seconds", [2.0, 2.0]),
        ("429-ms", [0.3, 0.3]),
        ("429-long", [LONGEST_WAIT]),
        ("429-date", [1.0]),
        ("500", [1.0, 2.0]),
    ],
)
def test_the_wait_is_what_the_server_asks_for_but_never_over_a_minute(desk: Desk, model: str, waits: list[float]) -> None:
    try:
        desk.extract(model)
    except ModelUnavailable:
        assert model == "500"
    assert desk.waits == waits


def test_a_server_that_drips_is_given_up_when_the_time_is_over(desk: Desk) -> None:
    with pytest.raises(ModelUnavailable, match="timed out"):
        desk.extract("drip", model_timeout=0.3)
    assert len(desk.server.seen) == ATTEMPTS


def test_a_server_that_is_not_there_is_named() -> None:
    with serving() as server:
        desk = Desk(server)
    with pytest.raises(ModelUnavailable, match=f"{desk.server.url} gave no answer"):
        desk.extract("good")


def test_a_dead_server_is_not_asked_about_every_chunk(desk: Desk) -> None:
    with pytest.raises(ModelUnavailable):
        desk.extract("500", wells(400), parallel_calls=1)
    assert len(desk.server.seen) == LOSSES * ATTEMPTS


def test_an_answer_that_is_too_long_is_asked_for_in_halves() -> None:
    def small_model(body: Body) -> Any:
        good = json.dumps(every_sentence(body))
        return openai_server.completion(good[:30], finish="length") if len(targets(body)) > 10 else good

    with serving(small_model) as server:
        desk = Desk(server)
        extraction = desk.extract("good", wells(40))
    assert desk.outcomes == ["truncated", "truncated", "ok", "ok", "truncated", "ok", "ok"]
    assert len(extraction.proposals) == 40
    assert [proposal.call for proposal in extraction.proposals][::10] == [2, 3, 5, 6]
    assert extraction.skipped == ()


def test_a_chunk_that_fails_leaves_the_others_and_says_which_words_were_not_read() -> None:
    def shy(body: Body) -> Any:
        refuses = "In 1940 the town" in " ".join(targets(body).values())
        return openai_server.completion(None, refusal="No.") if refuses else every_sentence(body)

    with serving(shy) as server:
        desk = Desk(server)
        extraction = desk.extract("good", wells(120))
    assert len(extraction.proposals) == 80
    assert extraction.problems == (
        "40 sentences were not read, from “In 1940 the town had 40 wells.” on: the model refused to answer (No.).",
    )
    assert [call.position for call in desk.calls] == [0, 1, 2]


def test_what_was_answered_before_the_quota_ended_is_kept() -> None:
    def poor(body: Body) -> Any:
        spent = "In 1940 the town" in " ".join(targets(body).values())
        return openai_server.ALWAYS["quota"] if spent else every_sentence(body)

    with serving(poor) as server:
        extraction = Desk(server).extract("good", wells(160), parallel_calls=1)
        assert len(server.seen) == 2
    assert len(extraction.proposals) == 40
    used_up, stopped = extraction.problems
    assert "40 sentences were not read, from “In 1940" in used_up
    assert "quota is used up" in used_up
    assert "80 sentences were not read, from “In 1980" in stopped


def test_the_second_asking_names_the_fault_and_nothing_of_the_bad_answer(desk: Desk) -> None:
    desk.extract("malformed-once")
    first, second = desk.server.seen
    assert targets(second.body) == targets(first.body)
    assert "[wrong 1] the answer is not one whole JSON object" in desk.server.humans()[1]
    assert '{"claims": [' not in desk.server.humans()[1]


def test_a_server_without_schemas_is_asked_in_words_from_then_on(desk: Desk) -> None:
    desk.extract("400-schema", wells(120), parallel_calls=1)
    forms = [seen.body["response_format"]["type"] for seen in desk.server.seen]
    assert forms == ["json_schema", "json_object", "json_object", "json_object"]
    plain, with_schema = sorted(desk.server.systems(), key=len)
    assert with_schema.startswith(plain)
    assert '"additionalProperties":false' in with_schema


def test_the_system_message_is_the_same_for_every_call_and_document(desk: Desk) -> None:
    desk.extract("good", wells(120))
    desk.extract("good", make_document(text="Another text {0} {{name}}.", title="{title}"))
    assert len(desk.server.systems()) == 1
    assert all([message["role"] for message in seen.body["messages"]] == ["system", "user"] for seen in desk.server.seen)


def test_the_schema_is_sent_and_the_parse_helper_of_the_sdk_is_not_taken(desk: Desk) -> None:
    desk.extract("good")
    (seen,) = desk.server.seen
    assert seen.body["response_format"]["json_schema"]["strict"] is True
    assert "parse" not in seen.headers.get("x-stainless-helper-method", "")
    assert not {"temperature", "tools", "n"} & seen.body.keys()


def test_every_call_goes_to_the_base_url(desk: Desk) -> None:
    desk.extract("good")
    with pytest.raises(ModelRejected):
        desk.extract("redirect")
    assert {seen.path for seen in desk.server.seen} == {"/v1/chat/completions"}


def test_tracing_and_gateways_of_the_environment_are_not_used(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as elsewhere:
        for name, value in {
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_ENDPOINT": elsewhere.url,
            "LANGSMITH_API_KEY": "key",
            "LANGSMITH_GATEWAY": "true",
            "LANGSMITH_GATEWAY_API_KEY": "key",
            "OPENAI_API_BASE": elsewhere.url,
        }.items():
            monkeypatch.setenv(name, value)
        assert len(desk.extract("good").proposals) == 4
        assert elsewhere.seen == []


@pytest.mark.parametrize("model", ["good", "echo-key", "401", "400", "500", "refusal", "malformed"])
def test_the_key_is_in_no_message_call_or_log(desk: Desk, model: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    try:
        shown = repr(desk.extract(model))
    except CheckerError as error:
        shown = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert KEY not in shown + caplog.text
    assert "sk-secr" not in shown
    assert desk.server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_short_key_does_not_change_the_words_of_an_answer(desk: Desk) -> None:
    extraction = desk.extract("good", api_key="Labour")
    assert extraction.proposals[0].quote == "Labour figures are out."
    assert "[key]" not in desk.calls[0].raw


def test_a_key_of_one_letter_is_taken_out_of_an_error_where_it_stands_alone(desk: Desk) -> None:
    with pytest.raises(CheckerError):
        desk.extract("500", api_key="o")
    assert "boom" in desk.calls[0].message


def test_progress_is_told_for_every_chunk(desk: Desk) -> None:
    desk.extract("good", wells(120))
    assert desk.progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_error_raised_by_progress_stops_the_asking_and_comes_out(desk: Desk) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise ConfigError("stopped")

    with pytest.raises(ConfigError, match="stopped"):
        desk.extract("good", wells(400), stop, parallel_calls=1)
    assert len(desk.server.seen) < 10


def test_calls_run_side_by_side_as_many_as_the_settings_allow() -> None:
    counts: list[int] = []
    running: list[int] = []

    def counting(body: Body) -> Any:
        running.append(1)
        counts.append(len(running))
        said = openai_server.slow(0.05, no_sentence)(body)
        running.pop()
        return said

    with serving(counting) as server:
        Desk(server).extract("good", wells(400), parallel_calls=3)
    assert 2 <= max(counts) <= 3


def test_a_text_without_a_sentence_is_said_to_be_empty(desk: Desk) -> None:
    with pytest.raises(EmptyText, match=r"labour\.txt holds no sentence"):
        desk.extract("good", make_document(text="\u200b"))
    assert desk.server.seen == []


def test_the_prompt_hash_is_the_same_for_every_model(desk: Desk) -> None:
    assert ModelChain(desk.settings("a")).prompt_hash == ModelChain(desk.settings("b")).prompt_hash


def test_an_answer_about_other_sentences_leaves_the_ledger_open() -> None:
    def astray(body: Body) -> Body:
        return answer(skipped={"s77": "no_claim"})

    with serving(astray) as server:
        extraction = Desk(server).extract("good")
    assert [skipped.reason for skipped in extraction.skipped] == ["unaccounted"] * 4
