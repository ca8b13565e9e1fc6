"""What a sender may take at present: the one condition for the worker, the health page and the alarms."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import DeliveryState
from accounts.models import Delivery, Region
from accounts.notifications.digests import may_go_today
from accounts.rules.sending_hours import is_sending_time


def due_now() -> QuerySet[Delivery]:
    """Deliveries whose time has come, and those whose lease has ended without an outcome.

    Nothing goes out outside of the hours of the recipient's region, nor to somebody whose account has ended,
    nor a second digest on one day.
    """
    return Delivery.objects.filter(
        _may_go_out(), may_go_today(), notification__cancelled_at=None, notification__recipient__is_active=True
    ).filter(
        Q(state__in=[DeliveryState.QUEUED, DeliveryState.RETRY], next_attempt_at__lte=Now())
        | Q(state=DeliveryState.CLAIMED, lease_until__lt=Now())
    )


def _may_go_out() -> Q:
    """Deliveries in whose region it is office time, and those that a person's quiet hours have held back."""
    now, calendar = clock.now(), workday_calendar()
    is_open = [
        region.pk
        for region in Region.objects.all()
        if is_sending_time(now, calendar, region.sending_hours, any_hour=settings.DEMONSTRATION)
    ]
    open_regions = Q(notification__recipient__region__in=is_open)
    if is_sending_time(now, calendar, any_hour=settings.DEMONSTRATION):
        open_regions |= Q(notification__recipient__region=None)
    return open_regions | Q(at_any_hour=True)
