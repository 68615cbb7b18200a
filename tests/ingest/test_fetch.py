"""Pages over http: what comes, what is refused with its reason, the limits of bytes and time, the certificate."""

import ssl
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from checker.errors import FetchRefused, TooLarge
from checker.ingest.fetch import FetchLimits, fetch
from tests.ingest.pages import LIMITS, PAGE, PUBLIC, Pages, Rerouted, answering, fetch_page, public, serve


def test_a_page_comes_with_its_name_type_and_address(network: Rerouted) -> None:
    fetched = fetch_page("/2024/roads%20and%20schools.html?x=1#top", network)
    assert fetched.data == PAGE
    assert fetched.name == "roads and schools.html"
    assert fetched.media_type == "text/html; charset=utf-8"
    assert network.dialled == [(PUBLIC, 80)]


def test_the_request_says_who_asks_and_nothing_else(network: Rerouted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    fetch_page("/", network)
    assert Pages.seen["User-Agent"].startswith("claim-checker/")
    assert (Pages.seen["Host"], Pages.seen["Accept-Encoding"]) == ("news.example", "identity")
    assert not {"Cookie", "Authorization", "Referer"} & set(Pages.seen)


def test_a_redirect_is_followed_to_the_address_that_it_ends_at(network: Rerouted) -> None:
    assert fetch_page("/to?/page.html", network).url == "http://news.example/page.html"


def test_redirects_in_a_circle_come_to_an_end(network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match="redirects more than 5 times"):
        fetch_page("/loop", network)
    assert len(network.dialled) == 6


def test_a_host_in_another_script_is_asked_for_by_its_ascii_name(network: Rerouted) -> None:
    fetch("http://münchen.example/straße?q=ü", limits=LIMITS, resolver=public, network=network)
    assert Pages.seen["Host"] == "xn--mnchen-3ya.example"


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
def test_an_answer_that_is_no_document_is_refused_with_the_reason(path: str, words: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match=words):
        fetch_page(path, network)


def test_a_body_that_is_packed_without_being_asked_is_unpacked(network: Rerouted) -> None:
    assert fetch_page("/packed", network).data == PAGE


def test_a_body_without_a_type_is_left_to_the_readers(network: Rerouted) -> None:
    assert fetch_page("/untyped", network).media_type is None


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_reading_stops_at_the_limit_of_bytes(path: str, network: Rerouted) -> None:
    with pytest.raises(TooLarge, match="CHECKER_MAX_MEGABYTES"):
        fetch_page(path, network)


@pytest.mark.parametrize("path", ["/drip", "/slow-head"])
def test_an_answer_that_drips_is_cut_off_when_the_time_is_up(path: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"within 0\.3 seconds.*CHECKER_FETCH_TIMEOUT"):
        fetch_page(path, network, FetchLimits(max_bytes=10_000, seconds=0.3))


def test_the_time_is_one_for_all_redirects(network: Rerouted) -> None:
    ticks = iter(range(1000))
    with pytest.raises(FetchRefused, match="within 9 seconds"):
        fetch(
            "http://news.example/loop",
            limits=FetchLimits(max_bytes=10_000, seconds=9),
            resolver=public,
            network=network,
            clock=lambda: float(next(ticks)),
        )


def test_a_resolver_that_never_answers_is_given_up(network: Rerouted) -> None:
    released = threading.Event()

    def stuck(host: str, port: int) -> Iterable[str]:
        released.wait()
        return []

    with pytest.raises(FetchRefused, match=r"within 0\.2 seconds"):
        fetch("http://news.example/", limits=FetchLimits(max_bytes=1, seconds=0.2), resolver=stuck, network=network)
    released.set()


def test_a_name_that_nobody_knows_is_said(network: Rerouted) -> None:
    def unknown(host: str, port: int) -> Iterable[str]:
        raise OSError(host)

    with pytest.raises(FetchRefused, match=r"'news\.example' was not found"):
        fetch("http://news.example/", limits=LIMITS, resolver=unknown, network=network)


class _FirstFails(Rerouted):
    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        if host != PUBLIC:
            raise httpcore.ConnectError(host)
        return super().connect_tcp(host, port, *args, **kwargs)


def test_the_next_address_is_tried_when_one_does_not_answer(network: Rerouted) -> None:
    url = "http://news.example/"
    assert (
        fetch(url, limits=LIMITS, resolver=answering(["2606:4700::1111", PUBLIC]), network=_FirstFails(network.port)).data
        == PAGE
    )
    with pytest.raises(FetchRefused, match="cannot be reached"):
        fetch(url, limits=LIMITS, resolver=answering(["1.1.1.1"]), network=_FirstFails(network.port))


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
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rerouted]:
    path = _certificate(tmp_path, "news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = _SilentServer(("127.0.0.1", 0), Pages)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield from serve(server)


def test_the_certificate_is_checked_against_the_name_although_the_address_is_dialled(secure: Rerouted) -> None:
    assert fetch("https://news.example/", limits=LIMITS, resolver=public, network=secure).data == PAGE
    assert secure.dialled == [(PUBLIC, 443)]


def test_a_certificate_for_another_name_is_refused(secure: Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"cannot be reached.*certificate"):
        fetch("https://other.example/", limits=LIMITS, resolver=public, network=secure)
