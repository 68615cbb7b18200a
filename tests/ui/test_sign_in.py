"""A desk that asks who comes: nobody is in without a place, and a place that is lost is lost within seconds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from checker import people
from checker.auth import Role
from checker.config import Settings, SignIn
from checker.decisions import Desk
from checker.errors import NotAllowed
from checker.store import events
from checker.ui import identity
from checker.ui.server import MAIN
from tests.builders import make_user
from tests.ui.conftest import shown
from tests.ui.filled import fill, statuses
from tests.ui.pressing import buttons, press

ADMIN = make_user("root", Role.ADMIN)
CLAIM = "The tax rose to 4 percent."


@pytest.fixture(params=["provider", "proxy"])
def way(request: pytest.FixtureRequest, filled: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Fill a desk that asks people who they are in this way."""
    monkeypatch.setenv("CHECKER_SIGN_IN", request.param)
    fill(filled, CLAIM)
    return str(request.param)


def said(email: str, **more: Any) -> dict[str, Any]:
    return {"email": email, "email_verified": True, "is_logged_in": True, "iat": int(datetime.now(UTC).timestamp()) - 60} | more


def opened(user: dict[str, Any]) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    app.user = user
    return app.run()


def is_in(app: AppTest) -> bool:
    assert not app.exception
    return any(each["key"] == "undo" for each in buttons(app))


def words(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.title, *app.text))


def test_nobody_who_did_not_sign_in_sees_a_claim(way: str, filled: Desk) -> None:
    app = opened({})

    assert not is_in(app)
    assert CLAIM not in str(app)
    assert ("Sign in" if way == "provider" else "X-Forwarded-Email") in words(app)


def test_somebody_without_a_place_is_told_how_they_get_one(way: str, filled: Desk) -> None:
    app = opened(said("eve@example.org"))

    assert not is_in(app)
    assert "eve@example.org has no place at this desk" in words(app)


def test_somebody_with_a_place_works_under_their_name_and_with_their_role(way: str, filled: Desk) -> None:
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    app = opened(said("Eve@Example.org"))

    assert is_in(app)
    assert CLAIM in shown(app, "card")
    assert [each.label for each in app.text_input if each.label == "Your name"] == []
    assert "eve@example.org" in words(app).casefold()


def test_a_place_that_was_taken_away_is_lost_on_a_page_that_stays_open(
    way: str, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    monkeypatch.setattr(identity, "LOOKED_UP_EVERY", timedelta(0))
    app = opened(said("eve@example.org"))
    assert is_in(app)
    people.remove(filled, ADMIN, "eve@example.org")

    assert not is_in(app.run())


def test_a_press_of_somebody_whose_place_was_taken_away_leads_to_the_gate_and_decides_nothing(
    way: str, filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    monkeypatch.setattr(identity, "LOOKED_UP_EVERY", timedelta(0))
    app = opened(said("eve@example.org"))
    people.remove(filled, ADMIN, "eve@example.org")
    press(app, "accept_document-1-1")

    assert not is_in(app)
    assert "has no place at this desk" in words(app)
    assert statuses(filled, "document-1-1") == ["candidate"]


@pytest.mark.parametrize(
    "doubt",
    [
        {"is_logged_in": False},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": 0},
        {"email_verified": None},
        {"iat": 10**18},
        {"iat": 0},
        {"iat": None},
        {"email": None},
        {"email": ["eve@example.org"]},
    ],
)
def test_what_a_provider_does_not_vouch_for_opens_nothing(
    filled: Desk, monkeypatch: pytest.MonkeyPatch, doubt: dict[str, Any]
) -> None:
    monkeypatch.setenv("CHECKER_SIGN_IN", "provider")
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)

    assert not is_in(opened(said("eve@example.org") | doubt))


@pytest.mark.parametrize(("unproved", "in_"), [("", False), ("true", True)])
def test_an_address_of_which_a_provider_says_nothing_counts_where_a_setting_says_so(
    filled: Desk, monkeypatch: pytest.MonkeyPatch, unproved: str, in_: bool
) -> None:
    monkeypatch.setenv("CHECKER_SIGN_IN", "provider")
    monkeypatch.setenv("CHECKER_SIGN_IN_UNPROVED", unproved or "false")
    fill(filled, CLAIM)
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    silent = said("eve@example.org")
    del silent["email_verified"]

    assert is_in(opened(silent)) is in_


@pytest.mark.parametrize(("reached_at", "in_"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), (None, False)])
def test_a_download_believes_a_proxy_on_this_machine_only(filled: Desk, reached_at: str | None, in_: bool) -> None:
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    headers = [(b"x-forwarded-email", b"eve@example.org")]
    scope = {"type": "http", "headers": headers, "server": (reached_at, 8501) if reached_at else None}
    settings = Settings.load(sign_in=SignIn.PROXY)

    if in_:
        assert identity.who_asks(filled, settings, Request(scope), "s").name == "Eve"
    else:
        with pytest.raises(NotAllowed, match="Nobody is signed in"):
            identity.who_asks(filled, settings, Request(scope), "s")


def test_a_typed_name_is_nobody_where_people_sign_in(way: str, filled: Desk, cookies: dict[str, str]) -> None:
    people.add(filled, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    cookies["checker_name"] = "Boss"
    app = opened(said("eve@example.org"))
    press(app, "accept_document-1-1")

    with filled.store.read() as tx:
        [event] = [each for each in events.history(tx, "claim", "document-1-1") if each.action == "accept"]
    assert event.actor == "Eve"


def test_whoever_signs_out_is_led_out_in_every_run_until_the_browser_has_gone(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_SIGN_IN", "provider")
    fill(filled, CLAIM)
    people.add(filled, ADMIN, "ann@example.org", "Ann", Role.REVIEWER)
    app = opened(said("ann@example.org"))
    assert is_in(app)

    [out] = [each for each in app.button if each.label == "Sign out"]
    out.click().run()

    assert words(app) == "You are being signed out."
    assert words(app.run()) == "You are being signed out."
    assert not is_in(app)
