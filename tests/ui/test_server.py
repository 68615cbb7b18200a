import asyncio
import tomllib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message
from streamlit import config

from checker.ui.server import HEADERS, MIDDLEWARE, ROUTES

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def answer(path: str) -> tuple[int, dict[str, str]]:
    inner = Route("/_stcore/metrics", lambda _request: PlainTextResponse("counts"))
    app = Starlette(routes=[*ROUTES, inner], middleware=MIDDLEWARE)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"", "root_path": ""}
    asyncio.run(app(scope, receive, send))
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


def test_every_option_of_the_configuration_is_known_to_streamlit() -> None:
    # A hidden option may go away with a new version, silently.
    known = config.get_config_options()
    sections = tomllib.loads(CONFIG.read_text(encoding="utf-8"))

    assert set(_names(sections)) <= set(known)
    assert sections["runner"]["postScriptGC"] is False
    assert "http" not in CONFIG.read_text(encoding="utf-8")


def _names(section: dict[str, object], above: str = "") -> list[str]:
    names = []
    for name, value in section.items():
        names += _names(value, f"{above}{name}.") if isinstance(value, dict) else [f"{above}{name}"]
    return names
