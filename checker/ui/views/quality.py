"""
Quality: how what was proposed stood up to review, for each extractor, model and version of the prompts.

Never here: a query, a sentence about a figure, or a ranking of people.
"""

import streamlit as st

from checker.review import BY_HAND
from checker.store import quality
from checker.store.quality import Standing
from checker.ui import lines, standing
from checker.ui.lines import Line
from checker.ui.session import desk

MOST_EDITS = 2_000  # the newest, of which it is told how much they changed
WHAT = "What reviewers did with the claims that were proposed. Shares are of the claims that were accepted or rejected."
ALONE = "People are not counted here, only what proposed the claims."
COLUMNS = {
    "Proposed by": st.column_config.TextColumn(width=360),
    **{name: st.column_config.TextColumn(width=110) for name in ("As proposed", "Edited", "Rejected", "Added by hand")},
}


def page() -> None:
    """Show the table of all, then each for itself."""
    with desk().store.read() as tx:
        found = quality.standings(tx, BY_HAND)
        changed = standing.changes(quality.edits(tx, BY_HAND, MOST_EDITS))
    if not found:
        _nothing()
        return
    lines.show([Line(kind="plain", text=WHAT), Line(kind="quiet", text=ALONE)], key="quality_about")
    st.dataframe(
        standing.table(found),
        key="quality_table",
        hide_index=True,
        height="content",
        column_config=COLUMNS,
        alt="One row for each extractor, model and version of the prompts",
    )
    for number, each in enumerate(found):
        lines.show(standing.told(each, changed.get(each.maker, ())), key=f"quality_{number}")
        if each.flagged and each.decided:
            _badges(each, number)


def _badges(found: Standing, number: int) -> None:
    st.dataframe(
        standing.badges(found),
        key=f"quality_badges_{number}",
        hide_index=True,
        height="content",
        width="content",
        alt=f"Outcomes of the claims with each badge, {standing.name(found.maker)}",
    )


def _nothing() -> None:
    st.text("Nothing was proposed yet. Add a document; what becomes of its claims will stand here.")
    st.page_link("views/add.py", label="Add documents", icon=":material/add:", help="")


page()
