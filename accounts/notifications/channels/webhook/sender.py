"""Posting to webhooks through the guard, whatever their format."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx
import orjson
from django.utils import timezone
from django.utils.translation import gettext as _
from ssrfguard.errors import SSRFGuardError

from accounts.choices import EndpointKind
from accounts.models import Delivery, Endpoint
from accounts.notifications.channels.answers import PATIENCE, beginning, quoted, require_success
from accounts.notifications.channels.webhook import dingtalk, feishu, signed_json, wecom
from accounts.notifications.channels.webhook.guard import TIMEOUT_SECONDS, address_fault, client, forbidden_network
from accounts.notifications.channels.webhook.post import Format, Post
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError

FORMATS: Mapping[str, Format] = {
    EndpointKind.WECOM: wecom,
    EndpointKind.DINGTALK: dingtalk,
    EndpointKind.FEISHU: feishu,
    EndpointKind.JSON: signed_json,
}


class WebhookSender:
    """A context in which connections are kept for the next message to the same host.

    Robots have no idempotency key: a message that was accepted without an answer is posted again. Signed
    JSON carries its id, by which a receiver knows the repeat.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = min(timeout, TIMEOUT_SECONDS)
        self._client = client(self._timeout)
        self._addresses = dict[str, httpx.URL]()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, delivery: Delivery) -> None:
        """See :class:`~accounts.notifications.channels.sender.Sender`; never ChannelAwayError: each has its own."""
        endpoint = delivery.endpoint
        if endpoint is None or not endpoint.is_active:
            raise PermanentFailureError(_("This webhook has been switched off."))
        url = self._checked(endpoint.url)
        post = FORMATS[endpoint.kind].post_of(delivery, timezone.now())
        host = url.host
        try:
            status, text = self._post(url, post)
        except SSRFGuardError:
            # Its words hold the whole address, hence they are not even kept as the cause.
            raise PermanentFailureError(f"{host}: {forbidden_network()}") from None
        except httpx.HTTPError as lost:
            raise TemporaryFailureError(f"{host}: {type(lost).__name__}") from lost
        _require_accepted(endpoint, host, status, text)

    def _checked(self, address: str) -> httpx.URL:
        """An address that messages may go to, looked at once in a run. Raises PermanentFailureError."""
        if address not in self._addresses:
            if fault := address_fault(address):
                raise PermanentFailureError(fault)
            self._addresses[address] = httpx.URL(address)
        return self._addresses[address]

    def _post(self, url: httpx.URL, post: Post) -> tuple[int, bytes]:
        if post.query:
            url = url.copy_merge_params(post.query)
        headers = {"Content-Type": "application/json; charset=utf-8", **post.headers}
        with self._client.stream("POST", url, content=post.body, headers=headers) as answer:
            return answer.status_code, beginning(answer, seconds=self._timeout)


def _require_accepted(endpoint: Endpoint, host: str, status: int, text: bytes) -> None:
    """Return if the other side took the message over. Raises TemporaryFailureError or PermanentFailureError.

    With a 4xx, a vendor's own code says more than the status does.
    """
    refusal = FORMATS[endpoint.kind].refusal_in(_parsed(text))
    has_code = refusal is not None and refusal.code is not None
    if not (has_code and httpx.codes.is_client_error(status) and status not in PATIENCE):
        require_success(status, host)
    if refusal is not None:
        kind = TemporaryFailureError if refusal.is_temporary else PermanentFailureError
        raise kind(f"{host}: {quoted(refusal.words, hiding=_credentials(endpoint))}")


def _credentials(endpoint: Endpoint) -> str:
    url = httpx.URL(endpoint.url)
    return f"{url.raw_path.decode()} {endpoint.secret}"


def _parsed(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
