"""
What is written down for a call of a run: itself before it goes out, what stands in its place, and what came of it.

Never here: a call, or a wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checker.budget import Spent
from checker.config import Settings
from checker.decisions import Desk
from checker.extract import Request
from checker.extract.spending.rules import Account, allowance, reused, set_aside, stopped, taken, unsent
from checker.model import ModelCall, Run
from checker.store import Tx, calls, events, runs
from checker.tasks.accounts import RUN, accounts
from checker.tasks.heard import Heard
from checker.words import OnItsWay, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was written down for a call: itself, or nothing while it has to wait for others."""

    call: ModelCall | None
    limit: int | None = None
    after: int = 0  # the newest line of the history then: no clock says what came first


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The calls of one run as they stand in the store; each function is one transaction."""

    desk: Desk
    settings: Settings
    run: Run
    heard: Heard

    def note(self, request: Request, turn: int) -> Noted | None:
        """Write a call down before it goes out, or what there is in its place; None when the run may ask nothing more."""
        with self.desk.store.write() as tx:
            run = self._still(tx)
            if run is None:
                return None
            made = calls.made_by(tx, run)
            mine = [each.outcome for each in made if each.key == request.key]
            came = calls.came_to_run(tx, run, request.key) if set(mine) - {*OnItsWay} else []
            if turn < len(came):  # from a batch, or from a worker that ended before the engine knew of it
                return Noted(call=came[turn])
            if stopped(made, request.model):
                return None
            if OnItsWay.PENDING in mine or run.tries > 1:
                calls.interrupt(tx, run.id, request.key)
            return self._in_its_place(tx, request) or self._within_caps(tx, request)

    def still_asks(self, request: Request) -> bool:
        """Whether the run goes on, after the wait for a place."""
        with self.desk.store.read() as tx:
            run = self._still(tx)
            return run is not None and not stopped(calls.made_by(tx, run), request.model)

    def turned_down(self, request: Request) -> ModelCall | None:
        """Return what the server said to another run that waited together with this one: it holds for this one too."""
        if not self.heard.of(request.model):
            return None
        with self.desk.store.read() as tx:
            return self._turned_down(tx, request)

    def answered(self, request: Request, call: ModelCall, noted: Noted) -> None:
        """Write down what came of a call that was on its way."""
        with self.desk.store.write() as tx:
            calls.answered(tx, self.run.id, call, taken(self.settings.prices, request, call, noted.limit))
        self.heard.note(call, noted.after)

    def withdraw(self, noted: ModelCall) -> None:
        """Take back a call that was written down and not sent."""
        with self.desk.store.write() as tx:
            calls.withdraw(tx, self.run.id, noted.position)

    def interrupted(self, request: Request) -> None:
        """Note that nobody knows what came of a call."""
        with self.desk.store.write() as tx:
            calls.interrupt(tx, self.run.id, request.key)

    def kept(self, position: int) -> ModelCall | None:
        """Return a call that was written down, if it is there."""
        with self.desk.store.read() as tx:
            return calls.find(tx, self.run.id, position)

    def _still(self, tx: Tx) -> Run | None:
        run = runs.get(tx, self.run.id)
        return run if run.finished_at is None and run.tries == self.run.tries else None

    def _turned_down(self, tx: Tx, request: Request) -> ModelCall | None:
        heard = self.heard.of(request.model)
        if heard is None or heard[0] < events.newest_of(tx, "run", self.run.id):
            return None
        return unsent(request, heard[1].outcome, self.desk.now(), heard[1].message)

    def _in_its_place(self, tx: Tx, request: Request) -> Noted | None:
        """What another run heard of the server, the answer to the same question, or a wait for the one that is on its way."""
        known = calls.recall(tx, request.key)
        found = self._turned_down(tx, request) or (reused(known, self.desk.now()) if known else None)
        if found:
            return Noted(call=calls.add(tx, self.run.id, found, Spent()))
        if calls.is_asked_elsewhere(tx, self.run.id, request.key, self._lately()):
            return Noted(call=None)
        return None

    def _within_caps(self, tx: Tx, request: Request) -> Noted:
        counted = accounts(tx, self.settings, self.run.id, self.desk.now())
        allowed = allowance(self.settings, counted, request)
        if not allowed.refusal:
            aside = set_aside(self.settings.prices, request, allowed.limit)
            call = calls.add(tx, self.run.id, unsent(request, OnItsWay.PENDING, self.desk.now()), aside)
            return Noted(call=call, limit=allowed.limit, after=events.newest(tx))
        if self._may_give_back(tx, counted, request):
            return Noted(call=None)
        refused = unsent(request, Outcome.OVER_BUDGET, self.desk.now(), allowed.refusal)
        return Noted(call=calls.add(tx, self.run.id, refused, Spent()))

    def _may_give_back(self, tx: Tx, counted: Sequence[Account], request: Request) -> bool:
        """Whether calls under way count against every cap that is full: what is set aside for them may be more than they take."""
        full = [each.name for each in counted if allowance(self.settings, [each], request).refusal]
        return all(calls.under_way(tx, self._lately(), self.run.id if name == RUN else None) for name in full)

    def _lately(self) -> datetime:
        """Since when a call can still be on its way; what went out before is one of a process that is gone."""
        return self.desk.now() - timedelta(seconds=2 * self.settings.model_timeout)
