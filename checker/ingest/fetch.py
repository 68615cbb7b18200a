"""
A url becomes bytes, with limits on address, size, time and redirects; the only place that opens connections for documents.

Never here: what the bytes mean.
"""

import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from ssl import SSLContext
from typing import Any
from urllib.parse import SplitResult, quote

import httpcore

from checker import __version__
from checker.errors import FetchRefused, LinkGone, LinkNotReached, TooLarge
from checker.ingest.addresses import check_address, checked_url, name_of, redirected, shown

REDIRECTS = 5
USER_AGENT = f"claim-checker/{__version__}"
PASTE = "Open it in a browser and paste the text instead"
ACCEPTED_TYPES = (
    "text/",
    "application/xhtml",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml",
    "application/x-subrip",
    "application/octet-stream",
)
GONE_STATUSES = (404, 410)
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
REDIRECT_STATUSES = (301, 302, 303, 307, 308)
STATUS_ADVICE = {
    206: "It gave only a part of the page. " + PASTE,
    401: "It asks for a login. " + PASTE,
    402: "It is behind a paywall. " + PASTE,
    403: "The site turns programs away. " + PASTE,
    404: "There is no such page; check the url",
    410: "The page was taken down; look for a copy in a web archive",
    429: "The site asks to slow down; try again later, or paste the text",
}

Resolver = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much, how long and where to a fetch may go."""

    max_bytes: int
    seconds: float
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a url answered with; `url` is where the redirects ended."""

    data: bytes
    name: str
    media_type: str | None
    url: str


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses that this machine's resolver gives for a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    url: str,
    *,
    limits: FetchLimits,
    resolver: Resolver = system_resolver,
    network: httpcore.NetworkBackend | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Return what stands at a url; raises FetchRefused or TooLarge that says why it may or can not be had."""
    guard = _Guard(limits, resolver, network or httpcore.SyncBackend(), _Deadline(clock() + limits.seconds, clock))
    current = url.strip()
    with httpcore.ConnectionPool(network_backend=guard, max_keepalive_connections=0) as pool:
        for _ in range(REDIRECTS + 1):
            answer = _ask(pool, current, limits)
            if isinstance(answer, Fetched):
                return answer
            current = answer
    raise FetchRefused(f"{shown(url)} redirects more than {REDIRECTS} times. {PASTE}.")


class _Deadline:
    """The moment after which nothing of one fetch may go on."""

    def __init__(self, at: float, clock: Callable[[], float]) -> None:
        self._at = at
        self._clock = clock

    def left(self) -> float:
        """Return the seconds left; raises a timeout when there are none."""
        left = self._at - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left


class _Guard(httpcore.NetworkBackend):
    """Connects only to addresses that were checked, and to the very address that was checked."""

    def __init__(self, limits: FetchLimits, resolver: Resolver, network: httpcore.NetworkBackend, deadline: _Deadline) -> None:
        self._limits = limits
        self._resolver = resolver
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolved(host, port, self._resolver, self._deadline.left())
        if not self._limits.allow_private:
            for address in addresses:
                check_address(address, host)
        for rest, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                seconds = self._deadline.left() / rest
                stream = self._network.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if rest == 1:
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise FetchRefused(f"The host {host!r} has no address; check the url.")


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every step has only the time that is left of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, resolver: Resolver, seconds: float) -> list[str]:
    """Ask the resolver in a thread of its own, because the system's cannot be given a time limit."""
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(resolver(host.strip("[]"), port)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from None
    if isinstance(answer, Exception) or not answer:
        reason = LinkNotReached if isinstance(answer, OSError) and answer.errno not in NO_SUCH_NAME else LinkGone
        raise reason(f"The host {host!r} was not found; check the url and your connection.")
    return answer


def _ask(pool: httpcore.ConnectionPool, url: str, limits: FetchLimits) -> Fetched | str:
    """Return what the url answered with, or the url that it redirects to."""
    parts = checked_url(url, allow_private=limits.allow_private)
    try:
        with pool.stream("GET", _target(parts), headers=_headers(parts)) as response:
            headers = {key.decode("latin-1").lower(): value.decode("utf-8", "replace") for key, value in response.headers}
            if response.status in REDIRECT_STATUSES and headers.get("location"):
                return redirected(url, headers["location"])
            media_type = _check_answer(response.status, headers, url)
            data = _body(response, headers.get("content-encoding", ""), url, limits.max_bytes)
    except httpcore.TimeoutException as error:
        raise LinkNotReached(
            f"{shown(url)} did not answer in full within {limits.seconds:g} seconds; "
            "try again, raise CHECKER_FETCH_TIMEOUT, or paste the text."
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise LinkNotReached(
            f"{shown(url)} cannot be reached ({str(error)[:200]}); check the url, or paste the text."
        ) from error
    return Fetched(data=data, name=name_of(parts), media_type=media_type, url=url)


def _target(parts: SplitResult) -> httpcore.URL:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._[]')}" if parts.query else ""
    return httpcore.URL(scheme=parts.scheme, host=_ascii_host(parts), port=parts.port, target=path + query)


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchRefused(f"The host {host[:100]!r} is no valid name; check the url.") from None


def _headers(parts: SplitResult) -> list[tuple[str, str]]:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else _ascii_host(parts)
    return [
        ("Host", f"{host}:{parts.port}" if parts.port else host),
        ("User-Agent", USER_AGENT),
        ("Accept", "text/html, application/pdf, text/plain, */*;q=0.5"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _check_answer(status: int, headers: dict[str, str], url: str) -> str | None:
    if not 200 <= status < 300 or status in STATUS_ADVICE:  # noqa: PLR2004  # HTTP's own numbers
        advice = STATUS_ADVICE.get(status, f"Try again later. {PASTE}")
        reason = LinkGone if status in GONE_STATUSES else LinkNotReached
        raise reason(f"{shown(url)} answered with status {status}. {advice}.")
    media_type = headers.get("content-type", "").strip()
    if media_type and not media_type.lower().startswith(ACCEPTED_TYPES):
        raise FetchRefused(
            f"{shown(url)} is of the type {media_type[:80]!r}; expected a web page, text, PDF or Word document. {PASTE}."
        )
    return media_type or None


def _body(response: httpcore.Response, encoding: str, url: str, limit: int) -> bytes:
    machine = _unpacker(encoding.strip().lower(), url)
    body = bytearray()
    for chunk in response.iter_stream():
        room = limit + 1 - len(body)
        body += _unpacked(machine, chunk, room, url) if machine else chunk[:room]
        if len(body) > limit:
            raise TooLarge(
                f"{shown(url)} is larger than {limit / 1e6:,.1f} MB; raise CHECKER_MAX_MEGABYTES, or paste the text."
            )
    if machine and not machine.eof:
        raise FetchRefused(f"{shown(url)} is packed and was cut off before its end; try again. {PASTE}.")
    return bytes(body)


def _unpacker(encoding: str, url: str) -> Any:
    if encoding in ("", "identity"):
        return None
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchRefused(f"{shown(url)} is packed as {encoding[:40]!r} although that was not asked for. {PASTE}.")
    return zlib.decompressobj(zlib.MAX_WBITS | 32)


def _unpacked(machine: Any, chunk: bytes, room: int, url: str) -> bytes:
    try:
        words: bytes = machine.decompress(chunk, room)
    except zlib.error as error:
        raise FetchRefused(f"{shown(url)} is packed in a way that cannot be unpacked ({error}). {PASTE}.") from None
    if machine.unused_data:
        raise FetchRefused(f"{shown(url)} is packed in several parts, of which only the first can be unpacked. {PASTE}.")
    return words
