"""
The model calls of one run, kept in memory: within the caps, each question asked once, none after the run has stopped.

Never here: the store, what is asked, or what an answer means.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from checker.budget import Caps, Spent
from checker.config import Settings
from checker.errors import ConfigError
from checker.extract import Request, Send
from checker.extract.spending.purse import Purse, Reserved
from checker.extract.spending.rules import Account, Allowance, allowance, priced, reused, set_aside, stopped, taken, unsent
from checker.model import ModelCall
from checker.words import Outcome

AGAIN_SECONDS = 0.2  # between two looks whether other processes have given something back


def _utc() -> datetime:
    return datetime.now(UTC)


class CallBook:
    """What one run asks of models, with every call kept; safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        purse: Purse | None = None,
        now: Callable[[], datetime] = _utc,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """
        Begin a run within the caps of the settings, which hold for all books together that share a purse.

        `sleep=None` waits in a way that `stop` ends.
        """
        self._settings = settings
        self._purse = purse or Purse()
        self._now = now
        self._over = threading.Event()
        self._sleep = sleep or self._over.wait
        self._changed = self._purse.changed
        self._calls: list[ModelCall] = []

    @property
    def calls(self) -> tuple[ModelCall, ...]:
        """All calls so far, in the order of their positions; a call that the caps did not allow is among them, unsent."""
        with self._changed:
            return tuple(self._calls)

    @property
    def spent(self) -> Spent:
        """What the calls so far have used up, with those of other books that share the purse."""
        with self._changed:
            return self._purse.spent

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
            reserved = self._reserved(request)
            if reserved is None or isinstance(reserved, ModelCall):
                return reserved
            limit = reserved.allowed.limit if reserved.allowed else None
            aside = set_aside(self._settings.prices, request, limit)
            number = self._purse.set_aside(aside)
        try:
            call = send(limit)
        except ConfigError:  # the model could not be opened, so nothing was sent
            self._settle(number, reserved, Spent())
            raise
        except BaseException:  # it may have gone out, and the server goes on and bills
            self._settle(number, reserved, aside)
            raise
        spent = taken(self._settings.prices, request, call, limit)
        return self._settle(number, reserved, spent, priced(self._settings.prices, call))

    def _reserved(self, request: Request) -> Reserved | ModelCall | None:
        """Return what may be sent, or the call that stands in for it; None when the run has stopped."""
        while self._goes_on(request):
            known = next((call for call in self._calls if call.key == request.key and call.outcome == Outcome.OK), None)
            if known:
                return self._keep(reused(known, self._now()))
            reserved = self._purse.outlays.reserve(request, lambda of_day: self._allowed(request, of_day))
            if reserved.allowed is None:
                self._changed.wait()
            elif not reserved.allowed.refusal:
                return reserved
            elif reserved.others_may_give_back:
                self._changed.wait(AGAIN_SECONDS)
            else:
                return self._keep(unsent(request, Outcome.OVER_BUDGET, self._now(), reserved.allowed.refusal))
        return None

    def _goes_on(self, request: Request) -> bool:
        return not self._over.is_set() and not stopped(self._calls, request.model)

    def _allowed(self, request: Request, of_day: Sequence[Account]) -> Allowance | None:
        """Return what may be sent; None as long as calls under way hold what is left."""
        allowed = allowance(self._settings, [*self._accounts(), *of_day], request)
        return None if self._purse.under_way and (allowed.refusal or self._is_tight(allowed)) else allowed

    def _is_tight(self, allowed: Allowance) -> bool:
        """Whether there may be more room for the answer when the calls under way have ended."""
        return allowed.limit is not None and allowed.limit < self._settings.answer_tokens

    def _accounts(self) -> list[Account]:
        caps = self._settings.run_caps
        return [] if caps == Caps() else [Account(name="run", caps=caps, spent=self._purse.held())]

    def _settle(self, number: int, reserved: Reserved, spent: Spent, call: ModelCall | None = None) -> ModelCall | None:
        with self._changed:
            self._purse.settle(number, spent)
            kept = self._keep(call) if call else None
        self._purse.outlays.settle(reserved.id, spent)
        return kept

    def _keep(self, call: ModelCall) -> ModelCall:
        kept = replace(call, position=len(self._calls))
        self._calls.append(kept)
        return kept
