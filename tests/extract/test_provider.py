import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from checker.config import Settings
from checker.errors import ConfigError, MissingExtra
from checker.extract import build_extractor
from checker.extract.asking.outcome import Outcome
from checker.extract.asking.probing import probe_model
from checker.extract.asking.provider import (
    Form,
    Model,
    Open,
    Question,
    _arguments,
    _asking,
    _other_parameters,
    limit_name,
    open_model,
    server,
)
from checker.extract.chain import ModelChain
from tests.extract.answers import Body
from tests.openai_server import HTML, Answer, Server, completion, failure, serving

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}


def _settings(model: str, **changes: Any) -> Settings:
    return Settings.load(model=model, **{"api_key": None, "base_url": None, **changes})


def _question(human: str = "human", form: Form = Form.SCHEMA, **changes: Any) -> Question:
    asked = {"form": form, "system": "system", "human": human, "schema_name": "trial", "schema": SCHEMA}
    return Question(**{**asked, **changes})


def _sent(fake: Server, *questions: Question, model: str = "openai:good", **changes: Any) -> list[Body]:
    """Ask, and return what arrived."""
    with open_model(_settings(model, base_url=fake.url, **changes), time.monotonic) as opened:
        for question in questions:
            opened.ask(question)
    return [seen.body for seen in fake.seen]


def _fake(*answers: str) -> Open:
    """A model of another provider, as LangChain would bring it."""

    @contextmanager
    def opened(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
        chat = FakeListChatModel(responses=list(answers))
        yield Model(forms=(Form.WORDS,), ask=_asking(chat, _other_parameters, str, settings))

    return opened


@pytest.mark.parametrize(
    ("model", "outcome", "raw"),
    [
        ("html", Outcome.UNAVAILABLE, HTML.decode()),
        ("503-html", Outcome.UNAVAILABLE, HTML.decode()),
        ("null-choices", Outcome.UNAVAILABLE, '{"id": "x", "object": "chat.completion", "choices": null}'),
        ("drip", Outcome.UNAVAILABLE, '{"id": "co'),
        ("hang-up", Outcome.UNAVAILABLE, ""),
        ("refusal", Outcome.REFUSED, "I can't help with that."),
    ],
)
def test_what_the_server_sent_is_kept_whatever_it_was(model: str, outcome: Outcome, raw: str) -> None:
    with serving() as fake:
        settings = _settings(f"openai:{model}", base_url=fake.url, model_timeout=0.3 if model == "drip" else 5)
        with open_model(settings, time.monotonic) as opened:
            reply = opened.ask(_question())
    assert reply.outcome is outcome
    assert reply.raw.startswith(raw)
    assert bool(reply.raw) is bool(raw)


def test_one_answer_is_never_taken_for_that_of_the_call_before() -> None:
    def script(body: Body) -> Answer:
        return Answer(raw=HTML) if body["messages"][1]["content"] == "first" else Answer(hang_up=True)

    with serving(script) as fake, open_model(_settings("openai:good", base_url=fake.url), time.monotonic) as opened:
        replies = [opened.ask(_question(human)) for human in ("first", "second")]
    assert [reply.raw for reply in replies] == [HTML.decode(), ""]


def test_a_server_of_ones_own_needs_no_key() -> None:
    with serving() as fake, open_model(_settings("openai:good", base_url=fake.url), time.monotonic) as opened:
        assert opened.ask(_question()).outcome is Outcome.OK


def test_openai_itself_is_not_asked_without_a_key() -> None:
    with pytest.raises(ConfigError, match=r"openai:gpt.*there is no key; set CHECKER_API_KEY"):
        build_extractor(_settings("openai:gpt"))


def test_a_provider_whose_package_is_missing_names_the_command() -> None:
    with pytest.raises(MissingExtra, match=r"pip install langchain-anthropic$"):
        probe_model(_settings("anthropic:some-model"))


def test_a_provider_that_nobody_knows_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigError, match="CHECKER_MODEL is oracle:delphi"):
        probe_model(_settings("oracle:delphi"))


