"""People sign in with a provider or through a proxy, and come to the very page that their link named."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checker import people
from checker.auth import Role
from checker.decisions import Desk
from checker.ui import identity
from tests.browser.conftest import Server, card, free_port, ready, running
from tests.browser.oidc import CLIENT, provider
from tests.builders import make_user
from tests.ui.filled import fill, open_desk, statuses

pytestmark = pytest.mark.browser
ADMIN = make_user("root", Role.ADMIN)
FETCHED = (
    """fetch("/export/records.jsonl?status=candidate").then(async got => ({status: got.status, text: await got.text()}))"""
)
FIRST, SECOND = "The tax rose to 4 percent.", "Rents fell in May."


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app so that it asks a provider on loopback who somebody is."""
    folder, port, theirs = tmp_path_factory.mktemp("app"), free_port(), free_port()
    with provider(theirs) as address:
        auth = CLIENT | {
            "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": "one that is long enough for a test",
            "server_metadata_url": f"{address}/.well-known/openid-configuration",
        }
        (folder / ".streamlit").mkdir()
        lines = (f"{name} = {json.dumps(value)}" for name, value in auth.items())
        (folder / ".streamlit" / "secrets.toml").write_text("\n".join(["[auth]", *lines]))
        with running(folder, f"sqlite:///{folder / 'desk.db'}", port, sign_in="provider") as started:
            yield started


@pytest.fixture
def members(signing: Server) -> Iterator[Desk]:
    """Fill the app's desk, and give Ann a place at it."""
    desk = open_desk(signing.database)
    if not people.here(desk):
        people.add(desk, ADMIN, "ann@example.org", "Ann", Role.EDITOR)
        fill(desk, FIRST, SECOND)
    yield desk
    desk.store.close()


def sign_in(page: Page, address: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=address).click()


def test_a_link_to_a_claim_leads_there_after_the_sign_in(signing: Server, members: Desk, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(f"{signing.url}/?claim=document-1-2")
    expect(page.get_by_text("Sign in to work at this desk")).to_be_visible()
    expect(page.get_by_text(SECOND)).to_have_count(0)
    sign_in(page, "ann@example.org")

    expect(card(page)).to_contain_text(SECOND)
    ready(page)
    page.get_by_role("button", name="Ann").click()
    expect(page.get_by_text("ann@example.org, editor")).to_be_visible()
    fetched = page.evaluate(FETCHED)
    assert (fetched["status"], SECOND in fetched["text"]) == (200, True)


def test_whoever_signs_out_is_out_and_another_one_without_a_place_stays_out(
    signing: Server, members: Desk, window: Callable[..., Page]
) -> None:
    page = window()
    page.goto(f"{signing.url}/records")
    sign_in(page, "ann@example.org")
    expect(page).to_have_url(f"{signing.url}/records")
    page.get_by_role("button", name="Ann").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Sign in to work at this desk")).to_be_visible()
    assert page.evaluate(FETCHED) == {"status": 403, "text": "Nobody is signed in here.\n"}
    sign_in(page, "eve@example.org")

    expect(page.get_by_text("eve@example.org has no place at this desk")).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    assert page.evaluate(FETCHED)["status"] == 403


def test_whoever_loses_their_place_sees_and_decides_nothing_more_on_pages_that_stay_open(
    signing: Server, members: Desk, window: Callable[..., Page]
) -> None:
    for number in range(21):
        fill(members, f"Line {number}.", document_id=f"more-{number}")
    people.add(members, ADMIN, "eve@example.org", "Eve", Role.REVIEWER)
    triage, add = window(), window()
    for page, path in ((triage, "/?claim=document-1-1"), (add, "/add")):
        page.goto(f"{signing.url}{path}")
        sign_in(page, "eve@example.org")
    expect(card(triage)).to_contain_text(FIRST)
    ready(triage)
    expect(add.get_by_role("button", name="Show 20 more")).to_be_visible()
    people.remove(members, ADMIN, "eve@example.org")
    add.wait_for_timeout(identity.LOOKED_UP_EVERY.total_seconds() * 1_000 + 500)
    triage.keyboard.press("a")
    add.get_by_role("button", name="Show 20 more").click()

    for page in (triage, add):
        expect(page.get_by_text("eve@example.org has no place at this desk")).to_be_visible()
        expect(page.get_by_text("encountered an error")).to_have_count(0)
    expect(card(triage)).to_have_count(0)
    expect(add.get_by_text("Title of more-0")).to_have_count(0)
    assert statuses(members, "document-1-1") == ["candidate"]


def test_a_header_is_believed_only_where_a_proxy_is_said_to_send_it(
    signing: Server, members: Desk, window: Callable[..., Page], tmp_path: Path
) -> None:
    claimed = {"X-Forwarded-Email": "ann@example.org", "X-Streamlit-User": "ann@example.org"}
    page = window(extra_http_headers=claimed)
    page.goto(signing.url)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()

    flags = {"STREAMLIT_SERVER_TRUSTED_USER_HEADERS": json.dumps({"X-Forwarded-Email": "email"})}
    with running(tmp_path, signing.database, sign_in="proxy", environment=flags) as behind:
        page.goto(behind.url)
        expect(page.get_by_role("button", name="Ann")).to_be_visible()
        assert page.evaluate(FETCHED)["status"] == 200
        stranger = window()
        stranger.goto(behind.url)
        expect(stranger.get_by_text("did not say who you are")).to_be_visible()
        assert stranger.evaluate(FETCHED)["status"] == 403
