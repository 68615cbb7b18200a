"""
What stands around the pages: security headers, blocked addresses, and the app's own routes.

Never here: anything that a page shows.
"""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checker.config import LOOPBACK, Settings
from checker.errors import CheckerError, ConfigError
from checker.ui import downloads, session

MAIN = Path(__file__).parent / "main.py"

# Streamlit's page holds one script of its own, which sets one variable; no other script in a page runs.
PRERENDER = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
POLICY = {
    "default-src": "'self'",
    "script-src": f"'self' 'wasm-unsafe-eval' blob: '{PRERENDER}'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
NAMES = (*LOOPBACK, "[::1]")
BLOCKED = ("/_stcore/metrics",)  # counts of what people do here are nobody else's business


class SecurityHeaders:
    """Adds the headers to every answer and refuses the blocked addresses."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        blocked = scope["path"].startswith(BLOCKED)
        app = JSONResponse({"error": "forbidden"}, status_code=403) if blocked else self.app
        await app(scope, receive, guarded)


async def healthz(_request: Request) -> JSONResponse:
    """Say that the app answers."""
    return JSONResponse({"status": "ok"})


@asynccontextmanager
async def opened(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Open the desk and go on with waiting work before the first visitor comes; what fails is explained on the page."""
    with suppress(CheckerError):
        await anyio.to_thread.run_sync(session.office)
    yield {}
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # not in the main thread, so that signals are somebody else's
            signal.signal(each, signal.SIG_DFL)  # whoever says it once more does not want to wait
    with suppress(CheckerError):
        session.office().background.end()
    session.office.clear()


def middleware() -> list[Middleware]:
    """Return what every request passes: the headers, and the check of the name under which the app is asked for."""
    return [Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(), www_redirect=False)]


def allowed_hosts() -> list[str]:
    """Return the names of this app; any other would be a foreign page that had its own name lead to this machine."""
    try:
        settings = Settings.load()
    except ConfigError:  # the page will say what is wrong
        return list(NAMES)
    named = (each.strip() for each in (settings.host, *settings.allowed_hosts.split(",")))
    return [*NAMES, *(name for name in named if name)]


ROUTES = [Route("/healthz", healthz), Route("/export/{name}", downloads.download)]
