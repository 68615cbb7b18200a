"""
The choice between what was typed here and what somebody else saved meanwhile, one field at a time.

Never here: how the two are put together.
"""

import streamlit as st

from checker.ui import finding, lines, meanwhile
from checker.ui.lines import Line
from checker.ui.session import desk


def draw(claim_id: str) -> None:
    """Show both versions of each field that two people wrote in, with a button for each."""
    choice, mine = meanwhile.open_(claim_id), finding.standing(claim_id)
    if choice is None or mine is None:
        return
    told = f"{choice.who} saved this finding on {choice.when}, while you were writing. Nothing of either is lost: choose."
    with st.container(key="meanwhile", border=True, gap="small"):
        lines.show([Line(kind="warning", icon="sync_problem", text=told)], key="meanwhile_told")
        for name in choice.names:
            lines.show(list(meanwhile.told(choice, name, mine, desk().scale)), key=f"meanwhile_{name}")
            with st.container(horizontal=True, gap="small"):
                st.button("Keep mine", key=f"keep_mine_{name}", on_click=finding.choose_mine, args=(claim_id, name))
                st.button("Take theirs", key=f"take_theirs_{name}", on_click=finding.choose_theirs, args=(claim_id, name))
