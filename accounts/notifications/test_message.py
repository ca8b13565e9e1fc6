"""Trying a channel at once, without a row in the outbox."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import clock
from accounts.choices import Channel, NotificationKind
from accounts.models import Delivery, Endpoint, Notification, User
from accounts.notifications.channels import sender_for
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError


def send_test(*, by: User, endpoint: Endpoint | None = None, channel: str = Channel.WEBHOOK) -> str:
    """Send a test message to an endpoint, or to one's own e-mail address or phone.

    Returns what went wrong, empty if the other side accepted it.
    """
    address = {Channel.EMAIL: by.email, Channel.SMS: by.phone}.get(Channel(channel), "")
    if endpoint is None and not address:
        return _("Your account has no address for this channel.")
    notification = Notification(
        recipient=by,
        kind=NotificationKind.ANNOUNCEMENT,
        title=_("Test message from Duban"),
        body=_("If you can read this, the channel works."),
        path="/console/",
        occasion_on=clock.today(),
    )
    delivery = Delivery(notification=notification, channel=channel, endpoint=endpoint, address=address)
    try:
        with sender_for(channel, timeout=settings.EMAIL_TIMEOUT) as sender:
            sender.send(delivery)
    except (PermanentFailureError, TemporaryFailureError) as failure:
        return str(failure)
    return ""
