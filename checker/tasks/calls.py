"""
The model calls of one run: written down before and after, within the caps, and not sent when the answer is there.

Never here: what is asked, or what an answer means.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from checker.budget import Caps, Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import StoreError
from checker.extract import Request, Send
from checker.extract.outcome import Outcome
from checker.extract.rules import FINAL, Account, allowance, priced, set_aside, stopped, taken, unsent
from checker.jobs import STORE_SECONDS, Ending, Step
from checker.model import ModelCall, Run
from checker.store import Tx, calls, runs
from checker.tasks.gate import Gate
from checker.text import storable

TURNED_DOWN = FINAL - {Outcome.OVER_BUDGET}  # what a server says to all alike
AGAIN_SECONDS = 0.2  # between two looks whether a cap has room again
_NOT_OVER = {calls.PENDING, calls.INTERRUPTED}
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCalls:
    """What one run asks of a model."""

    desk: Desk
    settings: Settings
    run: Run
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
        call = self._kept(position)
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
        while True:
            self.gate.go_on()
            noted = self._patient(lambda: self._noted(request, turn))
            if noted is None:
                return None
            if noted.call:
                call = self._answer(request, send, noted.call, noted.limit)
                came.extend([call] if call else [])
                return call.position if call else None
            self.gate.ending.wait(AGAIN_SECONDS)

    def _answer(self, request: Request, send: Send, noted: ModelCall, limit: int | None) -> ModelCall | None:
        if noted.outcome != calls.PENDING:
            return noted
        with self.gate.place() as free:
            if not (free and self._patient(lambda: self._still_asks(request))):
                self._withdraw(noted)
                self.gate.go_on()
                return None
            came = self._patient(lambda: self._turned_down(request)) or self._sent(request, send, limit)
        came = replace(came, position=noted.position, key=noted.key, at=noted.at)
        answered = replace(priced(self.settings.prices, came), raw=storable(came.raw), message=storable(came.message))
        self._patient(lambda: self._answered(request, answered))
        return answered

    def _sent(self, request: Request, send: Send, limit: int | None) -> ModelCall:
        self.sent.set()
        try:
            came = self.gate.made(lambda: send(limit))
        except Exception:
            self._patient(lambda: self._interrupted(request))
            raise
        if came.outcome != Outcome.OK:
            self.gate.go_on()  # broken off by the end of the worker: it stays on its way, and is asked again
        return came

    def _still_asks(self, request: Request) -> bool:
        """Whether the run goes on, after the wait for a place."""
        with self.desk.store.read() as tx:
            return self._goes_on(tx, request)

    def _goes_on(self, tx: Tx, request: Request) -> bool:
        run = runs.get(tx, self.run.id)
        if run.finished_at or run.tries != self.run.tries:
            return False
        return not stopped(calls.made_since(tx, run.id, run.queued_at), request.model)

    def _noted(self, request: Request, turn: int) -> "_Noted | None":
        """Write the call down before it goes out, or what there is in its place; None when the run may ask nothing more."""
        with self.desk.store.write() as tx:
            run = runs.get(tx, self.run.id)
            if run.finished_at or run.tries != self.run.tries:
                return None
            made = calls.made_since(tx, run.id, run.queued_at)
            mine = [each.outcome for each in made if each.key == request.key]
            came = calls.came_to_run(tx, run, request.key) if set(mine) - _NOT_OVER else []
            if turn < len(came):  # from a batch, or from a worker that ended before the engine knew of it
                return _Noted(call=came[turn])
            if stopped(made, request.model):
                return None
            refused = self._refused(tx, run, request)
            if refused:
                return _Noted(call=calls.add(tx, run.id, refused, Spent()))
            if calls.PENDING in mine or run.tries > 1:
                calls.interrupt(tx, run.id, request.key)
            known = calls.recall(tx, request.key)
            if known:
                again = replace(known, at=self.desk.now(), reused=True)
                return _Noted(call=calls.add(tx, run.id, again, Spent()))
            return self._within_caps(tx, request)

    def _turned_down(self, request: Request) -> ModelCall | None:
        with self.desk.store.read() as tx:
            return self._refused(tx, runs.get(tx, self.run.id), request)

    def _refused(self, tx: Tx, run: Run, request: Request) -> ModelCall | None:
        """What the server said to another run that waited together with this one holds for this one too."""
        found = calls.turned_down(tx, request.model, TURNED_DOWN, run.queued_at)
        return unsent(request, found.outcome, self.desk.now(), found.message) if found else None

    def _within_caps(self, tx: Tx, request: Request) -> "_Noted":
        counted = accounts(tx, self.settings, self.run.id, self.desk.now())
        allowed = allowance(self.settings, counted, request)
        if not allowed.refusal:
            aside = set_aside(self.settings.prices, request, allowed.limit)
            call = calls.add(tx, self.run.id, unsent(request, calls.PENDING, self.desk.now()), aside)
            return _Noted(call=call, limit=allowed.limit)
        full = [each.name for each in counted if allowance(self.settings, [each], request).refusal]
        if all(self._may_give_back(tx, name) for name in full):
            return _Noted(call=None)
        refused = unsent(request, Outcome.OVER_BUDGET, self.desk.now(), allowed.refusal)
        return _Noted(call=calls.add(tx, self.run.id, refused, Spent()))

    def _may_give_back(self, tx: Tx, account: str) -> bool:
        """Whether a call under way counts against this cap: what is set aside for it may be more than it takes."""
        since = self.desk.now() - timedelta(seconds=2 * self.settings.model_timeout)
        return calls.under_way(tx, since, self.run.id if account == RUN else None) > 0

    def _answered(self, request: Request, call: ModelCall) -> None:
        with self.desk.store.write() as tx:
            calls.answered(tx, self.run.id, call, taken(self.settings.prices, request, call))

    def _withdraw(self, noted: ModelCall) -> None:
        with self.desk.store.write() as tx:
            calls.withdraw(tx, self.run.id, noted.position)

    def _interrupted(self, request: Request) -> None:
        with self.desk.store.write() as tx:
            calls.interrupt(tx, self.run.id, request.key)

    def _kept(self, position: int) -> ModelCall | None:
        def read() -> ModelCall | None:
            with self.desk.store.read() as tx:
                return calls.find(tx, self.run.id, position)

        return self._patient(read)

    def _patient(self, do: Callable[[], Result]) -> Result:
        """Do something in the store, again and again until the store answers: what a call brought must not be lost."""
        while True:
            try:
                return do()
            except StoreError:
                _log.warning("the store does not answer; a model call waits", exc_info=True)
                if self.gate.ending.wait(STORE_SECONDS):
                    raise Ending from None


RUN, DAY = "run", "day"


def accounts(tx: Tx, settings: Settings, run_id: str, now: datetime) -> list[Account]:
    """Return the caps that a call of a run counts against, with what was used up of each."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    if settings.run_caps != Caps():
        found.append(Account(name=RUN, caps=settings.run_caps, spent=calls.spent_by(tx, run_id)))
    if settings.day_caps != Caps():
        found.append(Account(name=DAY, caps=settings.day_caps, spent=calls.spent_since(tx, midnight)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """What was written down for a call: itself, or nothing while it has to wait for the caps."""

    call: ModelCall | None
    limit: int | None = None
