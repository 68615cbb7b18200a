"""
Drafts on a page: what is typed is kept without a touch on its field, and put back where a page was lost.

Never here: which fields a page has, or what saving does.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from checker import drafts
from checker.drafts import Sorted, fingerprint
from checker.store.drafts import Typed
from checker.ui import component, lines, prose, sent_drafts
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, fragment, user

KEY = "drafts"
REMEMBERED = 8  # claims whose saved words the browser is told of
MOST_BEFORE = 4  # fingerprints of what a field held before it was saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field that words are typed into: its name in a draft and to people, its Streamlit key, and what stands saved in it."""

    name: str
    shown: str
    key: str
    standing: str = ""
    is_day: bool = False  # a day is chosen in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What this session knows of the drafts on one claim, or on a page."""

    user: str
    restored: Mapping[str, Typed] = field(default_factory=dict)
    offered: Mapping[str, Typed] = field(default_factory=dict)
    live: Mapping[str, Typed] = field(default_factory=dict)  # as the browser last told
    over: Mapping[str, str] = field(default_factory=dict)  # fingerprints of what stands
    was: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of what this session put something else in place of


Fields = Callable[[Collection[str]], Sequence[Field]]


def found(claim_id: str) -> Mapping[str, Typed]:
    """Return what the browser had kept and the store had not, until it is put back."""
    typed: Mapping[str, Typed] = st.session_state.get(_found(claim_id), {})
    return typed


def begin(claim_id: str, fields_for: Fields, *, once_more: bool = False) -> Sequence[Field]:
    """
    Put drafts back into their fields before these are drawn; `fields_for` makes room for the names that it is given.

    `once_more` does so again in a session that has done it, as where fields were away from the page.
    """
    found: dict[str, Typed] = st.session_state.pop(_found(claim_id), {})
    known = _known(claim_id)
    if known is None or found or once_more:
        typed = drafts.newest(drafts.kept(desk(), user(), claim_id), found)
        fields = fields_for(typed)
        sorted_ = drafts.sort_out(typed, {each.name: each.standing for each in fields})
        _restore(known or Kept(user=user().name), sorted_, claim_id, fields)
    return fields_for(())


def _restore(known: Kept, found: Sorted, claim_id: str, fields: Sequence[Field]) -> None:
    restored = dict(known.restored)
    for each in fields:
        typed = found.restored.get(each.name)
        before = known.restored[each.name].words if each.name in known.restored else each.standing
        untouched = each.key not in st.session_state or drafts.same(_raw(each), before)
        if typed and untouched and typed.words != _raw(each):
            _fill(each, typed.words)
            restored[each.name] = typed
    over = {each.name: fingerprint(each.standing) for each in fields}
    _know(claim_id, replace(known, restored=restored, offered=found.offered, live=found.restored, over=over))


def watch(claim_id: str, fields: Sequence[Field], beside: Callable[[Mapping[str, str]], None] | None = None) -> None:
    """Keep what is typed into these fields from now on; `beside` draws what depends on it, whenever the typing pauses."""
    known = _known(claim_id) or Kept(user=user().name)
    _know(claim_id, replace(known, over={each.name: fingerprint(each.standing) for each in fields}))
    _watching(claim_id, tuple(fields), beside)


@fragment
def _watching(claim_id: str, fields: Sequence[Field], beside: Callable[[Mapping[str, str]], None] | None) -> None:
    if _found(claim_id) in st.session_state:
        st.rerun()
    if beside:
        known = _known(claim_id)
        beside({name: each.words for name, each in known.live.items()} if known else {})
    _component()(
        key=KEY, data=_data(claim_id, fields), height="content", on_typed_change=take_typed, on_found_change=take_found
    )


def draw_notice(claim_id: str, fields: Sequence[Field]) -> None:
    """Say what was restored, and what could not be put back without putting it over something newer; with a way to drop it."""
    known = _known(claim_id)
    if known is None or not (known.restored or known.offered):
        return
    names = {each.name: each.shown for each in fields}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        lines.show(list(_told(known, names)), key="drafts_told")
        if known.offered:
            st.button("Put it in", key="draft_put_in", on_click=put_in, args=(claim_id, fields), type="tertiary")
        st.button("Drop it", key="draft_drop", on_click=drop, args=(claim_id, fields), type="tertiary")


def _told(known: Kept, names: Mapping[str, str]) -> Iterator[Line]:
    if known.restored:
        at = max(each.at for each in known.restored.values())
        where = ", ".join(names.get(name, name) for name in known.restored)
        yield Line(
            kind="meta", icon="history", text=f"Restored what you typed on {prose.moment(at)} and had not saved: {where}."
        )
    for name, each in known.offered.items():
        told = (
            f"You typed this on {prose.moment(each.at)} and did not save it; since then the {names.get(name, name)} was changed"
        )
        yield Line(kind="meta", icon="history", text=f"{told}: {prose.quoted(each.words)}")


def put_in(claim_id: str, fields: Sequence[Field]) -> None:
    """Put what was only shown into its fields; what stands saved is in the history."""
    known = _known(claim_id)
    for each in fields:
        if known and each.name in known.offered:
            _fill(each, known.offered[each.name].words)
    if known:
        _know(claim_id, replace(known, restored={**known.restored, **known.offered}, offered={}))


