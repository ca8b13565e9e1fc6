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
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.heartbeats import beat
from accounts.models import Delivery
from accounts.notifications.channels import Sender, sender_for
from accounts.notifications.due import due_now
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError
from accounts.notifications.patience import Patience, pause_after

HEARTBEAT = "delivery"
CHANNELS = (Channel.EMAIL, Channel.WEBHOOK, Channel.SMS)
BATCH = 100
LONGEST_RUN_SECONDS = 30  # as often as it is rung for
ERROR_LENGTH = 500

# As a statement that the database has prepared, because it is asked for every single message: Django's cursor
# has it parsed and planned each time.
OUTCOME = """
    UPDATE accounts_delivery
    SET state = %(state)s, lease_until = NULL, sent_at = %(sent_at)s, last_error = %(error)s,
        failed_at = %(failed_at)s, expires_at = coalesce(%(expires_at)s, expires_at),
        next_attempt_at = coalesce(%(next_attempt_at)s, next_attempt_at), attempts = attempts - %(unused_attempts)s
    WHERE id = %(id)s AND state = 'claimed' AND claimed_by = %(claimed_by)s
"""
# What no sender needs of a message and its recipient.
UNUSED = [
    *(f"notification__{name}" for name in ("version", "created_at", "updated_at", "read_at", "acknowledged_at")),
    *("notification__postponed_until", "notification__cancelled_at"),
    *(f"notification__recipient__{name}" for name in ("version", "created_at", "updated_at", "password", "last_login")),
]
logger = logging.getLogger(__name__)


def deliver_pending(
    channels: Iterable[str] = CHANNELS,
    *,
    longest_run: float = LONGEST_RUN_SECONDS,
    ask_for_help: Callable[[str], object] | None = None,
) -> int:
    """Send what is due on some channels until nothing is left or the time is up; return how many were sent.

    ``ask_for_help`` is called once for a channel on which more waits than one batch.
    """
    end = time.monotonic() + longest_run
    sent = sum(_deliver_channel(channel, end, ask_for_help) for channel in channels)
    beat(HEARTBEAT)
    return sent


def _deliver_channel(channel: str, end: float, ask_for_help: Callable[[str], object] | None) -> int:
    batch = claim(channel, BATCH)
    if not batch:
        return 0
    if ask_for_help is not None and len(batch) == BATCH:
        ask_for_help(channel)
    sent, there, patience = 0, True, Patience()
    timeout = min(settings.EMAIL_TIMEOUT, settings.DELIVERY_LEASE_SECONDS / 3)
    with sender_for(channel, timeout=timeout) as sender:
        while batch:
            sent_now, there = _send(sender, batch, patience)
            sent += sent_now
            if not there or time.monotonic() > end:
                break
            batch = claim(channel, BATCH)
    return sent


@transaction.atomic
def claim(channel: str, count: int) -> list[Delivery]:
    """Take up to ``count`` deliveries that are due (see :func:`due_now`) for this process alone."""
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    due = due_now().filter(channel=channel)
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
    return list(claimed.select_related("notification__recipient", "endpoint").defer(*UNUSED).order_by("id"))


def _send(sender: Sender, batch: Sequence[Delivery], patience: Patience) -> tuple[int, bool]:
    """Send a batch while the lease lasts; give back the rest. Also whether the channel answered.

    A webhook that fails for the moment is not tried again in the same batch, so that it does not hold up
    the others.
    """
    stop = time.monotonic() + settings.DELIVERY_LEASE_SECONDS / 2
    sent, failing = 0, dict[int | None, str]()
    for position, delivery in enumerate(batch):
        if time.monotonic() > stop:
            _give_back(batch[position:])
            break
        if delivery.endpoint_id in failing:
            _retry(delivery, failing[delivery.endpoint_id], patience)
            continue
        try:
            state, error = _attempt(sender, delivery)
        except ChannelAwayError as away:
            _wait_for_channel(batch[position:], str(away))
            return sent, False
        if state == DeliveryState.SENT:
            _record(delivery, state, sent_at=timezone.now())
            sent += 1
        elif state == DeliveryState.FAILED:
            _record(delivery, state, error, failed_at=timezone.now())
        else:
            _retry(delivery, error, patience)
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


def _retry(delivery: Delivery, error: str, patience: Patience) -> None:
    """Try again later; fail for good when the message's time is over."""
    now = timezone.now()
    end = patience.end(delivery, now)
    if now > end:
        _record(delivery, DeliveryState.FAILED, error, failed_at=now)
    else:
        later = now + pause_after(delivery.attempts)
        _record(delivery, DeliveryState.RETRY, error, next_attempt_at=later, expires_at=end)


def _wait_for_channel(batch: Sequence[Delivery], error: str) -> None:
    """Try all of them again later; that the channel is away is held against none."""
    for delivery in batch:
        later = timezone.now() + pause_after(delivery.attempts, is_away=True)
        _record(delivery, DeliveryState.RETRY, error, next_attempt_at=later)


def _give_back(batch: Sequence[Delivery]) -> None:
    for delivery in batch:
        _record(delivery, DeliveryState.QUEUED, unused_attempts=1)


def _record(
    delivery: Delivery,
    state: DeliveryState,
    error: str = "",
    *,
    sent_at: datetime | None = None,
    failed_at: datetime | None = None,
    expires_at: datetime | None = None,
    next_attempt_at: datetime | None = None,
    unused_attempts: int = 0,
) -> None:
    """Write the outcome unless somebody else has taken the delivery over; its lease ends with it."""
    values = {
        "state": state.value,
        "error": error[:ERROR_LENGTH],
        "sent_at": sent_at,
        "failed_at": failed_at,
        "expires_at": expires_at,
        "next_attempt_at": next_attempt_at,
        "unused_attempts": unused_attempts,
        "id": delivery.pk,
        "claimed_by": delivery.claimed_by,
    }
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(OUTCOME, values, prepare=True)
