"""
All documents that are being worked off: how far they are together, what they cost today, and what can be done to all.

Never here: one document.
"""

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from checker import jobs
from checker.auth import User
from checker.budget import Caps, midnight
from checker.decisions import Desk
from checker.errors import CheckerError
from checker.model import Run
from checker.store import calls
from checker.store.documents import Progress
from checker.ui import lines, prose, spending
from checker.ui.lines import Line
from checker.ui.session import desk, say, settings, user

CHANGED = "documents_changed"

Step = Callable[[Desk, User, str], Run]


def draw(under_way: Progress | None, short: Sequence[str]) -> None:
    """Show how far they are together and what the day has used up, with the buttons that concern every document."""
    if told := [*_today(), *_progress(under_way)]:
        lines.show(told, key="progress")
    if under_way:
        st.progress(under_way.share)
    running, again = under_way.total - under_way.ended if under_way else 0, len(short)
    with st.container(horizontal=True, gap="small"):
        if running > 1:
            st.button(f"Cancel all {running:,}", key="cancel_all", on_click=_cancel_all, type="tertiary")
        if again > 1:
            name = f"Try the {again:,} again that were not read whole"
            st.button(
                name, key="retry_all", on_click=_each, args=(jobs.retry, tuple(short), "Queued once more"), type="tertiary"
            )


def change(step: Step, run_id: str) -> None:
    """Do something with one run."""
    _each(step, (run_id,), "")


def _progress(under_way: Progress | None) -> Iterator[Line]:
    if under_way:
        done = f"{under_way.ended:,} of {prose.count(under_way.total, 'document')}, about {under_way.share:.0%}"
        short = f" · {under_way.short:,} not read whole" if under_way.short else ""
        yield Line(kind="meta", icon="hourglass_top", text=done.replace("%", " %") + short)


def _today() -> Iterator[Line]:
    caps = settings().day_caps
    if caps == Caps():
        return
    with desk().store.read() as tx:
        told = spending.today(caps, calls.spent_since(tx, midnight(desk().now())))
    yield Line(kind="meta", icon="payments", text=told, hint="With what is set aside for calls under way.")


def _cancel_all() -> None:
    _each(jobs.cancel, [run.id for run in jobs.unfinished(desk())], "Cancelled")


def _each(step: Step, run_ids: Sequence[str], told: str) -> None:
    refused: list[CheckerError] = []
    for run_id in run_ids:
        try:
            step(desk(), user(), run_id)
        except CheckerError as error:
            refused.append(error)
    st.session_state[CHANGED] = True
    if refused:
        say(str(refused[0]), problem=True)
    elif told:
        say(f"{told}: {prose.count(len(run_ids), 'document')}.")
