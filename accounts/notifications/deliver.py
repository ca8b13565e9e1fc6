"""The sender: claim a batch under a lease, send, record each outcome at once.

A worker killed at any point loses nothing: what it had claimed is taken over when the lease ends. Only
the one message that the server had accepted and the database had not yet recorded may go out twice, with
the same Message-ID (RELIABILITY.md, promise 2).
"""

import os
import secrets
import socket
import time
from datetime import timedelta
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.models import Delivery
from accounts.notifications.channels.email import EmailChannel
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError

BATCH = 50
LONGEST_RUN_SECONDS = 120
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)
ERROR_LENGTH = 500

_random = SystemRandom()


def deliver_pending(*, longest_run: float = LONGEST_RUN_SECONDS) -> int:
    """Send what is due until nothing is left or the time is up; return how many were sent."""
    end = time.monotonic() + longest_run
    sent = 0
    while time.monotonic() < end:
        batch = claim(BATCH)
        if not batch:
            break
        sent_now, channel_is_there = _send(batch)
        sent += sent_now
        if not channel_is_there:
            break
    return sent


@transaction.atomic
def claim(count: int) -> list[Delivery]:
    """Take up to ``count`` deliveries that are due, or whose lease has ended, for this process alone."""
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    due = Delivery.objects.filter(channel=Channel.EMAIL, notification__cancelled_at=None).filter(
        Q(state__in=[DeliveryState.QUEUED, DeliveryState.RETRY], next_attempt_at__lte=Now())
        | Q(state=DeliveryState.CLAIMED, lease_until__lt=Now())
    )
    chosen = (
        due.order_by("next_attempt_at", "id").select_for_update(skip_locked=True, of=("self",)).values("pk")[:count]
    )
    Delivery.objects.filter(pk__in=chosen).update(
        state=DeliveryState.CLAIMED,
        claimed_by=name,
        lease_until=Now() + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    claimed = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_by=name)
    return list(claimed.select_related("notification__recipient").order_by("id"))


def _send(batch: list[Delivery]) -> tuple[int, bool]:
    """Send a batch while the lease lasts; give back the rest. Also whether the channel answered."""
    lease = settings.DELIVERY_LEASE_SECONDS
    stop = time.monotonic() + lease / 2
    sent = 0
    with EmailChannel(timeout=min(settings.EMAIL_TIMEOUT, lease / 3)) as channel:
        for position, delivery in enumerate(batch):
            if time.monotonic() > stop:
                _give_back(batch[position:])
                break
            try:
                channel.send(delivery)
            except ChannelAwayError as away:
                for waiting in batch[position:]:
                    _retry(waiting, str(away))
                return sent, False
            except TemporaryFailureError as failure:
                _retry(delivery, str(failure))
            except PermanentFailureError as failure:
                _record(delivery, state=DeliveryState.FAILED, last_error=str(failure)[:ERROR_LENGTH])
            else:
                _record(delivery, state=DeliveryState.SENT, sent_at=timezone.now(), last_error="")
                sent += 1
    return sent, True


def _retry(delivery: Delivery, error: str) -> None:
    """Try again later, twice as long each time, give or take a fifth; fail for good after a day."""
    if timezone.now() - delivery.created_at > GIVE_UP_AFTER:
        _record(delivery, state=DeliveryState.FAILED, last_error=error[:ERROR_LENGTH])
        return
    pause = min(FIRST_RETRY * 2 ** min(delivery.attempts - 1, 16), LONGEST_RETRY) * _random.uniform(0.8, 1.2)
    _record(
        delivery, state=DeliveryState.RETRY, next_attempt_at=timezone.now() + pause, last_error=error[:ERROR_LENGTH]
    )


def _give_back(batch: list[Delivery]) -> None:
    for delivery in batch:
        _record(delivery, state=DeliveryState.QUEUED, attempts=delivery.attempts - 1)


def _record(delivery: Delivery, **outcome: object) -> None:
    """Write the outcome unless somebody else has taken the delivery over; its lease ends with it."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED, claimed_by=delivery.claimed_by).update(
        lease_until=None, **outcome
    )
