"""
What the buttons and keys of triage do: each is a callback that acts on the claim that was painted, and on no other.

Never here: a widget, or a rule about steps.
"""

from functools import partial

import streamlit as st

from checker import lineage, review
from checker.decisions import Seen
from checker.model import Claim
from checker.store import claims
from checker.ui import pane, prose, session
from checker.ui.triage import aside, unsaved, versions, wording
from checker.ui.triage.turn import Mode, change, open_claim, shortened, take, take_next, turn
from checker.words import RejectReason
from checker.workflow import ANCHORED

UNDO = ". U to undo"
DONE = {"propose": "Added", "accept": "Accepted", "reject": "Rejected", "skip": "Skipped", "edit": "Saved"} | {
    "snooze": "Put away",
    "split": "Split",
    "merge": "Merged",
}


def note_key(claim_id: str) -> str:
    """Return the key of the field that holds a claim's note."""
    return unsaved.note_key(claim_id)


def painted_key(claim_id: str) -> str:
    """Return the key under which stands what a claim's note was when it was painted."""
    return f"painted_note_{claim_id}"


def accept(claim_id: str) -> None:
    """Accept the claim as it stands; where its quote does not stand in the text, a quote has to be given first."""
    if claim := _at_hand(claim_id):
        if claim.anchor not in ANCHORED:
            change(mode="edit")
            return
        _decided("accept", session.attempt(review.accept, session.desk(), session.user(), _seen(claim)))


def reject(claim_id: str, reason: RejectReason) -> None:
    """Turn the claim down."""
    if claim := _at_hand(claim_id):
        done = session.attempt(review.reject, session.desk(), session.user(), _seen(claim), reason)
        _decided("reject", done, f": {session.label(reason).lower()}")


def save_and_accept(claim_id: str) -> None:
    """Accept the claim in the words of its fields."""
    claim = _at_hand(claim_id)
    if claim and versions.may_save(claim):
        words = wording.read(claim)
        done = session.attempt(review.accept, session.desk(), session.user(), _seen(claim), words)
        if done:
            _words_saved(done)
        _decided("accept", done, (", edited" if done.edited else "") + wording.no_day(claim, done) if done else "")


def save(claim_id: str) -> None:
    """Keep the words of the fields; the claim stays where it is."""
    claim = _at_hand(claim_id)
    if claim and versions.may_save(claim):
        done = session.attempt(review.edit, session.desk(), session.user(), _seen(claim), wording.read(claim))
        if done:
            _words_saved(done)
            change(claim=done, mode="decide", decided=(*turn().decided, ("edit", claim_id)))
            session.say(f"Saved{wording.no_day(claim, done)}{UNDO}")


def _words_saved(claim: Claim) -> None:
    unsaved.words_saved(claim)
    versions.forget(claim.id)


def skip(claim_id: str) -> None:
    """Leave the claim for later or for somebody else."""
    if claim := _at_hand(claim_id):
        session.attempt(review.release, session.desk(), session.user(), claim_id)
        change(skipping=(*turn().skipping, claim_id))
        _decided("skip", claim, "; you can take it up again when the queue is through")


def snooze(claim_id: str, number: int) -> None:
    """Put the claim away until a later time."""
    if claim := _at_hand(claim_id):
        until = aside.until(number, session.desk().now(), st.context.timezone)
        done = session.attempt(review.snooze, session.desk(), session.user(), _seen(claim), until)
        _decided("snooze", done, f" until {prose.moment(until)}")


def split(claim_id: str) -> None:
    """Make several claims of the one at hand; they come one after another, before the queue goes on."""
    if claim := _at_hand(claim_id):
        made = session.attempt(lineage.split, session.desk(), session.user(), _seen(claim), aside.parts(claim))
        if made:
            unsaved.parts_spent(claim)
            change(claim=made[0], mode="decide", coming=(*(each.id for each in made[1:]), *turn().coming))
            change(decided=(*turn().decided, ("split", claim_id)))
            session.say(f"Split into {len(made)}; the others come next{UNDO}")


def merge(claim_id: str, into_id: str) -> None:
    """Reject the claim as the same as another one."""
    if claim := _at_hand(claim_id):
        _decided("merge", session.attempt(lineage.merge, session.desk(), session.user(), _seen(claim), into_id))


def unskip() -> None:
    """Let the skipped claims come again."""
    change(skipping=())
    take_next()


