"""
The formula of the queue with its sliders: a move re-ranks at once, by numbers that are there already, and asks no model.

Never here: the formula itself, or who may change the desk's own weights.
"""

from dataclasses import asdict
from functools import partial

import streamlit as st

from checker import ranking, steering
from checker.auth import may
from checker.errors import CheckerError, StaleVersion
from checker.ranking import Weights
from checker.store.claims import Order, Queue
from checker.ui import lines, queues, session
from checker.ui.lines import Line
from checker.ui.queues import Choose

FOLD = "queue_choice"  # in which they are folded away
PROBLEM = "claimants_problem"  # why the table of claimants was not saved
SEEN = "claimants_seen"  # the table of claimants as it was when somebody began to change it
NEWER = "claimants_newer"  # and as somebody else has saved it since
FORMULA = "Rank = the mean of these, 0 to 1 each, every one counted as often as its slider says."


def are_open() -> bool:
    """Whether somebody looks at the sliders just now."""
    return bool(st.session_state.get(FOLD))


def show(wanted: Queue, choose: Choose) -> None:
    """Draw the formula and its sliders."""
    lines.show([Line(kind="meta", text=FORMULA)], key="formula")
    with st.grid(3, gap="small", min_column_width=110):
        for term, weight in asdict(wanted.weights).items():
            if st.session_state.get(_key(term)) != weight:  # else a slider that is still moving would be put back
                st.session_state[_key(term)] = weight
            st.slider(
                _title(term),
                0,
                ranking.MOST_WEIGHT,
                key=_key(term),
                help=f"{ranking.TERMS[term].capitalize()}.",
                on_change=partial(_moved, choose),
            )
    _desk_wide(wanted, choose)


def _desk_wide(wanted: Queue, choose: Choose) -> None:
    own = wanted.weights != steering.weights(session.desk())
    with st.container(horizontal=True, gap="small"):
        if own:
            st.button("Back to the desk’s weights", key="desk_weights", on_click=partial(_back, choose), type="tertiary")
        if own and may(session.user(), "set_weights"):
            for_all = partial(_for_all, wanted.weights, choose)
            st.button("Make these the desk’s", key="set_weights", on_click=for_all, type="tertiary")
        if may(session.user(), "set_claimants"):
            pressed = st.button("Whose claims weigh more", key="weigh_claimants", type="tertiary")
            if pressed:
                _see_claimants()
            if pressed or PROBLEM in st.session_state:
                _claimants()


@st.dialog("Whose claims weigh more")
def _claimants() -> None:
    st.text(f"One entry a line: words of a name or a role, a colon, and one of: {', '.join(ranking.LEVELS)}.")
    st.text("Where several entries fit, the one with most words counts. Who is not named here counts as anybody.")
    st.text_area(
        "Claimants",
        key="claimants",
        height=240,
        placeholder="prime minister: high\nformer prime minister: raised",
    )
    if problem := st.session_state.pop(PROBLEM, None):
        session.explain(problem)
    if NEWER in st.session_state:
        newer = ranking.written_levels(st.session_state[NEWER])
        told = [Line(kind="plain", badge="Saved meanwhile", text=each) for each in newer.splitlines() or ["an empty table"]]
        lines.show(
            [*told, Line(kind="meta", text="Save puts yours in its place; the history keeps both.")], key="claimants_newer"
        )
        st.button("Take theirs", key="take_their_claimants", on_click=_see_claimants)
    if st.button("Save", key="save_claimants", type="primary", on_click=_save_claimants) and not problem:
        st.rerun()


def _see_claimants() -> None:
    """Begin with the table of claimants as it stands now."""
    now = steering.claimants(session.desk())
    st.session_state[SEEN], st.session_state["claimants"] = now, ranking.written_levels(now)
    st.session_state.pop(NEWER, None)


def _save_claimants() -> None:
    try:
        entries = ranking.read_levels(st.session_state["claimants"])
        steering.set_claimants(session.desk(), session.user(), entries, st.session_state[SEEN])
    except StaleVersion as error:
        st.session_state[PROBLEM] = error
        st.session_state[SEEN] = st.session_state[NEWER] = steering.claimants(session.desk())
        return
    except CheckerError as error:
        st.session_state[PROBLEM] = error
        return
    st.session_state.pop(NEWER, None)
    session.say("Saved. The queue follows the table at once.")


def _moved(choose: Choose) -> None:
    weights = Weights(**{term: st.session_state[_key(term)] for term in ranking.TERMS})
    choose({queues.WEIGHTS: queues.written(weights), queues.ORDER: Order.BEST})


def _back(choose: Choose) -> None:
    choose({queues.WEIGHTS: None})


def _for_all(chosen: Weights, choose: Choose) -> None:
    session.attempt(steering.set_weights, session.desk(), session.user(), chosen)
    choose({queues.WEIGHTS: queues.written(chosen)})
    session.say("The whole desk’s queue is in this order now, unless somebody moves a slider.")


def _title(term: str) -> str:
    without_model = term == "importance" and not session.settings().model
    return "Check-worthiness" if without_model else ranking.NAMES[term].capitalize()


def _key(term: str) -> str:
    return f"weight_{term}"
