"""
Who somebody is: the address that a provider or a proxy vouches for, and the place that it has at this desk.

Never here: a widget, or what somebody may do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from checker import people
from checker.auth import User
from checker.config import SignIn
from checker.decisions import Desk
from checker.errors import NotAllowed

LOOKED_UP_EVERY = timedelta(seconds=5)  # whoever loses their place is out by then, though their browser's cookie stays good
LONGEST = timedelta(days=7)  # after which a provider is asked again who somebody is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    address: str
    user: User
    until: datetime


def signed_in(desk: Desk, way: SignIn, session: str) -> User:
    """Return whoever signed in, with the role that they have now; raises NotAllowed when nobody did, or has no place here."""
    now, address = desk.now(), vouched_for(way, desk.now())
    known: _Known | None = st.session_state.get("signed_in")
    if known and known.address == address and known.until > now:
        return known.user
    person = people.find(desk, address) if address else None
    if person is None or address is None:
        st.session_state.pop("signed_in", None)
        raise NotAllowed(f"{address} has no place at this desk. Ask an admin." if address else "Nobody is signed in here.")
    user = User(name=person.name, roles=frozenset({person.role}), session=session)
    st.session_state["signed_in"] = _Known(address=address, user=user, until=now + LOOKED_UP_EVERY)
    return user


def vouched_for(way: SignIn, now: datetime) -> str | None:
    """Return the address of whoever opened the page, as far as somebody vouches for it."""
    said = st.user.to_dict()
    address = said.get("email")
    if way is SignIn.PROVIDER and not _is_good(said, now):
        return None
    return address.casefold() if isinstance(address, str) and address else None


def _is_good(said: Mapping[str, object], now: datetime) -> bool:
    """A provider's word counts for some days; an address that it did not prove does not count."""
    issued = said.get("iat")
    fresh = isinstance(issued, int) and now - datetime.fromtimestamp(issued, UTC) < LONGEST
    return said.get("is_logged_in") is True and said.get("email_verified") is not False and fresh
