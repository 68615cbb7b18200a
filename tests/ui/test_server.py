import asyncio
import base64
import hashlib
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from checker import people
from checker.auth import Role
from checker.decisions import Desk
from checker.ui.server import HEADERS, PRERENDER, ROUTES, OneVoice, OwnPages, middleware
from tests.builders import make_user

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def answer(path: str, host: str = "127.0.0.1:8501", *more: tuple[bytes, bytes]) -> tuple[int, dict[str, str]]:
    inner = Route("/_stcore/metrics", lambda _request: PlainTextResponse("counts"))
    app = Starlette(routes=[*ROUTES, inner], middleware=middleware())
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(b"host", host.encode()), *more],
        "query_string": b"",
        "root_path": "",
        "server": ("127.0.0.1", 8501),
    }
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one leaves a loop running in the main thread
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/_stcore/metrics", 403), ("/nothing", 404)])
def test_every_answer_carries_the_security_headers_and_metrics_are_refused(path: str, status: int) -> None:
    found, headers = answer(path)

    assert found == status
    assert HEADERS.items() <= headers.items()


def test_the_first_page_is_found_under_its_name_too() -> None:
    status, headers = answer("/triage")
    assert (status, headers["location"]) == (307, "./?")


def test_no_foreign_host_may_be_asked_for_anything() -> None:
    policy = HEADERS["content-security-policy"]

    assert "http:" not in policy
    assert "https:" not in policy
    assert "'unsafe-eval'" not in policy
    assert "ws:" not in policy
    assert "wss:" not in policy
    assert "connect-src 'self';" in policy


def test_every_option_of_the_configuration_is_known_to_streamlit() -> None:
    # A hidden option may go away with a new version, silently.
    known = config.get_config_options()
    sections = tomllib.loads(CONFIG.read_text(encoding="utf-8"))

    assert set(_names(sections)) <= set(known)
    assert sections["runner"]["postScriptGC"] is False
    assert sections["client"]["toolbarMode"] == "minimal"
    assert "http" not in CONFIG.read_text(encoding="utf-8")


def _names(section: dict[str, object], above: str = "") -> list[str]:
    names = []
    for name, value in section.items():
        names += _names(value, f"{above}{name}.") if isinstance(value, dict) else [f"{above}{name}"]
    return names


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501"])
def test_the_app_answers_under_its_own_names(host: str) -> None:
    assert answer("/healthz", host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "", "0.0.0.0:8501"])
def test_a_foreign_name_that_leads_to_this_machine_gets_nothing(host: str) -> None:
    assert answer("/healthz", host)[0] == 400


def test_other_names_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_ALLOWED_HOSTS", "desk.example, *.desk.example")
    assert [answer("/healthz", host)[0] for host in ("desk.example", "a.desk.example", "desk.example.org")] == [200, 200, 400]


REV, EVE = (b"x-forwarded-email", b"rev@example.org"), (b"x-forwarded-email", b"eve@example.org")


def test_a_header_that_names_two_people_is_refused() -> None:
    assert [answer("/healthz", "127.0.0.1:8501", *named)[0] for named in ((REV,), (REV, EVE), (EVE, EVE))] == [200, 400, 400]


def heard(door: ASGIApp, *headers: tuple[bytes, bytes]) -> bool:
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def listen() -> None:
        await door({"type": "websocket", "headers": headers}, receive, send)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, listen()).result()
    return [each["type"] for each in sent] == ["websocket.accept"]


async def listening(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "websocket.accept"})


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("https://desk.example", "127.0.0.1:8501", True),  # a proxy asks under a name of its own
        ("http://localhost:3000", "127.0.0.1:8501", False),
        ("http://127.0.0.1:9999", "127.0.0.1:8501", False),
        ("http://localhost:3000", "localhost:8501", False),
    ],
)
def test_no_page_of_another_service_of_this_machine_drives_the_desk(origin: str, host: str, may: bool) -> None:
    assert heard(OwnPages(listening), (b"host", host.encode()), (b"origin", origin.encode())) is may


@pytest.mark.parametrize(("named", "may"), [([REV], True), ([REV, EVE], False)])
def test_a_page_of_two_people_is_not_listened_to(named: list[tuple[bytes, bytes]], may: bool) -> None:
    assert heard(OneVoice(listening, "X-Forwarded-Email"), *named) is may


def test_a_file_is_taken_only_from_somebody_who_has_a_place(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/_stcore/upload_file/session-1/file-1"
    assert answer(path)[0] == 404  # nobody is asked who they are; the app itself is not part of this test
    monkeypatch.setenv("CHECKER_SIGN_IN", "proxy")
    st.cache_resource.clear()
    people.add(filled, make_user("root", Role.ADMIN), "rev@example.org", "Rev", Role.REVIEWER)
    assert [answer(path, "127.0.0.1:8501", *named)[0] for named in ((), (EVE,), (REV,))] == [403, 403, 404]


def test_the_one_script_that_stands_in_streamlits_page_is_the_one_that_the_policy_names() -> None:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    assert [f"sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}" for each in scripts] == [PRERENDER]
