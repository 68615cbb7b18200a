"""
Which claim is being checked in this browser, and the steps that lead from it to the next one.

Never here: the fields of a finding, or which step is allowed.
"""

from collections.abc import Sequence

import streamlit as st

from checker import findings, review
from checker.model import Claim
from checker.store import claims
from checker.store.claims import Away, Queue
from checker.ui import drafts, evidence, finding, lines, queues, reply
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.session import attempt, begins, desk, say, user
from checker.words import Status

KEYS = (
    ("V", "add a source"),
    ("R", "write the rationale"),
    ("N", "write the internal note"),
    ("Y", "note who was asked for a reply, and what they said"),
    ("D", "show or hide what each verdict means"),
    ("Ctrl+Enter", "mark as checked, or send to review"),
    ("S", "put it off until later"),
    ("U", "undo the last step"),
    ("Esc", "leave a field; what was typed is saved"),
    ("?", "show or hide these keys"),
)
APPROVAL_KEYS = (
    ("A", "approve the finding"),
    ("B", "write what is to be worked on; Ctrl+Enter sends it back"),
    ("U", "undo the last step"),
    ("?", "show or hide these keys"),
)
PLACE = "check"
KEYS_SHOWN = "check_keys"
SHOWN_ON_DEMAND = (KEYS_SHOWN, evidence.DEFINITIONS_SHOWN)
WRITE, APPROVE = "write", "approve"
MODES = {WRITE: "Write findings", APPROVE: "Approve"}


def begin() -> None:
    """Start a run of the page."""
    queues.recall(PLACE)
    st.session_state["check_moved"] = False


def leave_fragment() -> None:
    """Draw the whole page anew when a step within the fields led to another claim."""
    if st.session_state["check_moved"]:
        st.rerun()


def approving() -> bool:
    """Whether findings of others are to be approved, not written."""
    return desk().four_eyes and st.query_params.get("mode") == APPROVE


def draw_modes() -> None:
    """Offer to write findings or to approve those of others."""
    with desk().store.read() as tx:
        numbers = {WRITE: claims.waiting(tx, desk().now())[Status.ACCEPTED]}
    numbers[APPROVE] = findings.approvable(desk(), user())
    st.session_state["check_mode"] = APPROVE if approving() else WRITE
    st.segmented_control(
        "What to do",
        list(MODES),
        format_func=lambda each: f"{MODES[each]} {numbers[each]:,}",
        key="check_mode",
        on_change=_choose_mode,
        required=True,
        label_visibility="collapsed",
    )


def current() -> Claim | None:
    """Hold the claim of the address, or the next one of the queue; raises LeaseLost when somebody else has it."""
    asked = st.query_params.get("claim")
    claim = review.open_claim(desk(), user(), asked, take_over=begins()) if asked else _next()
    if claim and not asked:
        st.query_params["claim"] = claim.id
    return claim


def _next() -> Claim | None:
    skipping: tuple[str, ...] = st.session_state.get("check_later", ())
    while True:
        claim = review.next_claim(desk(), user(), queue(skipping))
        if claim is None or not _own(claim):
            return claim
        review.release(desk(), user(), claim.id)
        skipping = (*skipping, claim.id)


def queue(skipping: tuple[str, ...] = ()) -> Queue:
    """Return the queue that the address of the page asks for."""
    return queues.asked(Status.IN_REVIEW if approving() else Status.ACCEPTED, skipping)


def choose_queue(changes: queues.Changes) -> None:
    """Work off another queue from now on; the claim at hand goes back."""
    queues.put(PLACE, changes)
    claim_id = st.query_params.get("claim")
    if claim_id:
        attempt(review.release, desk(), user(), claim_id)
    leave()


def put_away() -> Away | None:
    """Return what would stand in the queue if it were not put away."""
    with desk().store.read() as tx:
        return claims.away(tx, queue(), desk().now())


def _own(claim: Claim) -> bool:
    return claim.status is Status.IN_REVIEW and findings.wrote_on(desk(), user(), claim)


