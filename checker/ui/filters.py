"""
Which claims a list or an export holds: one row of fields, kept in the address so that it can be shared and reloaded.

Never here: the list itself.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from checker.store import claims, documents
from checker.store.claims import Filter
from checker.ui.session import desk, label
from checker.words import Status

NAMES = ("words", "status", "verdict", "document", "claimant")
MOST_OPTIONS = 1_000  # every option travels to the browser


def wanted(default: tuple[Status, ...] = ()) -> Filter:
    """Return the filter that the address asks for; words that mean nothing ask for nothing."""
    params = st.query_params
    known = set(Status)
    statuses = tuple(Status(each) for each in params.get_all("status") if each in known)
    return Filter(
        words=params.get("words", ""),
        statuses=statuses or default,
        verdict=params.get("verdict") or None,
        document_id=params.get("document") or None,
        claimant=params.get("claimant") or None,
    )


def draw(anything: str) -> None:
    """Draw the fields; `anything` is what no chosen status means."""
    asked = wanted()
    with desk().store.read() as tx:
        titles = dict(list(documents.titles(tx).items())[:MOST_OPTIONS])
        people = claims.claimants(tx)[:MOST_OPTIONS]
    fields = st.columns([3, 3, 2, 3, 2], gap="small")
    with fields[0]:
        _put("words", asked.words)
        st.text_input(
            "Words", type="search", key=_key("words"), placeholder="Words", on_change=_remember, args=("words",), **_BARE
        )
    with fields[1]:
        _put("status", list(asked.statuses))
        st.multiselect(
            "Status",
            list(Status),
            format_func=label,
            key=_key("status"),
            placeholder=anything,
            on_change=_remember,
            args=("status",),
            **_BARE,
        )
    verdicts = [each.name for each in desk().scale.labels]
    for field, name, options, shown in (
        (fields[2], "verdict", verdicts, None),
        (fields[3], "document", list(titles), titles),
        (fields[4], "claimant", people, None),
    ):
        with field:
            _choice(name, options, shown)


_BARE: dict[str, Any] = {"label_visibility": "collapsed"}


def _choice(name: str, options: Sequence[str], shown: dict[str, str] | None) -> None:
    asked = st.query_params.get(name)
    offered = [*options, asked] if asked and asked not in options else list(options)
    _put(name, asked or None)
    st.selectbox(
        label(name),
        offered,
        index=None,
        format_func=(lambda each: shown.get(each, each)) if shown else str,
        key=_key(name),
        placeholder=f"Any {name}",
        on_change=_remember,
        args=(name,),
        **_BARE,
    )


def _key(name: str) -> str:
    return f"filter_{name}"


def _put(name: str, value: object) -> None:
    st.session_state[_key(name)] = value


def _remember(name: str) -> None:
    value = st.session_state[_key(name)]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
    st.query_params.pop("page", None)
