"""
The frame of every page: theme, worker, navigation, and the one place where errors of a page are explained.

Never here: what a page shows.
"""

from typing import Literal

import streamlit as st

from checker.errors import CheckerError
from checker.ui import gate, seat, session, theme, who

PAGES = (
    ("views/triage.py", "Triage", "triage", "Accept, edit or reject the claims that were proposed."),
    ("views/check.py", "Check", "check", "Set a verdict, with evidence and a rationale."),
    ("views/records.py", "Records", "records", "Find a claim and read its history."),
    ("views/export.py", "Export", "export", "Take the records out, in the formats of the field."),
    ("views/overview.py", "Overview", "overview", "See what came in, waits and was done."),
    ("views/corrections.py", "Corrections", "corrections", "Read what was corrected and retracted, and take the public log."),
    ("views/quality.py", "Quality", "quality", "See how proposals stood up to review."),
    ("views/add.py", "Add documents", "add", "Paste a text, choose files, or give a url."),
)


LED_TO = frozenset({"corrections", "quality"})  # from another page, not from the head line


def run() -> None:
    """Draw the frame and the page in it."""
    st.set_page_config(page_title="Claim Checker", page_icon=theme.ICON, layout="wide")
    theme.apply()
    try:
        session.office()
    except CheckerError as error:
        _closed(error)
        return
    if gate.is_shut():
        gate.draw()
        return
    who.begin()
    pages = [_page(*each, default=index == 0) for index, each in enumerate(PAGES)]
    page = st.navigation(pages, position="top")
    who.draw()
    gate.go_back()
    seat.take()
    with session.explained():
        theme.show_counts(session.counts())
        page.run()
    session.end_run()


def _page(path: str, title: str, url_path: str, about: str, *, default: bool) -> st.Page:
    shown: Literal["visible", "hidden"] = "hidden" if url_path in LED_TO else "visible"
    address = None if default else url_path
    return st.Page(path, title=title, url_path=address, default=default, help=about, visibility=shown)


def _closed(error: CheckerError) -> None:
    with st.container(key="closed"):
        st.title("The desk cannot open")
        st.text(str(error))
        st.text("Nothing was changed. Put this right, then start the app again.")


run()
