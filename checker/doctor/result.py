"""
How a check comes out.

Never here: a check.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from checker.config import Settings
from checker.errors import CheckerError


class State(StrEnum):
    """How a check came out."""

    WORKS = "works"
    WARNS = "warns"
    FAILS = "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check found."""

    name: str
    state: State
    says: str


Says = tuple[State, str]


def examined(name: str, check: Callable[[Settings], Says], settings: Settings) -> Result:
    """Return how a check came out; an error that can be explained is a failure."""
    try:
        state, says = check(settings)
    except CheckerError as error:
        state, says = State.FAILS, str(error)
    return Result(name=name, state=state, says=says)
