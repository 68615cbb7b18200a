"""
Opens the model that the settings name and asks it one thing at a time.

LangChain is imported inside functions. Never here: a second attempt, a prompt's words, or an unhidden key.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from checker.config import Settings
from checker.errors import ConfigError, MissingExtra
from checker.extract.asking.outcome import Outcome, Reply, of_error, of_message

if TYPE_CHECKING:  # costs two seconds
    from langchain_core.language_models import BaseChatModel

OPENAI = "openai"
OLLAMA = "ollama"
OPENAI_URL = "https://api.openai.com/v1"
NEW_LIMIT = "max_completion_tokens"
_OPENAI_HOSTS = ("api.openai.com", ".openai.azure.com")
# How other providers' clients call the longest answer; `max_tokens` if not named here.
_LIMITS = {OLLAMA: "num_predict", "google_genai": "max_output_tokens", "google_vertexai": "max_output_tokens"}
_NO_KEY = "none"  # a server of one's own asks for no key, the client for some word
_SURELY_A_KEY = 12  # characters
_KEY_LIKE = re.compile(r"\bsk-[\w*.-]{6,}")
# What LangChain advises its own users when a server turns the schema down; the chain handles that itself.
_ADVICE = ("This model does not support OpenAI's structured output", "Invalid schema for OpenAI's structured output")


class Form(StrEnum):
    """How the form of the answer is asked for, the surest first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to a model; `answer_tokens` is the longest answer, None where it may be as long as it likes."""

    form: Form
    system: str
    human: str
    schema_name: str
    schema: dict[str, Any]
    answer_tokens: int | None = None

    @property
    def response_format(self) -> dict[str, Any] | None:
        """What an OpenAI-compatible server is told about the form of the answer."""
        if self.form is Form.SCHEMA:
            return {"type": "json_schema", "json_schema": {"name": self.schema_name, "strict": True, "schema": self.schema}}
        return {"type": "json_object"} if self.form is Form.OBJECT else None


Ask = Callable[[Question], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An open model: the forms that may be tried, and one way to ask."""

    forms: tuple[Form, ...]
    ask: Ask


Parameters = Callable[[Question, Settings], dict[str, Any]]
Open = Callable[[Settings, Callable[[], float]], AbstractContextManager[Model]]


