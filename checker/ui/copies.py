"""
What was kept of the sources of a finding, and how their addresses were found, beside the sources; both on demand only.

Never here: fetching, or the fields of a source. The text of a copy is shown as text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from checker import tasks
from checker.model import Copy, Errand, Look
from checker.store import copies, errands
from checker.ui import lines, prose
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, escaped, fragment, settings, user
from checker.words import ErrandKind, LinkState
from checker.workflow import is_web_address

ICONS = {
    LinkState.THERE: "link",
    LinkState.CHANGED: "difference",
    LinkState.GONE: "link_off",
    LinkState.NOT_REACHED: "cloud_off",
    LinkState.UNREAD: "question_mark",
    LinkState.REFUSED: "block",
}
NAMES = {
    LinkState.THERE: "Link still there",
    LinkState.CHANGED: "Page changed",
    LinkState.GONE: "Link gone",
    LinkState.NOT_REACHED: "Link not reached, which does not mean that it is gone",
    LinkState.UNREAD: "Page there, but not read",
    LinkState.REFUSED: "Link not looked at",
}
SHOWN = 50_000  # characters of a copy on the page; the file holds all of it
LONGEST_NAME = 60
OPEN = "copy_open"
EVERY = 1.0  # seconds between two looks at what is being fetched
ALL = ""  # stands for all links of a claim, where an address could stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a claim's sources, by their addresses; the errand without one is the look at all of them."""

    copies: Mapping[str, Copy] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    errands: Mapping[str, Errand] = field(default_factory=dict)

    def is_awaited(self, *urls: str) -> bool:
        """Whether something is being fetched for one of these."""
        return any(self.errands[url].is_open for url in urls if url in self.errands)


def known(claim_id: str) -> Known:
    """Return what was kept of a claim's sources, how they were found last, and what is being fetched."""
    with desk().store.read() as tx:
        asked = {each.url: each for each in errands.of_claim(tx, claim_id)}
        return Known(copies=copies.newest(tx, claim_id), looks=copies.looks(tx, claim_id), errands=asked)


def told(there: Known, url: str) -> Iterator[Line]:
    """Yield when a source was kept and how its address was found last."""
    copy, look = there.copies.get(url), there.looks.get(url)
    if copy:
        words = f"Copy kept {prose.moment(copy.fetched_at)} (SHA-256 {copy.sha256[:12]}…) by {copy.by}"
        yield Line(kind="meta", icon="inventory_2", text=words)
    if look:
        when = "asked" if look.state is LinkState.REFUSED else "looked at"
        words = f"{NAMES[look.state]}, {when} {prose.moment(look.at)}: {look.said}"
        yield Line(kind="meta", icon=ICONS[look.state], text=words)


def draw_source(claim_id: str, number: int, url: str, there: Known, keep: Callable[[str], bool]) -> None:
    """Draw what is known of one source that is being written down, and the button that keeps a copy of it."""
    if not is_web_address(url):
        return
    every = EVERY if there.is_awaited(url, ALL) else None
    fragment(_source, run_every=every)(claim_id, number, url, None if every else there)
    name = "Keep a newer copy" if url in there.copies else "Keep a copy"
    asked = (keep, claim_id, url, ErrandKind.COPY)
    st.button(
        name, key=f"copy_{claim_id}_{number}", type="tertiary", icon=":material/inventory_2:", on_click=_send_for, args=asked
    )


def _source(claim_id: str, number: int, url: str, there: Known | None) -> None:
    """Draw it anew while something is awaited; what comes appears without a step of the page, on which somebody writes."""
    there = there or known(claim_id)
    said = [*told(there, url), *_awaited(there.errands.get(url), "The source is being fetched")]
    if said:
        lines.show(said, key=f"known_{claim_id}_{number}")
    _draw_calling_off(there.errands.get(url), key=f"off_{claim_id}_{number}")
    if copy := there.copies.get(url):
        _draw_folded(copy, key=f"fold_{claim_id}_{number}")


