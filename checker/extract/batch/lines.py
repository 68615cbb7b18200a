"""
The lines of a batch's files: a request as it is written, and what came of it as it is read, by the rules of a live call.

Never here: a connection.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from checker.config import Settings
from checker.extract import Request
from checker.extract.asking.conversation import judged, question
from checker.extract.asking.outcome import Outcome, Reply, of_error, of_message, shortened
from checker.extract.asking.provider import limit_name, openai_choices
from checker.model import ModelCall
from checker.text import normalise, storable

if TYPE_CHECKING:  # costs two seconds
    from langchain_core.messages import AIMessage

ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
LONGEST_LINE = 32_000_000  # bytes
_WELL, _BAD_REQUEST = 200, 400
# As which status an error counts that has only a code; any other is a request that was turned down.
_STATUSES = {"model_not_found": 404, "invalid_api_key": 401}
# What reading something else than an answer brings.
_NO_ANSWER = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_NOT_DONE = {
    "completed": "the batch ended without an answer to this request",
    "expired": "the batch was not done within a day",
    "cancelled": "the batch was cancelled before this request was answered",
}


def line(request: Request, limit: int | None, settings: Settings) -> bytes:
    """Return a request under its key, with the body that would be sent at once."""
    messages = [{"role": "system", "content": request.system}, {"role": "user", "content": request.human}]
    body: dict[str, Any] = {"model": request.model.partition(":")[2], "messages": messages}
    body |= openai_choices(question(request, limit), settings, limit_name(settings))
    whole = {"custom_id": request.key, "method": "POST", "url": ENDPOINT, "body": body}
    return json.dumps(whole).encode() + b"\n"


def lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file that comes in parts; what else Unicode takes for the end of a line may stand in an answer."""
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        yield from filter(bytes.strip, whole)
        if len(rest) > LONGEST_LINE:
            raise ValueError(f"a line of the results is longer than {LONGEST_LINE:,} bytes")
    if rest.strip():
        yield rest


def read(line: bytes) -> tuple[str | None, Reply]:
    """Return which request a line of the results is about, None if it does not say so, and what came of it."""
    try:
        told = json.loads(line)
        key, response, error = told["custom_id"], told.get("response"), told.get("error")
    except _NO_ANSWER:
        return None, Reply(outcome=Outcome.UNAVAILABLE, message="a line of the results cannot be read")
    reply = _not_done(error) if response is None else _reply(response)
    return key if isinstance(key, str) else None, reply


def unanswered(status: str, errors: Sequence[tuple[str, str]]) -> Reply:
    """Return what came of the requests that a batch left out when it ended so, with these codes and messages."""
    if status != "failed":
        return Reply(outcome=Outcome.UNAVAILABLE, message=_NOT_DONE.get(status, status))
    code, message = next(iter(errors), ("", "the batch failed, and its server does not say why"))
    return _of_failure(_Failed(_STATUSES.get(code, _BAD_REQUEST), message or code, code), "")


def answered(call: ModelCall, reply: Reply) -> ModelCall:
    """Return a call that was on its way with what came of it, read as critically as a live answer."""
    filled = replace(
        call,
        outcome=reply.outcome,
        raw=storable(normalise(reply.raw)),
        message=storable(normalise(reply.message)),
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
        sent=True,
        may_be_billed=reply.may_be_billed,
    )
    outcome, message = judged(filled)
    return replace(filled, outcome=outcome, message=message)


class _Failed(Exception):
    """What the live client would raise, as far as an outcome depends on it."""

    def __init__(self, status_code: int, message: str, body: str) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.message = message
        self.body = body


def _not_done(error: Any) -> Reply:
    message = error.get("message") if isinstance(error, dict) else None
    return Reply(outcome=Outcome.UNAVAILABLE, message=shortened(str(message or "the server gives no reason")))


def _reply(response: Any) -> Reply:
    raw = json.dumps(response.get("body") if isinstance(response, dict) else response, ensure_ascii=False)
    try:
        status, body = response["status_code"], response["body"]
        return of_message(_message(body)) if status == _WELL else _of_failure(_failed(int(status), body), raw)
    except _NO_ANSWER as error:
        return _of_failure(error, raw)


def _message(body: Any) -> "AIMessage":
    """A chat completion as the live client hands it over."""
    from langchain_core.messages import AIMessage

    choice = body["choices"][0]
    said = choice["message"]
    message = AIMessage(
        content=said.get("content") or "",
        additional_kwargs={"refusal": said.get("refusal")},
        response_metadata={"finish_reason": choice.get("finish_reason")},
    )
    given, got, cached = _usage(body.get("usage") or {})
    if given is not None and got is not None:
        message.usage_metadata = {"input_tokens": given, "output_tokens": got, "total_tokens": given + got}
        message.usage_metadata["input_token_details"] = {"cache_read": cached or 0}
    return message


def _usage(usage: dict[str, Any]) -> list[int | None]:
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
    counts = (usage.get("prompt_tokens"), usage.get("completion_tokens"), cached)
    return [each if type(each) is int else None for each in counts]


def _failed(status: int, body: Any) -> _Failed:
    error = body.get("error", body) if isinstance(body, dict) else body
    message = error.get("message") if isinstance(error, dict) else error
    return _Failed(status, str(message or "no reason given"), json.dumps(error))


def _of_failure(error: Exception, raw: str) -> Reply:
    reply = of_error(error, raw)
    if reply is None:
        raise error
    return reply
