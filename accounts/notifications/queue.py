"""The outbox: a message and its deliveries are rows before anything is sent (RELIABILITY.md "Stance")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import DeliveryState
from accounts.models import Delivery, Notification, User
from accounts.notifications.addresses import AddressBook

BATCH = 2000
# Arrays, one for each column: a model's own insert prepares every value by itself, and that takes twice as long.
NOTIFY = """
    INSERT INTO accounts_notification
        (recipient_id, kind, level, title, body, items, path, subject_kind, subject_id, occasion_on,
         created_at, updated_at, version)
    SELECT recipient, kind, level, title, body, items, path, subject_kind, subject, occasion, %(now)s, %(now)s, 1
    FROM unnest(%(recipients)s::bigint[], %(kinds)s::text[], %(levels)s::int[], %(titles)s::text[], %(bodies)s::text[],
                %(items)s::jsonb[], %(paths)s::text[], %(subject_kinds)s::text[], %(subjects)s::bigint[],
                %(occasions)s::date[])
         WITH ORDINALITY AS message
         (recipient, kind, level, title, body, items, path, subject_kind, subject, occasion, place)
    ORDER BY place
    RETURNING id
"""
IN_APP = """
    INSERT INTO accounts_delivery
        (notification_id, channel, address, matter, state, message_id, attempts, next_attempt_at,
         at_any_hour, claimed_by, sent_at, last_error, created_at)
    SELECT id, 'in_app', '', '', 'sent', gen_random_uuid(), 0, %(now)s, false, '', %(now)s, '', %(now)s
    FROM unnest(%(ids)s::bigint[]) AS id
"""


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
    now = timezone.now()
    notifications = [
        notification
        for start in range(0, len(messages), BATCH)
        for notification in _notify(messages[start : start + BATCH], now)
    ]
    book = AddressBook.of(messages, now)
    own: list[Delivery] = []
    shared: list[Delivery] = []
    _reach_inboxes([notification.pk for notification in notifications], now)
    for message, notification in zip(messages, notifications, strict=True):
        own += book.personal(message, notification)
        shared += book.shared(message, notification)
    Delivery.objects.bulk_create(own, batch_size=BATCH)
    # A colleague's copy of the same matter is the conflict that is meant here.
    Delivery.objects.bulk_create(shared, batch_size=BATCH, ignore_conflicts=True)
    return notifications


def cancel_for_leavers() -> int:
    """Cancel what waits for people whose account has ended; return how many deliveries."""
    waiting = Delivery.objects.filter(
        notification__recipient__is_active=False, state__in=[DeliveryState.QUEUED, DeliveryState.RETRY]
    )
    return waiting.update(state=DeliveryState.CANCELLED)


def _notify(messages: Sequence[Message], now: datetime) -> list[Notification]:
    """Write what is told; as rows in the order of ``messages``."""
    columns: dict[str, Any] = {
        "recipients": [message.recipient.pk for message in messages],
        "kinds": [str(message.kind) for message in messages],
        "levels": [int(message.level) for message in messages],
        "titles": [message.title for message in messages],
        "bodies": [message.body for message in messages],
        "items": [orjson.dumps(message.items).decode() for message in messages],
        "paths": [message.path for message in messages],
        "subject_kinds": [message.subject_kind for message in messages],
        "subjects": [message.subject_id for message in messages],
        "occasions": [message.occasion_on for message in messages],
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY, columns | {"now": now})
        ids = [row[0] for row in cursor.fetchall()]
    return [_written(pk, message, now) for pk, message in zip(ids, messages, strict=True)]


def _written(pk: int, message: Message, now: datetime) -> Notification:
    notification = Notification(
        pk=pk, recipient=message.recipient, kind=message.kind, level=message.level, title=message.title,
        body=message.body, items=message.items, path=message.path, subject_kind=message.subject_kind,
        subject_id=message.subject_id, occasion_on=message.occasion_on, created_at=now, updated_at=now,
    )  # fmt: skip
    notification._state.adding = False  # noqa: SLF001  (Django's documented place for it)
    return notification


def _reach_inboxes(notification_ids: list[int], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(IN_APP, {"ids": notification_ids, "now": now})
