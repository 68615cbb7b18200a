"""
Who sits here, as typed into the account menu: remembered by the browser alone, so that no link carries a name along.

Never here: what somebody may do.
"""

from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from checker import review
from checker.ui import component, gate, session

# A cookie, because the name has to be known before the first claim is reserved for it.
COOKIE = "checker_name"


def begin() -> None:
    """Take the name that this browser remembers, when a session begins."""
    if session.signs_in():
        return
    remembered = unquote(st.context.cookies.get(COOKIE, ""))
    st.session_state.setdefault(session.NAME_KEY, session.tidy_name(remembered))
    st.session_state["named"] = session.user().name


def draw() -> None:
    """Draw the account menu."""
    if session.signs_in():
        gate.draw_account()
        return
    with st.container(key="account"), st.popover(session.escaped(session.user().name), type="tertiary"):
        st.text_input(
            "Your name",
            key=session.NAME_KEY,
            max_chars=session.LONGEST_USER,
            placeholder=session.settings().user,
            on_change=_renamed,
        )
        st.text("Your decisions stand under this name in the history. This browser remembers it.")
    typed = session.tidy_name(st.session_state[session.NAME_KEY]) if st.session_state.get("renamed") else None
    _who()(key="who", data={"cookie": COOKIE, "name": typed}, height="content")


def _renamed() -> None:
    # The claim at hand was reserved under the old name, and would count as somebody else's.
    st.session_state["renamed"] = True
    before = replace(session.user(), name=st.session_state["named"])
    claim_id = st.query_params.get("claim")
    if claim_id:
        session.attempt(review.release, session.desk(), before, claim_id)


@cache
def _who() -> ComponentRenderer:
    return component.make("who")
