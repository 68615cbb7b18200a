"""
Drafts as a browser sends them, read with care: it may send anything.

Never here: what becomes of a draft.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from checker.store.drafts import Typed

OLDEST = 366 * 24 * 3600  # seconds


def read(sent: Any, now: datetime) -> dict[str, Typed]:
    """Return the drafts in what a browser sent, which is not trusted; they were typed by the clock of this machine."""
    found = sent.items() if isinstance(sent, Mapping) else ()
    return {str(name): typed for name, each in found if (typed := _typed(each, now))}


def _typed(sent: Any, now: datetime) -> Typed | None:
    if not isinstance(sent, Mapping):
        return None
    words, over, age = sent.get("words"), sent.get("over"), sent.get("age")
    if not (isinstance(words, str) and isinstance(over, str) and isinstance(age, int | float) and age >= 0):
        return None
    return Typed(words=words, over=over[:8], at=now - timedelta(seconds=min(age / 1000, OLDEST)))
