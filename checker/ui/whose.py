"""
Whose a claim is just now: who is on it, to whom it was handed, until when it is put away; and handing it to somebody.

Never here: how a claim is taken from a queue.
"""

from collections.abc import Iterator

import streamlit as st

from checker import review
from checker.decisions import Seen
from checker.model import Claim
from checker.review import WAITING
from checker.store import names
from checker.store.claims import Away
from checker.ui import prose
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, say, user


def in_short(claim: Claim) -> str:
    """Return who is on a claim, or to whom it was handed, as a list shows it."""
    if name := holder(claim):
        return f"{name} is on it"
    return f"for {claim.assigned_to}" if _waits(claim) and claim.assigned_to else ""


def holder(claim: Claim) -> str | None:
    """Return who else is on a claim just now, if anybody."""
    lease, me = claim.lease, user()
    if lease is None or lease.until <= desk().now() or (lease.user, lease.session) == (me.name, me.session):
        return None
    return "You, in another window," if lease.user == me.name else lease.user


def is_away(claim: Claim) -> bool:
    """Whether a claim waits for its time."""
    return claim.snoozed_until is not None and claim.snoozed_until > desk().now()


def told(claim: Claim) -> Iterator[Line]:
    """Yield who is on a claim, to whom it was handed, and until when it is put away."""
    if claim.lease and (name := holder(claim)):
        yield Line(kind="warning", icon="person", text=f"{name} is on this until {prose.hour(claim.lease.until)}.")
    if claim.assigned_to and _waits(claim):
        yield Line(kind="plain", icon="assignment_ind", text=f"Assigned to {claim.assigned_to}.")
        if claim.assigned_note:
            yield Line(kind="quote", text=claim.assigned_note)
    if claim.snoozed_until and is_away(claim):
        yield Line(kind="plain", icon="snooze", text=f"Put away until {prose.moment(claim.snoozed_until)}.")


def put_away(away: Away | None) -> list[Line]:
    """Return how many claims of a queue are put away, and until when."""
    if away is None:
        return []
    until = "until" if away.number == 1 else "the first of them until"
    return [Line(kind="quiet", text=f"{prose.count(away.number, 'claim')} put away, {until} {prose.moment(away.until)}.")]


def draw_actions(claim: Claim) -> None:
    """Draw what can be done about whose a claim is."""
    if not _waits(claim):
        return
    if is_away(claim):
        st.button("Take up again", icon=":material/alarm:", key="wake", type="tertiary", on_click=_wake, args=_this(claim))
    with st.popover("Assign", icon=":material/assignment_ind:", type="tertiary"):
        _fields(claim)


def _fields(claim: Claim) -> None:
    with desk().store.read() as tx:
        known = names.people(tx)
    offered = list(dict.fromkeys([user().name, *known, *([claim.assigned_to] if claim.assigned_to else [])]))
    index = offered.index(claim.assigned_to) if claim.assigned_to else None
    key, note = f"assign_to_{claim.id}", f"assign_note_{claim.id}"
    st.selectbox("Assign to", offered, index=index, key=key, placeholder="A name", accept_new_options=True)
    st.text_input("Note to them", value=claim.assigned_note, key=note)
    st.button("Assign", key="assign", on_click=_assign, args=_this(claim), type="primary")
    if claim.assigned_to:
        st.button("To nobody any more", key="unassign", on_click=_unassign, args=_this(claim), type="tertiary")


def _assign(claim_id: str, version: int) -> None:
    to, note = (st.session_state[f"assign_{each}_{claim_id}"] for each in ("to", "note"))
    if not to:
        say("Choose a name, or type one.", problem=True)
    elif attempt(review.assign, desk(), user(), Seen(claim_id=claim_id, version=version), to, note or ""):
        say(f"Assigned to {to}. The queue hands it to nobody else.")


def _unassign(claim_id: str, version: int) -> None:
    if attempt(review.assign, desk(), user(), Seen(claim_id=claim_id, version=version), None):
        say("Assigned to nobody any more; the queue hands it to anybody.")


def _wake(claim_id: str, version: int) -> None:
    if attempt(review.wake, desk(), user(), Seen(claim_id=claim_id, version=version)):
        say("Taken up again: the claim waits in its queue.")


def _this(claim: Claim) -> tuple[str, int]:
    return claim.id, claim.version


def _waits(claim: Claim) -> bool:
    return claim.status in WAITING
