"""
Who somebody is: the address that a provider or a proxy vouches for, and the place that it has at this desk.

Never here: a widget, or what somebody may do.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from checker import people
from checker.auth import User
from checker.config import LOOPBACK, Settings, SignIn
from checker.decisions import Desk
from checker.errors import NotAllowed

LOOKED_UP_EVERY = timedelta(seconds=5)  # whoever loses their place is out by then, though their browser's cookie stays good
LONGEST = timedelta(days=7)  # after which a provider is asked again who somebody is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    address: str
    user: User
    until: datetime


def signed_in(desk: Desk, settings: Settings, session: str) -> User:
    """Return whoever signed in, with the role that they have now; raises NotAllowed when nobody did, or has no place here."""
    now, address = desk.now(), vouched_for(settings, st.user.to_dict(), desk.now())
    known: _Known | None = st.session_state.get("signed_in")
    if known and known.address == address and known.until > now:
        return known.user
    st.session_state.pop("signed_in", None)
    user = _with_a_place(desk, address, session)
    st.session_state["signed_in"] = _Known(address=address or "", user=user, until=now + LOOKED_UP_EVERY)
    return user


def who_asks(desk: Desk, settings: Settings, request: Request, session: str) -> User:
    """Return whoever sends a request to a route of the app; raises NotAllowed as `signed_in` does."""
    said = _of_proxy(settings, request) if settings.sign_in is SignIn.PROXY else _of_cookie(request)
    return _with_a_place(desk, vouched_for(settings, said, desk.now()), session)


def _with_a_place(desk: Desk, address: str | None, session: str) -> User:
    if address is None:
        raise NotAllowed("Nobody is signed in here.")
    person = people.find(desk, address)
    if person is None:
        raise NotAllowed(f"{address} has no place at this desk. Ask an admin.")
    return User(name=person.name, roles=frozenset({person.role}), session=session)


def _of_proxy(settings: Settings, request: Request) -> Mapping[str, object]:
    """What a proxy on this machine says; whatever address the app listens on, nobody else's word is taken."""
    reached_at = request.scope.get("server") or ("",)
    return {"email": request.headers.get(settings.sign_in_header)} if reached_at[0] in LOOPBACK else {}


def _of_cookie(request: Request) -> Mapping[str, object]:
    """What a provider said when this browser signed in, out of the cookie that Streamlit signed then."""
    secret = get_cookie_secret()

    def part(name: str) -> bytes | None:
        return decode_signed_value(secret, name, request.cookies.get(name, ""))

    content = get_cookie_with_chunks(part, USER_COOKIE_NAME) if secret else None
    said = json.loads(content) if content else {}
    same_site = urlsplit(str(said.get("origin", ""))).netloc == request.url.netloc
    return said if same_site else {}


def vouched_for(settings: Settings, said: Mapping[str, object], now: datetime) -> str | None:
    """Return the address of whoever opened the page, out of what is said of them, as far as somebody vouches for it."""
    address = said.get("email")
    proved = said.get("email_verified") in (True, "true") or ("email_verified" not in said and settings.sign_in_unproved)
    if settings.sign_in is SignIn.PROVIDER and not (proved and _is_fresh(said, now)):
        return None
    return address if isinstance(address, str) and address else None


def _is_fresh(said: Mapping[str, object], now: datetime) -> bool:
    """Whether a provider's word still counts, as it does for some days."""
    issued = said.get("iat")
    fresh = isinstance(issued, int) and 0 <= now.timestamp() - issued < LONGEST.total_seconds()
    return said.get("is_logged_in") is True and fresh
