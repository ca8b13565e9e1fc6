"""One module per way to reach a person. Each sends one message and says what came of it (docs/channels.md)."""

from collections.abc import Callable, Mapping

from accounts.choices import Channel
from accounts.notifications.channels.email import EmailSender
from accounts.notifications.channels.sender import Sender
from accounts.notifications.channels.sms import SmsSender, sms_is_configured
from accounts.notifications.channels.webhook import WebhookSender

SENDERS: Mapping[str, Callable[[float], Sender]] = {
    Channel.EMAIL: EmailSender,
    Channel.WEBHOOK: WebhookSender,
    Channel.SMS: SmsSender,
}

__all__ = ["Sender", "sender_for", "sms_is_configured"]


def sender_for(channel: str, *, timeout: float) -> Sender:
    """The sender of a channel; one attempt waits no longer than ``timeout`` seconds for each answer."""
    return SENDERS[channel](timeout)
