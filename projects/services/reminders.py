"""Calling off what no longer has to be chased, in the transaction that settles the matter (DOMAIN §5)."""

from django.utils import timezone

from accounts.choices import PENDING_DELIVERY_STATES, DeliveryState
from accounts.models import Delivery, Notification
from projects.choices import ReminderState, ReminderSubject
from projects.models import Reminder


def cancel_for(*, subject_kind: ReminderSubject, subject_id: int) -> int:
    """Cancel the queued reminders of a subject and the messages not sent yet; return how many reminders.

    A digest tells of several subjects, so its message goes out unless all of them are settled.
    """
    reminders = Reminder.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    concerned = list(reminders.exclude(notification=None).values_list("notification_id", flat=True))
    cancelled = reminders.exclude(state=ReminderState.CANCELLED).update(state=ReminderState.CANCELLED)
    settled = (
        Notification.objects.filter(pk__in=concerned, cancelled_at=None)
        .exclude(pk__in=Reminder.objects.filter(state=ReminderState.NOTIFIED).values("notification"))
        .values_list("pk", flat=True)
    )
    settled_ids = list(settled)
    Delivery.objects.filter(notification__in=settled_ids, state__in=PENDING_DELIVERY_STATES).exclude(
        state=DeliveryState.CLAIMED
    ).update(state=DeliveryState.CANCELLED)
    Notification.objects.filter(pk__in=settled_ids).update(cancelled_at=timezone.now())
    return cancelled
