import asyncio
import base64
import hashlib
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message
from streamlit import config

from checker.ui.server import HEADERS, PRERENDER, ROUTES, middleware

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def answer(path: str, host: str = "127.0.0.1:8501") -> tuple[int, dict[str, str]]:
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
        "headers": [(b"host", host.encode())],
        "query_string": b"",
        "root_path": "",
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


def test_the_one_script_that_stands_in_streamlits_page_is_the_one_that_the_policy_names() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    assert [f"sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}" for each in scripts] == [PRERENDER]
