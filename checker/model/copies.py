"""
What was kept of a consulted source, how its address was found when somebody looked again, and what is still to be fetched.

Never here: anything that reads or writes, or the text of a copy, which is long and stays in the store until it is asked for.
"""

from dataclasses import dataclass
from datetime import datetime

from checker.words import ErrandKind, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A source's text as it was when it was kept; `final_url` is where its address led to."""

    claim_id: str
    url: str
    final_url: str
    sha256: str
    media_type: str
    fetched_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of looking at an address again; `differs` is the share of lines that are not those of the copy."""

    claim_id: str
    url: str
    state: LinkState
    said: str
    at: datetime
    by: str
    differs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What somebody asked to be fetched while they go on writing; `url` is empty for all links, `said` what came of it."""

    claim_id: str
    url: str
    kind: ErrandKind
    by: str
    asked_at: datetime
    tries: int = 0
    ended_at: datetime | None = None
    went_well: bool = False
    said: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.ended_at is None