@contextmanager
def open_model(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
    """Open the model that the settings name for as long as a run takes; raises ConfigError or MissingExtra."""
    opened = _openai if provider(settings) == OPENAI else _other
    for words in _ADVICE:  # for good: to put the filters back is not safe while other threads do the same
        warnings.filterwarnings("ignore", message=words)
    with opened(settings, clock) as model:
        yield model


def provider(settings: Settings) -> str:
    """Return the part of `CHECKER_MODEL` before the first colon."""
    return (settings.model or "").partition(":")[0]


def server(settings: Settings) -> str:
    """Return whom the model is asked from, without anything secret in the address."""
    if provider(settings) != OPENAI and not settings.base_url:
        return provider(settings)
    parts = urlsplit(settings.base_url or OPENAI_URL)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def require_key(settings: Settings) -> None:
    """Raise ConfigError when OpenAI itself would be asked without a key."""
    if provider(settings) == OPENAI and not settings.base_url and not settings.api_key:
        raise ConfigError(
            f"CHECKER_MODEL is {settings.model}, but there is no key; set CHECKER_API_KEY, "
            "or CHECKER_BASE_URL for a server of your own, or unset CHECKER_MODEL to work without a model."
        )


@contextmanager
def _openai(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    from checker.extract.asking.wire import Wire

    require_key(settings)
    wire = Wire(settings.model_timeout, clock)
    with wire.client() as client:
        chat = ChatOpenAI(
            model=_name(settings),
            api_key=settings.api_key or SecretStr(_NO_KEY),
            base_url=settings.base_url or OPENAI_URL,
            timeout=settings.model_timeout,
            max_retries=0,
            use_responses_api=False,
            disable_streaming=True,
            cache=False,
            http_client=client,
            openai_proxy=None,
        )
        yield Model(forms=tuple(Form), ask=_by_the_right_name(chat, wire.body, settings))


@contextmanager
def _other(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
    from langchain.chat_models import init_chat_model

    try:
        chat = init_chat_model(_name(settings), model_provider=provider(settings), cache=False, **_arguments(settings))
    except ImportError as error:
        raise MissingExtra(
            f"CHECKER_MODEL is {settings.model}, which needs a package that is not installed: {error}. "
            f"Install it with: pip install {_package(error)}"
        ) from None
    except ValueError as error:
        raise ConfigError(
            f"CHECKER_MODEL is {settings.model}, which LangChain cannot open: {' '.join(str(error).split()).rstrip('.')}. "
            "Set CHECKER_MODEL to provider:name with a provider that it knows, such as openai:gpt-5-mini or ollama:llama3.1."
        ) from None
    yield Model(forms=(Form.WORDS,), ask=_asking(chat, _other_parameters, str, settings))


def _package(error: ImportError) -> str:
    named = error.name or getattr(error.__cause__, "name", None) or "langchain"
    return str(named).partition(".")[0].replace("_", "-")


def _arguments(settings: Settings) -> dict[str, Any]:
    chosen = {"base_url": settings.base_url} if settings.base_url else {}
    chosen |= _temperature(settings)
    if provider(settings) == OLLAMA:
        return {**chosen, "client_kwargs": {"timeout": settings.model_timeout}}
    key = {"api_key": settings.api_key} if settings.api_key else {}
    return {**chosen, **key, "timeout": settings.model_timeout, "max_retries": 0}


def _name(settings: Settings) -> str:
    return (settings.model or "").partition(":")[2]


def _by_the_right_name(chat: "BaseChatModel", body: Callable[[], str], settings: Settings) -> Ask:
    """Ask, and ask again where a server, as of a reasoning model behind a proxy, wants the limit by its new name."""
    names = [limit_name(settings)]

    def ask(question: Question) -> Reply:
        reply = hidden(_reply(chat, body, question, _openai_parameters(question, settings, names[-1])), settings)
        if question.answer_tokens and names[-1] != NEW_LIMIT and reply.outcome is not Outcome.OK and NEW_LIMIT in reply.message:
            names.append(NEW_LIMIT)
            return ask(question)
        return reply

    return ask


def _openai_parameters(question: Question, settings: Settings, limit: str) -> dict[str, Any]:
    # `extra_body` and not normal parameters: `response_format` would take the SDK's parse helper, which loses what it
    # cannot parse, and LangChain turns the other name of the limit into the one that most servers do not know.
    chosen = openai_choices(question, settings, limit)
    return {"extra_body": chosen} if chosen else {}


def openai_choices(question: Question, settings: Settings, limit: str) -> dict[str, Any]:
    """Return what a request to an OpenAI-compatible server holds besides the model and the messages."""
    form = {"response_format": question.response_format} if question.response_format else {}
    most = {limit: question.answer_tokens} if question.answer_tokens else {}
    return {**form, **most, **_temperature(settings)}


def _temperature(settings: Settings) -> dict[str, Any]:
    return {} if settings.temperature is None else {"temperature": settings.temperature}


def limit_name(settings: Settings) -> str:
    """Return how an OpenAI-compatible server calls the longest answer; only OpenAI itself and Azure go by the new name."""
    host = urlsplit(settings.base_url or OPENAI_URL).hostname or ""
    return NEW_LIMIT if host.endswith(_OPENAI_HOSTS) else "max_tokens"


def _other_parameters(question: Question, settings: Settings) -> dict[str, Any]:
    if not question.answer_tokens:
        return {}
    name = _LIMITS.get(provider(settings), "max_tokens")
    return {"options": {name: question.answer_tokens}} if provider(settings) == OLLAMA else {name: question.answer_tokens}


def _asking(chat: "BaseChatModel", parameters: Parameters, body: Callable[[], str], settings: Settings) -> Ask:
    def ask(question: Question) -> Reply:
        return hidden(_reply(chat, body, question, parameters(question, settings)), settings)

    return ask


def _reply(chat: "BaseChatModel", body: Callable[[], str], question: Question, parameters: dict[str, Any]) -> Reply:
    from langchain_core.messages import HumanMessage, SystemMessage
    from langsmith.run_helpers import tracing_context

    try:
        with tracing_context(enabled=False):
            message = chat.bind(**parameters).invoke([SystemMessage(question.system), HumanMessage(question.human)])
    except Exception as error:
        reply = of_error(error, body())
        if reply is None:
            raise
        return reply
    return of_message(message)


def hidden(reply: Reply, settings: Settings) -> Reply:
    """Take the key out of what the server sent back; a short one may be a common word, and answers stay as they are."""
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    answered = reply.outcome is Outcome.OK
    alone = re.compile(re.escape(key) if len(key) >= _SURELY_A_KEY else rf"(?<!\w){re.escape(key)}(?!\w)")

    def hide(words: str) -> str:
        shown = alone.sub("[key]", words) if len(key) >= (_SURELY_A_KEY if answered else 1) else words
        return shown if answered else _KEY_LIKE.sub("[key]", shown)

    return replace(reply, raw=hide(reply.raw), message=hide(reply.message))
