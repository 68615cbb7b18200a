"""
What is fetched while somebody goes on writing: copies and looks, kept in the store until done, whichever server lives to do it.

Never here: what a copy or a look is.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError
from checker.model import Errand, Look
from checker.store import Tx, claims, errands
from checker.tasks import copies
from checker.tasks.copies import Read
from checker.tasks.sources import read_url
from checker.words import ErrandKind, LinkState

LOOK_SECONDS = 0.5  # between two looks whether something is to be fetched
AT_ONCE = 3
MOST_TRIES = 3
SPARE_SECONDS = 10  # beyond what fetching and reading may take
PERMISSIONS = {ErrandKind.COPY: "keep_copy", ErrandKind.LOOK: "look_at_links"}
STOPPED = f"The server stopped {MOST_TRIES} times while it was fetched. Ask again, or keep it by hand."
_log = logging.getLogger(__name__)

Store = Callable[[Tx], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An errand that this process carries out, with its number in the store."""

    number: int
    errand: Errand


def send_for(desk: Desk, user: User, claim_id: str, url: str, kind: ErrandKind) -> None:
    """Ask for a copy of a source, or for a look at all links of a claim; it is fetched in the background of the app."""
    require(user, PERMISSIONS[kind])
    with desk.store.write() as tx:
        claim = claims.get(tx, claim_id)
        if kind is ErrandKind.COPY:
            copies.refuse_unless_source(claim, url)
        errands.ask(tx, Errand(claim_id=claim_id, url=url, kind=kind, by=user.name, asked_at=desk.now()))


def call_off(desk: Desk, user: User, claim_id: str, url: str, kind: ErrandKind) -> None:
    """Ask no longer; what is being fetched is not kept. An errand that ended is forgotten with what it said."""
    require(user, PERMISSIONS[kind])
    with desk.store.write() as tx:
        errands.drop(tx, claim_id, url, kind)


def run_errands(desk: Desk, settings: Settings, stop: threading.Event, *, read: Read = read_url) -> None:
    """Carry out what is asked for, some at the same time, until told to stop."""
    under_way: list[threading.Thread] = []
    while not stop.is_set():
        under_way = [each for each in under_way if each.is_alive()]
        taken = _next(desk, settings) if len(under_way) < AT_ONCE else None
        if taken is None:
            stop.wait(LOOK_SECONDS)
            continue
        work = partial(carry_out, desk, settings, taken, read=read)
        under_way.append(threading.Thread(target=work, name="errand", daemon=True))
        under_way[-1].start()


def _next(desk: Desk, settings: Settings) -> Taken | None:
    try:
        return take(desk, settings)
    except CheckerError as error:
        _log.warning("what is to be fetched could not be looked up: %s", error)
        return None


def take(desk: Desk, settings: Settings) -> Taken | None:
    """Take up an errand that waits, or whose process has died."""
    now = desk.now()
    with desk.store.read() as tx:
        if not errands.waits(tx, now):
            return None
    until = now + timedelta(seconds=settings.fetch_timeout + settings.read_timeout + SPARE_SECONDS)
    with desk.store.write() as tx:
        found = errands.take(tx, now, until)
    return Taken(number=found[0], errand=found[1]) if found else None


def carry_out(desk: Desk, settings: Settings, taken: Taken, *, read: Read = read_url) -> None:
    """Fetch what is asked for and keep it, unless the errand was dropped meanwhile; what stands in the way is written down."""
    if taken.errand.tries > MOST_TRIES:
        _fail(desk, taken, STOPPED)
        return
    try:
        keep = CARRIED_OUT[taken.errand.kind](desk, settings, taken.errand, read)
        with desk.store.write() as tx:
            if errands.end(tx, taken.number, desk.now(), went_well=True, said=""):
                errands.tell(tx, taken.number, keep(tx))
    except CheckerError as error:
        _fail(desk, taken, str(error))
    except Exception:  # noqa: BLE001 - the thread's outermost frame: nobody else would tell that nothing came
        _log.warning("%s could not be fetched", taken.errand.url, exc_info=True)
        _fail(desk, taken, "Something went wrong that the tool does not know; its log says more.")


def _fail(desk: Desk, taken: Taken, said: str) -> None:
    with desk.store.write() as tx:
        errands.end(tx, taken.number, desk.now(), went_well=False, said=said)


def _copy(desk: Desk, settings: Settings, errand: Errand, read: Read) -> Store:
    draft = read(settings, errand.url)

    def keep(tx: Tx) -> str:
        read_now = copies.read_as(draft, claim_id=errand.claim_id, url=errand.url, fetched_at=desk.now(), by=errand.by)
        kept = copies.keep(tx, read_now, draft.text)
        return "" if kept.is_new else "It still has the words of the copy that was kept before."

    return keep


def _look(desk: Desk, settings: Settings, errand: Errand, read: Read) -> Store:
    found = copies.look_around(desk, settings, errand.claim_id, read=read)

    def keep(tx: Tx) -> str:
        seen = Look(claim_id=errand.claim_id, url="", state=LinkState.THERE, said="", at=desk.now(), by=errand.by)
        looks = copies.remember(tx, seen, found)
        return _counted([look.state for look in looks])

    return keep


def _counted(states: Sequence[LinkState]) -> str:
    """Say how many links were found as before; one that is refused was not looked at."""
    refused, still = states.count(LinkState.REFUSED), states.count(LinkState.THERE)
    looked = len(states) - refused
    told = f"{looked} {'link' if looked == 1 else 'links'} looked at; {still} still there as before" if looked else ""
    left = f"{refused} {'link' if refused == 1 else 'links'} not looked at" if refused else ""
    return "; ".join(filter(None, (told, left))) + "."


CARRIED_OUT = {ErrandKind.COPY: _copy, ErrandKind.LOOK: _look}
