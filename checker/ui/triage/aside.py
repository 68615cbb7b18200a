"""
What can be done with a claim beside deciding it: put it away for later, split it, or take it for the same as another.

Never here: what any of it does; review.py and lineage.py do it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from checker import match
from checker.lineage import MOST_PARTS
from checker.model import Claim
from checker.store import claims
from checker.ui import lines, session
from checker.ui.lines import Line
from checker.ui.marks import status_words
from checker.ui.triage.turn import shortened
from checker.words import AnchorStatus, Status

MORNING = time(8)
MOST_OFFERED = 6  # one key each, and the claim itself stays in sight
MOST_LOOKED_AT = 500  # claims of one document, the newest
SHOWN = 52  # characters of a claim: one line of a button


def _in_an_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def _tomorrow(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)


def _next_week(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=7 - now.weekday()), MORNING, now.tzinfo)


LATER: tuple[tuple[str, Callable[[datetime], datetime]], ...] = (
    ("In an hour", _in_an_hour),
    ("Tomorrow at 8", _tomorrow),
    ("On Monday at 8", _next_week),
)


def until(number: int, now: datetime, zone: str | None) -> datetime:
    """Return the time that a choice of `LATER` means for somebody who lives in this zone."""
    return LATER[number][1](now.astimezone(_zone(zone))).astimezone(UTC)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def parts_key(claim_id: str) -> str:
    """Return the key of the field in which a claim is split."""
    return f"parts_{claim_id}"


def parts(claim: Claim) -> list[str]:
    """Return the claims that stand in the field, one from each line."""
    typed: str = st.session_state.get(parts_key(claim.id)) or ""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def draw_split(claim: Claim) -> None:
    """Draw the field in which the claim becomes several."""
    st.session_state.setdefault(parts_key(claim.id), claim.text)
    lines.show([Line(kind="quote", text=claim.quote)], key="split_quote")
    st.text_area(
        f"The claims in it, one on each line, {MOST_PARTS} at most",
        key=parts_key(claim.id),
        height=168,
        on_change="ignore",
        persist_state="page",
    )
    lines.show(
        [Line(kind="quiet", text="All keep this quote; the first line stays this claim. Ctrl+Enter splits it.")],
        key="split_about",
    )


def others(claim: Claim) -> Sequence[Claim]:
    """Return the claims of the same document that this one could be the same as, the likest first."""
    with session.desk().store.read() as tx:
        found = claims.page(tx, claims.Filter(document_id=claim.document_id), MOST_LOOKED_AT)
    able = [
        each
        for each in found
        if each.id != claim.id and each.status is not Status.REJECTED and each.anchor is not AnchorStatus.LOST
    ]
    return sorted(able, key=lambda each: match.alike(claim.text, each.text), reverse=True)[:MOST_OFFERED]


def named(other: Claim) -> str:
    """Return what a button says of another claim."""
    return f"{status_words(other.status)}: {shortened(other.text, SHOWN)}"
