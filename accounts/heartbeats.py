"""Signs of life of the work that runs by itself (RELIABILITY.md, promises 8 and 26)."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Heartbeat


def beat(task: str) -> None:
    """Note that a task has been done to its end, in real time."""
    Heartbeat.objects.update_or_create(task=task, defaults={"beaten_at": timezone.now()})


def last_beat(task: str) -> datetime | None:
    """When a task was last done; None if it never was."""
    return Heartbeat.objects.filter(task=task).values_list("beaten_at", flat=True).first()
