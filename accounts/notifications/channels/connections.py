"""What every connection over HTTP has in common."""

import ssl

import httpx

# An answer that is read only in part must not be unpacked (see ``answers.beginning``).
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Duban"}


def trusted_authorities() -> ssl.SSLContext:
    """The public authorities and those that the operator has installed on this machine (closed networks)."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