def undo() -> None:
    """Take back this session's newest decision that was not taken back yet."""
    if not turn().decided:
        session.say("There is nothing to undo in this session.")
        return
    *earlier, (action, claim_id) = turn().decided
    change(decided=tuple(earlier), skipping=tuple(each for each in turn().skipping if each != claim_id))
    if action == "propose":
        _withdraw(claim_id)
        return
    use_case = partial(review.open_claim, take_over=False) if action == "skip" else review.undo
    if claim := session.attempt(use_case, session.desk(), session.user(), claim_id):
        take(claim)
        session.say(f"Taken back: {DONE[action].lower()} “{shortened(claim.text)}”.")


def _withdraw(claim_id: str) -> None:
    """Take back a claim that this person added."""
    claim = session.attempt(review.withdraw, session.desk(), session.user(), claim_id)
    if claim is None:
        return
    change(gone=(*turn().gone, claim_id))
    if (at_hand := turn().claim) and at_hand.id == claim_id:
        change(claim=None)
        take_next()
    session.say(f"Withdrawn: “{shortened(claim.text)}”. B shows it.")


def keep_note(claim_id: str) -> None:
    """Save what was typed into the note's field, whether the claim is still at hand or was just decided."""
    _note_kept(claim_id)


def fill_note(claim: Claim) -> None:
    """Put the stored note into its field, unless something was typed there that is not saved."""
    key, painted = note_key(claim.id), painted_key(claim.id)
    changed = st.session_state.get(painted) != claim.note and not _note_touched(claim.id)
    if key not in st.session_state or changed:
        st.session_state[key] = st.session_state[painted] = claim.note


def _note_touched(claim_id: str) -> bool:
    typed = st.session_state.get(note_key(claim_id))
    painted: str = st.session_state.get(painted_key(claim_id), "")
    return typed is not None and typed.strip() != painted.strip()


def _note_kept(claim_id: str) -> bool:
    if not _note_touched(claim_id):
        return True
    claim, at_hand = _newest(claim_id)
    if claim.note != st.session_state.get(painted_key(claim_id), ""):
        # Said once: after that they know what they replace.
        st.session_state[painted_key(claim_id)] = claim.note
        session.say(
            f"Your note is not saved yet: meanwhile somebody else wrote “{claim.note}”. Put the two together.", problem=True
        )
        return False
    typed = st.session_state[note_key(claim_id)]
    saved = session.attempt(review.save_note, session.desk(), session.user(), _seen(claim), typed)
    if saved is None:
        return False
    st.session_state[painted_key(claim_id)] = saved.note
    unsaved.note_saved(saved)
    if at_hand:
        change(claim=saved)
    return True


def _newest(claim_id: str) -> tuple[Claim, bool]:
    claim = turn().claim
    if claim and claim.id == claim_id:
        return claim, True  # as it was painted
    with session.desk().store.read() as tx:
        return claims.get(tx, claim_id), False


def enter(mode: Mode, claim_id: str) -> None:
    """Show the reasons, the fields, or the decisions of the claim."""
    if _at_hand(claim_id):
        change(mode=mode)


def flip(name: str) -> None:
    """Show something that is hidden, or hide it."""
    change(**{name: not getattr(turn(), name)})


def open_clicked() -> None:
    """Take the claim whose mark was clicked in the source text."""
    at_hand = turn().claim
    ids = [each for each in pane.clicked(st.session_state) if at_hand is None or each != at_hand.id]
    if ids:
        open_claim(ids[0])


def add_missed() -> None:
    """Add the selected words as a claim and open its fields."""
    missed = pane.missed(st.session_state)
    if missed is None:
        return
    claim = session.attempt(review.add_claim, session.desk(), session.user(), missed.document_id, missed.span)
    if claim:
        take(claim)
        change(mode="edit", decided=(*turn().decided, ("propose", claim.id)))
        session.say("Added. Write the claim so that it can be understood without the text; after Esc, U takes it back.")


def _at_hand(claim_id: str) -> Claim | None:
    # The note is saved first: what was typed stays, whatever comes of the decision; a refused note keeps the claim here.
    claim = turn().claim
    if claim is None or claim.id != claim_id:
        return None
    return turn().claim if _note_kept(claim_id) else None


def _seen(claim: Claim) -> Seen:
    return Seen(claim_id=claim.id, version=claim.version)


def _decided(action: str, claim: Claim | None, how: str = "") -> None:
    if claim is None:  # refused; the reason was kept for the page
        return
    change(decided=(*turn().decided, (action, claim.id)), claim=None)
    take_next()
    session.say(f"{DONE[action]}{how}{UNDO}")
