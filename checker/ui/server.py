"""
What stands around the pages: security headers, blocked addresses, and the app's own routes.

Never here: anything that a page shows.
"""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
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
UPLOADS = "/_stcore/upload_file"
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


class OneVoice:
    """Refuses what names somebody twice in a proxy's header: a proxy that adds its own would let the first one choose."""

    def __init__(self, app: ASGIApp, header: str) -> None:
        """Stand in front of this app and look at this header."""
        self.app = app
        self.header = header.lower().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let a page listen."""
        named = sum(name == self.header for name, _ in scope.get("headers", ()))
        if named <= 1:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await JSONResponse({"error": "two people in one header"}, status_code=400)(scope, receive, send)


class OwnPages:
    """Refuses to listen to a page of another service of this machine, which could drive a desk without a sign-in."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a page of this app listen; anything else passes."""
        headers = Headers(scope=scope) if scope["type"] == "websocket" else Headers()
        origin = urlsplit(headers.get("origin", ""))
        if origin.hostname in LOOPBACK and origin.netloc != headers.get("host"):
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)


class OwnUploads:
    """Refuses a file of whoever has no place here, before it fills the memory of this machine."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask who sends a file; anything else passes."""
        app: ASGIApp = self.app
        if scope["type"] == "http" and UPLOADS in scope["path"]:
            try:
                await anyio.to_thread.run_sync(downloads.asked_by, Request(scope))
            except CheckerError as error:
                app = JSONResponse({"error": str(error)}, status_code=403)
        await app(scope, receive, send)


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
    try:
        settings: Settings | None = Settings.load()
    except ConfigError:  # the page will say what is wrong
        settings = None
    hosts = allowed_hosts(settings) if settings else list(NAMES)
    passed = [Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]
    passed += [Middleware(OwnPages), Middleware(OwnUploads)]
    return [*passed, Middleware(OneVoice, header=settings.sign_in_header)] if settings else passed


def allowed_hosts(settings: Settings) -> list[str]:
    """Return the names of this app; any other would be a foreign page that had its own name lead to this machine."""
    named = (each.strip() for each in (settings.host, *settings.allowed_hosts.split(",")))
    return [*NAMES, *(name for name in named if name)]


async def triage(request: Request) -> RedirectResponse:
    """Lead whoever names the first page as the others are named to where it is."""
    return RedirectResponse(f"./?{request.url.query}")


ROUTES = [Route("/triage", triage), Route("/healthz", healthz), Route("/export/{name}", downloads.download)]
