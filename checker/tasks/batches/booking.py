"""
The requests of one batch, written down among the calls of their runs before they are sent, as far as the caps allow.

Never here: a connection, or which requests there are.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from checker.budget import Spent
from checker.config import Settings
from checker.extract import Request
from checker.extract.asking.outcome import Outcome
from checker.extract.batch import at_half_price
from checker.extract.batch.lines import line
from checker.extract.spending.rules import Account, allowance, set_aside, unsent
from checker.model import Run
from checker.store import Tx, calls, runs
from checker.store.batches import Place
from checker.tasks.accounts import RUN, accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """A request that does not fit, and the names of the caps that leave no room for it."""

    run_id: str
    request: Request
    message: str
    full: tuple[str, ...]


class Booking:
    """What is written down in one transaction: places and lines of the requests that go out, and what is refused."""

    def __init__(self, tx: Tx, settings: Settings, now: datetime) -> None:
        self.places: dict[str, Place] = {}
        self.lines: list[bytes] = []
        self._tx = tx
        self._settings = at_half_price(settings)
        self._now = now
        self._run: Run | None = None
        self._goes_on = False
        self._accounts: list[Account] = []
        self._refused: list[_Refused] = []

    def book(self, run: Run, request: Request) -> None:
        """Write a request down, if its run still goes on and the caps allow it."""
        if self._run is not run:
            self._turn_to(run)
        if not self._goes_on:
            return
        allowed = allowance(self._settings, self._accounts, request)
        if allowed.refusal:
            full = [each.name for each in self._accounts if allowance(self._settings, [each], request).refusal]
            refused = _Refused(run_id=run.id, request=request, message=allowed.refusal, full=tuple(full))
            self._refused.append(refused)
            return
        aside = set_aside(self._settings.prices, request, allowed.limit)
        self.places[request.key] = self._place(run, request, aside)
        self.lines.append(line(request, allowed.limit, self._settings))

    def give_up(self, under_way: Collection[str]) -> bool:
        """Note for each run that it is over budget, unless what is under way, of these runs, may leave it room; tell whether any is."""
        sent = {*under_way, *(place.run_id for place in self.places.values())}
        over = {
            each.run_id: each
            for each in reversed(self._refused)
            if not all(each.run_id in sent if name == RUN else sent for name in each.full)
        }
        for run_id, each in over.items():
            refused = unsent(each.request, Outcome.OVER_BUDGET, self._now, each.message)
            calls.add(self._tx, run_id, refused, Spent())
        return bool(over)

    def _turn_to(self, run: Run) -> None:
        now_is = runs.get(self._tx, run.id)
        self._run = run
        self._goes_on = now_is.finished_at is None and now_is.tries == run.tries and now_is.by_batch
        self._accounts = accounts(self._tx, self._settings, run.id, self._now)

    def _place(self, run: Run, request: Request, aside: Spent) -> Place:
        call = calls.add(self._tx, run.id, unsent(request, calls.PENDING, self._now), aside)
        self._accounts = [replace(each, spent=each.spent + aside) for each in self._accounts]
        return Place(run_id=run.id, position=call.position, tokens=aside.tokens, cost=aside.cost)
