"""
The caps that calls count against, with what was used up of each, whoever asks.

Never here: what follows when a cap is full.
"""

from datetime import datetime

from checker.budget import Caps, midnight
from checker.config import Settings
from checker.extract.spending.rules import Account
from checker.store import Tx, calls

RUN, DAY = "run", "day"


def accounts(tx: Tx, settings: Settings, run_id: str, now: datetime) -> list[Account]:
    """Return the caps that a call of a run counts against."""
    of_run = Account(name=RUN, caps=settings.run_caps, spent=calls.spent_by(tx, run_id))
    return ([] if settings.run_caps == Caps() else [of_run]) + of_day(tx, settings, now)


def of_day(tx: Tx, settings: Settings, now: datetime) -> list[Account]:
    """Return the cap that every call of a day counts against, if there is one."""
    if settings.day_caps == Caps():
        return []
    return [Account(name=DAY, caps=settings.day_caps, spent=calls.spent_since(tx, midnight(now)))]
