"""What an HTTP answer means for a message, whoever gave it."""

from http import HTTPStatus

from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError

# These ask for patience; every other 4xx says that the request itself is wrong.
PATIENCE = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
LONGEST_ANSWER = 64 * 1024
QUOTED = 200


def require_success(status: int, host: str) -> None:
    """Return if the status is 2xx. Raises TemporaryFailureError or PermanentFailureError."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    words = f"{host}: HTTP {status}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PATIENCE:
        raise TemporaryFailureError(words)
    raise PermanentFailureError(words)


def quoted(text: str) -> str:
    """The beginning of somebody else's words, on one line."""
    return " ".join(text.split())[:QUOTED]
