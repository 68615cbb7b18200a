"""
Gets an answer to one chunk: patient with a silent server, once more after a bad answer, in halves when it was too much.

Never here: threads, where a claim stands in the text, or what a person is told in the end.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from checker.extract.chunk import Chunk, Outline, message
from checker.extract.outcome import Outcome, Reply
from checker.extract.provider import Form, Model, Open, open_model
from checker.extract.schema import Answer, complaints, content
from checker.model import ModelCall
from checker.prompts import Prompt
from checker.text import normalise

ATTEMPTS = 3  # for a server that does not answer
LONGEST_WAIT = 60.0  # seconds, whatever the server asks for
DEPTH = 4  # how often a chunk is cut in two
LOSSES = 3  # chunks in a row without an answer, after which no more are sent

TOO_MUCH = (Outcome.TRUNCATED, Outcome.CONTEXT_TOO_LONG)
LOST = (Outcome.UNAVAILABLE, Outcome.REJECTED)
FINAL = (Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of asking about some targets; no outcome means that they were not asked about any more."""

    chunk: Chunk
    outcome: Outcome | None
    message: str = ""
    answer: Answer | None = None
    call: int = -1  # its place among the calls of its reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that came of one chunk."""

    parts: tuple[Part, ...]
    calls: tuple[ModelCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The prompts of a run; `hash` is the version of all that shapes an answer."""

    extract: str
    as_json: str
    again: Prompt
    hash: str

    def system(self, form: Form) -> str:
        """Return the system message, the same for every call in this form."""
        return self.extract if form is Form.SCHEMA else f"{self.extract}\n\n{self.as_json}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a run takes from outside; `sleep=None` waits in a way that a stopped run can end."""

    open: Open = open_model
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] | None = None
    nonce: Callable[[], str] = field(default=lambda: secrets.token_hex(8))


class Conversation:
    """One document's conversation with one model; its chunks are read in several threads."""

    def __init__(self, model: Model, plan: Outline, words: Words, means: Means) -> None:
        self.stopped = threading.Event()
        self._model = model
        self._plan = plan
        self._words = words
        self._means = means
        self._sleep = means.sleep or self.stopped.wait
        self._lock = threading.Lock()
        self._form = 0
        self._losses = 0

    def read(self, chunk: Chunk) -> Reading:
        """Ask about a chunk until there is an answer or none can be had."""
        calls: list[ModelCall] = []
        parts = self._parts(chunk, calls, DEPTH)
        self._count(parts[-1])
        return Reading(parts=tuple(parts), calls=tuple(calls))

    def _parts(self, chunk: Chunk, calls: list[ModelCall], depth: int) -> list[Part]:
        part = self._part(chunk, calls)
        halves = chunk.halves() if part.outcome in TOO_MUCH and depth else None
        if not halves:
            return [part]
        return [each for half in halves for each in self._parts(half, calls, depth - 1)]

    def _part(self, chunk: Chunk, calls: list[ModelCall]) -> Part:
        human = message(self._plan, chunk, self._means.nonce())
        part = self._once(chunk, human, calls)
        if part.outcome is Outcome.INVALID:
            again = self._words.again.fill(problem=part.message)
            second = self._once(chunk, f"{human}\n\n{again}", calls)
            part = second if second.outcome else part
        return part

    def _once(self, chunk: Chunk, human: str, calls: list[ModelCall]) -> Part:
        reply = self._patient(human, calls)
        if reply is None:
            return Part(chunk=chunk, outcome=None)
        answer = None
        if reply.outcome is Outcome.OK:
            answer, complaint = _parsed(reply.raw)
            reply = replace(reply, outcome=Outcome.OK if answer else Outcome.INVALID, message=complaint)
            calls[-1] = replace(calls[-1], outcome=reply.outcome, message=reply.message)
        return Part(chunk=chunk, outcome=reply.outcome, message=reply.message, answer=answer, call=len(calls) - 1)

    def _patient(self, human: str, calls: list[ModelCall]) -> Reply | None:
        """Ask again while the server does not answer; None if the run was stopped before it was asked at all."""
        reply = None
        for attempt in range(ATTEMPTS):
            if self.stopped.is_set():
                break
            reply = self._in_some_form(human, calls)
            if reply.outcome is not Outcome.UNAVAILABLE:
                break
            if attempt + 1 < ATTEMPTS:
                self._sleep(_wait(reply, attempt))
        return reply

    def _in_some_form(self, human: str, calls: list[ModelCall]) -> Reply:
        """Ask in the surest form that the server knows; what it turned down once is not tried again."""
        while True:
            at = self._form
            form = self._model.forms[at]
            reply = self._asked(form, human, calls)
            if not reply.form_refused or at + 1 == len(self._model.forms):
                return reply
            with self._lock:
                self._form = max(self._form, at + 1)

    def _asked(self, form: Form, human: str, calls: list[ModelCall]) -> Reply:
        begun = self._means.clock()
        reply = self._model.ask(form, self._words.system(form), human)
        if reply.outcome in FINAL:
            self.stopped.set()
        calls.append(_call(reply, self._means.clock() - begun))
        return reply

    def _count(self, part: Part) -> None:
        """Stop the run when chunk after chunk brings no answer."""
        with self._lock:
            self._losses = self._losses + 1 if part.outcome in LOST else 0
            if self._losses >= LOSSES:
                self.stopped.set()


def _call(reply: Reply, seconds: float) -> ModelCall:
    return ModelCall(
        position=0,
        outcome=reply.outcome,
        raw=normalise(reply.raw),
        message=normalise(reply.message),
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        seconds=seconds,
    )


def _parsed(raw: str) -> tuple[Answer | None, str]:
    try:
        return Answer.model_validate_json(content(raw)), ""
    except ValidationError as error:
        return None, complaints(error)


def _wait(reply: Reply, attempt: int) -> float:
    return min(2.0**attempt if reply.retry_after is None else reply.retry_after, LONGEST_WAIT)
