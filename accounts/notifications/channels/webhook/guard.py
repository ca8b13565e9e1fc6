"""Where webhooks may go: to the public web, and to the networks that the operator has named (SSRF)."""

from ipaddress import ip_network

from django.conf import settings
from django.utils.translation import gettext as _
from ssrfguard import Policy
from ssrfguard.errors import BlockedAddressError, BlockedURLError, SSRFGuardError
from ssrfguard.httpx import Client

TIMEOUT_SECONDS = 10.0


def policy() -> Policy:
    """Https on the allowed ports; no private address but in WEBHOOK_ALLOWED_NETWORKS; no redirects."""
    schemes = {"https", "http"} if settings.WEBHOOK_ALLOW_HTTP else {"https"}
    return Policy(
        allowed_schemes=frozenset(schemes),
        allowed_ports=frozenset(settings.WEBHOOK_ALLOWED_PORTS),
        allowed_networks=tuple(ip_network(name) for name in settings.WEBHOOK_ALLOWED_NETWORKS),
    )


def client(timeout: float) -> Client:
    """A client that connects to the very address it has checked, and follows no redirect."""
    return Client(policy=policy(), timeout=timeout, follow_redirects=False, trust_env=False)


def address_fault(url: str) -> str:
    """What is wrong with an address, in the reader's language; empty if messages may go there.

    A name is resolved only when a message is sent, and checked again then.
    """
    try:
        policy().check_url(url)
    except BlockedAddressError:
        return _("This address lies in a network to which no messages are sent.")
    except (BlockedURLError, SSRFGuardError, ValueError):
        return _("Give an address that begins with https://, without a user name, on an allowed port.")
    return ""
