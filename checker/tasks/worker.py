"""
What goes on in the background of an open app: waiting runs are carried out, batches moved on, sources fetched.

Never here: how a run or a batch is carried out.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from checker.config import Settings
from checker.decisions import Desk
from checker.tasks.batches import keep_advancing
from checker.tasks.errands import run_errands
from checker.tasks.extraction import run_worker
from checker.tasks.gate import GRACE_SECONDS

ENDING_SECONDS = GRACE_SECONDS + 2  # for the work in the background to end

Work = Callable[[Desk, Settings, threading.Event], None]

BACKGROUND: dict[str, Work] = {"extraction worker": run_worker, "batches": keep_advancing, "errands": run_errands}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Work that goes on in threads of this process until it is told to end."""

    stop: threading.Event
    worker: threading.Thread

    def end(self, seconds: float = ENDING_SECONDS) -> None:
        """Tell it to end, and wait so long for the answers that are paid for already."""
        self.stop.set()
        self.worker.join(seconds)


def start_worker(desk: Desk, settings: Settings) -> Background:
    """Do what waits in threads of this process."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=work, args=(desk, settings, stop), name=name, daemon=True) for name, work in BACKGROUND.items()
    ]
    for each in threads:
        each.start()
    return Background(stop=stop, worker=threads[0])
