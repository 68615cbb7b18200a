"""
The fields of a finding: evidence rows, verdict, rationale, internal note, and what is still missing.

Never here: what happens to what is typed; finding.py keeps it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from checker.decisions import LONGEST_TEXT
from checker.model import Claim, FactCheck
from checker.ui import copies, finding, lines, marks, meanwhile, prose, sources
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.session import desk, escaped, label
from checker.ui.viewer import called, verdict_name
from checker.words import EvidenceKind, Stance
from checker.workflow import missing, remarks

EARLIEST = date(1990, 1, 1)
DEFINITIONS_SHOWN = "check_definitions"


def draw_rows(claim_id: str, bar: Bar) -> None:
    """Draw the evidence rows, each with its fields, and the button for another one."""
    numbers = sources.rows(claim_id)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        lines.show(
            [Line(kind="heading", text=prose.count(len(numbers), "source") if numbers else "Sources")], key="sources_head"
        )
        bar.draw(Button(name="Add a source", cap="V", key="add_source", act=sources.add, args=(claim_id,), decisive=False))
    there = copies.known(claim_id)
    for position, number in enumerate(numbers):
        with st.container(key=f"source_{claim_id}_{number}", border=True, gap="xsmall"):
            _row(claim_id, number, first=position == 0)
            copies.draw_source(claim_id, number, sources.row(claim_id, number).url.strip(), there, finding.keep)
    _removed(claim_id)
    copies.draw_links(claim_id, [sources.row(claim_id, number).url for number in numbers], there, typing=True)


def _removed(claim_id: str) -> None:
    gone = sources.removed(claim_id)
    if gone:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            what = gone[-1].row.url or gone[-1].row.title or gone[-1].row.quote
            lines.show([Line(kind="meta", icon="undo", text=f"Removed: {what}")], key="removed_source")
            st.button("Put it back", key="put_back", on_click=_then_keep, args=(sources.put_back, claim_id), type="tertiary")


def _then_keep(act: Callable[..., None], claim_id: str, *numbers: int) -> None:
    act(claim_id, *numbers)
    finding.keep(claim_id)


def _row(claim_id: str, number: int, *, first: bool) -> None:
    field = partial(_field, claim_id, number)
    place, steps = st.columns([5, 2], gap="xsmall", vertical_alignment="center")
    with place:
        st.text_input("Address", placeholder="https://", max_chars=LONGEST_TEXT, **field("url"))
    with steps, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _step("Up", f"up_{claim_id}_{number}", sources.lift, (claim_id, number), off=first)
        _step("Remove", f"out_{claim_id}_{number}", sources.remove, (claim_id, number))
    _pair(claim_id, number, ("title", "Title"), ("publisher", "Publisher"))
    stance, kind, day = st.columns([6, 3, 3], gap="xsmall", vertical_alignment="center")
    with stance:  # pressed once more it stays: nothing is cleared by a slip
        st.segmented_control(
            "Stance", list(Stance), format_func=marks.stance_words, wrap=False, required=True, **field("stance")
        )
    with kind:
        st.selectbox("Kind of source", list(EvidenceKind), format_func=label, **field("kind"))
    with day:
        st.date_input("Accessed on", format="YYYY-MM-DD", value=None, min_value=EARLIEST, **field("accessed_at"))
    words = "Quote: what it says, in its own words"
    st.text_area("Quote", height=68, placeholder=words, max_chars=LONGEST_TEXT, **field("quote"))
    _pair(claim_id, number, ("locator", "Page, table or time code"), ("archived_url", "Archived copy: https://"))


def _step(name: str, key: str, act: Callable[..., None], args: tuple[str, int], *, off: bool = False) -> None:
    st.button(name, key=key, type="tertiary", on_click=_then_keep, args=(act, *args), disabled=off)


def _pair(claim_id: str, number: int, *named: tuple[str, str]) -> None:
    for column, (name, shown) in zip(st.columns(2, gap="xsmall"), named, strict=True):
        with column:
            st.text_input(shown, placeholder=shown, max_chars=LONGEST_TEXT, **_field(claim_id, number, name))


def _field(claim_id: str, number: int, name: str) -> dict[str, Any]:
    return kept(claim_id, sources.key(claim_id, number, name)) | {"label_visibility": "collapsed"}


def kept(claim_id: str, key: str) -> dict[str, Any]:
    """Return what makes a field one that is saved when it is left."""
    return {"key": key, "on_change": finding.keep, "args": (claim_id,), "persist_state": "session"}


def draw_verdict(claim_id: str, bar: Bar) -> None:
    """Draw the scale and the definition of the chosen step; nothing is chosen before a person chooses."""
    steps = {each.id: each for each in desk().scale.labels}
    stands = finding.other_scale(claim_id)
    if stands:
        lines.show(
            [Line(kind="plain", text=f"Verdict so far: {verdict_name(stands, desk().scale)} ({stands.scale_id})")],
            key="other_scale",
        )
    key = finding.key(claim_id, "label")
    shown = partial(_step_name, steps=steps)
    st.segmented_control("Verdict", list(steps), format_func=shown, required=True, **kept(claim_id, key))
    chosen = steps.get(st.session_state[key] or "")
    if st.session_state.get(DEFINITIONS_SHOWN):
        lines.show([Line(kind="meta", badge=called(each), text=each.definition) for each in steps.values()], key="definitions")
    elif chosen:
        lines.show([Line(kind="quiet", text=chosen.definition)], key="definition")
    with st.container(horizontal=True, gap="small"):
        words = "Hide the definitions" if st.session_state.get(DEFINITIONS_SHOWN) else "All definitions"
        bar.draw(Button(name=words, cap="D", key="define", act=_flip_definitions, look="tertiary", decisive=False))
        if chosen:
            st.button("Take the verdict back", key="no_verdict", on_click=_no_verdict, args=(claim_id,), type="tertiary")


def _step_name(label_id: str, steps: Mapping[str, Any]) -> str:
    return escaped(called(steps[label_id]))


def _flip_definitions() -> None:
    st.session_state[DEFINITIONS_SHOWN] = not st.session_state.get(DEFINITIONS_SHOWN)


def _no_verdict(claim_id: str) -> None:
    st.session_state[finding.key(claim_id, "label")] = None
    finding.keep(claim_id)


def draw_words(claim_id: str) -> None:
    """Draw the rationale and the internal note."""
    key = finding.key(claim_id, "rationale")
    size = len(st.session_state[key] or "")
    name = f"Rationale, published `R` · {prose.count(size, 'character')}"
    st.text_area(name, height=130, max_chars=LONGEST_TEXT, **kept(claim_id, key))
    with st.container(key="internal"):
        note = finding.key(claim_id, "note")
        st.text_area("Internal note, not published `N`", height=68, max_chars=LONGEST_TEXT, **kept(claim_id, note))


def draw_problem(claim_id: str) -> None:
    """Draw why the fields could not be saved, if they could not."""
    problem = finding.problem(claim_id)
    if meanwhile.open_(claim_id):
        problem = "choose first between the two versions above."
    if problem:
        lines.show([Line(kind="problem", icon="error", text=f"Not saved: {problem}")], key="not_saved")


def draw_readiness(claim: Claim, typed: Mapping[str, str]) -> None:
    """Draw what is still missing, counting what is being typed, and whether all is saved."""
    lines.show(list(_readiness(claim, typed)), key="readiness")


def _readiness(claim: Claim, typed: Mapping[str, str]) -> Iterator[Line]:
    now = finding.live(claim.id, typed)
    gaps = missing(now)
    if gaps:
        things = "1 thing is" if len(gaps) == 1 else f"{len(gaps)} things are"
        yield Line(kind="strong", text=f"{things} missing")
    yield from (Line(kind="meta", icon="radio_button_unchecked", text=f"Still needed: {gap}") for gap in gaps)
    if not gaps and not finding.problem(claim.id) and not meanwhile.open_(claim.id):
        yield Line(kind="good", icon="check", text="Nothing is missing.")
    yield from (Line(kind="meta", icon="info", text=each) for each in remarks(now, desk().now().date()))
    yield from _saved(claim.finding, typed)


def _saved(stored: FactCheck | None, typed: Mapping[str, str]) -> Iterator[Line]:
    if typed:
        yield Line(kind="meta", icon="edit", text="What you type is kept; it is saved when you leave the field.")
    if stored:
        yield Line(kind="meta", text=f"Draft saved on {prose.moment(stored.saved_at)}.")
