import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import FetchRefused, InputError, TooLarge
from checker.ingest.addresses import check_address, checked_url
from checker.ingest.fetch import Fetched, FetchLimits, Resolver, fetch, system_resolver

PUBLIC = "93.184.216.34"
PAGE = b"<p>Hello</p>"
LIMITS = FetchLimits(max_bytes=10_000, seconds=20)


class _Answers(BaseHTTPRequestHandler):
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


class _Rerouted(httpcore.SyncBackend):
    """A network on which every address is the test's own server; `dialled` keeps what was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dialled: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        return super().connect_tcp("127.0.0.1", self.port, *args, **kwargs)


def _serve(server: ThreadingHTTPServer) -> Iterator[_Rerouted]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield _Rerouted(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def network() -> Iterator[_Rerouted]:
    yield from _serve(ThreadingHTTPServer(("127.0.0.1", 0), _Answers))


def _answering(*rounds: list[str]) -> Resolver:
    """A resolver with these answers, one after the other; the last one stays."""
    left = list(rounds)

    def resolve(_host: str, _port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


_public = _answering([PUBLIC])


def _numeric(host: str, _port: int) -> list[str]:
    """Understand numbers for a host as the system's resolver does, and nothing else."""
    return [host if ":" in host else socket.inet_ntoa(socket.inet_aton(host))]


def _fetch(path: str, network: _Rerouted, limits: FetchLimits = LIMITS) -> Fetched:
    return fetch(f"http://news.example{path}", limits=limits, resolver=_public, network=network)


def test_a_page_comes_with_its_name_type_and_address(network: _Rerouted) -> None:
    fetched = _fetch("/2024/roads%20and%20schools.html?x=1#top", network)
    assert fetched.data == PAGE
    assert fetched.name == "roads and schools.html"
    assert fetched.media_type == "text/html; charset=utf-8"
    assert network.dialled == [(PUBLIC, 80)]


def test_the_request_says_who_asks_and_nothing_else(network: _Rerouted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    _fetch("/", network)
    assert _Answers.seen["User-Agent"].startswith("claim-checker/")
    assert (_Answers.seen["Host"], _Answers.seen["Accept-Encoding"]) == ("news.example", "identity")
    assert not {"Cookie", "Authorization", "Referer"} & set(_Answers.seen)


def test_a_redirect_is_followed_to_the_address_that_it_ends_at(network: _Rerouted) -> None:
    assert _fetch("/to?/page.html", network).url == "http://news.example/page.html"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.1.2.3/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(target: str, network: _Rerouted) -> None:
    def resolver(host: str, _port: int) -> Iterable[str]:
        return [PUBLIC] if host == "news.example" else [host]

    with pytest.raises(FetchRefused, match="this machine or a private network"):
        fetch(f"http://news.example/to?{target}", limits=LIMITS, resolver=resolver, network=network)
    assert network.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://news.example/", "javascript:alert(1)", "data:text/html,x", "http://["]
)
def test_a_redirect_to_another_scheme_is_refused(target: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused):
        _fetch(f"/to?{target}", network)
    assert len(network.dialled) == 1


def test_redirects_in_a_circle_come_to_an_end(network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match="redirects more than 5 times"):
        _fetch("/loop", network)
    assert len(network.dialled) == 6


def test_a_name_that_changes_its_address_is_checked_again_each_time(network: _Rerouted) -> None:
    resolver = _answering([PUBLIC], ["127.0.0.1"])
    with pytest.raises(FetchRefused, match=r"leads to 127\.0\.0\.1"):
        fetch("http://news.example/to?/page", limits=LIMITS, resolver=resolver, network=network)
    assert network.dialled == [(PUBLIC, 80)]


def test_one_private_address_among_public_ones_is_enough_to_refuse(network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"leads to 10\.0\.0\.1"):
        fetch("http://news.example/", limits=LIMITS, resolver=_answering([PUBLIC, "10.0.0.1"]), network=network)
    assert network.dialled == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.0.0.8",
    ],
)
def test_every_spelling_of_a_private_address_is_refused(host: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"http://{host}/", limits=LIMITS, resolver=_numeric, network=network)
    assert network.dialled == []


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST"])
def test_this_machines_own_name_is_refused(host: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"http://{host}/", limits=LIMITS, resolver=_answering(["127.0.0.1", "::1"]), network=network)


NOT_PUBLIC = (
    "0.0.0.0 10.0.0.1 100.64.0.1 127.8.9.1 169.254.1.1 172.16.0.1 192.0.0.1 192.0.0.9 192.0.0.192 ::ffff:192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1"
    " 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1"
    " 2002:7f00:1:: fc00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 nonsense"
)


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_on_the_public_internet_are_refused(address: str) -> None:
    with pytest.raises(FetchRefused):
        check_address(address, "news.example")


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_pass(address: str) -> None:
    check_address(address, "news.example")


def test_the_systems_resolver_gives_plain_addresses() -> None:
    assert system_resolver("127.0.0.1", 80) == ["127.0.0.1"]


