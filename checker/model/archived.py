"""
Checks that others published, as frozen data.

Never here: a record of this desk.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedCheck:
    """What somebody else found about a claim, in their words, and where it was imported from; `broken` names rules that it breaks."""

    claim: str
    claimant: str | None
    claimed_at: str | None
    verdict: str
    url: str
    publisher: str
    published_at: str | None
    broken: tuple[str, ...]
    file: str
    place: str
    imported_by: str
    imported_at: datetime
