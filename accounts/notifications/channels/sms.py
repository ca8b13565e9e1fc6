"""Text messages over an operator's HTTP gateway, by a template (docs/channels.md)."""

import json
import re
from string import Template
from types import TracebackType
from typing import Self
from urllib.parse import quote_plus

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Delivery
from accounts.notifications.channels.answers import beginning, quoted, require_success
from accounts.notifications.channels.connections import HEADERS, trusted_authorities
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError

LONGEST_TEXT = 70  # one part of a message in Chinese


def sms_is_configured() -> bool:
    """Whether the operator has entered a gateway."""
    return bool(settings.SMS_GATEWAY_URL)


class SmsSender:
    """A context in which one connection to the gateway serves all messages.

    The gateway is the operator's own choice and may be in the local network, hence no guard as for webhooks.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._client = httpx.Client(
            timeout=timeout, headers=HEADERS, verify=trusted_authorities(), follow_redirects=False, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, delivery: Delivery) -> None:
        """See :class:`~accounts.notifications.channels.sender.Sender`."""
        if not sms_is_configured():
            raise PermanentFailureError(_("No gateway for text messages has been set up."))
        host = httpx.URL(settings.SMS_GATEWAY_URL).host
        try:
            status, text = self._post(delivery)
        except (httpx.ConnectError, httpx.ConnectTimeout) as away:
            raise ChannelAwayError(f"{host}: {type(away).__name__}") from away
        except httpx.HTTPError as lost:
            raise TemporaryFailureError(f"{host}: {type(lost).__name__}") from lost
        require_success(status, host)
        if not re.search(settings.SMS_GATEWAY_SUCCESS, text):
            raise TemporaryFailureError(f"{host}: {quoted(text, hiding=_credentials())}")

    def _post(self, delivery: Delivery) -> tuple[int, str]:
        kind = "application/json" if _is_json() else "application/x-www-form-urlencoded"
        headers = httpx.Headers({"Content-Type": kind})
        headers.update(settings.SMS_GATEWAY_HEADERS)
        with self._client.stream(
            "POST", settings.SMS_GATEWAY_URL, content=body_of(delivery), headers=headers
        ) as answer:
            text = beginning(answer, seconds=self._timeout)
            return answer.status_code, text.decode(answer.encoding or "utf-8", "replace")


def body_of(delivery: Delivery) -> bytes:
    """The operator's template with its values: escaped for JSON where it is JSON, else for a form."""
    title = " ".join(delivery.notification.title.split())
    text = title if len(title) <= LONGEST_TEXT else f"{title[: LONGEST_TEXT - 1]}…"
    values = {"phone": delivery.address, "text": text, "message_id": str(delivery.message_id)}
    escape = _json_escaped if _is_json() else quote_plus
    escaped = {name: escape(value) for name, value in values.items()}
    return Template(settings.SMS_GATEWAY_BODY).safe_substitute(escaped).encode()


def _is_json() -> bool:
    template: str = settings.SMS_GATEWAY_BODY
    return template.lstrip().startswith(("{", "["))


def _json_escaped(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _credentials() -> str:
    """Everything that the operator has entered and that a gateway might repeat."""
    values = [settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_BODY, *settings.SMS_GATEWAY_HEADERS.values()]
    return " ".join(values)
