"""
The model calls of one run, kept in memory: within the caps, each question asked once, none after the run has stopped.

Never here: the store, what is asked, or what an answer means.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from checker.budget import Caps, Spent
from checker.config import Settings
from checker.extract import Request, Send
from checker.extract.outcome import Outcome
from checker.extract.rules import Account, Allowance, allowance, priced, set_aside, stopped, taken, unsent
from checker.model import ModelCall


def _utc() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """What one run asks of models, with every call kept; safe to share between threads."""

    def __init__(
        self, settings: Settings, *, now: Callable[[], datetime] = _utc, sleep: Callable[[float], object] | None = None
    ) -> None:
        """Begin a run within the caps of the settings; `sleep=None` waits in a way that `stop` ends."""
        self._settings = settings
        self._now = now
        self._over = threading.Event()
        self._sleep = sleep or self._over.wait
        self._changed = threading.Condition()
        self._calls: list[ModelCall] = []
        self._spent = Spent()
        self._under_way: dict[int, Spent] = {}
        self._begun = 0

    @property
    def calls(self) -> tuple[ModelCall, ...]:
        """All calls so far, in the order of their positions; a call that the caps did not allow is among them, unsent."""
        with self._changed:
            return tuple(self._calls)

    @property
    def spent(self) -> Spent:
        """What the calls so far have used up."""
        with self._changed:
            return self._spent

    @property
    def stopped(self) -> bool:
        """Whether somebody ended the run."""
        return self._over.is_set()

    def stop(self) -> None:
        """Let nothing more be asked; calls under way end by themselves."""
        self._over.set()

    def wait(self, seconds: float) -> None:
        """Wait, unless the run is stopped."""
        self._sleep(seconds)

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what came of the call, or of an earlier one that asked just the same; None when the run has stopped."""
        with self._changed:
            allowed = self._allowed(request)
            while allowed is None:
                self._changed.wait()
                allowed = self._allowed(request)
            if isinstance(allowed, ModelCall):
                return self._keep(allowed)
            if not self._goes_on(request):
                return None
            number = self._set_aside(request, allowed)
        try:
            call = send(allowed.limit)
        except BaseException:
            self._settle(number, Spent())
            raise
        return self._settle(number, taken(self._settings.prices, request, call), priced(self._settings.prices, call))

    def _goes_on(self, request: Request) -> bool:
        return not self._over.is_set() and not stopped(self._calls, request.model)

    def _allowed(self, request: Request) -> Allowance | ModelCall | None:
        """Return what may be sent, or what stands in for it; None as long as calls under way hold what is left."""
        if not self._goes_on(request):
            return Allowance(limit=None)
        known = next((call for call in self._calls if call.key == request.key and call.outcome == Outcome.OK), None)
        if known:
            return replace(known, reused=True, cost=0.0, at=self._now())
        allowed = allowance(self._settings, self._accounts(), request)
        if self._under_way and (allowed.refusal or self._is_tight(allowed)):
            return None
        return unsent(request, Outcome.OVER_BUDGET, self._now(), allowed.refusal) if allowed.refusal else allowed

    def _is_tight(self, allowed: Allowance) -> bool:
        """Whether there may be more room for the answer when the calls under way have ended."""
        return allowed.limit is not None and allowed.limit < self._settings.answer_tokens

    def _accounts(self) -> list[Account]:
        caps = self._settings.run_caps
        spent = sum(self._under_way.values(), self._spent)
        return [] if caps == Caps() else [Account(name="run", caps=caps, spent=spent)]

    def _set_aside(self, request: Request, allowed: Allowance) -> int:
        self._begun += 1
        self._under_way[self._begun] = set_aside(self._settings.prices, request, allowed.limit)
        return self._begun

    def _settle(self, number: int, spent: Spent, call: ModelCall | None = None) -> ModelCall | None:
        with self._changed:
            del self._under_way[number]
            self._spent += spent
            kept = self._keep(call) if call else None
            self._changed.notify_all()
            return kept

    def _keep(self, call: ModelCall) -> ModelCall:
        kept = replace(call, position=len(self._calls))
        self._calls.append(kept)
        return kept
