"""Posting to webhooks through the guard, whatever their format."""

import json
from collections.abc import Mapping
from types import ModuleType, TracebackType
from typing import Any, Self

import httpx
from django.utils import timezone
from ssrfguard.errors import SSRFGuardError

from accounts.choices import EndpointKind
from accounts.models import Delivery
from accounts.notifications.channels.answers import LONGEST_ANSWER, require_success
from accounts.notifications.channels.webhook import dingtalk, feishu, signed_json, wecom
from accounts.notifications.channels.webhook.guard import TIMEOUT_SECONDS, client
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError

FORMATS: Mapping[str, ModuleType] = {
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
        self._client = client(min(timeout, TIMEOUT_SECONDS))

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
            raise PermanentFailureError("This webhook has been switched off.")
        vendor = FORMATS[endpoint.kind]
        post = vendor.post_of(delivery, timezone.now())
        host = httpx.URL(endpoint.url).host
        headers = {"Content-Type": "application/json; charset=utf-8", **post.headers}
        try:
            url = httpx.URL(endpoint.url).copy_merge_params(post.query)
            with self._client.stream("POST", url, content=post.body, headers=headers) as answer:
                require_success(answer.status_code, host)
                text = _beginning(answer)
        except SSRFGuardError as refused:
            raise PermanentFailureError(f"{host}: refused by the guard ({type(refused).__name__})") from refused
        except httpx.HTTPError as lost:
            raise TemporaryFailureError(f"{host}: {type(lost).__name__}") from lost
        vendor.require_accepted(_parsed(text))


def _beginning(answer: httpx.Response) -> bytes:
    """As much of an answer as anybody needs; a server that never ends is not listened to."""
    received = bytearray()
    for chunk in answer.iter_bytes():
        received += chunk
        if len(received) >= LONGEST_ANSWER:
            break
    return bytes(received[:LONGEST_ANSWER])


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
