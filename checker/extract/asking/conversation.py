"""
Asks one model one thing: patient with a silent server, and in a form of answer that it knows.

Never here: what is asked, what an answer means, or whether it may be asked.
"""

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from checker.budget import estimate_tokens, our_tokens
from checker.config import Settings
from checker.errors import ModelOutputInvalid
from checker.extract import Calls, Request
from checker.extract.asking.instructions import Wordings
from checker.extract.asking.message import FIXED_CODE, Message
from checker.extract.asking.outcome import Outcome, Reply
from checker.extract.asking.parsing import parsed, parsed_remarks
from checker.extract.asking.provider import OPENAI, Form, Model, Open, Question, open_model, provider
from checker.extract.asking.schema import Purpose, json_schema, schema_name, schema_text
from checker.extract.spending.rules import ATTEMPTS
from checker.model import ModelCall
from checker.text import normalise

LONGEST_WAIT = 60.0  # seconds, whatever the server asks for
# How the words of an answer become its items; each raises ModelOutputInvalid.
READERS: dict[Purpose, Callable[[str], object]] = {
    Purpose.EXTRACT: parsed,
    Purpose.REPAIR: parsed,
    Purpose.SECOND_READER: parsed_remarks,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a conversation takes from outside."""

    open: Open = open_model
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    nonce: Callable[[], str] = field(default=lambda: secrets.token_hex(8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing to ask: what for, in which words, and about how long the answer will be."""

    purpose: Purpose
    message: Message
    answer_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of asking: with the outcome `ok`, `raw` is an answer that can be read."""

    outcome: Outcome
    message: str = ""
    raw: str = ""
    call: int | None = None


class Conversation:
    """The conversation with one model; its client is opened when it is first needed, and shared between threads."""

    def __init__(self, settings: Settings, wordings: Wordings, means: Means) -> None:
        self._settings = settings
        self._wordings = wordings
        self._means = means
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._model: Model | None = None
        self._forms = tuple(Form) if provider(settings) == OPENAI else (Form.WORDS,)
        self._form = 0  # what the server turned down once is not tried again

    def close(self) -> None:
        """Let go of the client; it is opened anew if it is needed again."""
        with self._lock:
            self._model = None
            self._opened.close()

    def ask(self, calls: Calls, topic: Topic) -> Said:
        """Ask, and ask again while the server does not answer."""
        waits: list[float] = []
        said = self._in_some_form(calls, topic, waits)
        for attempt in range(ATTEMPTS - 1):
            if said.outcome is not Outcome.UNAVAILABLE:
                break
            calls.wait(min(waits.pop() if waits else 2.0**attempt, LONGEST_WAIT))
            said = self._in_some_form(calls, topic, waits)
        return said

    def request(self, topic: Topic) -> Request:
        """Return the call that would be made now."""
        form, instructions = self._forms[self._form], self._wordings.of(topic.purpose)
        system, human = instructions.system(form), topic.message(self._means.nonce())
        about = (self._name, instructions.hash, form, topic.purpose, system, topic.message(FIXED_CODE))
        schema = our_tokens(len(schema_text(topic.purpose))) if form is Form.SCHEMA else 0
        return Request(
            key=hashlib.sha256(json.dumps(about).encode()).hexdigest(),
            purpose=topic.purpose,
            model=self._name,
            prompt_hash=instructions.hash,
            form=form,
            system=system,
            human=human,
            input_tokens=instructions.most_tokens(form) + schema + estimate_tokens(human),
            answer_tokens=topic.answer_tokens,
        )

    @property
    def _name(self) -> str:
        return self._settings.model or ""

    def _in_some_form(self, calls: Calls, topic: Topic, waits: list[float]) -> Said:
        """Ask in the surest form that the server knows."""
        said = Said(outcome=Outcome.FORM_REFUSED)
        # Counted and not looked up: a run that is taken up again must ask as often as before, whatever was learned since.
        for _ in self._forms:
            said = self._once(calls, self.request(topic), waits)
            if said.outcome is not Outcome.FORM_REFUSED:
                break
        return said

    def _once(self, calls: Calls, request: Request, waits: list[float]) -> Said:
        call = calls.ask(request, self._sending(request, waits))
        if call is None:
            return Said(outcome=Outcome.NOT_ASKED)
        if call.outcome == Outcome.FORM_REFUSED:
            self._learn(Form(request.form))
        outcome, message = judged(call)
        return Said(outcome=outcome, message=message, raw=call.raw, call=call.position)

    def _learn(self, refused: Form) -> None:
        with self._lock:
            self._form = min(max(self._form, self._forms.index(refused) + 1), len(self._forms) - 1)

    def _sending(self, request: Request, waits: list[float]) -> Callable[[int | None], ModelCall]:
        def send(limit: int | None) -> ModelCall:
            model, begun, at = self._open(), self._means.clock(), self._means.now()
            reply = model.ask(question(request, limit))
            waits[:] = [] if reply.retry_after is None else [reply.retry_after]
            return _call(request, reply, self._means.clock() - begun, at)

        return send

    def _open(self) -> Model:
        with self._lock:
            if self._model is None:
                self._model = self._opened.enter_context(self._means.open(self._settings, self._means.clock))
            return self._model


def question(request: Request, limit: int | None) -> Question:
    """Return a request as a model is asked it, with an answer of at most so many tokens."""
    purpose = Purpose(request.purpose)
    return Question(
        form=Form(request.form),
        system=request.system,
        human=request.human,
        schema_name=schema_name(purpose),
        schema=json_schema(purpose),
        answer_tokens=limit,
    )


def _call(request: Request, reply: Reply, seconds: float, at: datetime) -> ModelCall:
    call = ModelCall(
        position=0,
        key=request.key,
        purpose=request.purpose,
        model=request.model,
        prompt_hash=request.prompt_hash,
        outcome=reply.outcome,
        raw=normalise(reply.raw),
        message=normalise(reply.message),
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
        seconds=seconds,
        cost=None,
        at=at,
        may_be_billed=reply.may_be_billed,
    )
    outcome, message = judged(call)
    return replace(call, outcome=outcome, message=message)


def judged(call: ModelCall) -> tuple[Outcome, str]:
    """An answer that came another way, or from an earlier run, is read as critically as a new one."""
    outcome = Outcome(call.outcome)
    if outcome is Outcome.OK:
        try:
            READERS[Purpose(call.purpose)](call.raw)
        except ModelOutputInvalid as error:
            return Outcome.INVALID, str(error)
    return outcome, call.message