def drop(claim_id: str, fields: Sequence[Field]) -> None:
    """Forget the drafts; what stands saved comes back into the fields."""
    known = _known(claim_id)
    if known is None:
        return
    for each in fields:
        if each.name in known.restored and _raw(each) == known.restored[each.name].words:
            _fill(each, each.standing)
    gone = {**known.live, **known.offered, **known.restored}
    _forget(claim_id, {name: [known_.words for known_ in _all(known, name)] for name in gone})


def _all(known: Kept, name: str) -> Iterator[Typed]:
    for side in (known.live, known.offered, known.restored):
        if name in side:
            yield side[name]


def saved(claim_id: str, fields: Sequence[Field]) -> None:
    """Forget the drafts of the fields in which now stands what was typed; `standing` is what the store has."""
    if known := _known(claim_id):
        over = {each.name: fingerprint(each.standing) for each in fields}
        was = {
            name: (*known.was.get(name, ()), old)[-MOST_BEFORE:] for name, old in known.over.items() if over.get(name) != old
        }
        _know(claim_id, replace(known, over=over, was={**known.was, **was}))
    settled = {each.name: [_raw(each)] for each in fields if drafts.same(_raw(each), each.standing)}
    _forget(claim_id, settled)


def spent(claim_id: str, fields: Sequence[Field]) -> None:
    """Forget the drafts of fields that have done their service, as the reason of a step that was taken."""
    known = _known(claim_id)
    told = {each.name: _all(known, each.name) if known else () for each in fields}
    _forget(claim_id, {each.name: [_raw(each), *(typed.words for typed in told[each.name])] for each in fields})


def _forget(claim_id: str, settled: Mapping[str, Sequence[str]]) -> None:
    told: dict[str, dict[str, list[str]]] = dict(st.session_state.get("drafts_settled", {}))
    st.session_state[_settled_at(claim_id)] = desk().now()
    told[claim_id] = told.pop(claim_id, {}) | {name: [fingerprint(words) for words in each] for name, each in settled.items()}
    st.session_state["drafts_settled"] = dict(list(told.items())[-REMEMBERED:])
    known = _known(claim_id)
    if known is None:
        return
    gone = {name for name in settled if name not in known.live or known.live[name].words in settled[name]}
    if gone & (known.live.keys() | known.restored.keys() | known.offered.keys()):
        attempt(drafts.forget, desk(), user(), claim_id, gone)
    sides: dict[str, Any] = {
        side: {name: each for name, each in getattr(known, side).items() if name not in gone}
        for side in ("live", "restored", "offered")
    }
    _know(claim_id, replace(known, **sides))


def take_typed() -> None:
    """Keep what the browser says was typed."""
    for claim_id, sent in _told_by_browser("typed"):
        typed = {name: each for name, each in sent.items() if not _is_settled(claim_id, name, each)}
        known = _known(claim_id) or Kept(user=user().name)
        _know(claim_id, replace(known, live={**known.live, **typed}))
        attempt(drafts.keep, desk(), user(), claim_id, typed)


def take_found() -> None:
    """Remember what the browser had kept, if the store knows less, to put it back when the page is drawn next."""
    for claim_id, typed in _told_by_browser("found"):
        stored = drafts.kept(desk(), user(), claim_id)
        if any(name not in stored or stored[name].words != each.words for name, each in typed.items()):
            attempt(drafts.keep, desk(), user(), claim_id, typed)
            st.session_state[_found(claim_id)] = typed


def _is_settled(claim_id: str, name: str, typed: Typed) -> bool:
    """Whether these words were saved or given up after they were typed: the browser told of them on its way to that."""
    at: datetime | None = st.session_state.get(_settled_at(claim_id))
    settled = st.session_state.get("drafts_settled", {}).get(claim_id, {}).get(name, ())
    return at is not None and typed.at <= at and fingerprint(typed.words) in settled


def _told_by_browser(what: str) -> Iterator[tuple[str, dict[str, Typed]]]:
    sent = st.session_state[KEY].get(what)
    if isinstance(sent, Mapping) and sent.get("user") == user().name:
        yield str(sent.get("claim")), sent_drafts.read(sent.get("fields"), desk().now())


def _data(claim_id: str, fields: Sequence[Field]) -> dict[str, object]:
    known = _known(claim_id)
    was = known.was if known else {}
    return {
        "user": user().name,
        "session": user().session,
        "claim": claim_id,
        "fields": {
            each.key: {
                "name": each.name,
                "over": fingerprint(each.standing),
                "was": list(was.get(each.name, ())),
                "day": each.is_day,
            }
            for each in fields
        },
        "longest": drafts.longest(claim_id),
        "settled": st.session_state.get("drafts_settled", {}),
    }


def _raw(each: Field) -> str:
    value = st.session_state.get(each.key)
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else ""


def _fill(each: Field, words: str) -> None:
    st.session_state[each.key] = _day(words) if each.is_day else words


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:  # half a day is none
        return None


def _found(claim_id: str) -> str:
    return f"drafts_found_{claim_id}"


def _settled_at(claim_id: str) -> str:
    return f"drafts_settled_at_{claim_id}"


def _known(claim_id: str) -> Kept | None:
    known: Kept | None = st.session_state.get(f"drafts_{claim_id}")
    return known if known and known.user == user().name else None  # nobody sees what somebody else typed


def _know(claim_id: str, known: Kept) -> None:
    st.session_state[f"drafts_{claim_id}"] = known


@cache
def _component() -> ComponentRenderer:
    return component.make("drafts")
