"""
Which claims a list or an export holds: one row of fields, kept in the address so that it can be shared and reloaded.

Never here: the list itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from checker.store import documents, names, topics
from checker.store.claims import Filter
from checker.ui.reasons import BADGES, badge
from checker.ui.session import desk, label
from checker.ui.viewer import called
from checker.words import Status

NAMES = ("words", "status", "verdict", "flag", "document", "claimant", "topic", "assigned", "lost")
PLACES = ("before", "after")  # where a page of the list begins; another filter begins at the newest
YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One field: what it is called without a choice, and what there is to choose."""

    nothing: str
    options: Sequence[str]
    shown: Callable[[str], str] = str
    free: bool = False  # something else may be typed


def wanted(default: tuple[Status, ...] = ()) -> Filter:
    """Return the filter that the address asks for; words that mean nothing ask for nothing."""
    return read(st.query_params.get, st.query_params.get_all, default)


def read(get: Callable[[str], str | None], get_all: Callable[[str], list[str]], default: tuple[Status, ...] = ()) -> Filter:
    """Return the filter that any address asks for."""
    known = set(Status)
    statuses = tuple(Status(each) for each in get_all("status") if each in known)
    return Filter(
        words=get("words") or "",
        statuses=statuses or default,
        verdict=get("verdict") or None,
        document_id=get("document") or None,
        claimant=get("claimant") or None,
        tag=get("topic") or None,
        assigned_to=get("assigned") or None,
        lost=True if get("lost") == YES else None,
        flag=get("flag") or None,
    )


def asked() -> dict[str, str | list[str]]:
    """Return what the address asks for, by the names of the fields."""
    several = {"status": st.query_params.get_all("status")}
    return several | {name: st.query_params.get(name, "") for name in NAMES if name not in several}


def clear() -> None:
    """Take every filter off."""
    for name in (*NAMES, *PLACES):
        st.query_params.pop(name, None)


def draw(anything: str) -> None:
    """Draw the fields; `anything` is what no chosen status means."""
    choices = _choices()
    upper, lower = st.columns([4, 3, 2, 2], gap="small"), st.columns([3, 3, 3, 2, 3], gap="small", vertical_alignment="center")
    with upper[0]:
        _put("words", st.query_params.get("words", ""))
        placeholder = "Words of the claim, its quote or its claimant"
        st.text_input("Words", type="search", key=_key("words"), placeholder=placeholder, **_field("words"))
    with upper[1]:
        _put("status", list(wanted().statuses))
        st.multiselect("Status", list(Status), format_func=label, key=_key("status"), placeholder=anything, **_field("status"))
    for place, (name, choice) in zip((*upper[2:], *lower[:4]), choices.items(), strict=True):
        with place:
            _choice(name, choice)
    with lower[4]:
        _put("lost", wanted().lost is True)
        st.checkbox("Not found in their document", key=_key("lost"), on_change=_remember, args=("lost",))


def _choices() -> dict[str, Choice]:
    asked = wanted()
    with desk().store.read() as tx:
        titles = documents.titles(tx, most=names.MOST)
        if asked.document_id and asked.document_id not in titles:
            titles |= documents.titles(tx, [asked.document_id])
        said_by, tags, people = names.claimants(tx), topics.known(tx), names.people(tx)
    verdicts = {each.name: called(each) for each in desk().scale.labels}
    return {
        "verdict": Choice(nothing="Any verdict", options=list(verdicts), shown=lambda name: verdicts.get(name, name)),
        "flag": Choice(nothing="Any badge", options=list(BADGES), shown=badge),
        "document": Choice(nothing="Any document", options=list(titles), shown=lambda id_: titles.get(id_, id_)),
        "claimant": Choice(nothing="Any claimant", options=said_by, free=True),
        "topic": Choice(nothing="Any topic", options=tags, free=True),
        "assigned": Choice(nothing="Assigned to anybody", options=people, free=True),
    }


def _choice(name: str, choice: Choice) -> None:
    asked = st.query_params.get(name)
    offered = [*choice.options, asked] if asked and asked not in choice.options else list(choice.options)
    _put(name, asked or None)
    st.selectbox(
        choice.nothing.removeprefix("Any ").capitalize(),
        offered,
        index=None,
        format_func=choice.shown,
        key=_key(name),
        placeholder=choice.nothing,
        accept_new_options=choice.free,
        **_field(name),
    )


def _field(name: str) -> dict[str, Any]:
    return {"label_visibility": "collapsed", "on_change": _remember, "args": (name,)}


def _key(name: str) -> str:
    return f"filter_{name}"


def _put(name: str, value: object) -> None:
    st.session_state[_key(name)] = value


def _remember(name: str) -> None:
    value = st.session_state[_key(name)]
    if value:
        st.query_params[name] = YES if value is True else value
    else:
        st.query_params.pop(name, None)
    for place in PLACES:
        st.query_params.pop(place, None)
