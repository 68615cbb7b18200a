"""
What triage shows when no claim is free: what is going on, and what could be done next.

Never here: the claim's panel.
"""

from datetime import timedelta

import streamlit as st

from checker.model import Run
from checker.store import claims, runs
from checker.ui import lines, session, theme
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.triage import decide
from checker.ui.triage.turn import queue, take_next, titles, turn
from checker.words import Status

WATCH = timedelta(seconds=2)


@st.fragment(run_every=WATCH)
def show() -> None:
    """Draw the empty queue, and leave it by itself as soon as a claim is free."""
    with session.explained():
        with session.desk().store.read() as tx:
            held = claims.length(tx, queue())
            counts = claims.waiting(tx)
            unfinished = runs.unfinished(tx)
        if held:
            take_next()
        if turn().claim:
            st.rerun()
        theme.show_counts(counts)
        with st.container(key="waiting"):
            _draw(held, counts, unfinished)


def _draw(held: int, counts: dict[Status, int], unfinished: list[Run]) -> None:
    known = titles()
    message = session.said() or turn().message
    if message:
        lines.show([Line(kind="problem" if message.problem else "meta", text=message.text)], key="message")
    if unfinished:
        _progress(unfinished, known)
    else:
        lines.show(_nothing(held, len(known)), key="nothing")
    bar = Bar()
    if turn().decided:
        bar.draw(Button(name="Undo the last decision", cap="U", key="undo", act=decide.undo))
    if skipped := len(turn().skipping):
        bar.draw(Button(name=f"Look at the {skipped} skipped again", cap="S", key="unskip", act=decide.unskip))
    _next_steps(counts)
    bar.bind(f"waiting-{len(turn().decided)}", {})


def _nothing(held: int, documents: int) -> list[Line]:
    if not documents:
        return [
            Line(kind="title", text="No documents yet"),
            Line(kind="quiet", text="Add a text, a file or a url; its claims are proposed here, one by one."),
        ]
    if held:
        words = "The claim that is left is with another reviewer." if held == 1 else f"{held} claims are with other reviewers."
        return [Line(kind="title", text="Nothing is free right now"), Line(kind="quiet", text=words)]
    return [Line(kind="title", text="The queue is empty"), Line(kind="quiet", text="Every proposed claim was decided.")]


def _progress(unfinished: list[Run], known: dict[str, str]) -> None:
    lines.show([Line(kind="title", text="Looking for claims")], key="nothing")
    for run in unfinished[:5]:
        step = f" · {run.done} of {run.total} parts" if run.total else " · waiting" if run.worker is None else ""
        lines.show([Line(kind="quiet", text=f"{known.get(run.document_id, '')}{step}")], key=f"run_{run.id}")
        st.progress(run.done / run.total if run.total else 0.0)
    st.text("The first claims appear here by themselves.")


def _next_steps(counts: dict[Status, int]) -> None:
    accepted = counts[Status.ACCEPTED]
    with st.container(horizontal=True, gap="medium"):
        st.page_link("views/add.py", label="Add documents", icon=":material/add:")
        if accepted:
            st.page_link("views/check.py", label=f"Check {accepted:,} accepted", icon=":material/fact_check:")
