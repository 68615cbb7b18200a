"""
What the calls of books have used up together, and where it is noted beside them.

Never here: a cap, or a call.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from checker.budget import Spent
from checker.extract import Request
from checker.extract.spending.rules import Account, Allowance

Allow = Callable[[Sequence[Account]], Allowance | None]  # what fits beside these accounts; None while it has to wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """What may be sent, with the id of what was set aside for it; without one where it has to wait or does not fit."""

    allowed: Allowance | None
    id: str = ""
    others_may_give_back: bool = False


class Outlays(Protocol):
    """Where the calls are noted that nobody keeps, so that the caps of the day hold over everything that is spent."""

    def reserve(self, request: Request, allow: Allow) -> Reserved:
        """Set aside what a call may take, if it is allowed beside the caps of the day."""
        ...

    def settle(self, outlay_id: str, spent: Spent) -> None:
        """Put what a call took in the place of what was set aside for it."""
        ...


class Unnoted:
    """The outlays of calls that count against no cap of a day."""

    def reserve(self, request: Request, allow: Allow) -> Reserved:
        """Return what may be sent."""
        return Reserved(allowed=allow([]))

    def settle(self, outlay_id: str, spent: Spent) -> None:
        """Note nothing."""


@dataclass(slots=True)
class Purse:
    """What all books that share it have used up and set aside; `changed` guards it, and tells when something came back."""

    outlays: Outlays = field(default_factory=Unnoted)
    changed: threading.Condition = field(default_factory=threading.Condition)
    spent: Spent = field(default_factory=Spent)
    under_way: dict[int, Spent] = field(default_factory=dict)
    begun: int = 0

    def held(self) -> Spent:
        """Return what is used up or set aside."""
        return sum(self.under_way.values(), self.spent)

    def set_aside(self, spent: Spent) -> int:
        """Set aside what a call may take; return the number to settle it by."""
        self.begun += 1
        self.under_way[self.begun] = spent
        return self.begun

    def settle(self, number: int, spent: Spent) -> None:
        """Put what a call took in the place of what was set aside for it, and tell all who wait."""
        del self.under_way[number]
        self.spent += spent
        self.changed.notify_all()
