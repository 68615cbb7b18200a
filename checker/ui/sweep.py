"""
One decision about many claims of a list: what it will touch is shown first, each can be left out, all can be taken back.

Never here: what a decision does, or which claims a filter finds.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from checker import bulk
from checker.bulk import MOST, Batch
from checker.decisions import LONGEST_NAME, LONGEST_TEXT, Seen
from checker.model import Claim
from checker.store import claims
from checker.store.claims import Filter
from checker.ui import badges, lines, prose
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, label, user
from checker.words import RejectReason, Status

OPEN = "several"
TABLE = "sweep"
LEFT_OUT_SHOWN = 10
COLUMNS: dict[str, Any] = {
    "Take": {"width": 60},
    "Claim": {"width": 420},
    "Quote": {"width": 380},
    "Claimant": {"width": 140},
    "Badges": {"width": 150},
}


def is_open() -> bool:
    """Whether many claims are being decided at once."""
    return st.query_params.get(OPEN) == "yes"


def offer(wanted: Filter) -> None:
    """Draw the way into deciding about many: where a list may hold candidates, and does."""
    if _has_candidates(wanted):
        st.button(
            "Decide about several candidates", icon=":material/checklist:", type="tertiary", on_click=_open, key="several"
        )
    _draw_undo()


def _has_candidates(wanted: Filter) -> bool:
    if wanted.lost or (wanted.statuses and Status.CANDIDATE not in wanted.statuses):
        return False
    with desk().store.read() as tx:
        return bool(claims.page(tx, replace(wanted, statuses=(Status.CANDIDATE,), lost=False), 1))


def draw(wanted: Filter) -> None:
    """Draw the candidates that fit, all of them taken, and what can be decided about them."""
    with desk().store.read() as tx:
        found = claims.page(tx, wanted, MOST + 1)
    st.button("Back to the list", icon=":material/arrow_back:", type="tertiary", on_click=_close, key="several_close")
    _say()
    if not found:
        lines.show([Line(kind="title", text="No candidate fits these filters any more")], key="sweep_nothing")
        return
    more = f" Only the newest {MOST} are here." if len(found) > MOST else ""
    shown = found[:MOST]
    told = f"{prose.count(len(shown), 'candidate')}. Take out the ticks of those that you do not mean.{more}"
    lines.show([Line(kind="quiet", text=told)], key="sweep_about")
    # Another list is another table: ticks never slip from one claim to the next.
    key = f"{TABLE}_{st.session_state.get('sweep_round', 0)}_{shown[0].id}_{len(shown)}"
    st.data_editor(
        _table(shown),
        key=key,
        hide_index=True,
        height=420,
        disabled=[name for name in COLUMNS if name != "Take"],
        column_config={name: st.column_config.Column(**how) for name, how in COLUMNS.items()},
        alt="Candidates that fit the filters, each with a tick",
    )
    _steps([each for number, each in enumerate(shown) if _taken(key, number)])


def _table(shown: Sequence[Claim]) -> dict[str, list[Any]]:
    return {
        "Take": [True] * len(shown),
        "Claim": [claim.text for claim in shown],
        "Quote": [claim.quote for claim in shown],
        "Claimant": [claim.claimant or "" for claim in shown],
        "Badges": [", ".join(badges.names(claim)) for claim in shown],
    }


def _taken(key: str, number: int) -> bool:
    edited: dict[int, dict[str, Any]] = st.session_state.get(key, {}).get("edited_rows", {})
    return bool(edited.get(number, {}).get("Take", True))


def _steps(taken: Sequence[Claim]) -> None:
    several = [Seen(claim_id=claim.id, version=claim.version) for claim in taken]
    number = prose.count(len(several), "claim")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        accept = (several, "accepted", bulk.accept, ())
        st.button(f"Accept {number}", key="accept_all", type="primary", disabled=not several, on_click=_decide, args=accept)
        reason = st.selectbox("Reason", list(RejectReason), index=None, format_func=label, key="sweep_reason", width=220)
        reject = (several, "rejected", bulk.reject, (reason,))
        off = not several or reason is None
        st.button(f"Reject {number}", key="reject_all", disabled=off, on_click=_decide, args=reject)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        to = st.text_input("Assign to", key="sweep_to", max_chars=LONGEST_NAME, width=220)
        note = st.text_input("What they should know", key="sweep_note", max_chars=LONGEST_TEXT, width=360)
        assign = (several, f"assigned to {to}" if to else "assigned to nobody", bulk.assign, (to or None, note))
        name = f"Assign {number}" if to else f"Assign {number} to nobody"
        st.button(name, key="assign_all", disabled=not several, on_click=_decide, args=assign)


def _decide(several: Sequence[Seen], done: str, act: Callable[..., Batch], how: tuple[Any, ...]) -> None:
    batch = attempt(act, desk(), user(), several, *how)
    if batch:
        st.session_state["sweep_round"] = st.session_state.get("sweep_round", 0) + 1
        st.session_state["sweep_said"] = (done, batch)


def _say() -> None:
    if told := st.session_state.pop("sweep_said", None):
        lines.show(_told(*told), key="sweep_said_lines")
    _draw_undo()


def _told(done: str, batch: Batch) -> list[Line]:
    said = [Line(kind="strong", text=f"{prose.count(len(batch.done), 'claim')} {done}.")]
    if batch.left_out:
        said.append(Line(kind="warning", icon="warning", text=f"{prose.count(len(batch.left_out), 'claim')} left out:"))
        said += [Line(kind="meta", text=why) for _, why in batch.left_out[:LEFT_OUT_SHOWN]]
    if len(batch.left_out) > LEFT_OUT_SHOWN:
        said.append(Line(kind="meta", text=f"and {len(batch.left_out) - LEFT_OUT_SHOWN:,} more."))
    return said


def _draw_undo() -> None:
    last = bulk.newest(desk(), user())
    if last:
        batch_id, number = last
        name = f"Take back what was decided about {prose.count(number, 'claim')} at once"
        st.button(name, icon=":material/undo:", type="tertiary", key="undo_all", on_click=_undo, args=(batch_id,))


def _undo(batch_id: str) -> None:
    batch = attempt(bulk.undo, desk(), user(), batch_id)
    if batch:
        st.session_state["sweep_said"] = ("taken back", batch)


def _open() -> None:
    st.query_params[OPEN] = "yes"


def _close() -> None:
    st.query_params.pop(OPEN, None)
