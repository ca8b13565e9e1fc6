"""What a recipient does with a message. Instants of clicks are real, whatever the business date."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import clock
from accounts.choices import Level, NotificationKind
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import Notification, User
from accounts.queries import notifications_of

LONGEST_POSTPONEMENT = timedelta(days=30)


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


@transaction.atomic
def postpone(*, notification_id: int, by: User, until: date) -> Notification:
    """Ask to be reminded again on a day to come; only level 1 can be put off (DOMAIN §5). This reads it, too.

    Until then the matter is not told again at level 1; what is more urgent comes all the same.
    Raises ``Notification.DoesNotExist``, NotAllowedNow, InvalidInput.
    """
    notification = notifications_of(by).select_for_update().get(pk=notification_id)
    if notification.level != Level.L1 or notification.kind != NotificationKind.REMINDER:
        raise NotAllowedNow(_("Only a first reminder can be put off; this one has to be dealt with."))
    today = clock.today()
    if not today < until <= today + LONGEST_POSTPONEMENT:
        raise InvalidInput(
            _("Choose a day between tomorrow and %(last)s.") % {"last": date_format(today + LONGEST_POSTPONEMENT)},
            attr="until",
        )
    notification.postponed_until = until
    notification.read_at = notification.read_at or timezone.now()
    notification.save(update_fields=["postponed_until", "read_at"])
    return notification


def mark_all_read(*, by: User) -> int:
    """Mark every unread message read; return how many."""
    return notifications_of(by).filter(read_at=None).update(read_at=timezone.now())
