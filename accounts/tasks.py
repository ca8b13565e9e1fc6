"""What the worker does for people; safe to run twice and at once."""

from celery import shared_task

from accounts.notifications.deliver import deliver_pending


@shared_task(name="accounts.tasks.deliver_notifications")
def deliver_notifications() -> int:
    """Send what is waiting in the outbox."""
    return deliver_pending()
