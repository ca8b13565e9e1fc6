"""Which channels would reach anybody in a region."""

from accounts.choices import Channel
from accounts.models import Endpoint
from accounts.notifications.channels import sms_is_configured


def usable_channels(region_id: int | None) -> list[Channel]:
    """The inbox and e-mail always; webhooks if one is entered and active, text messages if there is a gateway."""
    has_webhook = Endpoint.objects.filter(region=region_id, is_active=True).exists()
    offered = {
        Channel.IN_APP: True,
        Channel.EMAIL: True,
        Channel.WEBHOOK: has_webhook,
        Channel.SMS: sms_is_configured(),
    }
    return [channel for channel in Channel if offered[channel]]
