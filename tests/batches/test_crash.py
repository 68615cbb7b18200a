"""A process that ends between any two steps of a batch: no request is taken twice, and no answer is lost."""

import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import httpx2
import pytest

from checker.config import Settings
from checker.decisions import Desk
from checker.extract.batch import open_service
from checker.store import Store, Tx
from checker.store import batches as stored
from checker.store.batches import State
from checker.tasks import batches
from checker.tasks.batches import Means
from checker.tasks.batches.fetching import GRACE
from checker.words import RunStatus
from tests.batches.batched import add, broken_at_first, calls_of, finish, settings, town, until_released
from tests.batches.openai_batches import Batches, serving
from tests.fakes import Clock

STEPS = (
    "POST /v1/files",
    "POST /v1/batches",
    "GET /v1/batches/batch-0",
    "GET /v1/files/batch-1-out/content",
    "DELETE /v1/files/file-in-0",
    "DELETE /v1/files/batch-1-out",
)


class Killed(BaseException):
    """The process is no more."""


class Fate:
    """Counts the steps of a process and ends it at one of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        """Take a step, or end."""
        self.steps.append(name)
        if len(self.steps) == self.last:
            raise Killed

    def client(self, used: Settings) -> httpx2.Client:
        """Return a client that may end before a request goes out, and before its answer is heard."""
        return unsafe_client(
            used,
            {
                "request": [lambda request: self.step(f"before {request.method} {request.url.path}")],
                "response": [lambda response: self.step(f"after {response.request.method} {response.request.url.path}")],
            },
        )


def unsafe_client(used: Settings, hooks: dict[str, Any] | None = None) -> httpx2.Client:
    """Return a client without certificates, which take longer to load than everything else here; loopback needs none."""
    return httpx2.Client(verify=False, timeout=used.model_timeout, event_hooks=hooks)


QUICK = Means(opened=partial(open_service, connect=unsafe_client))


class Mortal:
    """A store whose process may end before, in or right after what it writes."""

    def __init__(self, store: Store, fate: Fate) -> None:
        self._store = store
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Write, with three places to end."""
        self._fate.step("before a transaction")
        with self._store.write() as tx:
            yield tx
            self._fate.step("before a commit")
        self._fate.step("after a commit")


def lived_through(desk: Desk, used: Settings, fate: Fate) -> bool:
    """Take turns as a process that may end; tell whether it came to the end of the work."""
    mortal = replace(desk, store=Mortal(desk.store, fate))  # type: ignore[arg-type] # it stands in for a store
    try:
        until_released(mortal, used, Means(opened=partial(open_service, connect=fate.client)))
    except Killed:
        return False
    return True


def two_calls_long(name: str) -> str:
    """Return a text of two sentences, each of which fills a call."""
    return "\n".join(f"In {year} the town of {name} had wells{' and wells' * 250}." for year in (1901, 1902))


def assert_nothing_was_asked_twice_or_lost(desk: Desk, server: Batches, run_id: str) -> None:
    asked = Counter(server.asked())
    assert max(asked.values()) == 1
    kept = [call for call in calls_of(desk, run_id) if call.outcome != "interrupted"]
    assert [call.outcome for call in kept] == ["invalid", "invalid", "ok", "ok"]
    assert {call.key for call in kept} == set(asked)


def test_wherever_a_process_ends_the_next_one_goes_on_without_asking_twice_or_losing_an_answer(
    desk: Desk, clock: Clock
) -> None:
    ended_at: list[str] = []
    for last in itertools.count(1):
        with serving(broken_at_first) as server:
            used = settings(server)
            [run_id] = add(desk, used, two_calls_long(f"Town{last}"))
            fate = Fate(last)
            whole = lived_through(desk, used, fate)
            if not whole:
                ended_at.append(fate.steps[-1])
                clock.advance(seconds=GRACE.total_seconds())
                until_released(desk, used, QUICK)
            assert_nothing_was_asked_twice_or_lost(desk, server, run_id)
            assert server.server.seen == []
            assert server.left() == set()
            assert finish(desk, used, run_id).status is RunStatus.DONE
        if whole:
            break
    for name in STEPS:
        assert {f"before {name}", f"after {name}"} <= set(ended_at)
    assert ended_at.count("before a commit") == ended_at.count("after a commit") >= 9


def test_what_was_never_taken_is_written_down_as_lost_and_asked_anew(desk: Desk, clock: Clock) -> None:
    with serving(broken_at_first) as server:
        used = settings(server)
        [run_id] = add(desk, used, two_calls_long("Arden"))
        for place in ("before POST /v1/batches", "before POST /v1/files"):
            fate = Fate(0)
            lived_through(desk, used, counting_until(fate, place))
            clock.advance(seconds=GRACE.total_seconds())
        assert (len(server.files), server.made) == (1, [])
        until_released(desk, used, QUICK)
        assert_nothing_was_asked_twice_or_lost(desk, server, run_id)
    assert Counter(batch.status for batch in batches.listed(desk)) == {State.LOST: 2, State.FETCHED: 2}
    assert [call.outcome for call in calls_of(desk, run_id)][:4] == ["interrupted"] * 4


def counting_until(fate: Fate, place: str) -> Fate:
    """Let a process end at the first step of this name."""

    def step(name: str) -> None:
        if name == place:
            raise Killed

    fate.step = step  # type: ignore[method-assign]
    return fate


@pytest.mark.parametrize("place", ["before a commit", "after POST /v1/batches"])
def test_a_process_that_ends_keeps_nobody_else_from_going_on(desk: Desk, place: str) -> None:
    with serving(broken_at_first) as server:
        used = settings(server)
        add(desk, used, town("Arden"))
        lived_through(desk, used, counting_until(Fate(0), place))
        with stored.alone(desk.store) as alone:
            assert alone


def test_a_process_that_goes_on_finds_the_batch_that_another_did_not_live_to_hear_of(desk: Desk) -> None:
    with serving(broken_at_first) as server:
        used = settings(server)
        [run_id] = add(desk, used, two_calls_long("Arden"))
        lived_through(desk, used, counting_until(Fate(0), "after POST /v1/batches"))
        assert [batch.status for batch in batches.listed(desk)] == [State.UNCLEAR]
        until_released(desk, used, QUICK)
        assert_nothing_was_asked_twice_or_lost(desk, server, run_id)
    assert {batch.status for batch in batches.listed(desk)} == {State.FETCHED}
