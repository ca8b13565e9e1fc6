"""Where webhooks may go: to the public web, and to the networks that the operator has named (SSRF)."""

import socket
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from ssrfguard import Policy
from ssrfguard.errors import BlockedAddressError, SSRFGuardError
from ssrfguard.httpx import Client

from accounts.notifications.channels.connections import HEADERS, trusted_authorities

TIMEOUT_SECONDS = 10.0
DEFAULT_PORTS = {"https": 443, "http": 80}


def policy() -> Policy:
    """Https on the allowed ports; no private address but in WEBHOOK_ALLOWED_NETWORKS; no redirects."""
    return _policy(_schemes(), tuple(settings.WEBHOOK_ALLOWED_PORTS), tuple(settings.WEBHOOK_ALLOWED_NETWORKS))


@lru_cache(maxsize=8)
def _policy(schemes: frozenset[str], ports: tuple[int, ...], networks: tuple[str, ...]) -> Policy:
    return Policy(
        allowed_schemes=schemes,
        allowed_ports=frozenset(ports),
        allowed_networks=tuple(ip_network(name) for name in networks),
    )


def client(timeout: float) -> Client:
    """A client that connects to the very address it has checked, and follows no redirect."""
    return Client(
        policy=policy(),
        timeout=timeout,
        headers=HEADERS,
        verify=trusted_authorities(),
        follow_redirects=False,
        trust_env=False,
    )


def address_fault(url: str) -> str:
    """What is wrong with an address, in the reader's language; empty if messages may go there.

    A name is resolved only when a message is sent, and checked again then.
    """
    return next(_faults(url), "")


def _faults(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        yield _("This is no address on the web.")
        return
    if parts.scheme not in _schemes():
        yield _("Give an address that begins with %(schemes)s.") % {
            "schemes": ", ".join(f"{scheme}://" for scheme in sorted(_schemes(), reverse=True))
        }
    if parts.username is not None or parts.password is not None:
        yield _("Leave user name and password out of the address.")
    if port not in settings.WEBHOOK_ALLOWED_PORTS:
        yield _("Messages do not go to port %(port)s.") % {"port": port}
    if _is_unusual_number(parts.hostname or ""):
        yield _("This is no address on the web.")
    try:
        policy().check_url(url)
    except SSRFGuardError as refused:
        is_private = isinstance(refused.__cause__, BlockedAddressError)
        yield forbidden_network() if is_private else _("This is no address on the web.")


def forbidden_network() -> str:
    """Why a message does not go to a private address, in the reader's language."""
    return _("This address lies in a network to which no messages are sent.")


def _schemes() -> frozenset[str]:
    return frozenset({"https", "http"} if settings.WEBHOOK_ALLOW_HTTP else {"https"})


def _is_unusual_number(host: str) -> bool:
    """Whether a host is a number that only the operating system reads as an address, such as 0x7f000001."""
    try:
        address = socket.inet_aton(host)
    except (OSError, ValueError):
        return False
    return socket.inet_ntoa(address) != host