def test_another_provider_is_asked_in_words_and_its_answer_is_checked_the_same_way() -> None:
    found = probe_model(_settings("ollama:small"), _fake('{"colour": "green"}'))
    assert found.first
    assert (found.first.form, found.first.right) == (Form.WORDS, True)


def test_another_provider_that_answers_in_prose_is_found_out() -> None:
    assert probe_model(_settings("ollama:small"), _fake("Green!")).first is None


def test_the_arguments_fit_the_provider() -> None:
    ollama = _arguments(_settings("ollama:small", base_url="http://127.0.0.1:1"))
    assert ollama == {"base_url": "http://127.0.0.1:1", "client_kwargs": {"timeout": 180.0}}
    other = _arguments(_settings("anthropic:some", api_key="k"))
    assert other.pop("api_key").get_secret_value() == "k"
    assert other == {"timeout": 180.0, "max_retries": 0}


@pytest.mark.parametrize(
    ("model", "base_url", "shown"),
    [
        ("openai:m", None, "https://api.openai.com/v1"),
        ("openai:m", "http://ann:secret@[::1]:8000/v1?key=secret", "http://[::1]:8000/v1"),
        ("anthropic:m", None, "anthropic"),
    ],
)
def test_the_server_is_shown_without_secrets(model: str, base_url: str | None, shown: str) -> None:
    assert server(_settings(model, base_url=base_url)) == shown


def test_the_extractor_says_who_it_is() -> None:
    extractor = build_extractor(_settings("openai:m", base_url="http://127.0.0.1:1/v1"))
    assert isinstance(extractor, ModelChain)
    assert (extractor.name, extractor.model) == ("llm-chain", "openai:m")


def test_without_a_model_the_offline_extractor_is_built() -> None:
    assert build_extractor(Settings.load(model=None)).model is None


def test_building_an_extractor_loads_neither_langchain_nor_openai() -> None:
    program = (
        "import sys; from checker.config import Settings; from checker.extract import build_extractor;"
        "build_extractor(Settings.load(model='openai:m', base_url='http://127.0.0.1:1/v1'));"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'langchain', 'langchain_core', 'langchain_openai', 'openai', 'httpx', 'httpx2', 'langsmith'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        (Form.SCHEMA, {"type": "json_schema", "json_schema": {"name": "trial", "strict": True, "schema": SCHEMA}}),
        (Form.OBJECT, {"type": "json_object"}),
        (Form.WORDS, None),
    ],
)
def test_the_form_and_schema_that_are_asked_for_are_sent(form: Form, sent: Body | None) -> None:
    with serving() as fake:
        (body,) = _sent(fake, _question(form=form))
    assert body.get("response_format") == sent


def test_each_question_has_a_schema_of_its_own() -> None:
    other = {**SCHEMA, "properties": {"b": {"type": "string"}}, "required": ["b"]}
    with serving() as fake:
        bodies = _sent(fake, _question(), _question(schema_name="other", schema=other))
    sent = [body["response_format"]["json_schema"] for body in bodies]
    assert [(each["name"], each["schema"]) for each in sent] == [("trial", SCHEMA), ("other", other)]


@pytest.mark.parametrize("form", Form)
def test_the_parse_helper_of_the_sdk_is_not_taken(form: Form) -> None:
    with serving() as fake:
        _sent(fake, _question(form=form, answer_tokens=300))
        assert "parse" not in fake.seen[0].headers.get("x-stainless-helper-method", "")
        assert fake.seen[0].path == "/v1/chat/completions"


def test_no_limit_is_sent_when_there_is_none() -> None:
    with serving() as fake:
        (body,) = _sent(fake, _question())
    assert body.keys() == {"messages", "model", "response_format", "stream"}


def test_the_temperature_is_sent_if_the_settings_name_one() -> None:
    with serving() as fake:
        (body,) = _sent(fake, _question(), temperature=0.0)
    assert body["temperature"] == 0.0


