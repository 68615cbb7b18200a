"""
Processes that work at a desk and report what they have done, for tests that run several or kill one.

Never here: a test.
"""

import itertools
import multiprocessing
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from checker import jobs, review, tasks
from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk
from checker.scales import FIVE_POINT
from checker.store import Store
from checker.words import RejectReason
from tests.builders import make_draft, make_proposal
from tests.desks import CANDIDATES, seen
from tests.fakes import FakeExtractor

Report = dict[str, str]
Say = Callable[[Report], None]

TEXT = "Unemployment fell to 3.1 percent in March. Document {}."
PROPOSALS = [make_proposal(text=f"claim {number}") for number in range(3)]


def open_desk(url: str) -> Desk:
    """Open a desk with a real clock and real ids."""
    return Desk(
        store=Store(url),
        scale=FIVE_POINT,
        four_eyes=False,
        lease_for=timedelta(minutes=10),
        now=lambda: datetime.now(UTC),
        new_id=tasks.new_id,
    )


def decide(desk: Desk, user: User, say: Say) -> None:
    """Accept and reject claims until none waits."""
    for number in itertools.count():
        claim = review.next_claim(desk, user, CANDIDATES)
        if claim is None:
            return
        if number % 2:
            say({"claim": review.accept(desk, user, seen(claim)).id, "status": "accepted"})
        else:
            say({"claim": review.reject(desk, user, seen(claim), RejectReason.TRIVIAL).id, "status": "rejected"})


def extract(desk: Desk) -> None:
    """Carry out every waiting run with an extractor that always proposes the same."""
    work = tasks.extraction_work(desk, Settings(), lambda _settings: FakeExtractor(proposals=PROPOSALS, steps=2))
    jobs.run_worker(desk, work, threading.Event(), until_idle=True)


def work(desk: Desk, user: User, say: Say) -> None:
    """Add documents, extract their claims and decide about them, without end."""
    for number in itertools.count():
        draft = make_draft(text=TEXT.format(f"{user.name}-{number}"))
        say({"document": tasks.ingest(desk, Settings(), user, draft).document.id})
        extract(desk)
        decide(desk, user, say)


def start(doing: Callable[[Desk, User, Say], None], url: str, name: str) -> tuple[BaseProcess, Connection]:
    """Start a process of its own for somebody who does this; return it with what it reports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_at_a_desk, args=(doing, url, name, sender))
    process.start()
    sender.close()
    return process, receiver


def _at_a_desk(doing: Callable[[Desk, User, Say], None], url: str, name: str, sender: Connection) -> None:
    desk = open_desk(url)
    doing(desk, User(name=name, roles=frozenset({Role.REVIEWER}), session=name), sender.send)
    desk.store.close()


def finish(process: BaseProcess, receiver: Connection) -> list[Report]:
    """Wait for the end of a process and return all that it reported."""
    reports = []
    try:
        while True:
            reports.append(receiver.recv())
    except (EOFError, OSError):  # its end, or the end of a report that was cut off
        process.join()
    receiver.close()
    return reports
