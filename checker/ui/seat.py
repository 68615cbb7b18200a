"""
The seat of a session at the desk: when the session ends, what it held goes back to the queue.

Never here: which claim a session holds, or for how long.
"""

import logging
from dataclasses import dataclass

import streamlit as st

from checker import review
from checker.auth import User
from checker.decisions import Desk
from checker.errors import CheckerError
from checker.ui import session


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person in one browser window, and the desk that they sit at."""

    desk: Desk
    user: User


def take() -> None:
    """Sit down; a person who changes their name has two seats and leaves both."""
    user = session.user()
    _seat(user.name, user.session)


def leave(seat: Seat) -> None:
    """Give back what is held; what cannot be given back now is free when its time is over."""
    try:
        review.release_all(seat.desk, seat.user)
    except CheckerError:
        logging.getLogger(__name__).exception("the claims of a session that ended stay reserved until their time is over")


# Streamlit ends a session when its browser is gone; one that comes back takes its claim again, unless somebody has it.
@st.cache_resource(scope="session", show_spinner=False, on_release=leave)
def _seat(name: str, session_id: str) -> Seat:
    return Seat(desk=session.desk(), user=session.user())
