"""Figures of the machinery, for the operator's page and the alarms alike (RELIABILITY.md, promise 26)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.models import Delivery, Heartbeat
from accounts.notifications.due import due_now
from projects.choices import UNASSIGNED_STAGES, ReminderState
from projects.models import Project, Reminder

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """A channel's outbox: what is due and not sent, for how many seconds it could have been, and what failed."""

    channel: str
    waiting: int
    oldest_unsent: float | None
    failed_last_day: int
    sent_last_day: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """The day on which the last project was judged, and how many assigned ones still stand as of an earlier day."""

    last_on: date | None
    outdated: int


def queues() -> list[Queue]:
    """Every channel on which something is sent (two queries besides those of the calendar)."""
    now = timezone.now()
    waiting = {
        row["channel"]: row
        for row in due_now().order_by().values("channel").annotate(count=Count("pk"), oldest=Min("next_attempt_at"))
    }
    outcomes = outcomes_last_day()
    return [
        Queue(
            channel=channel,
            waiting=waiting[channel]["count"] if channel in waiting else 0,
            oldest_unsent=(now - waiting[channel]["oldest"]).total_seconds() if channel in waiting else None,
            failed_last_day=outcomes.get((channel, DeliveryState.FAILED), 0),
            sent_last_day=outcomes.get((channel, DeliveryState.SENT), 0),
        )
        for channel in Channel
        if channel != Channel.IN_APP
    ]


def outcomes_last_day() -> dict[tuple[str, str], int]:
    """(channel, state) → deliveries: those that failed within a day, and all others queued within a day."""
    since = timezone.now() - A_DAY
    failed = Q(state=DeliveryState.FAILED)
    recent = failed & Q(failed_at__gte=since) | ~failed & Q(created_at__gte=since)
    rows = Delivery.objects.filter(recent).order_by().values("channel", "state").annotate(count=Count("pk"))
    return {(row["channel"], row["state"]): row["count"] for row in rows}


def heartbeats() -> dict[str, datetime]:
    """Task → when it was last done to its end (real time)."""
    return dict(Heartbeat.objects.values_list("task", "beaten_at"))


def reminders_queued() -> int:
    """Reminders that no message tells of yet."""
    return Reminder.objects.filter(state=ReminderState.QUEUED).count()


def last_judgement(today: date) -> Judgement:
    """How far the nightly judgement of the projects has come."""
    assigned = Project.objects.exclude(stage__in=UNASSIGNED_STAGES)
    row = assigned.aggregate(last=Max(F("standing_on")), outdated=Count("pk", filter=Q(standing_on__lt=today)))
    return Judgement(row["last"], row["outdated"])
