"""
The panel beside the source text: the claim, its note, the decisions with their keys, and what just happened.

Never here: what a decision does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import streamlit as st

from checker import review
from checker.model import Claim
from checker.store import claims
from checker.store.claims import Mark
from checker.ui import drafts, keys, ledger, lines, pane, prose, session, theme
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.triage import aside, card, decide, legend, lost, previous, sliders, unsaved, versions, why_here, wording
from checker.ui.triage.turn import Mode, change, hold, queue_at_hand, skipped, turn
from checker.words import RejectReason, Status

ASIDE: tuple[tuple[str, str, Mode], ...] = (("Later", "Z", "snooze"), ("Split", "P", "split"), ("Same as", "D", "merge"))
NOTE_HEIGHT = 68


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What the panel says of a claim's place: where it stands, and why."""

    place: str
    here: Sequence[Line]


@partial(session.fragment, key="panel")
def show() -> None:
    """Draw the panel of the claim at hand; decisions draw only this part of the page anew."""
    with session.explained():
        claim, marks, above = _now()
        if message := session.said():
            change(message=message)
        if not _is_at_hand(claim):
            pane.point(claim.id if claim.span else None, _restyled(marks), skipped=turn().with_skipped)
            _look_back(claim)
            return
        mode = turn().mode
        pane.point(  # before the panel, so that text and claim change together
            None if mode == "lost" else claim.id,  # what is not in the text has no mark, and another claim's would mislead
            _restyled(marks),
            skipped=turn().with_skipped,
            quoting=mode in {"edit", "lost"},
        )
        _draw(claim, above)


def _now() -> tuple[Claim, list[Mark], Above]:
    at_hand = hold()
    claim = previous.shown() or at_hand
    if claim is None:
        st.rerun()
    wanted = queue_at_hand()
    with session.desk().store.read() as tx:
        marks = claims.marks(tx, claim.document_id)
        place = card.place(claim, marks, why_here.waiting(tx, claim, wanted)) + _passed_over()
        here = list(why_here.lines(tx, claim, wanted, reckoned=sliders.are_open()))
        change(lost=lost.count(tx, claim.document_id))
        theme.show_counts(claims.waiting(tx, session.desk().now()))
    if _places(marks) != _places(turn().drawn):
        st.rerun()
    return claim, marks, Above(place=place, here=here)


def _passed_over() -> str:
    number = skipped()
    return f" · {number:,} skipped" if number else ""


def _places(marks: Iterable[Mark]) -> list[tuple[str, object, bool]]:
    return [(mark.claim_id, mark.span, mark.taken_back) for mark in marks]


def _restyled(marks: Iterable[Mark]) -> dict[str, Status]:
    drawn = {mark.claim_id: mark.status for mark in turn().drawn}
    return {mark.claim_id: mark.status for mark in marks if drawn.get(mark.claim_id) is not mark.status}


def _draw(claim: Claim, above: Above) -> None:
    decide.fill_note(claim)
    typed_into = unsaved.begin(claim)
    versions.put_together(claim)
    bar = Bar()
    upper, fill = _VIEWS[turn().mode]
    with st.container(key="upper"):
        upper(claim, above)
        drafts.draw_notice(claim.id, typed_into)
    fill(claim, bar)
    first = _FIRST[turn().mode](claim) if turn().mode in _FIRST else None
    focus = {"n": decide.note_key(claim.id)} if turn().mode == "decide" else {}
    _draw_foot(bar, claim.id, focus, first)
    drafts.watch(claim.id, typed_into)


def _draw_foot(bar: Bar, token: str, focus: Mapping[str, str], first: str | None = None) -> None:
    painted = change(painted=turn().painted + 1).painted
    # It stays in sight, however much there is to say of a claim, and at its place, or its buttons would be made anew.
    with st.container(key="foot", gap="xsmall"):
        bar.bind(f"{token}-{painted}", focus, first)
        if turn().mode == "decide" and not turn().back and turn().left_out.alarms:
            lines.show(ledger.alarm_lines(turn().left_out), key="alarms")
        _message()


def _is_at_hand(claim: Claim) -> bool:
    at_hand = turn().claim
    return at_hand is not None and at_hand.id == claim.id


def _look_back(claim: Claim) -> None:
    bar = Bar()
    with st.container(key="upper"):
        previous.draw(claim)
    previous.fill(claim, bar)
    _draw_foot(bar, f"back-{claim.id}", {})


# The field in which the cursor stands when the panel is opened so.
_FIRST: dict[Mode, Callable[[Claim], str]] = {"edit": wording.first, "split": lambda claim: aside.parts_key(claim.id)}


def _card(claim: Claim, above: Above) -> None:
    checks = review.checks(session.desk(), claim)
    lines.show(card.claim_lines(claim, above.place, above.here, checks), key="card")


def _card_and_note(claim: Claim, above: Above) -> None:
    _card(claim, above)
    _note(claim)


