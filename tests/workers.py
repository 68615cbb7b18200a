"""
Workers for tests: quick ones, and work whose steps a test can see, hold up, count and break.

Never here: a test.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from checker import jobs
from checker.decisions import Desk
from checker.jobs.engine import Engine
from checker.model import Reading, Run
from checker.store import Store, runs
from checker.words import RunStatus

QUICK = jobs.Pace(at_once=4, look=0.02, mend=0.1)
PATIENCE = 60  # seconds that a test waits for something that must come
NOTHING = Reading(proposals=())

_MADE: list[bytes] = []
_ONE = threading.Lock()

Doing = Callable[[Run, int, int], None]


def work_off(desk: Desk, work: jobs.Work, pace: jobs.Pace = QUICK) -> None:
    """Carry out every waiting run, quickly."""
    _with_tables(desk)
    jobs.run_worker(desk, work, threading.Event(), until_idle=True, pace=pace)


@contextmanager
def working(
    desk: Desk, work: jobs.Work, pace: jobs.Pace = QUICK, seated: jobs.Seated | None = None
) -> Iterator[threading.Event]:
    """Have a worker in the background for as long as the block takes; it has ended when the block has."""
    _with_tables(desk)
    stop = threading.Event()
    worker = threading.Thread(
        target=jobs.run_worker, args=(desk, work, stop), kwargs={"pace": pace, "seated": seated}, name="worker"
    )
    worker.start()
    try:
        yield stop
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert not worker.is_alive()


def wait_until(true: Callable[[], object]) -> None:
    """Wait until this is so; a test that waits in vain fails by its time limit."""
    while not true():
        threading.Event().wait(0.01)


def _with_tables(desk: Desk) -> None:
    """Put the engine's tables beside a database in a file, so that the worker need not make them."""
    with _ONE:
        if desk.store.is_file and not (jobs_file := Path(f"{desk.store.url.database}.jobs")).exists():
            jobs_file.write_bytes(_made_once(desk))


def _made_once(desk: Desk) -> bytes:
    if not _MADE:
        stopped = threading.Event()
        stopped.set()
        with tempfile.TemporaryDirectory() as folder:
            store = Store(f"sqlite:///{folder}/template.db")
            seats: list[str | None] = []
            engine = Engine(replace(desk, store=store), Errands(desk), QUICK, seats.append)
            while not any(seats):  # the worker of an earlier test may still be on its way out
                engine.run(stopped, until_idle=True)
                threading.Event().wait(0.01)
            store.close()
            _MADE.append(Path(f"{folder}/template.db.jobs").read_bytes())
    return _MADE[0]


def do_nothing(_run: Run, _part: int, _step: int) -> None:
    """Take a step that leaves no trace."""


@dataclass
class Errands:
    """Work in which each part takes some steps; the last part ends the run."""

    desk: Desk
    parts_of_run: int = 1
    steps: int = 1
    doing: Doing = do_nothing
    hurried: threading.Event = field(default_factory=threading.Event)
    closed: int = 0

    def parts(self, run: Run) -> int:
        """Return how many parts every run has."""
        return self.parts_of_run

    def read(self, run: Run, part: int, step: jobs.Step) -> None:
        """Take the steps of a part and store that they are done."""
        for number in range(self.steps):
            step("step", lambda number=number: self._do(run, part, number))  # type: ignore[misc] # bound at once
        with self.desk.store.write() as tx:
            complete = runs.deliver(tx, run, part, NOTHING)
        if complete:
            self._end(run, RunStatus.DONE, "")

    def fail(self, run: Run, message: str) -> None:
        """End the run with this message."""
        self._end(run, RunStatus.FAILED, message)

    def hurry(self) -> None:
        """Note that the worker ends."""
        self.hurried.set()

    def close(self) -> None:
        """Count how often a worker ended."""
        self.closed += 1

    def _do(self, run: Run, part: int, number: int) -> int:
        self.doing(run, part, number)
        return number

    def _end(self, run: Run, status: RunStatus, message: str) -> None:
        with self.desk.store.write() as tx:
            jobs.finish(tx, replace(run, status=status, message=message, finished_at=self.desk.now()))


@dataclass(frozen=True, slots=True)
class Diary:
    """A file in which steps are written down as they begin, by any number of processes, whatever becomes of them."""

    path: Path

    def write(self, run: Run, part: int, step: int, by: str = "") -> None:
        """Write a step down."""
        line = f"{run.id} {part} {step} {by}\n".encode()
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line)
        os.close(file)

    def lines(self) -> list[tuple[str, str, str]]:
        """Return run and part, step, and who took it, in the order in which they began."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(f"{run} {part}", step, by) for run, part, step, by in (line.split(" ") for line in lines)]
