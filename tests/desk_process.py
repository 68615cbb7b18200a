"""
Processes that work at a desk and report what they have done, for tests that run several or kill one.

Never here: a test.
"""

import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pydantic import SecretStr

from checker import jobs, review, tasks
from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk
from checker.model import Run
from checker.scales import FIVE_POINT
from checker.store import Store
from checker.words import RejectReason
from tests.builders import make_draft, make_proposal
from tests.desks import CANDIDATES, seen
from tests.fakes import FakeExtractor
from tests.workers import QUICK, Diary, Errands, work_off

Report = dict[str, str]
Say = Callable[[Report], None]

TEXT = "Unemployment fell to 3.1 percent in March. Document {}."
PROPOSALS = [make_proposal(text=f"claim {number}") for number in range(3)]


def open_desk(url: str) -> Desk:
    """Open a desk with a real clock and real ids."""
    return desk_at(Store(url))


def desk_at(store: Store) -> Desk:
    """Return a desk on this store with a real clock and real ids."""
    return Desk(
        store=store,
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
    work_off(desk, tasks.ExtractionWork(desk, Settings(), lambda _settings: FakeExtractor(PROPOSALS, steps=2)))


def keep_a_diary(path: Path, parts: int, steps: int, desk: Desk, user: User, say: Say) -> None:
    """Carry out runs without end, each step a little while, and say which seat this worker has."""

    def doing(run: Run, part: int, step: int) -> None:
        Diary(path).write(run, part, step, user.name)
        time.sleep(0.02)

    work = Errands(desk, parts_of_run=parts, steps=steps, doing=doing)
    jobs.run_worker(desk, work, threading.Event(), pace=QUICK, seated=lambda seat: say({"seat": seat or ""}))


def work(desk: Desk, user: User, say: Say) -> None:
    """Add documents, extract their claims and decide about them, without end."""
    for number in itertools.count():
        draft = make_draft(text=TEXT.format(f"{user.name}-{number}"))
        say({"document": tasks.ingest(desk, Settings(), user, draft).document.id})
        extract(desk)
        decide(desk, user, say)


def ask_a_model(address: str, at_once: int, desk: Desk, user: User, say: Say) -> None:
    """Carry out runs without end with the model of the server at this address."""
    tasks.run_worker(desk, model_settings(address, at_once), threading.Event())


def model_settings(address: str, at_once: int) -> Settings:
    """Return settings that name the scripted server at this address."""
    return Settings(model="openai:good", base_url=address, api_key=SecretStr("key"), parallel_calls=at_once, model_timeout=60)


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
