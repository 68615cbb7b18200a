"""
Runs that are being carried out, followed to their ends: each is told of as it ends, and how far all are.

Never here: what is told of a run.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checker.cli.screen import draw
from checker.errors import StoreError

if TYPE_CHECKING:
    from checker.decisions import Desk

EVERY = 0.3  # seconds between two looks

Tell = Callable[[str], None]  # is told the id of a run that has ended


@contextmanager
def followed(desk: "Desk", run_ids: Iterable[str], tell: Tell) -> Iterator[None]:
    """Tell of each run as it ends, from a thread of its own, for as long as the block takes; of those that have ended at the end."""
    left = list(run_ids)
    over = threading.Event()
    troubles: list[Exception] = []

    def keep_looking() -> None:
        while left and not over.wait(EVERY):
            try:
                left[:] = _look(desk, left, tell)
                draw(_far(desk))
            except StoreError:
                continue  # who does the work says so
            except Exception as error:  # noqa: BLE001 - such as a reader of the output who has gone; it is raised below
                troubles.append(error)
                return

    looking = threading.Thread(target=keep_looking, name="following", daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
        if troubles:
            raise troubles[0]
        left[:] = _look(desk, left, tell)
        draw("")


def _look(desk: "Desk", left: list[str], tell: Tell) -> list[str]:
    from checker.store import runs

    with desk.store.read() as tx:
        unfinished = runs.open_ids(tx)
    ended = [run_id for run_id in left if run_id not in unfinished]
    for run_id in ended:
        draw("")
        tell(run_id)
    return [run_id for run_id in left if run_id in unfinished]


def _far(desk: "Desk") -> str:
    from checker.store import documents

    with desk.store.read() as tx:
        progress = documents.progress(tx)
    return f"{progress.ended:,} of {progress.total:,} documents, about {progress.share:.0%}" if progress else ""
