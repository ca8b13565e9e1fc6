"""Group robots and other systems on the web: one module per vendor's format, one guarded way out."""

from accounts.notifications.channels.webhook.guard import address_fault
from accounts.notifications.channels.webhook.sender import WebhookSender

__all__ = ["WebhookSender", "address_fault"]
