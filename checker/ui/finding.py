"""
The finding on one claim while somebody writes it: what stands in its fields, kept as a draft whenever one is left.

Never here: how a field looks; what is typed stays in the session until the store has it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from checker import findings, review
from checker.decisions import Seen
from checker.errors import CheckerError, StaleVersion
from checker.model import Claim, FactCheck, Reply, Verdict
from checker.store import claims
from checker.ui import drafts, meanwhile, sources
from checker.ui.drafts import Field
from checker.ui.session import desk, user

REPLY_WORDS = {"asked": "who was asked", "answer": "answer"}
REPLY_DAYS = ("asked_at", "deadline", "answered_at")


def key(claim_id: str, name: str) -> str:
    """Return the session key of a field of this claim's finding; each claim has its own, so nothing slips to the next."""
    return f"{name}_{claim_id}"


def begin(claim: Claim) -> None:
    """Fill the fields with what changed in the store; what was typed here and is not saved stays as it is."""
    state = st.session_state
    if key(claim.id, "seen") not in state:
        _fill(claim.id, _left(claim))
        _store_is(claim)
    elif state[key(claim.id, "stored")] != claim.finding or state[key(claim.id, "stored_note")] != claim.note:
        _put_together(claim)
    state[key(claim.id, "seen")] = claim.version


def fields(claim_id: str, names: Collection[str] = ()) -> list[Field]:
    """Return the fields that words are typed into, with what stands saved in each; `names` make room for evidence rows."""
    state = st.session_state
    sources.make_room(claim_id, names)
    stored: FactCheck | None = state[key(claim_id, "stored")]
    reply = stored.reply if stored and stored.reply else Reply(asked="")
    return [
        Field(
            name="rationale",
            shown="rationale",
            key=key(claim_id, "rationale"),
            standing=stored.rationale if stored else "",
        ),
        Field(name="note", shown="internal note", key=key(claim_id, "note"), standing=state[key(claim_id, "stored_note")]),
        *(
            Field(name=f"reply_{name}", shown=shown, key=key(claim_id, f"reply_{name}"), standing=getattr(reply, name))
            for name, shown in REPLY_WORDS.items()
        ),
        Field(name="why", shown="reason to go back to triage", key=key(claim_id, "why")),
        *sources.fields(claim_id, stored.evidence if stored else ()),
    ]


def _left(claim: Claim) -> meanwhile.Left:
    return meanwhile.left(claim, desk().scale)


def _store_is(claim: Claim) -> None:
    state = st.session_state
    state[key(claim.id, "stored")] = claim.finding
    state[key(claim.id, "stored_note")] = claim.note
    state[key(claim.id, "base")] = _left(claim)


def _fill(claim_id: str, left: meanwhile.Left) -> None:
    """Put this into the fields, but for what stands there already."""
    state, here = st.session_state, standing(claim_id)
    if here is None or left.label_id != here.label_id:
        state[key(claim_id, "label")] = left.label_id
    if here is None or left.rationale != here.rationale:
        state[key(claim_id, "rationale")] = left.rationale
    if here is None or left.note != here.note:
        state[key(claim_id, "note")] = left.note
    if here is None or left.evidence != here.evidence:
        sources.fill(claim_id, left.evidence)
    if here is None or left.reply != here.reply:
        reply = left.reply or Reply(asked="")
        for name in (*REPLY_WORDS, *REPLY_DAYS):
            state[key(claim_id, f"reply_{name}")] = getattr(reply, name)


def standing(claim_id: str) -> meanwhile.Left | None:
    """Return what stands in the fields, or None while they were not filled."""
    state = st.session_state
    if key(claim_id, "base") not in state:
        return None
    return meanwhile.Left(
        label_id=state[key(claim_id, "label")],
        rationale=state[key(claim_id, "rationale")] or "",
        evidence=sources.written(claim_id),
        reply=_reply(claim_id),
        note=state[key(claim_id, "note")] or "",
    )


def _reply(claim_id: str) -> Reply | None:
    state = st.session_state
    found: dict[str, Any] = {name: state.get(key(claim_id, f"reply_{name}")) for name in REPLY_DAYS}
    found |= {name: state.get(key(claim_id, f"reply_{name}")) or "" for name in REPLY_WORDS}
    reply = Reply(**found)
    return None if reply == Reply(asked="") else reply


