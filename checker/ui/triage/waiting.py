"""
What triage shows when no claim is free: what is going on, and what could be done next.

Never here: the claim's panel.
"""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from checker import jobs
from checker.model import Run
from checker.store import claims
from checker.ui import lines, prose, session, theme
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.triage import decide
from checker.ui.triage.turn import below_cut, choose_queue, queue, skipped, take_next, titles, turn
from checker.words import RunStatus, Status

WATCH = timedelta(seconds=2)


@st.fragment(run_every=WATCH)
def show() -> None:
    """Draw the empty queue, and leave it by itself as soon as a claim is free."""
    with session.explained():
        with session.desk().store.read() as tx:
            held = claims.length(tx, queue())
            counts = claims.waiting(tx)
        unfinished = jobs.unfinished(session.desk())
        if held:
            take_next()
        if turn().claim:
            st.rerun()
        theme.show_counts(counts)
        with st.container(key="waiting"):
            _draw(held, counts, unfinished)


def _draw(held: int, counts: dict[Status, int], unfinished: list[Run]) -> None:
    known, below = titles(), below_cut(queue())
    message = session.said() or turn().message
    if message:
        lines.show([Line(kind="problem" if message.problem else "meta", text=message.text)], key="message")
    if unfinished and not queue().flag:
        _progress(unfinished, known)
    else:
        lines.show(_nothing(held, below, known), key="nothing")
    bar = Bar()
    if turn().decided:
        bar.draw(Button(name="Undo the last decision", cap="U", key="undo", act=decide.undo))
    if again := skipped():
        bar.draw(Button(name=f"Look at the {again} skipped again", cap="S", key="unskip", act=decide.unskip))
    if below:
        bar.draw(Button(name=f"Go on with the {below:,} below the cut", key="no_cut", act=_without_cut, look="primary"))
    elif queue().document_id or queue().flag:
        name = "Go on without the filter" if queue().flag else "Go on with all documents"
        bar.draw(Button(name=name, key="all_documents", act=_widen, look="primary"))
    _next_steps(counts)
    bar.bind(f"waiting-{len(turn().decided)}", {})


def _widen() -> None:
    choose_queue(replace(queue(), document_id=None, flag=None))


def _without_cut() -> None:
    choose_queue(replace(queue(), best=None))


def _nothing(held: int, below: int, known: dict[str, str]) -> list[Line]:
    if not known:
        return [
            Line(kind="title", text="No documents yet"),
            Line(kind="quiet", text="Add a text, a file or a url; its claims are proposed here, one by one."),
        ]
    if held:
        words = "The claim that is left is with another reviewer." if held == 1 else f"{held} claims are with other reviewers."
        return [Line(kind="title", text="Nothing is free right now"), Line(kind="quiet", text=words)]
    return _through(below, known)


def _through(below: int, known: dict[str, str]) -> list[Line]:
    """What is said of a queue in which nothing waits."""
    if below:
        best = f"Of each document the best {queue().best:,} were handed out."
        waits = f"{prose.count(below, 'claim')} {'waits' if below == 1 else 'wait'} below the cut."
        return [Line(kind="title", text="Nothing above the cut is left"), Line(kind="quiet", text=f"{best} {waits}")]
    every = "Every proposed claim was skipped or decided." if skipped() else "Every proposed claim was decided."
    if queue().flag:
        return [Line(kind="title", text="Nothing with this badge is left"), Line(kind="quiet", text=f"{every} {_elsewhere()}")]
    document_id = queue().document_id
    if document_id is None:
        return [Line(kind="title", text="The queue is empty"), Line(kind="quiet", text=every)]
    if document_id not in known:
        return [Line(kind="title", text="No such document"), Line(kind="quiet", text=_elsewhere())]
    done = "Nothing new in this document" if skipped() else "This document is done"
    return [
        Line(kind="title", text=done),
        Line(kind="quiet", text=known[document_id]),
        Line(kind="quiet", text=f"{every} {_elsewhere()}"),
    ]


def _elsewhere() -> str:
    here = queue()
    with session.desk().store.read() as tx:
        everywhere = claims.length(tx, replace(here, document_id=None, flag=None, skipping=()))
        waiting = everywhere - claims.length(tx, replace(here, skipping=()))
    where = "outside this filter" if here.flag else "in other documents"
    if not waiting:
        return f"No claim waits {where}."
    return f"{prose.count(waiting, 'claim')} {'waits' if waiting == 1 else 'wait'} {where}."


def _progress(unfinished: list[Run], known: dict[str, str]) -> None:
    lines.show([Line(kind="title", text="Looking for claims")], key="nothing")
    for run in unfinished[:5]:
        step = f" · {run.done:,} of {run.total:,} parts" if run.total else ""
        step = " · waiting" if run.status is RunStatus.QUEUED else step
        lines.show([Line(kind="quiet", text=f"{known.get(run.document_id, '')}{step}")], key=f"run_{run.id}")
        st.progress(run.done / run.total if run.total else 0.0)
    st.text("The first claims appear here by themselves.")


def _next_steps(counts: dict[Status, int]) -> None:
    accepted = counts[Status.ACCEPTED]
    with st.container(horizontal=True, gap="medium"):
        st.page_link("views/add.py", label="Add documents", icon=":material/add:")
        if accepted:
            st.page_link("views/check.py", label=f"Check {accepted:,} accepted", icon=":material/fact_check:")
