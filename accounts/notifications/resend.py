"""Sending again what failed, by an operator's hand."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Capability, require
from accounts.choices import DeliveryState
from accounts.errors import NotAllowedNow
from accounts.models import Delivery, User
from accounts.queries import deliveries_visible_to


@transaction.atomic
def resend(*, delivery_id: int, by: User) -> Delivery:
    """Queue a failed delivery once more, with the same message id; it goes out at once, whatever the hour.

    The recipient's present e-mail address or phone is used. Raises AccessRefused, NotAllowedNow,
    ``Delivery.DoesNotExist``.
    """
    require(by, Capability.CONFIGURE, Capability.SUPERVISE)
    visible = deliveries_visible_to(by).filter(pk=delivery_id)
    delivery = Delivery.objects.select_for_update().filter(pk__in=visible).get()
    notification = delivery.notification
    if delivery.state != DeliveryState.FAILED:
        raise NotAllowedNow(
            _("Only what failed is sent again; this one is “%(state)s”.") % {"state": delivery.get_state_display()}
        )
    if notification.cancelled_at is not None:
        raise NotAllowedNow(_("The matter has been settled in the meantime; there is nothing to send."))
    if not notification.recipient.is_active:
        raise NotAllowedNow(_("The recipient's account has ended."))
    present = {"email": notification.recipient.email, "sms": notification.recipient.phone}.get(delivery.channel)
    delivery.address = present or delivery.address
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.next_attempt_at = timezone.now()
    delivery.at_any_hour = True
    delivery.expires_at = delivery.failed_at = None
    delivery.save(
        update_fields=["address", "state", "attempts", "next_attempt_at", "at_any_hour", "expires_at", "failed_at"]
    )
    return delivery
