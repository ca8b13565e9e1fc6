"""The outbox: a message and its deliveries are rows before anything is sent (RELIABILITY.md "Stance")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.models import Delivery, Notification, User
from accounts.notifications.addresses import AddressBook

BATCH = 500


@dataclass(frozen=True, slots=True)
class Group:
    """Whose robot hears a message, too: a department's, or that of a region's supervision office."""

    department_id: int | None = None
    region_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell whom; ``path`` is below the site's address, ``channels`` are those wished for.

    ``items`` are text and path of each matter of a digest. A group that several colleagues belong to hears
    of a ``matter`` once.
    """

    recipient: User
    kind: str
    level: int
    title: str
    body: str
    path: str
    subject_kind: str
    subject_id: int | None
    occasion_on: date
    channels: Collection[str]
    items: list[dict[str, str]] = field(default_factory=list)
    group: Group | None = None
    matter: str = ""


@transaction.atomic
def enqueue(messages: Sequence[Message]) -> list[Notification]:
    """Write notifications and their deliveries, in the order of ``messages``; nothing is sent here.

    The system's own inbox is reached by the row itself, hence that delivery is sent already. Channels on
    which the recipient has no address, or which they have muted, are left out; quiet hours are waited for.
    Levels 3 and 4 pass both (DOMAIN §5).
    """
    notifications = Notification.objects.bulk_create(
        [
            Notification(
                recipient=message.recipient,
                kind=message.kind,
                level=message.level,
                title=message.title,
                body=message.body,
                items=message.items,
                path=message.path,
                subject_kind=message.subject_kind,
                subject_id=message.subject_id,
                occasion_on=message.occasion_on,
            )
            for message in messages
        ],
        batch_size=BATCH,
    )
    now = timezone.now()
    book = AddressBook.of(messages, now)
    own: list[Delivery] = []
    shared: list[Delivery] = []
    for message, notification in zip(messages, notifications, strict=True):
        own.append(
            Delivery(
                notification=notification,
                channel=Channel.IN_APP,
                state=DeliveryState.SENT,
                sent_at=now,
                expires_at=now,
            )
        )
        own += book.personal(message, notification)
        shared += book.shared(message, notification)
    Delivery.objects.bulk_create(own, batch_size=BATCH)
    # A colleague's copy of the same matter is the conflict that is meant here.
    Delivery.objects.bulk_create(shared, batch_size=BATCH, ignore_conflicts=True)
    return notifications
