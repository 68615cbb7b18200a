"""
The gate of a desk that asks who comes: sign in, or read why one cannot; and the way back to the page that one wanted.

Never here: who has a place at the desk.
"""

from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.errors import StreamlitAuthError

from checker.config import SignIn, secrets_file
from checker.errors import NotAllowed
from checker.ui import component, identity, session

LEAVING = "leaving"


def is_shut() -> bool:
    """Whether whoever opened the page may not come in, or is on their way out."""
    if st.session_state.get(LEAVING):
        return True
    try:
        session.signed_in()
    except NotAllowed:
        return True
    return False


def draw() -> None:
    """Draw what somebody sees who is not in, or on their way out."""
    if st.session_state.get(LEAVING):
        _lead_out()
        return
    way = session.settings().sign_in
    address = identity.vouched_for(session.settings(), st.user.to_dict(), session.desk().now())
    with st.container(key="gate"):
        st.title("Claim Checker")
        if address:
            st.text(f"{address} has no place at this desk. An admin gives one: checker people add {address}")
            _leave(way)
        elif way is SignIn.PROXY:
            header = session.settings().sign_in_header
            st.text(f"The proxy in front of this desk did not say who you are; expected your address in the header {header}.")
        else:
            st.text("Sign in to work at this desk.")
            _enter()
    _back()(key="way_back", data={"remember": True}, height="content")


def go_back() -> None:
    """Go to the page that was asked for before the sign-in."""
    if session.signs_in():
        _back()(key="way_back", data={"remember": False}, height="content")


def draw_account() -> None:
    """Draw who signed in, and the way out."""
    user = session.user()
    with st.container(key="account"), st.popover(session.escaped(user.name), type="tertiary"):
        st.text(f"{st.user.to_dict().get('email', '')}, {', '.join(sorted(user.roles))}")
        st.text("Your decisions stand under your name in the history.")
        _leave(session.settings().sign_in)


def _enter() -> None:
    if st.button("Sign in", type="primary"):
        try:
            st.login()
        except StreamlitAuthError:
            st.text(f"The sign-in is not set up: expected the provider in the section [auth] of {secrets_file()}.")


def _leave(way: SignIn) -> None:
    if way is SignIn.PROVIDER:
        st.button("Sign out", type="tertiary", on_click=_set_out)


def _set_out() -> None:
    st.session_state[LEAVING] = True


def _lead_out() -> None:
    """Send the browser to where its cookie goes: in every run, as a run that begins drops what the last one had still to send."""
    st.logout()
    st.text("You are being signed out.")


@cache
def _back() -> ComponentRenderer:
    return component.make("back")
