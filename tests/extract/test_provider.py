import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from checker.config import Settings
from checker.errors import ConfigError, MissingExtra, ModelOutputInvalid
from checker.extract import build_extractor
from checker.extract.chain import ModelChain
from checker.extract.conversation import Means
from checker.extract.outcome import Outcome
from checker.extract.probing import SENTENCE, probe_model
from checker.extract.provider import Form, Model, Open, _arguments, _asking, open_model, server
from tests.extract.answers import Body, answer, claim
from tests.openai_server import HTML, Answer, serving


def _settings(model: str, **changes: Any) -> Settings:
    return Settings.load(model=model, **{"api_key": None, "base_url": None, **changes})


def _fake(*answers: str) -> Open:
    """A model of another provider, as LangChain would bring it."""

    @contextmanager
    def opened(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
        chat = FakeListChatModel(responses=list(answers))
        yield Model(forms=(Form.WORDS,), ask=_asking(chat, str, settings))

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
            reply = opened.ask(Form.SCHEMA, "system", "human")
    assert reply.outcome is outcome
    assert reply.raw.startswith(raw)
    assert bool(reply.raw) is bool(raw)


def test_one_answer_is_never_taken_for_that_of_the_call_before() -> None:
    def script(body: Body) -> Answer:
        return Answer(raw=HTML) if body["messages"][1]["content"] == "first" else Answer(hang_up=True)

    with serving(script) as fake, open_model(_settings("openai:good", base_url=fake.url), time.monotonic) as opened:
        replies = [opened.ask(Form.SCHEMA, "system", human) for human in ("first", "second")]
    assert [reply.raw for reply in replies] == [HTML.decode(), ""]


def test_a_server_of_ones_own_needs_no_key() -> None:
    with serving() as fake, open_model(_settings("openai:good", base_url=fake.url), time.monotonic) as opened:
        assert opened.ask(Form.SCHEMA, "system", "human").outcome is Outcome.OK


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
    good = answer(claim("s1", quote=SENTENCE, claim=SENTENCE))
    means = Means(open=_fake("Sure!", json.dumps(good)))
    assert "form of the answer by words" in probe_model(_settings("ollama:small"), means)


def test_another_provider_that_answers_in_prose_is_found_out() -> None:
    with pytest.raises(ModelOutputInvalid, match="not in the agreed form, twice"):
        probe_model(_settings("ollama:small"), Means(open=_fake("Sure!", "Of course!")))


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
