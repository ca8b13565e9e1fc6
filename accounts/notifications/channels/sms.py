"""Text messages over an operator's HTTP gateway, by a template (docs/channels.md)."""

import json
import re
from collections.abc import Mapping
from string import Template
from types import TracebackType
from typing import Self

import httpx
from django.conf import settings

from accounts.models import Delivery
from accounts.notifications.channels.answers import quoted, require_success
from accounts.notifications.outcomes import ChannelAwayError, TemporaryFailureError

LONGEST_TEXT = 70  # one part of a message in Chinese


def sms_is_configured() -> bool:
    """Whether the operator has entered a gateway."""
    return bool(settings.SMS_GATEWAY_URL)


class SmsSender:
    """A context in which one connection to the gateway serves all messages.

    The gateway is the operator's own choice and may be in the local network, hence no guard as for webhooks.
    """

    def __init__(self, timeout: float) -> None:
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, delivery: Delivery) -> None:
        """See :class:`~accounts.notifications.channels.sender.Sender`."""
        host = httpx.URL(settings.SMS_GATEWAY_URL).host
        headers: Mapping[str, str] = {"Content-Type": "application/json"} | settings.SMS_GATEWAY_HEADERS
        try:
            answer = self._client.post(settings.SMS_GATEWAY_URL, content=body_of(delivery), headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as away:
            raise ChannelAwayError(f"{host}: {type(away).__name__}") from away
        except httpx.HTTPError as lost:
            raise TemporaryFailureError(f"{host}: {type(lost).__name__}") from lost
        require_success(answer.status_code, host)
        if not re.search(settings.SMS_GATEWAY_SUCCESS, answer.text):
            raise TemporaryFailureError(f"{host}: {quoted(answer.text)}")


def body_of(delivery: Delivery) -> bytes:
    """The operator's template with its values, escaped as JSON where it is JSON."""
    title = " ".join(delivery.notification.title.split())
    text = title if len(title) <= LONGEST_TEXT else f"{title[: LONGEST_TEXT - 1]}…"
    values = {"phone": delivery.address, "text": text, "message_id": str(delivery.message_id)}
    template: str = settings.SMS_GATEWAY_BODY
    if template.lstrip().startswith(("{", "[")):
        values = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
    return Template(template).safe_substitute(values).encode()
