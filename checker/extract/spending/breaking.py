"""
Calls that can be broken off: whoever is told to stop waits for no answer.

Never here: what is asked, a cap, or what came of it.
"""

import queue
import threading
from collections.abc import Callable

from checker.extract import Request, Send
from checker.extract.spending.book import CallBook
from checker.model import ModelCall

LOOK_SECONDS = 0.1  # between two looks whether somebody still waits for an answer


class Stopped(Exception):
    """The calls were stopped while a document was being read; nothing of that document is kept."""


class BreakableCalls:
    """The calls of a book, each made so that its answer is not waited for once the book is stopped."""

    def __init__(self, book: CallBook) -> None:
        self._book = book

    def ask(self, request: Request, send: Send) -> ModelCall | None:
        """Return what came of the call; raises Stopped when the book is stopped while it is on its way."""
        return self._book.ask(request, lambda limit: _unless_stopped(self._book, lambda: send(limit)))

    def wait(self, seconds: float) -> None:
        """Wait, unless the book is stopped."""
        self._book.wait(seconds)

    def stop(self) -> None:
        """Let nothing more be asked, and wait for no answer."""
        self._book.stop()


def _unless_stopped(book: CallBook, make: Callable[[], ModelCall]) -> ModelCall:
    """Make a call in a thread of its own, which ends with the process if nobody waits for it."""
    answers: queue.SimpleQueue[ModelCall | Exception] = queue.SimpleQueue()

    def hold() -> None:
        try:
            answers.put(make())
        except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
            answers.put(error)

    threading.Thread(target=hold, name="model call", daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            if book.stopped:
                raise Stopped from None
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer
