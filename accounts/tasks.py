"""What the worker does for people; safe to run twice and at once."""

from collections.abc import Sequence

from celery import shared_task

from accounts.notifications.deliver import CHANNELS, deliver_pending
from accounts.services import forget_answered


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications(channels: Sequence[str] = CHANNELS, *, is_helper: bool = False) -> int:
    """Send what is waiting in the outbox; where more waits than one batch, a colleague is asked to help."""
    return deliver_pending(channels, ask_for_help=None if is_helper else _ask_for_help)


@shared_task(name="accounts.tasks.forget_answered_requests")
def forget_answered_requests() -> int:
    """Idempotency keys are kept for seven days (API.md "Retries")."""
    return forget_answered()


def _ask_for_help(channel: str) -> None:
    deliver_notifications.apply_async(args=([channel],), kwargs={"is_helper": True}, expires=60)
