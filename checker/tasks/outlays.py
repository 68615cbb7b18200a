"""
What commands spend that store nothing else: noted in the desk's database, so that the caps of a day hold for them too.

Never here: a run, or a call.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Request
from checker.extract.spending.purse import Allow, Reserved
from checker.extract.spending.rules import Account, Allowance, allowance, set_aside
from checker.store import Tx, calls, outlays
from checker.store.outlays import Outlay
from checker.tasks.accounts import of_day
from checker.tasks.setup import open_desk


@contextmanager
def noted(settings: Settings, purpose: str, opened: Callable[[Settings], Desk] = open_desk) -> Iterator["Outlays"]:
    """Note what is spent for this purpose; the database is opened when the first call is to be made, and never without one."""
    book = Outlays(settings, purpose, opened)
    try:
        yield book
    finally:
        book.close()


class Outlays:
    """The outlays of one command; safe to share between threads."""

    def __init__(self, settings: Settings, purpose: str, opened: Callable[[Settings], Desk]) -> None:
        self._settings = settings
        self._purpose = purpose
        self._opened = opened
        self._lock = threading.Lock()
        self._known: Desk | None = None

    def reserve(self, request: Request, allow: Allow) -> Reserved:
        """Set aside what a call may take if it is allowed beside all that others have spent and set aside today."""
        desk = self._desk()
        with desk.store.write() as tx:
            of_today = of_day(tx, self._settings, desk.now())
            allowed = allow(of_today)
            if allowed is None or allowed.refusal:
                return Reserved(allowed=allowed, others_may_give_back=self._may_give_back(tx, desk, of_today, request))
            outlay = self._outlay(desk, request, allowed)
            outlays.add(tx, outlay)
        return Reserved(allowed=allowed, id=outlay.id)

    def settle(self, outlay_id: str, spent: Spent) -> None:
        """Put what a call took in the place of what was set aside for it."""
        with self._desk().store.write() as tx:
            outlays.settle(tx, outlay_id, spent)

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._known:
                self._known.store.close()
            self._known = None

    def _outlay(self, desk: Desk, request: Request, allowed: Allowance) -> Outlay:
        aside = set_aside(self._settings.prices, request, allowed.limit)
        return Outlay(id=desk.new_id(), at=desk.now(), purpose=self._purpose, model=request.model, aside=aside)

    def _may_give_back(self, tx: Tx, desk: Desk, of_today: Sequence[Account], request: Request) -> bool:
        """Whether the day's cap is full of what is set aside for calls under way, which may take less."""
        since = desk.now() - timedelta(seconds=2 * self._settings.model_timeout)
        return bool(allowance(self._settings, of_today, request).refusal) and calls.under_way(tx, since) > 0

    def _desk(self) -> Desk:
        with self._lock:
            if self._known is None:
                self._known = self._opened(self._settings)
            return self._known