def _decisions(claim: Claim, bar: Bar) -> None:
    this = (claim.id,)
    bar.row(
        Button(name="Accept", cap="A", key=f"accept_{claim.id}", act=decide.accept, args=this, look="primary"),
        _switch("Edit", "E", "edit", claim),
        _switch("Reject", "X", "reject", claim),
        Button(name="Skip", cap="S", key=f"skip_{claim.id}", act=decide.skip, args=this),
        Button(name="Undo", cap="U", key="undo", act=decide.undo, off=not turn().decided),
        previous.button(),
    )
    bar.row(*_more(claim), kind="more")


def _reasons(claim: Claim, bar: Bar) -> None:
    buttons = [
        Button(
            name=session.label(reason),
            cap=str(number),
            key=f"reject{number}_{claim.id}",
            act=decide.reject,
            args=(claim.id, reason),
        )
        for number, reason in enumerate(RejectReason, 1)
    ]
    bar.row(*buttons, kind="choices", said="Reject it, because it is …")
    bar.row(_switch("Back", keys.ESCAPE, "decide", claim))


def _keys(claim: Claim, above: Above) -> None:
    lines.show(legend.told(), key="all_keys")


def _shut(claim: Claim, bar: Bar) -> None:
    """The way back, by both keys; nothing can be decided while the claim is out of sight."""
    back = _switch("Back to the claim", keys.ESCAPE, "decide", claim)
    bar.row(back)
    bar.press["?"] = back.key


def _times(claim: Claim, bar: Bar) -> None:
    buttons = [
        Button(name=name, cap=str(number + 1), key=f"later{number}_{claim.id}", act=decide.snooze, args=(claim.id, number))
        for number, (name, _) in enumerate(aside.LATER)
    ]
    bar.row(*buttons, said="Put it away until …")
    bar.row(_switch("Back", keys.ESCAPE, "decide", claim))


def _split(claim: Claim, above: Above) -> None:
    aside.draw_split(claim)


def _splitting(claim: Claim, bar: Bar) -> None:
    act = Button(name="Split", cap="Ctrl+Enter", key=f"split_{claim.id}", act=decide.split, args=(claim.id,), look="primary")
    bar.row(act, _switch("Leave", keys.ESCAPE, "decide", claim))


def _same(claim: Claim, bar: Bar) -> None:
    found = aside.others(claim)
    buttons = [
        Button(
            name=aside.named(other),
            cap=str(number),
            key=f"same{number}_{claim.id}",
            act=decide.merge,
            args=(claim.id, other.id),
        )
        for number, other in enumerate(found, 1)
    ]
    said = "It is the same as …" if found else "No other claim of this document waits or was accepted."
    bar.row(*buttons, kind="list", said=said)
    bar.row(_switch("Back", keys.ESCAPE, "decide", claim))


def _fields(claim: Claim, above: Above) -> None:
    lines.show(card.quote_lines(claim), key="quote_lines")
    versions.draw(claim)
    wording.show(claim)


def _savings(claim: Claim, bar: Bar) -> None:
    accept = Button(
        name="Save and accept",
        cap="Ctrl+Enter",
        key=f"save_accept_{claim.id}",
        act=decide.save_and_accept,
        args=(claim.id,),
        look="primary",
    )
    save = Button(name="Save without accepting", key=f"save_only_{claim.id}", act=decide.save, args=(claim.id,))
    bar.row(accept, save, _switch("Leave", keys.ESCAPE, "decide", claim))


def _lost(claim: Claim, above: Above) -> None:
    lost.show(claim.document_id)


def _back(claim: Claim, bar: Bar) -> None:
    bar.row(_switch("Back to the queue", keys.ESCAPE, "decide", claim))


_VIEWS: dict[Mode, tuple[Callable[[Claim, Above], None], Callable[[Claim, Bar], None]]] = {
    "decide": (_card_and_note, _decisions),
    "reject": (_card, _reasons),
    "edit": (_fields, _savings),
    "lost": (_lost, _back),
    "keys": (_keys, _shut),
    "snooze": (_card, _times),
    "split": (_split, _splitting),
    "merge": (_card, _same),
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


def _more(claim: Claim) -> Iterator[Button]:
    yield replace(_flip(_left_out(), "G", "with_skipped"), off=not turn().left_out.total)
    for name, cap, mode in ASIDE:
        yield replace(_switch(name, cap, mode, claim), look="tertiary")
    yield replace(_switch("All keys", "?", "keys", claim), look="tertiary")
    if missing := turn().lost:
        words = "1 proposal is not in the text" if missing == 1 else f"{missing} proposals are not in the text"
        yield _switch(words, "", "lost", claim)


def _left_out() -> str:
    counted = turn().left_out.total
    return f"{prose.count(counted, 'sentence')} left out" if counted else "No sentence left out"


def _flip(name: str, cap: str, what: str) -> Button:
    return Button(name=name, cap=cap, key=f"flip_{what}", act=decide.flip, args=(what,), look="tertiary", decisive=False)


def _message() -> None:
    message, undoable = turn().message, turn().mode == "decide" and not turn().back
    if message and (undoable or not message.text.endswith(decide.UNDO)):
        kind, icon = ("problem", "error") if message.problem else ("meta", "")
        lines.show([Line(kind=kind, icon=icon, text=message.text)], key="message")
