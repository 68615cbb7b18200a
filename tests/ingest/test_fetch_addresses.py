"""Where a url may lead: to the public internet by http, and nowhere else, however it is spelled or redirected."""

import socket
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import FetchRefused, InputError
from checker.ingest.addresses import check_address, checked_url
from checker.ingest.fetch import FetchLimits, fetch, system_resolver
from tests.ingest.pages import LIMITS, PAGE, PUBLIC, Rerouted, answering, fetch_page, public


def numeric(host: str, _port: int) -> list[str]:
    """Understand numbers for a host as the system's resolver does, and nothing else."""
    return [host if ":" in host else socket.inet_ntoa(socket.inet_aton(host))]


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
def test_a_redirect_to_a_private_address_is_refused(target: str, network: Rerouted) -> None:
    def resolver(host: str, _port: int) -> Iterable[str]:
        return [PUBLIC] if host == "news.example" else [host]

    with pytest.raises(FetchRefused, match="this machine or a private network"):
        fetch(f"http://news.example/to?{target}", limits=LIMITS, resolver=resolver, network=network)
    assert network.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://news.example/", "javascript:alert(1)", "data:text/html,x", "http://["]
)
def test_a_redirect_to_another_scheme_is_refused(target: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused):
        fetch_page(f"/to?{target}", network)
    assert len(network.dialled) == 1


def test_a_name_that_changes_its_address_is_checked_again_each_time(network: Rerouted) -> None:
    resolver = answering([PUBLIC], ["127.0.0.1"])
    with pytest.raises(FetchRefused, match=r"leads to 127\.0\.0\.1"):
        fetch("http://news.example/to?/page", limits=LIMITS, resolver=resolver, network=network)
    assert network.dialled == [(PUBLIC, 80)]


def test_one_private_address_among_public_ones_is_enough_to_refuse(network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match=r"leads to 10\.0\.0\.1"):
        fetch("http://news.example/", limits=LIMITS, resolver=answering([PUBLIC, "10.0.0.1"]), network=network)
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
def test_every_spelling_of_a_private_address_is_refused(host: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"http://{host}/", limits=LIMITS, resolver=numeric, network=network)
    assert network.dialled == []


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST"])
def test_this_machines_own_name_is_refused(host: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match="private network"):
        fetch(f"http://{host}/", limits=LIMITS, resolver=answering(["127.0.0.1", "::1"]), network=network)


NOT_PUBLIC = (
    "0.0.0.0 10.0.0.1 168.63.129.16 100.64.0.1 127.8.9.1 169.254.1.1 172.16.0.1 192.0.0.1 192.0.0.9 192.0.0.192 ::ffff:192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1"
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


def test_a_setting_allows_private_addresses_and_other_ports(network: Rerouted) -> None:
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
def test_a_url_that_cannot_be_asked_is_refused_with_the_reason(url: str, words: str, network: Rerouted) -> None:
    with pytest.raises(FetchRefused, match=words):
        fetch(url, limits=LIMITS, resolver=public, network=network)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a.example/", "http://["]))
def test_any_text_is_a_url_or_refused(rest: str, beginning: str) -> None:
    try:
        parts = checked_url(beginning + rest, allow_private=False)
    except InputError:
        return
    assert parts.scheme in ("http", "https")
    assert parts.hostname
