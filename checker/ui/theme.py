"""
How the frame looks: what the theme of the configuration cannot say, as one style sheet.

Never here: text, or the style of one component; each component has its own file.
"""

from functools import cache
from pathlib import Path

import streamlit as st

from checker.ui.component import FOLDER
from checker.words import Status

COUNTED = {"Triage": Status.CANDIDATE, "Check": Status.ACCEPTED}  # the page of this name works off these claims
STYLE = Path(__file__).parent / "theme.css"
ICON = str(FOLDER / "icon.svg")


def apply() -> None:
    """Put the style sheet into the page."""
    st.html(f"<style>{_sheet()}</style>")


def show_counts(counts: dict[Status, int]) -> None:
    """Write beside the pages' names how many claims wait for them."""
    rules = [
        f'[data-testid="stTopNavLink"] [label="{page}"] p::after {{ content: "\u2002{counts[status]:,}"; }}'
        for page, status in COUNTED.items()
        if counts[status]
    ]
    st.html(f"<style>/* counts */{''.join(rules)}</style>")


@cache
def _sheet() -> str:
    return STYLE.read_text(encoding="utf-8")
