"""
What goes on in the background of an open app: waiting runs are carried out, and batches are moved on.

Never here: how a run or a batch is carried out.
"""

import threading
from collections.abc import Callable

from checker.config import Settings
from checker.decisions import Desk
from checker.tasks.batches import keep_advancing
from checker.tasks.extraction import run_worker

Background = Callable[[Desk, Settings, threading.Event], None]

BACKGROUND: dict[str, Background] = {"extraction worker": run_worker, "batches": keep_advancing}


def start_worker(desk: Desk, settings: Settings) -> threading.Event:
    """Do what waits in threads of this process until the returned event is set."""
    stop = threading.Event()
    for name, work in BACKGROUND.items():
        threading.Thread(target=work, args=(desk, settings, stop), name=name, daemon=True).start()
    return stop