def draw_actions(bar: Bar, claim: Claim) -> None:
    """Draw the steps that lead on from a claim whose finding is being written."""
    this, done = (claim.id,), "Send to review" if desk().four_eyes else "Mark as checked"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        bar.draw(Button(name=done, cap="Ctrl+Enter", key="complete", act=_complete, args=this, look="primary"))
        bar.draw(Button(name="Later", cap="S", key="later", act=_put_off, args=this))
        draw_undo(bar)
        draw_help_button(bar)
        with st.popover("Back to triage", type="tertiary"):
            st.text_input("Why it goes back", key=finding.key(claim.id, "why"))
            st.button("Send back to triage", key="reopen", on_click=_reopen, args=this)


def draw_help(keys: Sequence[tuple[str, str]]) -> None:
    """Tell of all keys, when asked to."""
    if st.session_state.get(KEYS_SHOWN):
        lines.show([Line(kind="meta", badge=name, text=what) for name, what in keys], key="all_keys")


def draw_help_button(bar: Bar) -> None:
    """Draw the button that shows or hides what the keys do."""
    bar.draw(Button(name="All keys", cap="?", key="flip_keys", act=_flip_keys, look="tertiary", decisive=False))


def _flip_keys() -> None:
    st.session_state[KEYS_SHOWN] = not st.session_state.get(KEYS_SHOWN)


def draw_undo(bar: Bar) -> None:
    """Draw the button that takes the last step back, if there was one."""
    last = st.session_state.get("check_last")
    bar.draw(Button(name="Undo", cap="U", key="undo", act=_undo, args=(last,), off=not last))


def waiting() -> tuple[int, int]:
    """Return how many claims stand in the queue, whoever holds them, and how many more were put off in this browser."""
    later, now = st.session_state.get("check_later", ()), desk().now()
    with desk().store.read() as tx:
        rest = claims.length(tx, queue(later), now)
        return rest, claims.length(tx, queue(), now) - rest if later else 0


def token(claim_id: str) -> str:
    """Return what tells one painting of the page from the next for the keys: they wait after each step and new row."""
    state = st.session_state
    rows = state.get(finding.key(claim_id, "rows"), ())
    shown = [bool(state.get(each)) for each in SHOWN_ON_DEMAND]
    return f"{claim_id}-{state.get('check_tries', 0)}.{len(rows)}.{reply.is_open(claim_id)}.{shown}"


def tried() -> None:
    """Count a step, so that the keys are unlocked once its outcome is painted."""
    st.session_state["check_tries"] = st.session_state.get("check_tries", 0) + 1


def leave() -> None:
    """Let go of the claim in the address; the next one of the queue takes its place."""
    st.query_params.pop("claim", None)
    st.session_state["check_moved"] = True


def open_claim(claim_id: str) -> None:
    """Work on this claim next."""
    st.query_params["claim"] = claim_id
    st.session_state["check_moved"] = True


def look_again() -> None:
    """Take back up what was put off."""
    st.session_state["check_later"] = ()


def moved_on(claim_id: str, what: str) -> None:
    """Say what was done to a claim, remember it for undo, and take the next one."""
    st.session_state["check_last"] = claim_id
    say(what)
    leave()


def _complete(claim_id: str) -> None:
    tried()
    if not finding.keep(claim_id):
        return
    if attempt(findings.check, desk(), user(), finding.seen(claim_id)):
        moved_on(claim_id, "Sent to review · U to undo" if desk().four_eyes else "Marked as checked · U to undo")
    else:
        st.session_state["check_moved"] = True


def _put_off(claim_id: str) -> None:
    finding.keep(claim_id)
    st.session_state["check_later"] = (*st.session_state.get("check_later", ()), claim_id)
    attempt(review.release, desk(), user(), claim_id)
    leave()


def _reopen(claim_id: str) -> None:
    st.session_state["check_moved"] = True
    finding.keep(claim_id)
    why = st.session_state[finding.key(claim_id, "why")] or ""
    if attempt(review.reopen, desk(), user(), finding.seen(claim_id), why):
        drafts.spent(claim_id, [each for each in finding.fields(claim_id) if each.name == "why"])
        moved_on(claim_id, "Back in triage · U to undo")


def _undo(claim_id: str) -> None:
    tried()
    st.session_state["check_moved"] = True
    claim = attempt(review.undo, desk(), user(), claim_id)
    if claim:
        st.session_state["check_last"] = None
        st.query_params["claim"] = claim.id
        say("Undone.")


def _choose_mode() -> None:
    st.query_params["mode"] = st.session_state["check_mode"]
    leave()
