"""What a recipient does with a message. Instants of clicks are real, whatever the business date."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, User
from accounts.queries import notifications_of


@transaction.atomic
def mark_read(*, notification_id: int, by: User) -> Notification:
    """Mark one message read; a second time changes nothing. Raises ``Notification.DoesNotExist``."""
    notification = notifications_of(by).select_for_update().get(pk=notification_id)
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def acknowledge(*, notification_id: int, by: User) -> Notification:
    """Confirm that one knows (DOMAIN §5); this reads it, too. Raises ``Notification.DoesNotExist``."""
    notification = notifications_of(by).select_for_update().get(pk=notification_id)
    if notification.acknowledged_at is None:
        notification.acknowledged_at = timezone.now()
        notification.read_at = notification.read_at or notification.acknowledged_at
        notification.save(update_fields=["acknowledged_at", "read_at"])
    return notification


def mark_all_read(*, by: User) -> int:
    """Mark every unread message read; return how many."""
    return notifications_of(by).filter(read_at=None).update(read_at=timezone.now())
