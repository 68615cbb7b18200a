"""
What others found about much the same claim, from the archive: who, what, when, and a way to their page.

Never here: a verdict of this desk; a match sets nothing, and nobody vouches for its words.
"""

from collections.abc import Iterator, Sequence

import streamlit as st

from checker import tasks
from checker.model import ArchivedCheck, Claim
from checker.ui import lines
from checker.ui.lines import Line
from checker.ui.session import desk
from checker.workflow import is_web_address


def draw(claim: Claim) -> None:
    """Show the checks of others whose claim is much like this one; nothing where there is none."""
    found = tasks.checked_elsewhere(desk(), claim.text)
    if not found:
        return
    with st.expander(f"Checked elsewhere: {len(found)}", icon=":material/public:"):
        lines.show(told(found), key="elsewhere_checks", region="Checked elsewhere")
        for number, check in enumerate(found, 1):
            if is_web_address(check.url):
                st.link_button(f"Open check {number} in a new tab", check.url, type="tertiary", icon=":material/open_in_new:")


def told(found: Sequence[ArchivedCheck]) -> Iterator[Line]:
    """Return what others found, in their words."""
    yield Line(
        kind="quiet", text="From the archive, by likeness of words alone. Compare figures and dates; nothing is taken over."
    )
    for number, check in enumerate(found, 1):
        where = " · ".join(filter(None, (check.publisher, check.published_at, check.url)))
        yield Line(kind="plain", badge=f"{number}", text=f"{check.verdict}: “{check.claim}”")
        yield Line(kind="meta", text=where)
