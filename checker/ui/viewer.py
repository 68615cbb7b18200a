"""
The time of day where the viewer is, as far as the browser says where that is.

Never here: a sentence, or a day that is counted.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def local(at: datetime) -> datetime:
    """Return a moment in the viewer's own zone, or in UTC where that is not known."""
    try:
        return at.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ValueError, OSError, KeyError):  # a browser may say anything
        return at.astimezone(UTC)


def zone(at: datetime) -> str:
    """Return what the zone of a moment is called: UTC, CEST, UTC+03."""
    name = at.tzname() or "UTC"
    return f"UTC{name}" if name.startswith(("+", "-")) else name