def draw_links(claim_id: str, urls: Sequence[str], there: Known, *, typing: bool = False) -> None:
    """Draw the button that looks at the addresses of the saved sources again; a page on which nobody types is drawn anew then."""
    if not any(map(is_web_address, urls)):
        return
    every = EVERY if there.is_awaited(ALL) else None
    fragment(_links, run_every=every)(claim_id, anew=every is not None and not typing)
    asked = (None, claim_id, ALL, ErrandKind.LOOK)
    st.button(
        "Look at the links again",
        key=f"links_{claim_id}",
        type="tertiary",
        icon=":material/link:",
        on_click=_send_for,
        args=asked,
    )


def _links(claim_id: str, *, anew: bool) -> None:
    errand = known(claim_id).errands.get(ALL)
    if anew and not (errand and errand.is_open):
        st.rerun()
    if said := list(_awaited(errand, "The links are being looked at")):
        lines.show(said, key=f"looked_{claim_id}")
    _draw_calling_off(errand, key=f"off_{claim_id}")


def _awaited(errand: Errand | None, what: str) -> Iterator[Line]:
    """Yield how far an errand is; one that is done tells only what nothing else does."""
    if errand is None:
        return
    if errand.is_open:
        seconds = settings().fetch_timeout + settings().read_timeout
        yield Line(kind="meta", icon="hourglass_top", text=f"{what}, for at most {seconds:g} seconds. Go on meanwhile.")
    elif not errand.went_well:
        yield Line(kind="problem", icon="error", text=f"Not fetched: {errand.said}")
    elif errand.said:
        yield Line(kind="meta", icon="check", text=errand.said)


def _draw_calling_off(errand: Errand | None, *, key: str) -> None:
    if errand and (errand.is_open or errand.said):
        name = "Cancel" if errand.is_open else "Dismiss"
        st.button(name, key=key, type="tertiary", on_click=_call_off, args=(errand,))


def _send_for(keep: Callable[[str], bool] | None, claim_id: str, url: str, kind: ErrandKind) -> None:
    if keep is None or keep(claim_id):
        attempt(tasks.send_for, desk(), user(), claim_id, url, kind)


def _call_off(errand: Errand) -> None:
    attempt(tasks.call_off, desk(), user(), errand.claim_id, errand.url, errand.kind)


def _draw_folded(copy: Copy, *, key: str) -> None:
    """Draw the text of a copy below a line that opens it; nothing of it is sent before."""
    folded = st.expander("Read the copy", type="compact", key=key, on_change="rerun")
    with folded:
        if folded.open:
            when = f"Consulted {prose.moment(copy.fetched_at)} at {copy.final_url}"
            facts = (when, f"SHA-256 {copy.sha256}")
            lines.show([Line(kind="meta", text=each) for each in facts], key=f"{key}_facts")
            _text(copy, key=key)


def draw_texts(claim_id: str, there: Known, titles: Mapping[str, str]) -> None:
    """Draw a button for each copy, and the text of the one that somebody wants to read."""
    for number, (url, copy) in enumerate(there.copies.items()):
        is_open = st.session_state.get(OPEN) == (claim_id, url)
        name = escaped((titles.get(url) or url)[:LONGEST_NAME])
        st.button(
            f"{'Shut' if is_open else 'Read'} the copy of {name}",
            key=f"read_copy_{number}",
            type="tertiary",
            on_click=_open,
            args=(None if is_open else (claim_id, url),),
        )
        if is_open:
            _text(copy, key=f"copy_{number}")


def _text(copy: Copy, *, key: str) -> None:
    with desk().store.read() as tx:
        text = copies.text(tx, copy)
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    lines.show([Line(kind="plain", text=shown)], key=f"{key}_text", region="The text of the copy")
    name = f"copy-{copy.sha256[:12]}.txt"
    st.download_button("Save the whole text", text, file_name=name, mime="text/plain", key=f"{key}_save", type="tertiary")


def _open(which: tuple[str, str] | None) -> None:
    st.session_state[OPEN] = which
