"""
What the review desk takes on this machine: key to next claim in a real browser, many reviewers at once, lists of many claims.

Never here: how the data or the browser are made, or a bar that a test asserts.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from checker import review, tasks
from checker.bench import Measured, browser, filling
from checker.bench.texts import PEOPLE
from checker.config import Settings
from checker.decisions import Desk, Seen
from checker.scales import FIVE_POINT
from checker.store import Tx, claims
from checker.store.claims import Filter, Queue
from checker.words import Status

if TYPE_CHECKING:
    from playwright.sync_api import Page

ACCEPT = "a"
WARM = 5  # presses that are not counted: what is made once is made
REST = 250  # milliseconds between two presses, in which a page comes to rest
CANDIDATES = Queue(status=Status.CANDIDATE)
LISTED = 50  # claims of a page
CLAIMANT = PEOPLE[0]
LISTS = {
    "first page": Filter(),
    "filter by verdict": Filter(verdict=FIVE_POINT.labels[0].name),
    "filter by claimant": Filter(claimant=CLAIMANT),
    "text search": Filter(words="clinics Dunmore 2019"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    small: int = 100  # other claims that wait
    large: int = 100_000
    presses: int = 60
    reviewers: int = 30
    seconds: int = 20  # of decisions, one a second each
    lists: tuple[int, ...] = (1_000, 100_000)
    times: int = 20  # that each list is asked for


QUICK = Size(small=20, large=100, presses=8, reviewers=4, seconds=2, lists=(50, 200), times=3)


def measure(size: Size) -> Iterator[Measured]:
    """Yield one figure after another; with all of it this takes some minutes, most of them to make the claims."""
    with browser.chromium():  # what is missing is said before anything is made
        pass
    with tempfile.TemporaryDirectory(prefix="checker-bench-") as name:
        folder = Path(name)
        waiting = {each: _made(folder, filling.waiting, each) for each in (size.small, size.large)}
        yield from _keys(waiting, size)
        yield from _reviewers(waiting[size.large], size)
        yield from _lists(folder, size)


def _made(folder: Path, fill: Callable[[Desk, int], None], number: int) -> Path:
    """Make a desk of so many claims in a folder of its own, and return the folder."""
    home = folder / f"{fill.__name__}-{number}"
    home.mkdir()
    desk = _desk(home)
    fill(desk, number)
    desk.store.close()
    return home


def _url(home: Path) -> str:
    return f"sqlite:///{home / 'desk.db'}"


def _desk(home: Path) -> Desk:
    return tasks.open_desk(Settings.load(database_url=_url(home)))


def _keys(waiting: Mapping[int, Path], size: Size) -> Iterator[Measured]:
    with ExitStack() as stack:
        chromium = stack.enter_context(browser.chromium())
        pages: dict[int, Page] = {}
        for number, home in waiting.items():
            began = time.perf_counter()
            address = stack.enter_context(browser.running(_url(home), home))
            answers = time.perf_counter()
            pages[number] = stack.enter_context(browser.opened(chromium, address))
            first = time.perf_counter()
        note = f"the app answers {answers - began:.1f} s after it was started"
        name = f"first page after a cold start, {size.large:,} claims waiting"
        yield Measured(name=name, value=1_000 * (first - answers), unit="ms", most=3_000, note=note)
        yield from _pressed(pages, size)


def _pressed(pages: Mapping[int, "Page"], size: Size) -> Iterator[Measured]:
    """Press a key in turns here and there, so that whatever else the machine does meets both alike."""
    found: dict[int, list[dict[str, float]]] = {number: [] for number in pages}
    for _ in range(WARM + size.presses):
        for number, page in pages.items():
            page.wait_for_timeout(REST)
            found[number].append(browser.pressed(page, ACCEPT))
    told = {number: percentiles([each["painted"] for each in taken[WARM:]]) for number, taken in found.items()}
    for number, (half, most) in told.items():
        name = f"key to next claim painted, beside {number:,} claims"
        yield Measured(name=f"{name}: p50", value=half, unit="ms", most=100, note=_way(found[number][WARM:]))
        yield Measured(name=f"{name}: p95", value=most, unit="ms", most=200)
    name = f"key to next claim: beside {size.large:,} claims against {size.small:,}"
    yield Measured(name=name, value=told[size.large][0] / told[size.small][0], unit="×", most=1.3)


def _way(taken: Sequence[Mapping[str, float]]) -> str:
    """Say where the time went: until the press was sent, until the last answer came, until it was painted, until keys work."""
    sent, last, painted, ready = (median(each[name] for each in taken) for name in ("sent", "last", "painted", "ready"))
    return f"sent after {sent:.0f}, answered after {last:.0f}, painted after {painted:.0f}, takes keys after {ready:.0f}"


def _reviewers(home: Path, size: Size) -> Iterator[Measured]:
    each = f"{size.reviewers} reviewers, a decision a second each"
    yield from _at_once(home, size, f"{each}, at moments of their own", lambda number: Random(number).random, most=100)  # noqa: S311 - no secret
    yield from _at_once(home, size, f"{each}, all in the same instant", lambda _: lambda: 0.0, most=None)


def _at_once(
    home: Path, size: Size, name: str, moments: Callable[[int], Callable[[], float]], most: float | None
) -> Iterator[Measured]:
    """Let everybody decide once in each second, at the moment in it that is drawn for them."""
    desk = _desk(home)
    taken: list[float] = []
    decided: list[str] = []
    start = threading.Barrier(size.reviewers)

    def work(number: int) -> None:
        user = replace(tasks.local_user(Settings.load(), f"bench-{number}"), name=f"reviewer {number}")
        moment = moments(number)
        start.wait()
        started = time.perf_counter()
        for second in range(size.seconds):
            time.sleep(max(0.0, started + second + moment() - time.perf_counter()))
            began = time.perf_counter()
            claim = review.next_claim(desk, user, CANDIDATES)
            between = time.perf_counter()
            if claim is None:
                return
            review.accept(desk, user, Seen(claim_id=claim.id, version=claim.version))
            taken.extend((between - began, time.perf_counter() - between))
            decided.append(claim.id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(size.reviewers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    note = f"{len(decided):,} decisions, half of the steps within {1_000 * median(taken):.0f} ms"
    yield Measured(name=f"{name}: p95 of a step", value=1_000 * percentiles(taken)[1], unit="ms", most=most, note=note)
    yield Measured(name=f"{name}: handed to two", value=len(decided) - len(set(decided)), unit="claims", most=0)
    yield Measured(name=f"{name}: lost", value=_lost(desk, decided), unit="decisions", most=0)
    desk.store.close()


def _lost(desk: Desk, decided: Sequence[str]) -> int:
    with desk.store.read() as tx:
        return sum(claims.get(tx, each).status is not Status.ACCEPTED for each in decided)


def _lists(folder: Path, size: Size) -> Iterator[Measured]:
    told: dict[int, dict[str, float]] = {}
    for number in size.lists:
        desk = _desk(_made(folder, filling.reviewed, number))
        with desk.store.read() as tx:
            told[number] = {name: _listed(tx, wanted, size.times) for name, wanted in LISTS.items()}
        desk.store.close()
        for name, most in told[number].items():
            yield Measured(name=f"{name} of {number:,} reviewed claims: p95", value=most, unit="ms", most=100)
    few, many = size.lists[0], size.lists[-1]
    for name in LISTS:
        ratio = told[many][name] / told[few][name]
        yield Measured(name=f"{name}: {many:,} claims against {few:,}", value=ratio, unit="×")


def _listed(tx: Tx, wanted: Filter, times: int) -> float:
    """Return the milliseconds in which nearly every time a page of a list is there, with the number of all that fit."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        claims.total(tx, wanted)
        claims.page(tx, wanted, LISTED)
        taken.append(1_000 * (time.perf_counter() - began))
    return percentiles(taken)[1]


def percentiles(taken: Sequence[float]) -> tuple[float, float]:
    """Return the 50th and the 95th percentile."""
    ordered = sorted(taken)
    return median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
