"""
What every page knows: the desk, the settings, who sits here, what just happened, and how words are shown as words.

Never here: a page, or the layout of one.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from checker import review, tasks
from checker.auth import User
from checker.config import Settings, SignIn
from checker.decisions import Desk
from checker.errors import CheckerError, NotAllowed
from checker.store import claims
from checker.text import normalise
from checker.ui import identity
from checker.words import Status

LONGEST_USER = 80
NAME_KEY = "your_name"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

Result = TypeVar("Result")
Params = ParamSpec("Params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all sessions of this process share."""

    settings: Settings
    desk: Desk
    background: tasks.Background


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A line that says what just happened."""

    text: str
    problem: bool = False


def _close(office: Office) -> None:
    office.background.stop.set()


@st.cache_resource(show_spinner=False, on_release=_close)
def office() -> Office:
    """Open the desk and start its worker, once for the whole process."""
    loaded = Settings.load()
    opened = tasks.open_desk(loaded)
    return Office(settings=loaded, desk=opened, background=tasks.start_worker(opened, loaded))


def desk() -> Desk:
    """Return the desk that all sessions work at."""
    return office().desk


def settings() -> Settings:
    """Return the settings in force."""
    return office().settings


def user() -> User:
    """Return who sits here; whoever lost their place since the page was opened is led to the gate, from wherever they are."""
    try:
        return signed_in()
    except NotAllowed:
        st.rerun()


def signed_in() -> User:
    """Return who signed in; without a sign-in the name typed into the account menu, or that of the settings. Raises NotAllowed."""
    if "session_id" not in st.session_state:
        st.session_state["session_id"] = tasks.new_id()
    if signs_in():
        return identity.signed_in(desk(), settings(), st.session_state["session_id"])
    local = tasks.local_user(settings(), st.session_state["session_id"])
    typed = tidy_name(st.session_state.get(NAME_KEY))
    return replace(local, name=typed) if typed else local


def signs_in() -> bool:
    """Whether this desk asks people who they are."""
    return settings().sign_in is not SignIn.NONE


def tidy_name(typed: str | None) -> str:
    """Return a name as it stands in the history: one line, not too long."""
    return " ".join(normalise(typed or "").split())[:LONGEST_USER]


def fragment(
    draw: Callable[Params, None], *, run_every: timedelta | float | None = None, key: str | None = None
) -> Callable[Params, None]:
    """Return a part of a page that is drawn anew without the rest, for as long as whoever looks has a place here."""

    @wraps(draw)
    def guarded(*args: Params.args, **options: Params.kwargs) -> None:
        user()
        draw(*args, **options)

    return st.fragment(guarded, run_every=run_every, key=key)


def end_run() -> None:
    """Remember that this session has drawn a whole page; a browser may interrupt the first."""
    st.session_state["begun"] = True


def begins() -> bool:
    """Whether this is the first page that this session draws, as after a reload."""
    return "begun" not in st.session_state


def counts() -> dict[Status, int]:
    """Return how many claims wait at each status."""
    with desk().store.read() as tx:
        return claims.waiting(tx, desk().now())


def say(text: str, *, problem: bool = False) -> None:
    """Keep a line about what just happened for the next time the page is drawn."""
    st.session_state["said"] = Message(text=text, problem=problem)


def said() -> Message | None:
    """Take the line about what just happened; it is shown once."""
    message: Message | None = st.session_state.pop("said", None)
    return message


def explain(error: CheckerError) -> None:
    """Show what went wrong, as text."""
    with st.container(key=f"problem_{id(error)}", horizontal=True, gap="small"):
        st.markdown(":material/error:", width="content")
        st.text(str(error))


@contextmanager
def explained() -> Iterator[None]:
    """Show the error of this block, if the tool can explain it, instead of the rest of the block."""
    try:
        yield
    except CheckerError as error:
        explain(error)


def attempt(action: Callable[..., Result], *args: Any, **options: Any) -> Result | None:
    """Do something from a callback; when it is refused, keep the reason for the page and return None."""
    try:
        return action(*args, **options)
    except CheckerError as error:
        say(str(error), problem=True)
        return None


def escaped(words: str) -> str:
    """
    Return words so that a label shows them as they are.

    Labels, captions and radio options are markdown and would load images; the options of a selectbox are text already.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(words.split()))


def label(word: str) -> str:
    """Return a word of the closed lists as people write it: `in_review` is "In review"."""
    return word.replace("_", " ").capitalize()


def renewal() -> timedelta:
    """Return how often a page that is open renews its hold on a claim."""
    return desk().lease_for / 3


def still_held(claim_id: str) -> bool:
    """Reserve a claim for longer; False when somebody else has it now."""
    try:
        review.renew(desk(), user(), claim_id)
    except CheckerError:
        return False
    return True
