"""What the worker does for people; safe to run twice and at once."""

from celery import shared_task

from accounts.notifications.deliver import deliver_pending
from accounts.services import forget_answered


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications() -> int:
    """Send what is waiting in the outbox."""
    return deliver_pending()


@shared_task(name="accounts.tasks.forget_answered_requests")
def forget_answered_requests() -> int:
    """Idempotency keys are kept for seven days (API.md "Retries")."""
    return forget_answered()
