"""
The model calls of one run: written down before and after, within the caps, and not sent when the answer is there.

Never here: what is asked, what an answer means, or what stands in the store.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from checker.errors import StoreError
from checker.extract import Request, Send
from checker.extract.spending.rules import priced
from checker.jobs import STORE_SECONDS, Ending, Step
from checker.model import ModelCall
from checker.tasks.gate import Gate
from checker.tasks.noting import Noted, Notes
from checker.text import storable
from checker.words import OnItsWay, Outcome

AGAIN_SECONDS = 0.2  # between two looks whether a cap has room again, or the answer that somebody else waits for is there
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCalls:
    """What one run asks of a model."""

    notes: Notes
    step: Step
    gate: Gate
    asked: Counter[str] = field(default_factory=Counter)  # how often, by key
    sent: threading.Event = field(default_factory=threading.Event)  # whether the last call went out just now

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what came of the call; None when the run may ask nothing more."""
        turn = self.asked[request.key]
        self.asked[request.key] += 1
        self.sent.clear()
        came: list[ModelCall] = []  # of what was done now; what the engine remembers is looked up
        position = self.step("ask", lambda: self._position(request, send, turn, came))
        if position is None or came:
            return came[0] if came else None
        call = self._patient(lambda: self.notes.kept(position))
        if call is None or call.key != request.key:
            # The engine remembers what this database does not hold: it was put back from a copy, or what is asked changed.
            self._position(request, send, turn, came)
            return came[0] if came else None
        return call

    def wait(self, seconds: float) -> None:
        """Wait before a call is tried again, no longer than the worker goes on; what came before was waited for then."""
        if self.sent.is_set():
            self.gate.ending.wait(seconds)

    def _position(self, request: Request, send: Send, turn: int, came: list[ModelCall]) -> int | None:
        noted = self._noted(request, turn)
        call = self._answer(request, send, noted, noted.call) if noted and noted.call else None
        came.extend([call] if call else [])
        return call.position if call else None

    def _noted(self, request: Request, turn: int) -> Noted | None:
        """Write the call down as soon as it need not wait for others; None when the run may ask nothing more."""
        while True:
            self.gate.go_on()
            noted = self._patient(lambda: self.notes.note(request, turn))
            if noted is None or noted.call:
                return noted
            self.gate.ending.wait(AGAIN_SECONDS)

    def _answer(self, request: Request, send: Send, noted: Noted, call: ModelCall) -> ModelCall | None:
        if call.outcome != OnItsWay.PENDING:
            return call
        with self.gate.place() as free:
            if not (free and self._patient(lambda: self.notes.still_asks(request))):
                self._patient(lambda: self.notes.withdraw(call))
                self.gate.go_on()
                return None
            came = self._patient(lambda: self.notes.turned_down(request)) or self._sent(request, send, noted.limit)
        came = replace(came, position=call.position, key=call.key, at=call.at)
        came = replace(came, raw=storable(came.raw), message=storable(came.message))
        answered = priced(self.notes.settings.prices, came)
        self._patient(lambda: self.notes.answered(request, answered, noted))
        return answered

    def _sent(self, request: Request, send: Send, limit: int | None) -> ModelCall:
        self.sent.set()
        try:
            came = self.gate.made(lambda: send(limit))
        except Exception:
            self._patient(lambda: self.notes.interrupted(request))
            raise
        if came.outcome == Outcome.UNAVAILABLE:
            self.gate.go_on()  # broken off by the end of the worker: it stays on its way, and is asked again
        return came

    def _patient(self, do: Callable[[], Result]) -> Result:
        """Do something in the store, again and again until the store answers: what a call brought must not be lost."""
        while True:
            try:
                return do()
            except StoreError:
                _log.warning("the store does not answer; a model call waits", exc_info=True)
                if self.gate.ending.wait(STORE_SECONDS):
                    raise Ending from None
