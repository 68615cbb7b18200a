"""
One worker: takes a seat, queues the parts of waiting runs, carries parts out, and mends what others left behind.

Never here: what a part is, or the library under the queue.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from typing import TypeVar

from checker.decisions import Desk
from checker.errors import CheckerError, StoreError
from checker.jobs import STORE_SECONDS, Ending, Pace, Seated, Work, queue
from checker.model import Run
from checker.store import runs, seats
from checker.words import RunStatus

MOST_RUNNING = 100  # runs that are begun at the same time
BEGUN_TOGETHER = 16  # runs; to queue many more would keep those waiting that could be asked about already
LETTING_GO_SECONDS = 8.0  # more than the work gives its calls under way
KEEP = timedelta(days=7)  # what the queue remembers of ended parts; what came of them stands in the desk's own database
FORGET_EVERY = 360  # mends

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()  # the queue is one for the whole process


class Engine:
    """One worker: its desk, what the work is, and how fast it goes."""

    def __init__(self, desk: Desk, work: Work, pace: Pace, seated: Seated) -> None:
        self._desk = desk
        self._work = work
        self._pace = pace
        self._seated = seated
        self._ending = threading.Event()
        self._rested = threading.Event()  # no part is under way any more
        self._busy = 0
        self._changed = threading.Condition()

    def run(self, stop: threading.Event, *, until_idle: bool) -> None:
        """Take a seat and carry out waiting runs until told to stop, or until nothing waits; return when there is no seat."""
        with _alone() as alone, seats.taken(self._desk.store) if alone else nullcontext() as seat:
            self._seated(seat.name if seat else None)
            if seat:
                # Twice as many as may be asked at once, so that the next is there when one ends; `work` holds them to the limit.
                most, look = 2 * self._pace.at_once, self._pace.look
                opened = queue.opened(self._desk.store, seat.name, most, look, self.carry_out)
                with closing(self._work), opened, self._ended_in_time():
                    self._go_round(seat, stop, until_idle=until_idle)

    def carry_out(self, run_id: str, tries: int, part: int) -> None:
        """Do one part, patient with a store that does not answer."""
        with self._at_work():
            while True:
                try:
                    run = self._still(run_id, tries)
                    if run:
                        self._explained(run, lambda run: self._work.read(run, part, self._step))
                except StoreError:
                    _log.warning("the store does not answer; part %s of run %s is tried again", part, run_id, exc_info=True)
                    if self._ending.wait(STORE_SECONDS):
                        raise Ending from None
                else:
                    return

    def _go_round(self, seat: seats.Seat, stop: threading.Event, *, until_idle: bool) -> None:
        looks = 0
        while not stop.is_set() and seat.is_held():
            try:
                self._look(seat, looks)
                if until_idle and not self._open():
                    self._settle(seat)
                    return
            except StoreError:
                if until_idle:
                    raise
                _log.warning("the store does not answer; the worker tries again", exc_info=True)
            looks += 1
            (self._rested if until_idle else stop).wait(self._pace.look)
            self._rested.clear()

    def _look(self, seat: seats.Seat, looks: int) -> None:
        every = max(1, round(self._pace.mend / self._pace.look))
        self._begin_waiting()
        if looks % every == 0:
            self._mend(seat)
        if looks % (every * FORGET_EVERY) == 0:
            queue.forget(self._desk.now() - KEEP)

    def _begin_waiting(self) -> None:
        """Queue the parts of waiting runs."""
        with self._desk.store.read() as tx:
            room = min(MOST_RUNNING - runs.being_done(tx), BEGUN_TOGETHER)
            waiting = runs.workable(tx, RunStatus.QUEUED, room) if room > 0 else []
        if not waiting:
            return
        totals = [(run, self._explained(run, self._work.parts)) for run in waiting]
        with self._desk.store.write() as tx:
            begun = [(run, total) for run, total in totals if total is not None and runs.begin(tx, run, total)]
        for run, total in begun:
            queue.put(run.id, run.tries, range(total))

    def _mend(self, seat: seats.Seat) -> None:
        """Take over the parts of workers that ended, and bring back what no worker knows of any more."""
        if not self._desk.store.is_file:
            self._take_over(seat)
        waiting = queue.waiting()
        with self._desk.store.read() as tx:
            running = runs.workable(tx, RunStatus.RUNNING)
            read = runs.parts_read(tx)
        for run in running:
            missing = set(range(run.total)) - read.get(run.id, set())
            if not missing or not waiting.issuperset(queue.name_of(run.id, run.tries, part) for part in missing):
                self._mend_run(run)

    def _take_over(self, seat: seats.Seat) -> None:
        for name in queue.under_way().keys() - {seat.name}:
            with seats.vacant(self._desk.store, name) as free:
                left = queue.under_way().get(name) if free else None
                if left:
                    _log.info("%s takes over %s parts of %s, which has ended", seat.name, len(left), name)
                    queue.take_over(left)

    def _mend_run(self, run: Run) -> None:
        known = queue.known(run.id, run.tries)
        with self._desk.store.read() as tx:
            again = runs.get(tx, run.id)
            missing = set(range(run.total)) - runs.readings(tx, run.id).keys()
        if again.finished_at or again.tries != run.tries:
            return
        names = {part: queue.name_of(run.id, run.tries, part) for part in missing}
        queue.put(run.id, run.tries, sorted(part for part, name in names.items() if name not in known))
        found = [known[name] for name in names.values() if name in known]
        if any(each.given_up for each in found):
            self._work.fail(run, "The worker ended again and again on this document. The log has the details; start it again.")
        elif any(each.ended for each in found) or (not missing and all(each.ended for each in known.values())):
            with self._desk.store.write() as tx:
                runs.begin_anew(tx, run, self._desk.now())

    def _settle(self, seat: seats.Seat) -> None:
        """Wait a moment until the queue has noted the ends of the last parts too, so that it need not look at them again."""
        for _ in range(100):
            if seat.name not in queue.under_way():
                return
            self._ending.wait(0.01)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                if not self._busy:
                    self._rested.set()
                self._changed.notify_all()

    def _step(self, name: str, do: Callable[[], int | None]) -> int | None:
        def unless_ending() -> int | None:
            self._go_on()
            found = do()
            self._go_on()  # what was broken off on the way is no outcome
            return found

        return queue.step(name, unless_ending)

    def _go_on(self) -> None:
        if self._ending.is_set():
            raise Ending

    def _still(self, run_id: str, tries: int) -> Run | None:
        """The run, if it is still to be done."""
        with self._desk.store.read() as tx:
            run = runs.get(tx, run_id)
        return run if run.finished_at is None and run.tries == tries else None

    def _explained(self, run: Run, do: Callable[[Run], Result]) -> Result | None:
        """Do something for a run; an error that is not the store's ends the run, with a sentence."""
        try:
            return do(run)
        except StoreError:
            raise
        except CheckerError as error:
            message = str(error)
        except Exception as error:  # noqa: BLE001 - the outermost loop: one bad document must not stop the others
            _log.exception("run %s of document %s failed", run.id, run.document_id)
            message = f"Something went wrong that the tool does not know ({type(error).__name__}); the log has the details."
        self._go_on()
        self._work.fail(run, message)
        return None

    def _open(self) -> bool:
        with self._desk.store.read() as tx:
            return bool(runs.workable(tx, limit=1))

    @contextmanager
    def _ended_in_time(self) -> Iterator[None]:
        """At the end, break off what is on its way, so that it is done again next time, and wait until all have let go."""
        try:
            yield
        finally:
            self._ending.set()
            self._work.hurry()
            with self._changed:
                self._changed.wait_for(lambda: not self._busy, timeout=LETTING_GO_SECONDS)


@contextmanager
def _alone() -> Iterator[bool]:
    mine = _one_at_a_time.acquire(blocking=False)
    try:
        yield mine
    finally:
        if mine:
            _one_at_a_time.release()
