"""
Which claims a list or an export holds: one row of fields, kept in the address so that it can be shared and reloaded.

Never here: the list itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from checker.store import claims, documents
from checker.store.claims import Filter
from checker.ui.reasons import badge
from checker.ui.session import desk, label
from checker.words import Status

NAMES = ("words", "status", "verdict", "flag", "document", "claimant")
CALLED = {"flag": "badge"}
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
        flag=params.get("flag") or None,
    )


def draw(anything: str, default: tuple[Status, ...] = ()) -> None:
    """Draw the fields; `anything` is what no chosen status means, `default` which statuses that are."""
    asked = wanted()
    with desk().store.read() as tx:
        titles = dict(list(documents.titles(tx).items())[:MOST_OPTIONS])
        people = claims.claimants(tx)[:MOST_OPTIONS]
        flags = claims.flagged(tx, wanted(default))
    fields = st.columns([3, 3, 2, 2, 3, 2], gap="small")
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
    badges = {code: f"{badge(code)} ({number:,})" for code, number in flags.items()}
    choices: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {
        "verdict": (verdicts, str),
        "flag": (list(badges), lambda code: badges.get(code) or f"{badge(code)} (0)"),
        "document": (list(titles), lambda id_: titles.get(id_, id_)),
        "claimant": (people, str),
    }
    for field, (name, (options, shown)) in zip(fields[2:], choices.items(), strict=True):
        with field:
            _choice(name, options, shown)


_BARE: dict[str, Any] = {"label_visibility": "collapsed"}


def _choice(name: str, options: Sequence[str], shown: Callable[[str], str]) -> None:
    asked = st.query_params.get(name)
    offered = [*options, asked] if asked and asked not in options else list(options)
    _put(name, asked or None)
    st.selectbox(
        label(CALLED.get(name, name)),
        offered,
        index=None,
        format_func=shown,
        key=_key(name),
        placeholder=f"Any {CALLED.get(name, name)}",
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
