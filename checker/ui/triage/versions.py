"""
Two versions of a claim's words, what was typed here and what somebody else saved meanwhile: put together field by field.

Never here: a save; where both changed a field the reviewer chooses, and nothing of either is lost before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from checker import review
from checker.drafts import same
from checker.model import Claim
from checker.ui import lines, prose, session
from checker.ui.differences import marked
from checker.ui.lines import Line
from checker.ui.triage import unsaved, wording

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody else saved, and the fields in which it stands against what was typed here."""

    who: str
    when: str
    names: tuple[str, ...]
    taken: tuple[str, ...]


def put_together(claim: Claim) -> None:
    """Take in what somebody else changed in a claim since it was first shown; where it was typed into as well, both stay."""
    before, theirs = _before(claim), wording.standing(claim)
    st.session_state[_key("before", claim.id)] = theirs
    changed = [name for name in wording.FIELDS if not same(before[name], theirs[name])]
    if not changed:
        return
    typed = wording.typed(claim)
    both = tuple(name for name in changed if not same(typed[name], before[name]))
    taken = tuple(name for name in changed if name not in both)
    if wording.is_open(claim.id):
        for name in taken:
            wording.put(claim.id, name, theirs[name])
        _remember(claim, both, taken)


def _remember(claim: Claim, both: tuple[str, ...], taken: tuple[str, ...]) -> None:
    earlier = st.session_state.get(_key("choice", claim.id))
    names = dict.fromkeys((*(earlier.names if earlier else ()), *both))
    when = prose.moment(claim.changed_at)
    choice = Choice(who=_who(claim, (*both, *taken)), when=when, names=tuple(names), taken=taken)
    st.session_state[_key("choice", claim.id)] = choice


def _who(claim: Claim, names: tuple[str, ...]) -> str:
    past = reversed(review.history(session.desk(), claim.id))
    actor = next((event.actor for event in past if not event.after.keys().isdisjoint(names)), "Somebody else")
    return "You, in another window," if actor == session.user().name else actor


def open_(claim: Claim) -> Choice | None:
    """Return what is still to be chosen, if anything; where both say the same by now, nothing is."""
    choice: Choice | None = st.session_state.get(_key("choice", claim.id))
    typed, theirs = wording.typed(claim), wording.standing(claim)
    names = tuple(name for name in choice.names if not same(typed[name], theirs[name])) if choice else ()
    return replace(choice, names=names) if choice and names else None


def may_save(claim: Claim) -> bool:
    """Whether nothing is left to be chosen; says so otherwise."""
    if open_(claim) is None:
        return True
    session.say("Not saved: choose first, where both of you changed the same.", problem=True)
    return False


def draw(claim: Claim) -> None:
    """Say what was taken over, and show both versions of each field that is to be chosen, with a button for each."""
    choice = open_(claim)
    if choice is None:
        _draw_taken(claim)
        return
    told = (
        f"{choice.who} saved this claim on {choice.when}, while you were writing. Nothing of either is lost: choose, then save."
    )
    with st.container(key="meanwhile", border=True, gap="small"):
        lines.show([Line(kind="warning", icon="sync_problem", text=told), *_taken(choice)], key="meanwhile_told")
        for name in choice.names:
            lines.show(_both(claim, name, choice.who), key=f"meanwhile_{name}")
            _draw_ways(claim.id, (name,), "Keep mine", "Take theirs")
        if len(choice.names) > 1:
            _draw_ways(claim.id, choice.names, "Keep all of mine", "Take all of theirs")


def _draw_ways(claim_id: str, names: tuple[str, ...], mine: str, theirs: str) -> None:
    which = names[0] if len(names) == 1 else "all"
    with st.container(horizontal=True, gap="small"):
        st.button(mine, key=f"keep_mine_{which}", on_click=_settle, args=(claim_id, names))
        st.button(theirs, key=f"take_theirs_{which}", on_click=_take_theirs, args=(claim_id, names))


def _both(claim: Claim, name: str, who: str) -> list[Line]:
    mine, theirs = (wording.told(name, words[name]) for words in (wording.typed(claim), wording.standing(claim)))
    only_mine, only_theirs = marked(mine, theirs)
    return [
        Line(kind="strong", text=wording.NAMES[name].capitalize()),
        Line(kind="plain", badge="Yours", text=mine or "nothing", marked=only_mine),
        Line(kind="plain", badge=_whose(who), text=theirs or "nothing", marked=only_theirs),
    ]


def _whose(who: str) -> str:
    return "Your other window’s" if who.startswith("You,") else f"{who}’s"


def _draw_taken(claim: Claim) -> None:
    """Say once what was taken over from somebody else."""
    choice: Choice | None = st.session_state.pop(_key("choice", claim.id), None)
    if choice:
        lines.show(list(_taken(choice)), key="meanwhile_told")


def _taken(choice: Choice) -> Iterator[Line]:
    if choice.taken:
        names = ", ".join(wording.NAMES[name] for name in choice.taken)
        yield Line(kind="meta", icon="sync", text=f"{choice.who} saved this claim meanwhile; taken over: {names}.")


def _take_theirs(claim_id: str, names: tuple[str, ...]) -> None:
    theirs: Words = st.session_state[_key("before", claim_id)]
    for name in names:
        unsaved.given_up(claim_id, name)
        wording.put(claim_id, name, theirs[name])
    _settle(claim_id, names)


def _settle(claim_id: str, names: tuple[str, ...]) -> None:
    choice: Choice | None = st.session_state.get(_key("choice", claim_id))
    if choice:
        left = tuple(each for each in choice.names if each not in names)
        st.session_state[_key("choice", claim_id)] = replace(choice, names=left)


def still_typed(claim: Claim) -> Iterator[Line]:
    """Yield what was typed here into the fields of a claim and is not saved, beside what stands there now."""
    before, typed, now = _before(claim), wording.typed(claim), wording.standing(claim)
    for name in wording.FIELDS:
        if not same(typed[name], before[name]) and not same(typed[name], now[name]):
            _, marks = marked(wording.told(name, now[name]), wording.told(name, typed[name]))
            shown = wording.told(name, typed[name]) or "nothing"
            yield Line(kind="plain", badge=f"Your {wording.NAMES[name]}, not saved", text=shown, marked=marks)


def forget(claim_id: str) -> None:
    """Begin anew with a claim whose fields were saved."""
    for what in ("before", "choice"):
        st.session_state.pop(_key(what, claim_id), None)


def _before(claim: Claim) -> Words:
    found: Words = st.session_state.get(_key("before", claim.id)) or wording.standing(claim)
    return found


def _key(what: str, claim_id: str) -> str:
    return f"versions_{what}_{claim_id}"
