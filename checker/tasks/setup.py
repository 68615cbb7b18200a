"""
Opens a desk: the store, the rules that the settings name, and the sources of time and ids.

Never here: work.
"""

import gc
import secrets
from datetime import UTC, datetime, timedelta

from checker import scales
from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk
from checker.store import Store

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # 32; no i, l, o, u: an id can be read out over the telephone
ID_LENGTH = 12


def new_id() -> str:
    """Return a random id of 12 letters and digits (60 bits)."""
    return "".join([ID_LETTERS[byte % len(ID_LETTERS)] for byte in secrets.token_bytes(ID_LENGTH)])


def open_desk(settings: Settings) -> Desk:
    """Open the store that the settings name and return the desk that works on it."""
    scale = scales.scale(settings.scale, settings.scales)
    if not gc.get_freeze_count():
        gc.freeze()  # what is loaded by now stays: looking through it for garbage again and again takes a third of an export
    return Desk(
        store=Store(settings.url),
        scale=scale,
        four_eyes=settings.four_eyes,
        lease_for=timedelta(minutes=settings.lease_minutes),
        now=lambda: datetime.now(UTC),
        new_id=new_id,
    )


def local_user(settings: Settings, session: str) -> User:
    """Return the person at a desk without sign-in, who may do everything."""
    return User(name=settings.user, roles=frozenset(Role), session=session)
