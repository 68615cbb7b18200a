"""
Records: every claim that was ever proposed, in one dense list; `?record=` opens one as a report.

Never here: the report itself, or a decision's rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from checker.errors import NotFound
from checker.model import Claim
from checker.store import Tx, claims, documents
from checker.store.claims import Filter, Size
from checker.ui import badges, filters, marks, notice, prose, record, sweep, viewer, whose
from checker.ui.session import desk, explain
from checker.words import Status

PAGE = 50
BEFORE, AFTER = filters.PLACES
LIST = "records_list"
WIDTHS = {
    "Claim": 310,
    "Status": 110,
    "Verdict": 120,
    "With": 100,
    "Badges": 110,
    "Claimant": 120,
    "Document": 110,
    "Came in": 100,
    "Changed": 140,
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the claims that fit, newest first, and whether there are newer and older ones."""

    claims: Sequence[Claim]
    newer: bool
    older: bool
    size: Size
    titles: Mapping[str, str]


def listed() -> None:
    """Show the filters and the claims that fit them, one page at a time."""
    filters.draw(anything="Any status")
    wanted = filters.wanted()
    if sweep.is_open():
        sweep.draw(replace(wanted, statuses=(Status.CANDIDATE,), lost=False))
        return
    sweep.offer(wanted)
    with desk().store.read() as tx:
        found = _found(tx, wanted)
    if not found.claims:
        _nothing(wanted)
        return
    st.session_state["listed"] = [claim.id for claim in found.claims]
    st.dataframe(
        _table(found),
        key=LIST,
        on_select=_open,
        selection_mode="single-cell",
        hide_index=True,
        height="content",
        column_config={name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
        alt="Claims that fit the filters; choosing a cell opens the record",
    )
    _foot(found)


def _found(tx: Tx, wanted: Filter) -> Page:
    before, after = st.query_params.get(BEFORE), st.query_params.get(AFTER)
    shown = claims.page(tx, wanted, PAGE + 1, before=None if after else before, after=after)
    if (before or after) and len(shown) < (PAGE if after else 1):  # the newest page is always a full one
        before, after = None, None
        shown = claims.page(tx, wanted, PAGE + 1)
    more = len(shown) > PAGE
    page = (shown[-PAGE:] if after else shown[:PAGE]) if more else shown
    return Page(
        claims=page,
        newer=more if after else bool(before and claims.page(tx, wanted, 1, after=page[0].id)),
        older=more if not after else bool(claims.page(tx, wanted, 1, before=page[-1].id)),
        size=claims.size(tx, wanted),
        titles=documents.titles(tx, {claim.document_id for claim in page}),
    )


def _table(found: Page) -> dict[str, list[str]]:
    shown = found.claims
    return {
        "Claim": [claim.text for claim in shown],
        "Status": [_status(claim) for claim in shown],
        "Verdict": [marks.found(claim.finding) for claim in shown],
        "With": [whose.in_short(claim) for claim in shown],
        "Badges": [", ".join(badges.names(claim)) for claim in shown],
        "Claimant": [claim.claimant or "" for claim in shown],
        "Document": [found.titles.get(claim.document_id, "") for claim in shown],
        "Came in": [f"{viewer.local(claim.added_at):%Y-%m-%d}" for claim in shown],
        "Changed": [f"{viewer.local(claim.changed_at):%Y-%m-%d} {prose.hour(claim.changed_at)}" for claim in shown],
    }


def _status(claim: Claim) -> str:
    away = ", put away" if whose.is_away(claim) else ""
    return marks.status_words(claim.status) + away


def _foot(found: Page) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        words = prose.size(found.size)
        st.text(f"{words[0].upper()}{words[1:]}, the last that came in first. Choose one to open it.", width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            st.page_link("views/corrections.py", label="Corrections", icon=":material/edit_note:", help="")
            _turn("Newer", "newer", AFTER, found.claims[0], there=found.newer)
            _turn("Older", "older", BEFORE, found.claims[-1], there=found.older)


def _turn(name: str, key: str, place: str, claim: Claim, *, there: bool) -> None:
    st.button(name, key=key, on_click=_go, args=(place, claim.id), disabled=not there, type="tertiary")


def _go(place: str, claim_id: str) -> None:
    for each in filters.PLACES:
        st.query_params.pop(each, None)
    st.query_params[place] = claim_id


def _nothing(wanted: Filter) -> None:
    if wanted == Filter():
        st.text("There are no records yet. Add a document; the claims found in it will stand here.")
        st.page_link("views/add.py", label="Add documents", icon=":material/add:", help="")
        return
    st.text("No record fits these filters. Take one away, or look for fewer words.")
    st.button("Clear all filters", on_click=filters.clear, key="clear_filters")


def _open() -> None:
    cells = st.session_state[LIST].selection.cells
    if cells:
        st.query_params["record"] = st.session_state["listed"][cells[0][0]]


def _close() -> None:
    st.query_params.pop("record", None)


page()
