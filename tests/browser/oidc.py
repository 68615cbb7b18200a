"""
A provider of identities on loopback, as OpenID Connect has it: it asks for an address and believes whatever is chosen.

Never here: a test.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

PEOPLE = ("ann@example.org", "eve@example.org")
CLIENT = {"client_id": "checker", "client_secret": "not secret at all"}


class Provider:
    """The pages of the provider; each code that it gave is good once."""

    def __init__(self, address: str) -> None:
        """Stand at this address."""
        self.address = address
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}

    def app(self) -> Starlette:
        """Return the pages by their addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.about),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.keys),
            ]
        )

    async def about(self, _request: Request) -> Response:
        """Say where everything is."""
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        """Ask who it is, then lead back with a code."""
        asked = dict(request.query_params)
        if "login" not in asked:
            links = (f'<p><a href="/authorize?{urlencode(asked | {"login": each})}">{each}</a></p>' for each in PEOPLE)
            return HTMLResponse("".join(links))
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def token(self, request: Request) -> Response:
        """Say who it was."""
        form = await request.form()
        asked, now = self.codes.pop(str(form["code"])), int(time.time())
        claims = {"iss": self.address, "sub": asked["login"], "aud": asked["client_id"], "iat": now, "exp": now + 3600}
        claims |= {"email": asked["login"], "email_verified": True, "nonce": asked.get("nonce")}
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return JSONResponse({"access_token": "at", "token_type": "Bearer", "expires_in": 3600, "id_token": signed})

    async def keys(self, _request: Request) -> Response:
        """Show the keys that prove a signature."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def provider(port: int) -> Iterator[str]:
    """Run the provider on this port and yield its address."""
    address = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(Provider(address).app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join()
