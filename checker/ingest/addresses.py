"""
Which urls and addresses may be fetched at all; decided on what a name resolved to, never on the name.

Never here: opening a connection.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from checker.errors import FetchRefused
from checker.text import normalise

PORTS = (80, 443, 8080, 8443)
LONGEST_SHOWN = 200
# Networks that some Python's `is_global` lets pass although what answers there may be local (192.0.0.192 gives away a
# cloud machine's keys), or is another address in disguise.
REFUSED = tuple(
    map(
        ip_network, "::/96 64:ff9b::/96 64:ff9b:1::/48 2002::/16 2001::/32 192.88.99.0/24 192.0.0.0/24 168.63.129.16/32".split()
    )
)


def checked_url(url: str, *, allow_private: bool) -> SplitResult:
    """Return the parts of a url that may be asked; raises FetchRefused that says what is wrong with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchRefused(f"{shown(url)} is no url that can be fetched: {error}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchRefused(f"{shown(url)} cannot be fetched; expected a url that begins with http:// or https://.")
    if "@" in parts.netloc or "\\" in parts.netloc or " " in parts.netloc or not url.isprintable():
        raise FetchRefused(f"{shown(url)} carries a user name or odd characters in its host; give the plain url of the page.")
    if port is not None and port not in PORTS and not allow_private:
        raise FetchRefused(f"{shown(url)} names the port {port}; only {', '.join(map(str, PORTS))} are fetched from.")
    return parts


def redirected(url: str, location: str) -> str:
    """Return the url that a redirect leads to."""
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise FetchRefused(f"{shown(url)} redirects to {shown(location)}, which is no url: {error}.") from None


def check_address(address: str, host: str) -> None:
    """Raise FetchRefused unless this is an address on the public internet."""
    try:
        parsed = ip_address(address)
    except ValueError:
        raise FetchRefused(f"The host {host!r} has the address {address!r}, which cannot be understood.") from None
    if not _is_public(parsed):
        raise FetchRefused(
            f"The host {host!r} leads to {address}, an address of this machine or a private network; "
            "only public addresses are fetched. Set CHECKER_ALLOW_PRIVATE_ADDRESSES=true if that is what you want."
        )


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address.is_site_local or address.scope_id:
            return False
    barred = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not barred and not any(address in network for network in REFUSED)


def name_of(parts: SplitResult) -> str:
    """Return what the document at a url is called: the last part of its path, or its host."""
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return normalise(last).strip() or (parts.hostname or "page")


def shown(url: str) -> str:
    """Return a url as it can stand in a message."""
    tidy = "".join(each if each.isprintable() else "\ufffd" for each in url)
    return tidy if len(tidy) <= LONGEST_SHOWN else f"{tidy[: LONGEST_SHOWN - 1]}…"
