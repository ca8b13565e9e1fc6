"""What an HTTP answer means for a message, whoever gave it."""

import re
import time
from http import HTTPStatus

import httpx

from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError

# These ask for patience; every other 4xx says that the request itself is wrong.
PATIENCE = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
LONGEST_ANSWER = 64 * 1024
QUOTED = 200
# Long enough to be a credential, or a part of one.
CREDENTIAL = re.compile(r"[\w.~+-]{8,}")


def require_success(status: int, host: str) -> None:
    """Return if the status is 2xx. Raises TemporaryFailureError or PermanentFailureError."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    words = f"{host}: HTTP {status}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PATIENCE:
        raise TemporaryFailureError(words)
    raise PermanentFailureError(words)


def beginning(answer: httpx.Response, *, seconds: float) -> bytes:
    """As much of an answer as anybody needs; a server that never ends is not listened to.

    The bytes as they came: nothing was asked to be compressed, so nothing is unpacked to many times its size.
    """
    end = time.monotonic() + seconds
    received = bytearray()
    for chunk in answer.iter_raw():
        received += chunk
        if len(received) >= LONGEST_ANSWER or time.monotonic() > end:
            break
    return bytes(received[:LONGEST_ANSWER])


def quoted(text: str, *, hiding: str) -> str:
    """The beginning of somebody else's words, on one line, without what they repeat of ``hiding``."""
    for credential in CREDENTIAL.findall(hiding):
        text = text.replace(credential, "…")
    return " ".join(text.split())[:QUOTED]
