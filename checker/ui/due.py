"""
Findings whose day to be looked at again has come: how many, and the way to the one that has waited longest.

Never here: what is done with it; its record page has that.
"""

import streamlit as st

from checker.store import lists
from checker.ui import lines, prose
from checker.ui.lines import Line
from checker.ui.session import desk


def draw() -> None:
    """Say how many findings are to be looked at again, if any are, and lead to the first."""
    with desk().store.read() as tx:
        number, first = lists.due(tx, desk().now().date())
    if first is None:
        return
    told = f"{prose.count(number, 'finding is', 'findings are')} due to be looked at again."
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="due"):
        lines.show([Line(kind="quiet", icon="event_repeat", text=told)], key="due_told")
        st.page_link("views/records.py", label="Open the first", query_params={"record": first}, help="")
