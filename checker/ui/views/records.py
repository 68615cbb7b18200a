"""
Records: every claim that was ever proposed, in one dense list; `?record=` opens one as a report.

Never here: the report itself, or a decision's rule.
"""

from dataclasses import replace

import streamlit as st

from checker.errors import NotFound
from checker.model import Claim
from checker.store import claims, documents
from checker.store.claims import Filter
from checker.ui import badges, filters, marks, notice, prose, record, sweep
from checker.ui.session import desk, explain
from checker.words import Status

PAGE = 50
MOST_DIGITS = 9  # of a page's number that are read; longer ones mean the last page
LIST = "records_list"


def page() -> None:
    """Show one record, or the list."""
    notice.show()
    claim_id = st.query_params.get("record")
    if claim_id is None:
        listed()
        return
    st.button("All records", icon=":material/arrow_back:", type="tertiary", on_click=_close, key="close_record")
    try:
        record.draw(claim_id)
    except NotFound as error:
        explain(error)


def listed() -> None:
    """Show the filters and the claims that fit them, one page at a time."""
    filters.draw(anything="Any status")
    wanted = filters.wanted()
    if sweep.is_open():
        sweep.draw(replace(wanted, statuses=(Status.CANDIDATE,), lost=False))
        return
    sweep.offer(wanted)
    with desk().store.read() as tx:
        total = claims.total(tx, wanted)
        pages = max(1, -(-total // PAGE))
        number = min(_page_number(), pages)
        shown = claims.page(tx, wanted, PAGE, (number - 1) * PAGE)
        titles = documents.titles(tx)
    if not shown:
        _nothing(wanted)
        return
    st.session_state["listed"] = [claim.id for claim in shown]
    st.dataframe(
        _table(shown, titles),
        key=LIST,
        on_select=_open,
        selection_mode="single-cell",
        hide_index=True,
        height="content",
        column_config={
            "Claim": st.column_config.TextColumn(width=380),
            "Status": st.column_config.TextColumn(width=105),
            "Verdict": st.column_config.TextColumn(width=165),
            "Badges": st.column_config.TextColumn(width=150),
            "Claimant": st.column_config.TextColumn(width=140),
            "Document": st.column_config.TextColumn(width=140),
            "Changed": st.column_config.TextColumn(width=140),
        },
        alt="Claims that fit the filters; choosing a cell opens the record",
    )
    _foot(total, number, pages)


def _table(shown: list[Claim], titles: dict[str, str]) -> dict[str, list[str]]:
    return {
        "Claim": [claim.text for claim in shown],
        "Status": [marks.status_words(claim.status) for claim in shown],
        "Verdict": [marks.found(claim.finding) for claim in shown],
        "Badges": [", ".join(badges.names(claim)) for claim in shown],
        "Claimant": [claim.claimant or "" for claim in shown],
        "Document": [titles.get(claim.document_id, "") for claim in shown],
        "Changed": [f"{claim.changed_at:%Y-%m-%d %H:%M} UTC" for claim in shown],
    }


def _foot(total: int, number: int, pages: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{prose.count(total, 'record')}. Choose one to open it.", width="content")
        if pages > 1:
            key = f"records_page_{number}"  # the address says which page it is, not the widget
            st.pagination(pages, default=number, key=key, on_change=_turn, args=(key,))


def _nothing(wanted: Filter) -> None:
    if wanted == Filter():
        st.text("There are no records yet. Add a document; the claims found in it will stand here.")
        st.page_link("views/add.py", label="Add documents", icon=":material/add:", help="")
        return
    st.text("No record fits these filters. Take one away, or look for fewer words.")
    st.button("Clear all filters", on_click=_clear, key="clear_filters")


def _page_number() -> int:
    asked = st.query_params.get("page", "1")
    return max(1, int(asked[:MOST_DIGITS])) if asked.isascii() and asked.isdigit() else 1


def _turn(key: str) -> None:
    st.query_params["page"] = str(st.session_state[key])


def _clear() -> None:
    for name in (*filters.NAMES, "page"):
        st.query_params.pop(name, None)


def _open() -> None:
    cells = st.session_state[LIST].selection.cells
    if cells:
        st.query_params["record"] = st.session_state["listed"][cells[0][0]]


def _close() -> None:
    st.query_params.pop("record", None)


page()
