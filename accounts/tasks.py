"""What the worker does for people; safe to run twice and at once."""

from collections.abc import Sequence
from functools import partial

from celery import shared_task

from accounts import changes
from accounts.notifications.deliver import CHANNELS, deliver_pending
from accounts.services import forget_answered, forget_attempts

# Most of the time a sender waits for the other side; with three at work, two cores are busy.
HELPERS = 2


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications(channels: Sequence[str] = CHANNELS, *, helpers: int = HELPERS) -> int:
    """Send what is waiting in the outbox; where more waits than one batch, colleagues are asked to help."""
    return deliver_pending(channels, ask_for_help=partial(_ask_for_help, helpers - 1) if helpers else None)


@shared_task(name="accounts.tasks.forget_answered_requests")
def forget_answered_requests() -> int:
    """Idempotency keys are kept for seven days (API.md "Retries"), wrong passwords while they count."""
    return forget_answered() + forget_attempts()


@shared_task(name="accounts.tasks.forget_changes")
def forget_changes() -> int:
    """The change log remembers 90 days (API.md "Sync"); return how many rows it gave up."""
    return changes.forget_changes()


def _ask_for_help(more: int, channel: str) -> None:
    deliver_notifications.apply_async(args=([channel],), kwargs={"helpers": more}, expires=60)