def test_a_setting_allows_private_addresses_and_other_ports(network: _Rerouted) -> None:
    allowed = FetchLimits(max_bytes=10_000, seconds=20, allow_private=True)
    assert fetch(f"http://127.0.0.1:{network.port}/", limits=allowed).data == PAGE


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "expected a url that begins with http"),
        ("news.example/page", "expected a url that begins with http"),
        ("", "expected a url"),
        ("http://", "expected a url"),
        ("http://user:secret@news.example/", "user name"),
        ("http://news.example\\@127.0.0.1/", "odd characters"),
        ("http://news.example/\x00", "odd characters"),
        ("http://news.example:22/", "port 22"),
        ("http://news.example:99999/", "no url"),
        ("http://[::1/", "no url"),
        (f"http://{'a' * 70}é.example/", "no valid name"),
        ("http://exa mple.com/", "odd characters"),
    ],
)
def test_a_url_that_cannot_be_asked_is_refused_with_the_reason(url: str, words: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match=words):
        fetch(url, limits=LIMITS, resolver=_public, network=network)


def test_a_host_in_another_script_is_asked_for_by_its_ascii_name(network: _Rerouted) -> None:
    fetch("http://münchen.example/straße?q=ü", limits=LIMITS, resolver=_public, network=network)
    assert _Answers.seen["Host"] == "xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "status 404. There is no such page"),
        ("/broken", "status 503. Try again later"),
        ("/picture", "of the type 'image/png'"),
        ("/badly-packed", "cannot be unpacked"),
        ("/cut-off", "cut off before its end"),
        ("/never-begun", "cut off before its end"),
        ("/two-parts", "packed in several parts"),
        ("/partial", "status 206. It gave only a part"),
        ("/oddly-packed", "packed as 'br'"),
        ("/garbage", "cannot be reached"),
    ],
)
def test_an_answer_that_is_no_document_is_refused_with_the_reason(path: str, words: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match=words):
        _fetch(path, network)


def test_a_body_that_is_packed_without_being_asked_is_unpacked(network: _Rerouted) -> None:
    assert _fetch("/packed", network).data == PAGE


def test_a_body_without_a_type_is_left_to_the_readers(network: _Rerouted) -> None:
    assert _fetch("/untyped", network).media_type is None


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_reading_stops_at_the_limit_of_bytes(path: str, network: _Rerouted) -> None:
    with pytest.raises(TooLarge, match="CHECKER_MAX_MEGABYTES"):
        _fetch(path, network)


@pytest.mark.parametrize("path", ["/drip", "/slow-head"])
def test_an_answer_that_drips_is_cut_off_when_the_time_is_up(path: str, network: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"within 0\.3 seconds.*CHECKER_FETCH_TIMEOUT"):
        _fetch(path, network, FetchLimits(max_bytes=10_000, seconds=0.3))


def test_the_time_is_one_for_all_redirects(network: _Rerouted) -> None:
    ticks = iter(range(1000))
    with pytest.raises(FetchRefused, match="within 9 seconds"):
        fetch(
            "http://news.example/loop",
            limits=FetchLimits(max_bytes=10_000, seconds=9),
            resolver=_public,
            network=network,
            clock=lambda: float(next(ticks)),
        )


def test_a_resolver_that_never_answers_is_given_up(network: _Rerouted) -> None:
    released = threading.Event()

    def stuck(host: str, port: int) -> Iterable[str]:
        released.wait()
        return []

    with pytest.raises(FetchRefused, match=r"within 0\.2 seconds"):
        fetch("http://news.example/", limits=FetchLimits(max_bytes=1, seconds=0.2), resolver=stuck, network=network)
    released.set()


def test_a_name_that_nobody_knows_is_said(network: _Rerouted) -> None:
    def unknown(host: str, port: int) -> Iterable[str]:
        raise OSError(host)

    with pytest.raises(FetchRefused, match=r"'news\.example' was not found"):
        fetch("http://news.example/", limits=LIMITS, resolver=unknown, network=network)


class _FirstFails(_Rerouted):
    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        if host != PUBLIC:
            raise httpcore.ConnectError(host)
        return super().connect_tcp(host, port, *args, **kwargs)


def test_the_next_address_is_tried_when_one_does_not_answer(network: _Rerouted) -> None:
    url = "http://news.example/"
    assert (
        fetch(url, limits=LIMITS, resolver=_answering(["2606:4700::1111", PUBLIC]), network=_FirstFails(network.port)).data
        == PAGE
    )
    with pytest.raises(FetchRefused, match="cannot be reached"):
        fetch(url, limits=LIMITS, resolver=_answering(["1.1.1.1"]), network=_FirstFails(network.port))


def _certificate(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    signed = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + signed.public_bytes(serialization.Encoding.PEM)
    path = folder / "both.pem"
    path.write_bytes(pem)
    return path


class _SilentServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A handshake that fails is what the test is about."""


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Rerouted]:
    path = _certificate(tmp_path, "news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = _SilentServer(("127.0.0.1", 0), _Answers)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield from _serve(server)


def test_the_certificate_is_checked_against_the_name_although_the_address_is_dialled(secure: _Rerouted) -> None:
    assert fetch("https://news.example/", limits=LIMITS, resolver=_public, network=secure).data == PAGE
    assert secure.dialled == [(PUBLIC, 443)]


def test_a_certificate_for_another_name_is_refused(secure: _Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"cannot be reached.*certificate"):
        fetch("https://other.example/", limits=LIMITS, resolver=_public, network=secure)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a.example/", "http://["]))
def test_any_text_is_a_url_or_refused(rest: str, beginning: str) -> None:
    try:
        parts = checked_url(beginning + rest, allow_private=False)
    except InputError:
        return
    assert parts.scheme in ("http", "https")
    assert parts.hostname
