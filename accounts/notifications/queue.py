"""The outbox: a message and its deliveries are rows before anything is sent (RELIABILITY.md "Stance")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.models import Delivery, Notification, User

BATCH = 500


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell whom; ``path`` is below the site's address, ``channels`` are those wished for."""

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


@transaction.atomic
def enqueue(messages: Sequence[Message]) -> list[Notification]:
    """Write notifications and their deliveries, in the order of ``messages``; nothing is sent here.

    The system's own inbox is reached by the row itself, hence that delivery is sent already. A channel
    on which the recipient has no address is left out.
    """
    notifications = Notification.objects.bulk_create(
        [
            Notification(
                recipient=message.recipient,
                kind=message.kind,
                level=message.level,
                title=message.title,
                body=message.body,
                path=message.path,
                subject_kind=message.subject_kind,
                subject_id=message.subject_id,
                occasion_on=message.occasion_on,
            )
            for message in messages
        ],
        batch_size=BATCH,
    )
    deliveries = [
        delivery
        for message, notification in zip(messages, notifications, strict=True)
        for delivery in _deliveries(message, notification)
    ]
    Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
    return notifications


def _deliveries(message: Message, notification: Notification) -> list[Delivery]:
    rows = [
        Delivery(notification=notification, channel=Channel.IN_APP, state=DeliveryState.SENT, sent_at=timezone.now())
    ]
    if Channel.EMAIL in message.channels and message.recipient.email:
        rows.append(Delivery(notification=notification, channel=Channel.EMAIL, address=message.recipient.email))
    return rows
