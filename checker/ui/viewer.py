"""
The time of day where the viewer is, and a verdict in their language, as far as the browser says which that is.

Never here: a sentence, or a day that is counted.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from checker.model import Label, Scale, Verdict


def local(at: datetime) -> datetime:
    """Return a moment in the viewer's own zone, or in UTC where that is not known."""
    try:
        return at.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (ValueError, OSError, KeyError):  # a browser may say anything
        return at.astimezone(UTC)


def called(label: Label) -> str:
    """Return what a label of a scale is called in the viewer's language, or by its own name."""
    return label.called(st.context.locale)


def verdict_name(verdict: Verdict, scale: Scale) -> str:
    """Return what a verdict is called in the viewer's language where the scale still has its label, or as it was kept."""
    kept = (verdict.scale_id, verdict.label_id, verdict.name)
    label = next((each for each in scale.labels if (scale.id, each.id, each.name) == kept), None)
    return called(label) if label else verdict.name


def zone(at: datetime) -> str:
    """Return what the zone of a moment is called: UTC, CEST, UTC+03."""
    name = at.tzname() or "UTC"
    return f"UTC{name}" if name.startswith(("+", "-")) else name