def _put_together(claim: Claim) -> None:
    """Take in what somebody else saved meanwhile; where both wrote in a field, it is for the reviewer to choose."""
    base, theirs = st.session_state[key(claim.id, "base")], _left(claim)
    here = standing(claim.id) or base
    both = meanwhile.put_together(base, meanwhile.tidy(here), theirs)
    _fill(claim.id, both.whole)
    _store_is(claim)
    st.session_state[key(claim.id, "seen")] = claim.version
    meanwhile.remember(claim, both, review.history(desk(), claim.id)[-1].actor)


def choose_theirs(claim_id: str, name: str) -> None:
    """Put what somebody else saved into a field, in place of what was typed here, and save."""
    theirs = meanwhile.theirs(claim_id)
    here = standing(claim_id)
    meanwhile.settle(claim_id, name)
    if theirs and here:
        _fill(claim_id, replace(here, **{name: getattr(theirs, name)}))
    keep(claim_id)


def choose_mine(claim_id: str, name: str) -> None:
    """Leave a field as it was typed here, and save it over what somebody else had saved; the history has that."""
    meanwhile.settle(claim_id, name)
    keep(claim_id)


def other_scale(claim_id: str) -> Verdict | None:
    """Return the stored verdict, if it is on another scale than the desk's."""
    finding: FactCheck | None = st.session_state[key(claim_id, "stored")]
    verdict = finding.verdict if finding else None
    return verdict if verdict and verdict.scale_id != desk().scale.id else None


def written(claim_id: str) -> findings.Finding:
    """Return the finding as it stands in the fields; rows in which nothing was written are not part of it."""
    state = st.session_state
    label_id = state[key(claim_id, "label")]
    return findings.Finding(
        label_id=label_id,
        keep_verdict=label_id is None and other_scale(claim_id) is not None,
        rationale=state[key(claim_id, "rationale")] or "",
        evidence=sources.written(claim_id),
        reply=_reply(claim_id),
    )


def live(claim_id: str, typed: Mapping[str, str]) -> FactCheck:
    """Return the finding as it would be with the words that are just being typed."""
    now = written(claim_id)
    label_id, reply = now.label_id, now.reply
    if "reply_asked" in typed or "reply_answer" in typed:
        said: dict[str, Any] = {name: typed[f"reply_{name}"] for name in REPLY_WORDS if f"reply_{name}" in typed}
        reply = replace(reply or Reply(asked=""), **said)
    return FactCheck(
        version=0,
        verdict=desk().scale.verdict(label_id) if label_id else other_scale(claim_id),
        rationale=typed.get("rationale", now.rationale),
        evidence=sources.live(claim_id, typed),
        by=user().name,
        saved_at=desk().now(),
        reply=reply,
    )


def has_reply(claim_id: str) -> bool:
    """Whether something stands in the fields of the right of reply."""
    return _reply(claim_id) is not None


def keep(claim_id: str) -> bool:
    """Save what was typed as a draft; what cannot be saved stays in its field, and why is said. True when all is saved."""
    state = st.session_state
    if meanwhile.open_(claim_id):
        return False  # both versions are shown, and one is to be chosen first
    here, base = standing(claim_id), state[key(claim_id, "base")]
    tidy = meanwhile.tidy(here) if here else base
    state.pop(key(claim_id, "problem"), None)
    try:
        if replace(tidy, note=base.note) != base:
            _saved(findings.save(desk(), user(), seen(claim_id), written(claim_id)))
        if tidy.note != base.note:
            _saved(review.save_note(desk(), user(), seen(claim_id), tidy.note))
    except StaleVersion:
        return _keep_beside(claim_id)
    except CheckerError as error:
        state[key(claim_id, "problem")] = str(error)
        return False
    return True


def _keep_beside(claim_id: str) -> bool:
    with desk().store.read() as tx:
        claim = claims.get(tx, claim_id)
    before = seen(claim_id)
    begin(claim)
    return seen(claim_id) != before and not meanwhile.open_(claim_id) and keep(claim_id)


def seen(claim_id: str) -> Seen:
    """Return the claim in the version that this session last saw."""
    return Seen(claim_id=claim_id, version=st.session_state[key(claim_id, "seen")])


def problem(claim_id: str) -> str | None:
    """Return why something that was typed is not saved, if so."""
    found: str | None = st.session_state.get(key(claim_id, "problem"))
    return found


def _saved(claim: Claim) -> None:
    st.session_state[key(claim.id, "seen")] = claim.version
    _store_is(claim)
    drafts.saved(claim.id, fields(claim.id))
