"""
What can come of a model call, told apart once for every provider.

Never here: a second attempt, or what follows from an outcome.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.words import Outcome

if TYPE_CHECKING:  # costs two seconds
    from langchain_core.messages import BaseMessage

__all__ = ["Outcome", "Reply", "not_a_completion", "of_error", "of_message", "shortened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the model's server, sorted by what it is; `message` is the server's word on a failure."""

    outcome: Outcome
    raw: str = ""
    message: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None  # of the input; known to the provider from an earlier call
    retry_after: float | None = None  # seconds
    may_be_billed: bool = False  # no answer came, and nobody knows whether the server read what was sent


# How the providers name the end of an answer.
ENDINGS = {
    "length": Outcome.TRUNCATED,
    "max_tokens": Outcome.TRUNCATED,
    "model_context_window_exceeded": Outcome.TRUNCATED,
    "content_filter": Outcome.FILTERED,
    "safety": Outcome.FILTERED,
    "prohibited_content": Outcome.FILTERED,
    "refusal": Outcome.REFUSED,
}
_ENDING_KEYS = ("finish_reason", "stop_reason", "done_reason")

STATUSES = {
    401: Outcome.UNAUTHORISED,
    402: Outcome.QUOTA_EXHAUSTED,
    403: Outcome.UNAUTHORISED,
    404: Outcome.MODEL_NOT_FOUND,
    408: Outcome.UNAVAILABLE,
    409: Outcome.UNAVAILABLE,
    413: Outcome.CONTEXT_TOO_LONG,
    425: Outcome.UNAVAILABLE,
    429: Outcome.UNAVAILABLE,
}
_BAD_REQUESTS = (400, 422)
_NOT_WAITED_FOR = (408, 504, 524)  # somebody on the way waited no longer; the model behind may have answered
_SERVER_FAILED = 500
_LONGEST_MESSAGE = 300
_MOST_TOKENS = 2**31 - 1  # a server that counts more is not believed

_NO_QUOTA = re.compile(r"insufficient[_ ](quota|balance|credit)|billing_hard_limit", re.IGNORECASE)
_TOO_LONG = re.compile(r"context[_ ](length|window|size)|maximum context|prompt is too long|too many tokens", re.IGNORECASE)
_FORM = re.compile(r"response_format|json_schema|json_object|structured[_ ]output", re.IGNORECASE)
_NO_CONNECTION = re.compile(r"timeout|connect", re.IGNORECASE)
# The errors of a connection that never stood, so that nothing went out over it.
_NEVER_SENT = re.compile(
    r"^(Connect(Error|Timeout)|ConnectionRefusedError|gaierror|PoolTimeout|ProxyError|UnsupportedProtocol)$"
)


def of_message(message: "BaseMessage") -> Reply:
    """Return what a whole answer is; a refusal or a cut answer is never taken for a good one."""
    refusal = message.additional_kwargs.get("refusal")
    outcome = Outcome.REFUSED if refusal else _ending(message.response_metadata)
    usage: Any = getattr(message, "usage_metadata", None) or {}
    return Reply(
        outcome=outcome,
        raw=str(message.text) or str(refusal or ""),
        message=shortened(str(refusal)) if refusal else "",
        input_tokens=_tokens(usage.get("input_tokens")),
        output_tokens=_tokens(usage.get("output_tokens")),
        cached_tokens=_tokens((usage.get("input_token_details") or {}).get("cache_read")),
    )


def _tokens(count: object) -> int | None:
    return count if isinstance(count, int) and 0 <= count <= _MOST_TOKENS else None


def _ending(metadata: dict[str, Any]) -> Outcome:
    named = next((metadata[key] for key in _ENDING_KEYS if metadata.get(key)), "stop")
    return ENDINGS.get(str(named).lower(), Outcome.OK)


def of_error(error: Exception, body: str) -> Reply | None:
    """Return what an error says about the call; None for one that the call did not cause."""
    outcome = _of_error(error)
    if outcome is None:
        return None
    return Reply(
        outcome=outcome,
        raw=body,
        message=_words(error, body),
        retry_after=_retry_after(error),
        may_be_billed=outcome is Outcome.UNAVAILABLE and _may_be_billed(error),
    )


def _may_be_billed(error: BaseException) -> bool:
    """Whether the server may have read what was sent; one that says itself that it did not answer has not."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in _NOT_WAITED_FOR
    return not any(_NEVER_SENT.search(type(each).__name__) for each in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_error(error: Exception) -> Outcome | None:
    status = getattr(error, "status_code", None)
    if _is_too_long(error, status):
        return Outcome.CONTEXT_TOO_LONG
    if isinstance(status, int):
        return _of_status(status, f"{error} {getattr(error, 'body', '')}")
    if _is_silence(error) or not_a_completion(error):
        return Outcome.UNAVAILABLE
    return Outcome.REJECTED if _is_model_error(error) else None


def _of_status(status: int, words: str) -> Outcome:
    if _NO_QUOTA.search(words):
        return Outcome.QUOTA_EXHAUSTED
    if status >= _SERVER_FAILED:
        return Outcome.UNAVAILABLE
    return STATUSES.get(status, Outcome.FORM_REFUSED if _FORM.search(words) else Outcome.REJECTED)


def _is_too_long(error: Exception, status: object) -> bool:
    from langchain_core.exceptions import ContextOverflowError

    return isinstance(error, ContextOverflowError) or (status in _BAD_REQUESTS and bool(_TOO_LONG.search(str(error))))


def _is_silence(error: Exception) -> bool:
    from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError

    known = isinstance(error, ModelConnectionError | ModelTimeoutError | OSError)
    return known or bool(_NO_CONNECTION.search(type(error).__name__))


def _is_model_error(error: Exception) -> bool:
    from langchain_core.exceptions import ModelError

    return isinstance(error, ModelError)


def not_a_completion(error: Exception) -> bool:
    """Whether the server answered with something else than a chat completion: a page of a proxy, no choices."""
    return isinstance(error, ValueError | TypeError | LookupError | AttributeError | RecursionError)


def _words(error: Exception, body: str) -> str:
    if not_a_completion(error):
        return f"the server answered with something that is no chat completion: {shortened(body or str(error))!r}"
    said = getattr(error, "message", None)
    return shortened(said if isinstance(said, str) and said else f"{type(error).__name__}: {error}")


def shortened(words: str, most: int = _LONGEST_MESSAGE) -> str:
    """Return the words on one line, cut where nobody reads on."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[:most] + "…"


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", {})
    seconds, thousandths = _number(headers.get("retry-after")), _number(headers.get("retry-after-ms"))
    return thousandths / 1000 if thousandths is not None else seconds


def _number(words: str | None) -> float | None:
    return float(words) if words and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", words.strip()) else None
