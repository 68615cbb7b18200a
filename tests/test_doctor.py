"""What `checker doctor --model` says of servers that are good, and of servers with one fault each."""

from collections.abc import Callable
from typing import Any

import pytest

from checker.config import Settings
from checker.doctor import Result, State, examine_model
from checker.doctor.model import MODEL_CHECKS, model_answers
from tests.extract import probed
from tests.extract.answers import Body, no_sentence
from tests.openai_server import serving

KEY = "sk-secret-word-of-the-test"
FINE = {"model", *MODEL_CHECKS, "extraction"}


def _results(script: Callable[[Body], Any], model: str = "good", **changes: Any) -> dict[str, Result]:
    with serving(script) as server:
        settings = Settings.load(**{"model": f"openai:{model}", "base_url": server.url, "api_key": KEY, **changes})
        return {each.name: each for each in examine_model(settings)}


def _green(body: Body) -> Body:
    return {"colour": "green"}


def test_a_good_server_works_in_every_way() -> None:
    results = _results(probed.honest)
    assert {name: each.state for name, each in results.items()} == dict.fromkeys(FINE, State.WORKS)
    says = {name: each.says for name, each in results.items()}
    assert says["model"].startswith("openai:good at http://127.0.0.1")
    assert says["form of the answer"] == "asked for by json_schema; json_object, words would do too"
    assert says["form enforced"].startswith("yes")
    assert "450 tokens in" in says["speed"]
    assert "a second" in says["speed"]
    assert says["tokens"] == "counted by the server: 60 in, 9 out"
    assert "cut at 40 tokens" in says["limit of an answer"]
    assert "read from its first word on" in says["long text"]
    assert "word for word" in says["extraction"]


@pytest.mark.parametrize(
    ("script", "name", "state", "words"),
    [
        (probed.lenient, "form enforced", State.WARNS, "no: the server takes the schema, and let the model break it"),
        (probed.refusing_the_trap, "form enforced", State.WARNS, "not known"),
        (probed.unlimited, "limit of an answer", State.WARNS, "not kept: 450 tokens came where 40 were allowed"),
        (probed.strict_about_parameters, "limit of an answer", State.FAILS, "turned down (Error code: 400"),
        (probed.uncounted, "tokens", State.WARNS, "does not count them"),
        (probed.forgetful, "long text", State.FAILS, "num_ctx"),
        (probed.short, "long text", State.WARNS, "asked about in halves"),
        (
            probed.wrong,
            "model",
            State.WARNS,
            """the colour of grass?”, expected {"colour": "green"}, got '{"colour": "red"}'""",
        ),
        (probed.miscounting, "speed", State.WARNS, "what came is wrong: asked “Write down every whole number from 1 to 150.”"),
    ],
)
def test_one_fault_is_said_in_words_and_the_rest_is_fine(
    script: Callable[[Body], Any], name: str, state: State, words: str
) -> None:
    results = _results(script)
    assert results[name].state is state
    assert words in results[name].says
    assert {each.name for each in results.values() if each.state is State.WORKS} == FINE - {name}


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("400-schema", "asked for by json_object; words would do too; of no use: json_schema (Error code: 400"),
        ("400-format", "asked for by words; of no use: json_schema (Error code: 400"),
    ],
)
def test_a_server_without_schemas_is_warned_about(model: str, says: str) -> None:
    results = _results(probed.honest, model)
    assert results["form of the answer"].state is State.WARNS
    assert results["form of the answer"].says.startswith(says)
    assert results["form enforced"].says.startswith("no: the form is asked for in words only")
    assert results["extraction"].state is State.WORKS


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("401", "does not accept the key"),
        ("404", "Check the name in CHECKER_MODEL"),
        ("quota", "no quota left"),
        ("503-html", "gave no answer"),
        ("503-html", "CHECKER_BASE_URL is …/v1"),
        ("html", "no chat completion"),
        ("hang-up", "gave no answer"),
        ("400", "turned the call to openai:400 down"),
        ("refusal", "gave no answer: refused (I can't help with that)"),
        ("filter", "gave no answer: filtered"),
        ("truncated", "gave no answer: truncated"),
        ("prose", "answers in no agreed form: asked “Which of red, green and blue is the colour of grass?”, expected"),
        ("empty", "answers in no agreed form"),
        ("echo-key", "turned the call to openai:echo-key down"),
    ],
)
def test_a_model_that_is_no_use_fails_with_the_reason_and_without_the_key(model: str, says: str) -> None:
    results = _results(_green, model)
    assert [(each.name, each.state) for each in results.values()] == [("model", State.FAILS)]
    assert says in results["model"].says
    assert "sk-secr" not in results["model"].says


def test_a_model_that_finds_no_claim_is_warned_about() -> None:
    def blind(body: Body) -> Any:
        return no_sentence(body) if probed.human(body).startswith("BEGIN") else probed.honest(body)

    results = _results(blind)
    assert (results["extraction"].state, "no claim was found" in results["extraction"].says) == (State.WARNS, True)


def test_a_trial_keeps_to_the_caps_and_says_so() -> None:
    results = _results(probed.honest, max_tokens_per_run=1_000)
    assert results["extraction"].state is State.FAILS
    assert "CHECKER_MAX_TOKENS_PER_RUN" in results["extraction"].says


def test_without_a_model_there_is_nothing_to_try() -> None:
    (result,) = examine_model(Settings.load(model=None))
    assert (result.state, "set CHECKER_MODEL" in result.says) == (State.FAILS, True)


@pytest.mark.parametrize(
    ("model", "says"), [("openai:m", "there is no key"), ("anthropic:m", "pip install"), ("nobody:m", "Set CHECKER_MODEL to")]
)
def test_a_setting_that_cannot_work_fails_with_what_to_do(model: str, says: str) -> None:
    (result,) = examine_model(Settings.load(model=model, api_key=None, base_url=None))
    assert (result.state, says in result.says) == (State.FAILS, True)


@pytest.mark.parametrize(
    ("model", "state", "says"),
    [
        ("good", State.WORKS, "form of the answer by json_schema"),
        ("400-format", State.WORKS, "form of the answer by words"),
        ("prose", State.FAILS, "no agreed form"),
        ("401", State.FAILS, "does not accept the key"),
    ],
)
def test_the_plain_doctor_asks_one_small_question(model: str, state: State, says: str) -> None:
    with serving(probed.honest) as server:
        found = model_answers(Settings.load(model=f"openai:{model}", base_url=server.url, api_key=KEY))
        assert len(server.seen) <= 3
    assert (found[0], says in found[1]) == (state, True)
