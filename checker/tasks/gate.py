"""
How many model calls a process has under way, and their end when its worker ends.

Never here: what is asked, or whether it may be.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.jobs import Ending
from checker.model import ModelCall

GRACE_SECONDS = 5.0  # for the answers that are paid for already when the worker ends
_EVERYBODY = 10_000  # more than ever wait for a place


class Gate:
    """What all runs of a process share: the places for calls, and whether the worker ends; nobody here looks twice."""

    def __init__(self, places: int, grace: float = GRACE_SECONDS) -> None:
        self.ending = threading.Event()
        self._grace = grace
        self._places = threading.Semaphore(places)
        self._waiting: set[threading.Event] = set()
        self._lock = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Have a place for a call for as long as the block takes; False when the worker ends before there is one."""
        self._places.acquire()
        try:
            yield not self.ending.is_set()
        finally:
            self._places.release()

    def made(self, make: Callable[[], ModelCall]) -> ModelCall:
        """Make a call in a thread of its own, so that a worker that ends waits for the answer a few seconds and no longer."""
        answers: list[ModelCall | Exception] = []

        def hold() -> None:
            try:
                answers.append(make())
            except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
                answers.append(error)
            finally:
                there.set()

        caller = threading.Thread(target=hold, name="model call", daemon=True)
        with self._woken_at_the_end() as there:
            caller.start()
            there.wait()
        caller.join(self._grace)
        if not answers:
            raise Ending
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    def end(self) -> None:
        """Let everybody go who waits for a place, and soon who waits for an answer; the worker ends."""
        with self._lock:
            self.ending.set()
            for each in self._waiting:
                each.set()
        self._places.release(_EVERYBODY)

    def go_on(self) -> None:
        """Raise Ending if the worker ends."""
        if self.ending.is_set():
            raise Ending

    @contextmanager
    def _woken_at_the_end(self) -> Iterator[threading.Event]:
        event = threading.Event()
        with self._lock:
            self.go_on()
            self._waiting.add(event)
        try:
            yield event
        finally:
            with self._lock:
                self._waiting.discard(event)
