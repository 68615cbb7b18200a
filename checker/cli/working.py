"""
The command that works off what waits.

Never here: what the work is.
"""

import signal
import threading

import click

from checker.cli.opening import opened_desk
from checker.cli.screen import say
from checker.config import Settings

_ENDING = (signal.SIGINT, signal.SIGTERM)


@click.command()
def worker() -> None:
    """Extract the claims of waiting documents until Ctrl+C or a supervisor's SIGTERM; on PostgreSQL beside others.

    Answers that are on their way are waited for, five seconds at most; a second Ctrl+C ends it at once.

    \b
    Examples:
      checker worker
      CHECKER_DATABASE_URL=postgresql://checker@db/checker CHECKER_PARALLEL_CALLS=16 checker worker
    """
    from checker import tasks

    stop = threading.Event()

    def end(_number: int, _frame: object) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_DFL)  # whoever says it once more does not want to wait
        # In a thread of its own: the signal may come while the main thread is about to wait for this very event.
        threading.Thread(target=stop.set).start()

    for each in _ENDING:
        signal.signal(each, end)
    settings = Settings.load()
    with opened_desk(settings) as (desk, _user):
        tasks.run_worker(desk, settings, stop, seated=lambda seat: say(_seat(seat, is_file=desk.store.is_file)))
    say("The worker has ended. What was under way is done again by the next one.")


def _seat(name: str | None, *, is_file: bool) -> str:
    if name:
        return f"The worker has the seat {name} and waits for work (Ctrl+C ends it)."
    if is_file:
        return (
            "Another process, such as the app, does the work at this database. This worker waits, and takes over when it ends; "
            "several at once need PostgreSQL."
        )
    return "Every seat at this database is taken. This worker waits until one is free."
