"""
What was kept of the sources of a finding, and how their addresses were found, beside the sources; both on demand only.

Never here: fetching, or the fields of a source. The text of a copy is shown as text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from checker import tasks
from checker.model import Copy, Look
from checker.store import copies
from checker.ui import lines, prose
from checker.ui.lines import Line
from checker.ui.session import attempt, desk, escaped, say, settings, user
from checker.words import LinkState
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a claim's sources, by their addresses."""

    copies: Mapping[str, Copy] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)


def known(claim_id: str) -> Known:
    """Return what was kept of a claim's sources and how they were found last."""
    with desk().store.read() as tx:
        return Known(copies=copies.newest(tx, claim_id), looks=copies.looks(tx, claim_id))


def told(there: Known, url: str) -> Iterator[Line]:
    """Yield when a source was kept and how its address was found last."""
    copy, look = there.copies.get(url), there.looks.get(url)
    if copy:
        words = f"Copy kept {prose.moment(copy.fetched_at)} (SHA-256 {copy.sha256[:12]}…) by {copy.by}"
        yield Line(kind="meta", icon="inventory_2", text=words)
    if look:
        words = f"{NAMES[look.state]}, looked at {prose.moment(look.at)}: {look.said}"
        yield Line(kind="meta", icon=ICONS[look.state], text=words)


def draw_source(claim_id: str, number: int, url: str, there: Known, keep: Callable[[str], bool]) -> None:
    """Draw what is known of one source that is being written down, and the button that keeps a copy of it."""
    if not is_web_address(url):
        return
    said = list(told(there, url))
    if said:
        lines.show(said, key=f"known_{claim_id}_{number}")
    name = "Keep a newer copy" if url in there.copies else "Keep a copy"
    if st.button(name, key=f"copy_{claim_id}_{number}", type="tertiary", icon=":material/inventory_2:") and keep(claim_id):
        _slowly("The source is fetched", _keep, claim_id, url)


def draw_links(claim_id: str, urls: Sequence[str]) -> None:
    """Draw the button that looks at the addresses of the saved sources again."""
    if any(map(is_web_address, urls)) and st.button(
        "Look at the links again", key=f"links_{claim_id}", type="tertiary", icon=":material/link:"
    ):
        _slowly("The links are looked at", _look, claim_id)


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
            _text(copy)


def _text(copy: Copy) -> None:
    with desk().store.read() as tx:
        text = copies.text(tx, copy)
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    lines.show([Line(kind="plain", text=shown)], key="copy_text", region="The text of the copy")
    name = f"copy-{copy.sha256[:12]}.txt"
    st.download_button("Save the whole text", text, file_name=name, mime="text/plain", key="save_copy", type="tertiary")


def _open(which: tuple[str, str] | None) -> None:
    st.session_state[OPEN] = which


def _slowly(what: str, act: Callable[..., None], *args: Any) -> None:
    seconds = settings().fetch_timeout + settings().read_timeout
    with st.spinner(f"{what}; this takes at most {seconds:g} seconds for each …"):
        act(*args)
    st.rerun()


def _keep(claim_id: str, url: str) -> None:
    kept = attempt(tasks.keep_copy, desk(), settings(), user(), claim_id, url)
    if kept:
        say(f"A copy of {url} is kept." if kept.is_new else f"{url} still has the words of the copy that was kept before.")


def _look(claim_id: str) -> None:
    looks = attempt(tasks.look_at_links, desk(), settings(), user(), claim_id)
    if looks is not None:
        still = sum(look.state is LinkState.THERE for look in looks)
        say(f"{prose.count(len(looks), 'link')} looked at; {still} still there as before. See beside each source.")
