"""
A whole document in one go: its parts in a pool of threads, for as long as the caller looks on.

Never here: a run that outlives its process.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

from checker.extract import Calls, Extractor
from checker.model import Document, Extraction


class StoppableCalls(Calls, Protocol):
    """Calls that can be told to make no more."""

    def stop(self) -> None:
        """Let nothing more be asked; calls under way end by themselves."""
        ...


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def extract(
    extractor: Extractor,
    document: Document,
    calls: StoppableCalls,
    parallel: int = 1,
    progress: Callable[[int, int], None] = _silent,
) -> Extraction:
    """Return what the extractor finds; `progress(done, total)` is called between parts and may raise to stop."""
    total = extractor.parts(document)
    progress(0, total)
    with ThreadPoolExecutor(parallel) as pool:
        waiting = [pool.submit(extractor.read, document, part, calls) for part in range(total)]
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                future.result()
                progress(done, total)
        except BaseException:
            calls.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return extractor.put_together(document, [future.result() for future in waiting])
