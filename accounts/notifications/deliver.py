"""The sender: claim a batch under a lease, send, record each outcome at once.

A worker killed at any point loses nothing: what it had claimed is taken over when the lease ends. Only
the one message that the server had accepted and the database had not yet recorded may go out twice, with
the same Message-ID (RELIABILITY.md, promise 2).
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import Channel, DeliveryState
from accounts.heartbeats import beat
from accounts.models import Delivery, Region
from accounts.notifications.channels import Sender, sender_for
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError
from accounts.rules.sending_hours import is_sending_time

HEARTBEAT = "delivery"
CHANNELS = (Channel.EMAIL, Channel.WEBHOOK, Channel.SMS)
BATCH = 50
LONGEST_RUN_SECONDS = 120
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=2)
ERROR_LENGTH = 500

logger = logging.getLogger(__name__)
_random = SystemRandom()


def deliver_pending(*, longest_run: float = LONGEST_RUN_SECONDS) -> int:
    """Send what is due on every channel until nothing is left or the time is up; return how many were sent."""
    end = time.monotonic() + longest_run
    sent = sum(_deliver_channel(channel, end) for channel in CHANNELS)
    beat(HEARTBEAT)
    return sent


def _deliver_channel(channel: str, end: float) -> int:
    sent, there = 0, True
    while there and time.monotonic() < end:
        batch = claim(channel, BATCH)
        if not batch:
            break
        sent_now, there = _send(channel, batch)
        sent += sent_now
    return sent


@transaction.atomic
def claim(channel: str, count: int) -> list[Delivery]:
    """Take up to ``count`` deliveries that are due, or whose lease has ended, for this process alone.

    Nothing is sent outside of the hours of the recipient's region, nor to somebody whose account has ended.
    """
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    due = Delivery.objects.filter(
        _may_go_out(), channel=channel, notification__cancelled_at=None, notification__recipient__is_active=True
    ).filter(
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
    return list(claimed.select_related("notification__recipient", "endpoint").order_by("id"))


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


def _send(channel: str, batch: Sequence[Delivery]) -> tuple[int, bool]:
    """Send a batch while the lease lasts; give back the rest. Also whether the channel answered.

    A webhook that fails for the moment is not tried again in the same batch, so that it does not hold up
    the others.
    """
    lease = settings.DELIVERY_LEASE_SECONDS
    stop = time.monotonic() + lease / 2
    sent, failing = 0, dict[int | None, str]()
    with sender_for(channel, timeout=min(settings.EMAIL_TIMEOUT, lease / 3)) as sender:
        for position, delivery in enumerate(batch):
            if time.monotonic() > stop:
                _give_back(batch[position:])
                break
            if delivery.endpoint_id in failing:
                _retry(delivery, failing[delivery.endpoint_id])
                continue
            try:
                state, error = _attempt(sender, delivery)
            except ChannelAwayError as away:
                for waiting in batch[position:]:
                    _retry(waiting, str(away))
                return sent, False
            if state == DeliveryState.SENT:
                _record(delivery, state=state, sent_at=timezone.now(), last_error="")
                sent += 1
            elif state == DeliveryState.FAILED:
                _record(delivery, state=state, last_error=error[:ERROR_LENGTH])
            else:
                _retry(delivery, error)
                if delivery.endpoint_id is not None:
                    failing[delivery.endpoint_id] = error
    return sent, True


def _attempt(sender: Sender, delivery: Delivery) -> tuple[DeliveryState, str]:
    """What came of one attempt, with the failure in words. Raises ChannelAwayError."""
    try:
        sender.send(delivery)
    except ChannelAwayError:
        raise
    except TemporaryFailureError as failure:
        return DeliveryState.RETRY, str(failure)
    except PermanentFailureError as failure:
        return DeliveryState.FAILED, str(failure)
    except Exception as fault:
        # One message that breaks its sender must not hold up the others, nor itself be tried for ever.
        logger.exception("Delivery %s cannot be sent.", delivery.pk)
        return DeliveryState.FAILED, f"{type(fault).__name__}: {fault}"
    return DeliveryState.SENT, ""


def _retry(delivery: Delivery, error: str) -> None:
    """Try again later, twice as long each time, give or take a fifth; fail for good when its time is over."""
    if timezone.now() > delivery.expires_at:
        _record(delivery, state=DeliveryState.FAILED, last_error=error[:ERROR_LENGTH])
        return
    pause = min(FIRST_RETRY * 2 ** min(delivery.attempts - 1, 16), LONGEST_RETRY) * _random.uniform(0.8, 1.2)
    _record(
        delivery, state=DeliveryState.RETRY, next_attempt_at=timezone.now() + pause, last_error=error[:ERROR_LENGTH]
    )


def _give_back(batch: Sequence[Delivery]) -> None:
    for delivery in batch:
        _record(delivery, state=DeliveryState.QUEUED, attempts=delivery.attempts - 1)


def _record(delivery: Delivery, **outcome: object) -> None:
    """Write the outcome unless somebody else has taken the delivery over; its lease ends with it."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED, claimed_by=delivery.claimed_by).update(
        lease_until=None, **outcome
    )
