"""
What triage shows when no claim is free: what is going on, and what could be done next.

Never here: the claim's panel.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import streamlit as st

from checker import jobs
from checker.model import Run
from checker.store import claims, documents
from checker.store.claims import Away, Queue
from checker.ui import lines, prose, queues, session, theme, whose
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.triage import decide, filters, previous
from checker.ui.triage.turn import below_cut, choose_queue, open_claim, queue, skipped, take_next, turn
from checker.words import RunStatus, Status

WATCH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """A queue of which no claim is free, and what there is beside it."""

    queue: Queue
    held: int
    below: int
    away: Away | None
    document: str | None  # the title of the only one that is asked for
    any_documents: bool


@partial(session.fragment, run_every=WATCH)
def show() -> None:
    """Draw the empty queue, and leave it by itself as soon as a claim is free."""
    with session.explained():
        found, counts = _look()
        unfinished = jobs.unfinished(session.desk())
        if found.held:
            take_next()
        if turn().claim or previous.shown():
            st.rerun()
        theme.show_counts(counts)
        with st.container(key="waiting"):
            filters.show(found.queue, choose_queue)
            _draw(found, counts, unfinished)


def _look() -> tuple[Empty, dict[Status, int]]:
    wanted, now = queue(), session.desk().now()
    ids = [wanted.document_id] if wanted.document_id else None
    with session.desk().store.read() as tx:
        titles = documents.titles(tx, ids, most=1)
        found = Empty(
            queue=wanted,
            held=claims.length(tx, wanted, now),
            below=below_cut(wanted),
            away=claims.away(tx, wanted, now),
            document=titles.get(wanted.document_id or ""),
            any_documents=bool(titles or documents.titles(tx, most=1)),
        )
        return found, claims.waiting(tx, now)


def _draw(found: Empty, counts: dict[Status, int], unfinished: list[Run]) -> None:
    message = session.said() or turn().message
    if message:
        lines.show([Line(kind="problem" if message.problem else "meta", text=message.text)], key="message")
    if unfinished and not queues.is_filtered():
        _progress(unfinished)
    else:
        lines.show([*_nothing(found), *whose.put_away(found.away)], key="nothing")
    bar = Bar()
    _draw_past(bar)
    if again := skipped():
        bar.draw(Button(name=f"Look at the {again:,} skipped again", cap="S", key="unskip", act=decide.unskip))
    if found.away:
        bar.draw(Button(name="Take up the next of those put away", key="wake", act=open_claim, args=(found.away.claim_id,)))
    if found.below:
        bar.draw(Button(name=f"Go on with the {found.below:,} below the cut", key="no_cut", act=_without_cut, look="primary"))
    elif queues.is_filtered():
        name = "Go on with all documents" if _only_document(found.queue) else "Go on without the filter"
        bar.draw(Button(name=name, key="all_documents", act=_widen, look="primary"))
    _next_steps(counts)
    bar.bind(f"waiting-{len(turn().decided)}", {})


def _draw_past(bar: Bar) -> None:
    if turn().decided:
        bar.draw(Button(name="Undo the last decision", cap="U", key="undo", act=decide.undo))
    if previous.ids():
        bar.draw(previous.button())


def _widen() -> None:
    choose_queue(queues.everything())


def _without_cut() -> None:
    choose_queue({queues.CUT: None})


def _only_document(wanted: Queue) -> bool:
    return wanted.document_id is not None and len([name for name in queues.FILTERS if name in st.query_params]) == 1


def _nothing(found: Empty) -> list[Line]:
    if not found.any_documents:
        return [
            Line(kind="title", text="No documents yet"),
            Line(kind="quiet", text="Add a text, a file or a url; its claims are proposed here, one by one."),
        ]
    if held := found.held:
        words = (
            "The claim that is left is with another reviewer." if held == 1 else f"{held:,} claims are with other reviewers."
        )
        return [Line(kind="title", text="Nothing is free right now"), Line(kind="quiet", text=words)]
    return _through(found)


def _through(found: Empty) -> list[Line]:
    """What is said of a queue in which nothing waits."""
    wanted = found.queue
    if found.below:
        best = f"Of each document the best {wanted.best:,} were handed out."
        waits = f"{prose.count(found.below, 'claim')} {'waits' if found.below == 1 else 'wait'} below the cut."
        return [Line(kind="title", text="Nothing above the cut is left"), Line(kind="quiet", text=f"{best} {waits}")]
    every = _every(found)
    if not queues.is_filtered():
        return [Line(kind="title", text="The queue is empty"), Line(kind="quiet", text=every)]
    if not _only_document(wanted):
        told = f"{every} {_elsewhere(wanted)}" if skipped() or found.away else _elsewhere(wanted)
        return [Line(kind="title", text="Nothing that fits the filter is left"), Line(kind="quiet", text=told)]
    if found.document is None:
        return [Line(kind="title", text="No such document"), Line(kind="quiet", text=_elsewhere(wanted))]
    done = "Nothing new in this document" if skipped() or found.away else "This document is done"
    return [
        Line(kind="title", text=done),
        Line(kind="quiet", text=found.document),
        Line(kind="quiet", text=f"{every} {_elsewhere(wanted)}"),
    ]


def _every(found: Empty) -> str:
    done = [*(["put away"] if found.away else []), *(["skipped"] if skipped() else []), "decided"]
    what = "proposed claim" if _only_document(found.queue) or not queues.is_filtered() else "claim that fits"
    return f"Every {what} was {prose.either(done)}."


def _elsewhere(wanted: Queue) -> str:
    now = session.desk().now()
    with session.desk().store.read() as tx:
        everywhere = claims.length(tx, Queue(status=wanted.status, user=wanted.user), now)
        waiting = everywhere - claims.length(tx, replace(wanted, skipping=()), now)
    where = "in other documents" if _only_document(wanted) else "outside this filter"
    if not waiting:
        return f"No claim waits {where}."
    return f"{prose.count(waiting, 'claim')} {'waits' if waiting == 1 else 'wait'} {where}."


def _progress(unfinished: list[Run]) -> None:
    with session.desk().store.read() as tx:
        known = documents.titles(tx, [run.document_id for run in unfinished[:5]])
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
