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
from checker.extract.outcome import Outcome, Reply, of_error, of_message
from checker.extract.schema import json_schema

if TYPE_CHECKING:  # costs two seconds
    from langchain_core.language_models import BaseChatModel

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"
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

    @property
    def response_format(self) -> dict[str, Any] | None:
        """What the server is sent besides the messages."""
        if self is Form.SCHEMA:
            return {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": json_schema()}}
        return {"type": "json_object"} if self is Form.OBJECT else None


Ask = Callable[[Form, str, str], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An open model: the forms that may be tried, and one way to ask (form, system, human)."""

    forms: tuple[Form, ...]
    ask: Ask


Open = Callable[[Settings, Callable[[], float]], AbstractContextManager[Model]]


@contextmanager
def open_model(settings: Settings, clock: Callable[[], float]) -> Iterator[Model]:
    """Open the model that the settings name for as long as a run takes; raises ConfigError or MissingExtra."""
    opened = _openai if provider(settings) == OPENAI else _other
    with warnings.catch_warnings():
        for words in _ADVICE:
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

    from checker.extract.wire import Wire

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
        yield Model(forms=tuple(Form), ask=_asking(chat, wire.body, settings))


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
        raise ConfigError(f"CHECKER_MODEL is {settings.model}, which LangChain cannot open: {error}") from None
    yield Model(forms=(Form.WORDS,), ask=_asking(chat, str, settings))


def _package(error: ImportError) -> str:
    named = error.name or getattr(error.__cause__, "name", None) or "langchain"
    return str(named).partition(".")[0].replace("_", "-")


def _arguments(settings: Settings) -> dict[str, Any]:
    address = {"base_url": settings.base_url} if settings.base_url else {}
    if provider(settings) == "ollama":
        return {**address, "client_kwargs": {"timeout": settings.model_timeout}}
    key = {"api_key": settings.api_key} if settings.api_key else {}
    return {**address, **key, "timeout": settings.model_timeout, "max_retries": 0}


def _name(settings: Settings) -> str:
    return (settings.model or "").partition(":")[2]


def _asking(chat: "BaseChatModel", body: Callable[[], str], settings: Settings) -> Ask:
    def ask(form: Form, system: str, human: str) -> Reply:
        return _hidden(_reply(chat, body, form, system, human), settings)

    return ask


def _reply(chat: "BaseChatModel", body: Callable[[], str], form: Form, system: str, human: str) -> Reply:
    from langchain_core.messages import HumanMessage, SystemMessage
    from langsmith.run_helpers import tracing_context

    # `extra_body` and not a normal parameter: that one takes the SDK's parse helper, which loses what it cannot parse.
    extra = {"extra_body": {"response_format": form.response_format}} if form.response_format else {}
    try:
        with tracing_context(enabled=False):
            message = chat.bind(**extra).invoke([SystemMessage(system), HumanMessage(human)])
    except Exception as error:
        reply = of_error(error, body())
        if reply is None:
            raise
        return reply
    return of_message(message)


def _hidden(reply: Reply, settings: Settings) -> Reply:
    """Take the key out of what the server sent back; a short one may be a common word, and answers stay as they are."""
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    answered = reply.outcome is Outcome.OK

    def hide(words: str) -> str:
        shown = words.replace(key, "[key]") if len(key) >= (_SURELY_A_KEY if answered else 1) else words
        return shown if answered else _KEY_LIKE.sub("[key]", shown)

    return replace(reply, raw=hide(reply.raw), message=hide(reply.message))
