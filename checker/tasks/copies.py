"""
What was consulted is kept as it was, and its addresses are looked at again when somebody asks.

Never here: how a page is fetched or read, or a change of a finding; a look only tells.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from checker.auth import User, require
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import FetchRefused, InputError, LinkGone, LinkNotReached
from checker.model import Claim, Copy, Draft, Look, plain
from checker.store import Tx, claims, copies, events
from checker.tasks.sources import read_url
from checker.words import LinkState

AT_ONCE = 4  # addresses that are asked at the same time
Read = Callable[[Settings, str], Draft]
Answers = Mapping[str, Draft | InputError]  # by address
FAILED: tuple[tuple[type[InputError], LinkState], ...] = (
    (LinkGone, LinkState.GONE),
    (LinkNotReached, LinkState.NOT_REACHED),
    (FetchRefused, LinkState.REFUSED),
    (InputError, LinkState.UNREAD),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The newest copy of a source; `is_new` is False where the one that was there has the same words."""

    copy: Copy
    is_new: bool


def keep_copy(desk: Desk, settings: Settings, user: User, claim_id: str, url: str, *, read: Read = read_url) -> Kept:
    """Fetch a source of a finding and keep its text; raises InputError that says why it cannot be had, and keeps nothing."""
    require(user, "keep_copy")
    with desk.store.read() as tx:
        refuse_unless_source(claims.get(tx, claim_id), url)
    draft = read(settings, url)
    with desk.store.write() as tx:
        return keep(tx, read_as(draft, claim_id=claim_id, url=url, fetched_at=desk.now(), by=user.name), draft.text)


def read_as(draft: Draft, *, claim_id: str, url: str, fetched_at: datetime, by: str) -> Copy:
    """Return what a page that was just read is as a copy."""
    final_url, digest = draft.url or url, _digest(draft.text)
    return Copy(
        claim_id=claim_id,
        url=url,
        final_url=final_url,
        sha256=digest,
        media_type=draft.media_type,
        fetched_at=fetched_at,
        by=by,
    )


def keep(tx: Tx, copy: Copy, text: str) -> Kept:
    """Store a copy with its line in the history, unless the newest one of the same source has the same words."""
    before = copies.newest(tx, copy.claim_id).get(copy.url)
    if before and before.sha256 == copy.sha256:
        return Kept(copy=before, is_new=False)
    copies.put(tx, copy, text)
    events.append(tx, [_kept(copy)])
    return Kept(copy=copy, is_new=True)


def look_at_links(desk: Desk, settings: Settings, user: User, claim_id: str, *, read: Read = read_url) -> list[Look]:
    """Look at every address of a claim's sources again and keep what was found, each with its time."""
    require(user, "look_at_links")
    found = look_around(desk, settings, claim_id, read=read)
    with desk.store.write() as tx:
        return remember(tx, Look(claim_id=claim_id, url="", state=LinkState.THERE, said="", at=desk.now(), by=user.name), found)


def look_around(desk: Desk, settings: Settings, claim_id: str, *, read: Read) -> Answers:
    """Ask at every address of a claim's sources, some at the same time, and return what each answered."""
    with desk.store.read() as tx:
        urls = addresses(claims.get(tx, claim_id))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(urls, pool.map(partial(_asked, settings, read), urls), strict=True))


def remember(tx: Tx, seen: Look, found: Answers) -> list[Look]:
    """Store what was found at each address, as `seen` says by whom and when."""
    kept = copies.newest(tx, seen.claim_id)
    looks = [_judged(tx, replace(seen, url=url), answer, kept.get(url)) for url, answer in found.items()]
    for look in looks:
        copies.looked(tx, look)
    return looks


def source_urls(claim: Claim) -> list[str]:
    """Return the addresses of a claim's sources, each once."""
    evidence = claim.finding.evidence if claim.finding else ()
    return list(dict.fromkeys(row.url for row in evidence if row.url))


def addresses(claim: Claim) -> list[str]:
    """Return the same with those of copies in web archives."""
    evidence = claim.finding.evidence if claim.finding else ()
    return list(dict.fromkeys(url for row in evidence for url in (row.url, row.archived_url) if url))


def refuse_unless_source(claim: Claim, url: str) -> None:
    """Raise InputError unless this is the address of evidence on the claim."""
    if url not in source_urls(claim):
        raise InputError(f"{url or 'Nothing'} is no source of claim {claim.id}. Save it as evidence first, then keep a copy.")


def _asked(settings: Settings, read: Read, url: str) -> Draft | InputError:
    try:
        return read(settings, url)
    except InputError as error:
        return error


def _judged(tx: Tx, look: Look, answer: Draft | InputError, kept: Copy | None) -> Look:
    if isinstance(answer, InputError):
        state = next(state for kind, state in FAILED if isinstance(answer, kind))
        return replace(look, state=state, said=str(answer))
    if kept is None:
        return replace(look, said="It is still there; no copy was kept to hold it against.")
    if kept.sha256 == _digest(answer.text):
        return replace(look, differs=0.0, said="It is still there, with the same text as the copy.")
    differs = share_that_differs(copies.text(tx, kept), answer.text)
    return replace(look, state=LinkState.CHANGED, differs=differs, said=_changed(differs))


def _changed(differs: float) -> str:
    if not differs:
        return "It is still there, with the lines of the copy in another order or with other spaces."
    percent = max(1, round(differs * 100))
    return f"It is still there but has changed: {percent} percent of the lines differ from the copy."


def share_that_differs(old: str, new: str) -> float:
    """Return which share of the lines of the longer text is not in the other, 0 to 1; spaces and order do not count."""
    before, after = _lines(old), _lines(new)
    most = max(before.total(), after.total())
    return 1 - (before & after).total() / most if most else 0.0


def _lines(text: str) -> Counter[str]:
    return Counter(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(copy: Copy) -> events.Entry:
    told = {name: value for name, value in plain(copy).items() if name not in {"claim_id", "by"}}
    return events.Entry(
        at=copy.fetched_at,
        actor=copy.by,
        action="keep_copy",
        subject="claim",
        subject_id=copy.claim_id,
        before={},
        after={"copy": told},
    )
