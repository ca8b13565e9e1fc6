"""Where a request comes from, for API and console alike (API.md: only our own proxies are believed)."""

from ipaddress import ip_address

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def address_of(request: HttpRequest | Request) -> str:
    """Where a request comes from: what our own proxies say (``TRUSTED_PROXIES``), else the connection's other end.

    Empty where there is none, as on a socket file.
    """
    said = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]  # it reads META alone
    try:
        return str(ip_address(said))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR") or "")
