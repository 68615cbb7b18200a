"""
Whose turn it is: the claim in front of this session, how it was taken, and what this session has decided so far.

Never here: a widget, or what a decision does to a claim.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import streamlit as st

from checker import review
from checker.errors import LeaseLost
from checker.model import Claim
from checker.store import claims
from checker.store.claims import Mark
from checker.ui import ledger, prose, queues, session, whose
from checker.words import Status

KEPT = "What you typed stays with it; B shows it."
LINK = "claim"
PLACE = "triage"
TRIAGE = frozenset({"accept", "reject", "edit", "snooze", "split", "merge", "propose"})  # what is undone here

Mode = Literal["decide", "reject", "edit", "lost", "keys", "snooze", "split", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What this session is doing."""

    claim: Claim | None = None
    mode: Mode = "decide"
    linked: str | None = None
    skipping: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()  # claims that come before the queue goes on: the parts of one that was split
    decided: tuple[tuple[str, str], ...] = ()  # action and claim, newest last
    gone: tuple[str, ...] = ()  # claims that were at hand and went to somebody else, or were withdrawn, newest last
    back: int = 0  # how many of those decided or passed last are looked back over; 0 is the claim at hand
    drawn: tuple[Mark, ...] = ()
    left_out: ledger.Count = ledger.Count()  # noqa: RUF009 - it is frozen
    lost: int = 0  # proposals of the document that are not in its text
    message: session.Message | None = None
    fresh: bool = False  # the claim was taken in this very run, so that it needs no renewal
    asked: claims.Queue | None = None  # the queue that it was taken from in this run
    painted: int = 0
    with_skipped: bool = False


def turn() -> Turn:
    """Return what this session is doing."""
    if "turn" not in st.session_state:
        st.session_state["turn"] = Turn(decided=_before())
    now: Turn = st.session_state["turn"]
    return now


def _before() -> tuple[tuple[str, str], ...]:
    """What this person decided before the page was loaded anew, so that it can still be undone."""
    found = session.attempt(review.undoable, session.desk(), session.user(), TRIAGE)
    return tuple(found or ())


def change(**values: Any) -> Turn:
    """Change what this session is doing."""
    changed = replace(turn(), **values)
    st.session_state["turn"] = changed
    return changed


def queue() -> claims.Queue:
    """Return the queue that the address of the page asks for."""
    return queues.asked(Status.CANDIDATE, turn().skipping)


def queue_at_hand() -> claims.Queue:
    """Return the queue that the claim at hand was taken from in this very run, or else the one that is asked for."""
    wanted = turn().asked or queue()
    change(asked=None)
    return wanted


def skipped() -> int:
    """Return how many claims of the queue this session passed over."""
    return _longer(queue(), skipping=()) if turn().skipping else 0


def below_cut(wanted: claims.Queue) -> int:
    """Return how many claims of a queue wait below its cut."""
    return 0 if wanted.best is None else _longer(wanted, best=None)


def _longer(wanted: claims.Queue, **changes: Any) -> int:
    """By how many claims a queue with these changes is longer."""
    now = session.desk().now()
    with session.desk().store.read() as tx:
        return claims.length(tx, replace(wanted, **changes), now) - claims.length(tx, wanted, now)


def choose_queue(changes: queues.Changes) -> None:
    """Work off another queue from now on; the claim at hand goes back."""
    queues.put(PLACE, changes)
    change(back=0)
    give_back()
    take_next()
    _named()  # or an address from before the browser knew of the last claim would lead back to that one


def take_next() -> None:
    """Take the next part of a claim that was split, or the next claim of the queue, if there is one."""
    if _coming():
        return
    wanted = queue()
    claim = session.attempt(review.next_claim, session.desk(), session.user(), wanted)
    change(claim=claim, mode="decide", fresh=True, asked=wanted)


def _coming() -> bool:
    while turn().coming:
        claim_id, *rest = turn().coming
        change(coming=tuple(rest))
        claim = session.attempt(review.open_claim, session.desk(), session.user(), claim_id, take_over=False)
        if claim and claim.status is Status.CANDIDATE:
            change(claim=claim, mode="decide")
            return True
    return False


def take(claim: Claim) -> None:
    """Put this claim, which is held already, in front of the session."""
    at_hand = turn().claim
    if at_hand and at_hand.id != claim.id:
        give_back()
    change(claim=claim, mode="decide", back=0)


def give_back() -> None:
    """Give the claim at hand back to the queue."""
    claim = turn().claim
    if claim:
        session.attempt(review.release, session.desk(), session.user(), claim.id)
        change(claim=None)


def open_claim(claim_id: str, *, take_over: bool = False) -> None:
    """Take a certain claim, or say why it cannot be had; only a page that was loaded anew may take it over."""
    claim = session.attempt(_opened, claim_id, take_over=take_over)
    if claim is None:
        return
    if claim.status is Status.CANDIDATE and claim.span is not None:
        take(claim)
        return
    session.attempt(review.release, session.desk(), session.user(), claim_id)
    where = session.label(claim.status).lower() if claim.span else "not found in the text"
    session.say(f"“{shortened(claim.text)}” is {where}; it does not wait here.")


def _opened(claim_id: str, *, take_over: bool) -> Claim:
    try:
        return review.open_claim(session.desk(), session.user(), claim_id, take_over=take_over)
    except LeaseLost as lost:
        raise LeaseLost(_who_is_on(claim_id) or str(lost)) from None


def _who_is_on(claim_id: str) -> str:
    with session.desk().store.read() as tx:
        claim = claims.get(tx, claim_id)
    name = whose.holder(claim)
    if claim.lease is None or name is None:
        return ""
    return (
        f"{name} {'are' if name.startswith('You,') else 'is'} on “{shortened(claim.text)}” until {prose.hour(claim.lease.until)}. "
        "Read it in Records meanwhile; its link leads here once it is free."
    )


def follow_link() -> None:
    """Take the claim that the address names, once."""
    wanted = st.query_params.get(LINK)
    if wanted and wanted != turn().linked:
        change(linked=wanted)
        open_claim(wanted, take_over=session.begins())


def hold() -> Claim | None:
    """Keep the claim at hand reserved and return it as it is now, or the next one when it is gone."""
    claim = turn().claim
    if claim:
        claim = claim if turn().fresh else _renewed(claim)
        change(claim=claim, fresh=False)
        _let_go()
    if turn().claim is None:
        take_next()
    return _named()


def _renewed(claim: Claim) -> Claim | None:
    try:
        return review.renew(session.desk(), session.user(), claim.id)
    except LeaseLost as lost:
        change(gone=(*turn().gone, claim.id))
        session.say(f"{lost} {KEPT}", problem=True)
        return None


def _let_go() -> None:
    """Give up a claim that somebody else decided meanwhile, and say so."""
    claim = turn().claim
    if claim is None or claim.status is Status.CANDIDATE:
        return
    give_back()
    change(gone=(*turn().gone, claim.id))
    session.say(
        f"“{shortened(claim.text)}” was decided meanwhile, it is {session.label(claim.status).lower()}. {KEPT}", problem=True
    )


def _named() -> Claim | None:
    claim = turn().claim
    name = claim.id if claim else None
    if name != st.query_params.get(LINK):
        if name:
            st.query_params[LINK] = name
        else:
            st.query_params.pop(LINK, None)
    change(linked=name)
    return claim


def shortened(words: str, length: int = 60) -> str:
    """Return the beginning of long words."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
