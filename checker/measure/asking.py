"""
The end of a trial, for all of its documents at once.

Never here: what is asked, a cap, or what came of it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from checker.extract.spending.book import CallBook


class Stop:
    """Whether a trial goes on; when it does not, the books that are open ask nothing more."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._open: set[CallBook] = set()
        self._lock = threading.Lock()

    def is_set(self) -> bool:
        """Whether the trial is over."""
        return self._over.is_set()

    def set(self) -> None:
        """End the trial."""
        with self._lock:
            self._over.set()
            for each in self._open:
                each.stop()

    @contextmanager
    def ends(self, book: CallBook) -> Iterator[None]:
        """Have the end of the trial stop this book for as long as the block takes."""
        with self._lock:
            self._open.add(book)
            if self._over.is_set():
                book.stop()
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(book)
