"""
What servers have said to all alike, a wrong key or no quota left, since this worker began; another worker may have another key.

Never here: a call, or anything that is kept longer than the worker.
"""

import threading

from checker.extract.spending.rules import FINAL
from checker.model import ModelCall
from checker.words import Outcome

TURNED_DOWN = FINAL - {Outcome.OVER_BUDGET}


class Heard:
    """By model the call that was turned down last; it holds for the runs that were queued before it was written down."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, ModelCall]] = {}
        self._lock = threading.Lock()

    def note(self, call: ModelCall, after: int) -> None:
        """Remember a call if it was turned down; `after` is the newest line of the history from before it went out."""
        if not call.sent or call.outcome not in TURNED_DOWN:
            return
        with self._lock:
            if after >= self._last.get(call.model, (0, call))[0]:
                self._last[call.model] = (after, call)

    def of(self, model: str) -> tuple[int, ModelCall] | None:
        """Return the call of this model that was turned down last, and what it came after; None when none was."""
        with self._lock:
            return self._last.get(model)