def test_another_provider_is_given_the_temperature_that_the_settings_name() -> None:
    assert _arguments(_settings("ollama:m", temperature=0.5))["temperature"] == 0.5
    assert _arguments(_settings("anthropic:m", temperature=0.5))["temperature"] == 0.5
    assert "temperature" not in _arguments(_settings("anthropic:m"))


def test_the_longest_answer_is_sent_by_the_name_that_all_compatible_servers_know() -> None:
    with serving() as fake:
        (body,) = _sent(fake, _question(answer_tokens=321))
    assert body["max_tokens"] == 321
    assert "max_completion_tokens" not in body


def test_a_server_that_wants_the_limit_by_its_new_name_gets_it_from_then_on() -> None:
    def strict(body: Body) -> Any:
        if "max_tokens" in body:
            return failure(400, "Unsupported parameter: use 'max_completion_tokens' instead.")
        return completion("{}")

    with serving(strict) as fake:
        bodies = _sent(fake, _question(answer_tokens=300), _question(answer_tokens=400))
    assert [body.get("max_tokens") for body in bodies] == [300, None, None]
    assert [body.get("max_completion_tokens") for body in bodies] == [None, 300, 400]


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        (None, "max_completion_tokens"),
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://eu.api.openai.com/v1", "max_completion_tokens"),
        ("https://desk.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("http://127.0.0.1:8000/v1", "max_tokens"),
        ("https://api.openai.com.example.org/v1", "max_tokens"),
    ],
)
def test_only_openai_itself_and_azure_go_by_the_new_name_of_the_limit(base_url: str | None, name: str) -> None:
    assert limit_name(_settings("openai:m", base_url=base_url)) == name


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("anthropic:m", {"max_tokens": 300}),
        ("ollama:m", {"options": {"num_predict": 300}}),
        ("google_genai:m", {"max_output_tokens": 300}),
    ],
)
def test_the_limit_of_another_provider_goes_by_its_own_name(model: str, parameters: Body) -> None:
    assert _other_parameters(_question(answer_tokens=300), _settings(model)) == parameters
    assert _other_parameters(_question(), _settings(model)) == {}


def test_all_before_the_document_is_byte_for_byte_the_same_in_every_call() -> None:
    with serving() as fake:
        _sent(fake, *[_question(f"document {number}", answer_tokens=300 + number) for number in range(3)])
        raws = [seen.raw for seen in fake.seen]
    assert {raw[: raw.index(b"document")] for raw in raws} == {raws[0][: raws[0].index(b"document")]}
    assert b'"system"' in raws[0][: raws[0].index(b"document")]


@pytest.mark.parametrize(
    ("usage", "counts"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}, (9, 2, 4)),
        ({"prompt_tokens": 9, "completion_tokens": 2}, (9, 2, None)),
        ({"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": -4}}, (9, 2, None)),
        (None, (None, None, None)),
    ],
)
def test_tokens_are_as_the_server_counted_them_and_unknown_if_it_did_not(usage: Body | None, counts: tuple[int, ...]) -> None:
    def script(body: Body) -> Answer:
        good = completion("{}")
        return Answer(data={**good.data, "usage": usage})

    with serving(script) as fake, open_model(_settings("openai:good", base_url=fake.url), time.monotonic) as opened:
        reply = opened.ask(_question())
    assert (reply.input_tokens, reply.output_tokens, reply.cached_tokens) == counts


def test_two_models_may_be_open_at_once_and_closed_in_any_order() -> None:
    with serving() as fake:
        opened = [open_model(_settings(f"openai:{name}", base_url=fake.url), time.monotonic) for name in ("good", "second")]
        models = [each.__enter__() for each in opened]
        opened[0].__exit__(None, None, None)
        assert models[1].ask(_question()).outcome is Outcome.OK
        opened[1].__exit__(None, None, None)
