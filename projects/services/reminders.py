"""Calling off what no longer has to be chased, in the transaction that settles the matter (DOMAIN §5)."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.choices import PENDING_DELIVERY_STATES, DeliveryState
from accounts.models import Delivery, Notification
from projects.choices import ReminderState, ReminderSubject
from projects.models import Reminder


def cancel_for(*, subject_kind: ReminderSubject, subject_id: int) -> int:
    """Cancel the reminders of a subject and the messages not sent yet; return how many reminders.

    The rows are locked first: a worker that is just writing their messages finishes before, so that these
    are seen. A digest tells of several subjects; it goes out unless all of them are settled.
    """
    return _cancel(Reminder.objects.filter(subject_kind=subject_kind, subject_id=subject_id))


def cancel_for_project(project_id: int) -> int:
    """Cancel all reminders about a project, as :func:`cancel_for` does; return how many."""
    return _cancel(Reminder.objects.filter(project=project_id))


def _cancel(rows: QuerySet[Reminder]) -> int:
    locked = list(rows.select_for_update().order_by("pk").values_list("pk", "notification_id", "state"))
    concerned = {notification_id for _pk, notification_id, _state in locked if notification_id is not None}
    live = [pk for pk, _notification_id, state in locked if state != ReminderState.CANCELLED]
    Reminder.objects.filter(pk__in=live).update(state=ReminderState.CANCELLED)
    still_told = Reminder.objects.filter(notification__in=concerned, state=ReminderState.NOTIFIED)
    settled = concerned - set(still_told.values_list("notification_id", flat=True))
    Delivery.objects.filter(notification__in=settled, state__in=PENDING_DELIVERY_STATES).exclude(
        state=DeliveryState.CLAIMED
    ).update(state=DeliveryState.CANCELLED)
    Notification.objects.filter(pk__in=settled, cancelled_at=None).update(cancelled_at=timezone.now())
    return len(live)
