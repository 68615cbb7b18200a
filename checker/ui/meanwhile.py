"""
What two people wrote on one finding at the same time: put together field by field, and the choice where both wrote in one.

Never here: a save; nothing of either is lost, whichever is chosen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import streamlit as st

from checker.model import Claim, Evidence, Reply, Scale
from checker.text import normalise
from checker.ui import lines, prose
from checker.ui.lines import Line
from checker.ui.sources import WORDS

Tidied = TypeVar("Tidied", "Left", Evidence, Reply)

NAMES = {
    "label_id": "verdict",
    "rationale": "rationale",
    "evidence": "sources",
    "reply": "right of reply",
    "note": "internal note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A finding and its note as somebody left them in the fields."""

    label_id: str | None = None
    rationale: str = ""
    evidence: tuple[Evidence, ...] = ()
    reply: Reply | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """What comes of two versions: the whole, what was taken over from theirs, and where a person must choose."""

    whole: Left
    taken: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is still to be chosen between what was typed here and what somebody else saved."""

    who: str
    when: str
    theirs: Left
    names: tuple[str, ...]


def left(claim: Claim, scale: Scale) -> Left:
    """Return what the store has of a claim's finding, as the fields show it."""
    finding = claim.finding
    if finding is None:
        return Left(note=claim.note)
    verdict = finding.verdict
    return Left(
        label_id=verdict.label_id if verdict and verdict.scale_id == scale.id else None,
        rationale=finding.rationale,
        evidence=finding.evidence,
        reply=finding.reply,
        note=claim.note,
    )


def tidy(version: Left) -> Left:
    """Return a version as saving it leaves it: in one form, without space around its words."""
    reply = version.reply and _tidy_words(version.reply, ("asked", "answer"))
    return replace(
        _tidy_words(version, ("rationale", "note")),
        evidence=tuple(_tidy_words(each, WORDS) for each in version.evidence),
        reply=None if reply == Reply(asked="") else reply,
    )


def _tidy_words(thing: Tidied, names: Iterable[str]) -> Tidied:
    tidy: dict[str, Any] = {name: normalise(getattr(thing, name)).strip() for name in names}
    return replace(thing, **tidy)


def put_together(base: Left, mine: Left, theirs: Left) -> Both:
    """Return both versions in one: what only one of the two changed is taken, what both changed differently stays mine, open."""
    names = [each.name for each in fields(Left)]
    changed = {name for name in names if getattr(theirs, name) != getattr(base, name)}
    touched = {name for name in names if getattr(mine, name) != getattr(base, name)}
    taken = tuple(name for name in names if name in changed - touched)
    both = tuple(name for name in names if name in changed & touched and getattr(mine, name) != getattr(theirs, name))
    return Both(whole=replace(mine, **{name: getattr(theirs, name) for name in taken}), taken=taken, open=both)


def remember(claim: Claim, both: Both, who: str) -> None:
    """Keep what is to be chosen, and what was taken over, to say it."""
    st.session_state[f"taken_{claim.id}"] = both.taken
    if both.open:
        when, theirs = prose.moment(claim.changed_at), _theirs(claim)
        st.session_state[_key(claim.id)] = Choice(who=who, when=when, theirs=theirs, names=both.open)


def _theirs(claim: Claim) -> Left:
    scale_id = claim.finding.verdict.scale_id if claim.finding and claim.finding.verdict else ""
    return left(claim, Scale(id=scale_id, name="", labels=()))


def open_(claim_id: str) -> Choice | None:
    """Return what is still to be chosen."""
    found: Choice | None = st.session_state.get(_key(claim_id))
    return found


def theirs(claim_id: str) -> Left | None:
    """Return what somebody else saved."""
    choice = open_(claim_id)
    return choice.theirs if choice else None


def settle(claim_id: str, name: str) -> None:
    """Strike a field off what is to be chosen."""
    choice = open_(claim_id)
    if choice:
        names = tuple(each for each in choice.names if each != name)
        st.session_state[_key(claim_id)] = replace(choice, names=names) if names else None


def told(choice: Choice, name: str, mine: Left, scale: Scale) -> Iterator[Line]:
    """Yield both versions of a field."""
    yield Line(kind="strong", text=NAMES[name].capitalize())
    yield Line(kind="plain", badge="Yours", text=shown(name, mine, scale))
    yield Line(kind="plain", badge=f"{choice.who}’s", text=shown(name, choice.theirs, scale))


def shown(name: str, version: Left, scale: Scale) -> str:
    """Return what a version has in a field, in words."""
    value = getattr(version, name)
    if not value:
        return "nothing"
    if name == "label_id":
        return next((each.name for each in scale.labels if each.id == value), str(value))
    if name == "evidence":
        return "\n".join(_source(each) for each in value)
    return _asked(value) if isinstance(value, Reply) else str(value)


def draw_taken(claim_id: str) -> None:
    """Say once what was taken over from somebody else."""
    taken: tuple[str, ...] = st.session_state.pop(f"taken_{claim_id}", ())
    if taken:
        names = ", ".join(NAMES[name] for name in taken)
        lines.show(
            [Line(kind="meta", icon="sync", text=f"Somebody else saved meanwhile; taken over from them: {names}.")],
            key="taken_over",
        )


def _source(each: Evidence) -> str:
    facts = (each.stance.value, each.url, each.title, each.publisher, each.quote, each.locator, each.archived_url)
    return " · ".join(fact for fact in facts if fact)


def _asked(reply: Reply) -> str:
    days = {"asked on": reply.asked_at, "until": reply.deadline, "answered on": reply.answered_at}
    facts = (reply.asked, *(f"{name} {day}" for name, day in days.items() if day), prose.quoted(reply.answer))
    return " · ".join(fact for fact in facts if fact)


def _key(claim_id: str) -> str:
    return f"meanwhile_{claim_id}"
