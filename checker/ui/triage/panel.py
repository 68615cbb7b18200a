"""
The panel beside the source text: the claim, its note, the decisions with their keys, and what just happened.

Never here: what a decision does.
"""

from collections.abc import Callable, Iterable
from typing import Literal

import streamlit as st

from checker.model import Claim
from checker.store import claims
from checker.store.claims import Mark
from checker.ui import keys, lines, pane, session, theme
from checker.ui.keys import Bar, Button
from checker.ui.triage import card, decide, lost, wording
from checker.ui.triage.turn import Mode, change, hold, queue, skipped, turn
from checker.words import RejectReason, Status

KEYS = (
    ("A", "accept the claim as it stands"),
    ("E", "edit it; Ctrl+Enter saves and accepts, Esc leaves and keeps the draft"),
    ("X", "reject it; then 1 to 9 for the reason, Esc to go back"),
    ("S", "skip it for now"),
    ("U", "undo, several steps back"),
    ("N", "write a note; Esc leaves the field, and the note is saved"),
    ("G", "show the sentences that were left out, and why"),
    ("M", "add the selected words of the text as a claim"),
    ("?", "show or hide these keys"),
)
NOTE_HEIGHT = 68


@st.fragment(key="panel")
def show() -> None:
    """Draw the panel of the claim at hand; decisions draw only this part of the page anew."""
    with session.explained():
        claim, marks, waiting = _now()
        if message := session.said():
            change(message=message)
        _draw(claim, card.place(claim, marks, waiting) + _passed_over())
        pane.point(claim.id, _restyled(marks), skipped=turn().with_skipped)


def _now() -> tuple[Claim, list[Mark], int]:
    claim = hold()
    if claim is None:
        st.rerun()
    with session.desk().store.read() as tx:
        marks = claims.marks(tx, claim.document_id)
        waiting = claims.length(tx, queue())
        theme.show_counts(claims.waiting(tx))
    if _places(marks) != _places(turn().drawn):
        st.rerun()
    return claim, marks, waiting


def _passed_over() -> str:
    number = skipped()
    return f" · {number:,} skipped" if number else ""


def _places(marks: Iterable[Mark]) -> list[tuple[str, object]]:
    return [(mark.claim_id, mark.span) for mark in marks]


def _restyled(marks: Iterable[Mark]) -> dict[str, Status]:
    drawn = {mark.claim_id: mark.status for mark in turn().drawn}
    return {mark.claim_id: mark.status for mark in marks if drawn.get(mark.claim_id) is not mark.status}


def _draw(claim: Claim, place: str) -> None:
    bar = Bar()
    _VIEWS[turn().mode](claim, place, bar)
    _message()
    painted = change(painted=turn().painted + 1).painted
    first = wording.first(claim) if turn().mode == "edit" else None
    bar.bind(f"{claim.id}-{painted}", {"n": decide.note_key(claim.id)}, first)


def _decisions(claim: Claim, place: str, bar: Bar) -> None:
    lines.show(card.claim_lines(claim, place), key="card")
    _note(claim)
    this = (claim.id,)
    with st.container(key="decisions", horizontal=True, gap="xsmall"):
        bar.draw(Button(name="Accept", cap="A", key=f"accept_{claim.id}", act=decide.accept, args=this, look="primary"))
        bar.draw(_switch("Edit", "E", "edit", claim))
        bar.draw(_switch("Reject", "X", "reject", claim))
        bar.draw(Button(name="Skip", cap="S", key=f"skip_{claim.id}", act=decide.skip, args=this))
        bar.draw(Button(name="Undo", cap="U", key="undo", act=decide.undo, off=not turn().decided))
    _more(claim, bar)


def _reasons(claim: Claim, place: str, bar: Bar) -> None:
    lines.show(card.claim_lines(claim, place), key="card")
    st.text("Reject it, because it is …")
    with st.container(key="reasons"), st.grid(3, gap="xsmall", min_column_width=120):
        for number, reason in enumerate(RejectReason, 1):
            name, key = session.label(reason), f"reject{number}_{claim.id}"
            bar.draw(Button(name=name, cap=str(number), key=key, act=decide.reject, args=(claim.id, reason)))
    bar.draw(_switch("Back", keys.ESCAPE, "decide", claim))


def _fields(claim: Claim, place: str, bar: Bar) -> None:
    lines.show(card.quote_lines(claim), key="quote_lines")
    wording.show(claim)
    accept = Button(
        name="Save and accept",
        cap="Ctrl+Enter",
        key=f"save_accept_{claim.id}",
        act=decide.save_and_accept,
        args=(claim.id,),
        look="primary",
    )
    with st.container(key="decisions", horizontal=True, gap="xsmall"):
        bar.draw(accept)
        bar.draw(Button(name="Save without accepting", key=f"save_only_{claim.id}", act=decide.save, args=(claim.id,)))
        bar.draw(_switch("Leave", keys.ESCAPE, "decide", claim))


def _lost(claim: Claim, place: str, bar: Bar) -> None:
    lost.show(claim.document_id)
    bar.draw(_switch("Back to the queue", keys.ESCAPE, "decide", claim))


_VIEWS: dict[Mode, Callable[[Claim, str, Bar], None]] = {
    "decide": _decisions,
    "reject": _reasons,
    "edit": _fields,
    "lost": _lost,
}


def _switch(name: str, cap: str, mode: Mode, claim: Claim) -> Button:
    key = f"to_{mode}_{claim.id}"
    look: Literal["secondary", "tertiary"] = "secondary" if cap else "tertiary"
    return Button(name=name, cap=cap, key=key, act=decide.enter, args=(mode, claim.id), look=look, decisive=False)


def _note(claim: Claim) -> None:
    decide.fill_note(claim)
    st.text_area(
        "Note `N`",
        key=decide.note_key(claim.id),
        height=NOTE_HEIGHT,
        placeholder="For this desk only; never published",
        on_change=decide.keep_note,
        args=(claim.id,),
    )


def _more(claim: Claim, bar: Bar) -> None:
    with st.container(key="more", horizontal=True, gap="small"):
        bar.draw(_flip("Sentences left out", "G", "with_skipped"))
        bar.draw(_flip("All keys", "?", "with_keys"))
        if missing := lost.count(claim.document_id):
            words = "1 proposal is not in the text" if missing == 1 else f"{missing} proposals are not in the text"
            bar.draw(_switch(words, "", "lost", claim))
    if turn().with_keys:
        lines.show((lines.Line(kind="meta", text=f"{key}  {what}") for key, what in KEYS), key="all_keys")


def _flip(name: str, cap: str, what: str) -> Button:
    return Button(name=name, cap=cap, key=f"flip_{what}", act=decide.flip, args=(what,), look="tertiary", decisive=False)


def _message() -> None:
    message, undoable = turn().message, turn().mode == "decide"
    if message and (undoable or not message.text.endswith(decide.UNDO)):
        kind, icon = ("problem", "error") if message.problem else ("meta", "")
        lines.show([lines.Line(kind=kind, icon=icon, text=message.text)], key="message")
