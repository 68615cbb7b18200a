"""
A server of pages of every kind, good and bad, and a network on which every address is this server.

Never here: a test.
"""

import gzip
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpcore

from checker.ingest.fetch import Fetched, FetchLimits, Resolver, fetch

PUBLIC = "93.184.216.34"
PAGE = b"<p>Hello</p>"
LIMITS = FetchLimits(max_bytes=10_000, seconds=20)


class Pages(BaseHTTPRequestHandler):
    """One answer for each path; `seen` keeps the headers of the last request."""

    seen: dict[str, str]

    def do_GET(self) -> None:
        type(self).seen = dict(self.headers)
        path = urlsplit(self.path).path
        getattr(self, f"_{path.strip('/').replace('-', '_').partition('.')[0]}", self._page)()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the parent's own name
        pass

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(PAGE)

    def _to(self) -> None:
        self._send(b"", 302, Location=self.path.partition("?")[2])

    def _loop(self) -> None:
        self._send(b"", 302, Location="/loop")

    def _missing(self) -> None:
        self._send(b"gone", 404)

    def _broken(self) -> None:
        self._send(b"oops", 503)

    def _picture(self) -> None:
        self._send(b"\x89PNG", Content_Type="image/png")

    def _untyped(self) -> None:
        self._send(PAGE, Content_Type="")

    def _packed(self) -> None:
        self._send(gzip.compress(PAGE), Content_Encoding="gzip")

    def _cut_off(self) -> None:
        self._send(gzip.compress(PAGE)[:-9], Content_Encoding="gzip")

    def _never_begun(self) -> None:
        self._send(b"", Content_Encoding="gzip")

    def _two_parts(self) -> None:
        self._send(gzip.compress(PAGE) + gzip.compress(b"<p>More"), Content_Encoding="gzip")

    def _partial(self) -> None:
        self._send(PAGE, 206)

    def _badly_packed(self) -> None:
        self._send(b"no gzip at all", Content_Encoding="gzip")

    def _oddly_packed(self) -> None:
        self._send(PAGE, Content_Encoding="br")

    def _bomb(self) -> None:
        self._send(zlib.compress(bytes(50_000_000)), Content_Encoding="deflate")

    def _endless(self) -> None:
        self._send(b"")
        try:
            while True:
                self.wfile.write(b"a" * 4096)
        except OSError:
            pass

    def _drip(self) -> None:
        self._send(b"")
        self._write_slowly()

    def _slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._write_slowly(b"X-A: b\r\n")

    def _write_slowly(self, drop: bytes = b"a") -> None:
        stopped = threading.Event()
        try:
            for _ in range(600):
                self.wfile.write(drop)
                stopped.wait(0.05)
        except OSError:
            pass

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\x01 this is not http\r\n\r\n")


class Rerouted(httpcore.SyncBackend):
    """A network on which every address is the test's own server; `dialled` keeps what was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dialled: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        return super().connect_tcp("127.0.0.1", self.port, *args, **kwargs)


def serve(server: ThreadingHTTPServer) -> Iterator[Rerouted]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Rerouted(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def answering(*rounds: list[str]) -> Resolver:
    """A resolver with these answers, one after the other; the last one stays."""
    left = list(rounds)

    def resolve(_host: str, _port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


public = answering([PUBLIC])


def fetch_page(path: str, network: Rerouted, limits: FetchLimits = LIMITS) -> Fetched:
    return fetch(f"http://news.example{path}", limits=limits, resolver=public, network=network)
