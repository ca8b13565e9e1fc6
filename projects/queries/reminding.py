"""Who was chased with what outcome, what has been escalated, and whether the machinery runs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from accounts.access import Capability, may, own_department_ids
from accounts.choices import DeliveryState, Level
from accounts.heartbeats import last_beat
from accounts.models import Delivery, User
from accounts.notifications.deliver import HEARTBEAT as SENDER
from accounts.notifications.due import due_now
from projects.choices import ReminderState
from projects.models import Reminder, SupervisionNotice

SWEEP_INTERVAL = timedelta(seconds=60)
SENDER_LATE = timedelta(seconds=120)
SWEEP = "sweep"
SHOWN = 300


def reminders_visible_to(user: User) -> QuerySet[Reminder]:
    """Reminders of the user's region, for the supervision office and the leaders."""
    if not may(user, Capability.SEE_REGION):
        return Reminder.objects.none()
    return Reminder.objects.filter(region=user.region_id)


def notices_visible_to(user: User) -> QuerySet[SupervisionNotice]:
    """Notices of the region, or those addressed to the user's own departments."""
    if may(user, Capability.SEE_REGION):
        return SupervisionNotice.objects.filter(region=user.region_id)
    if may(user, Capability.SEE_OWN_WORK):
        return SupervisionNotice.objects.filter(department__in=own_department_ids(user))
    return SupervisionNotice.objects.none()


@dataclass(frozen=True, slots=True)
class Escalated:
    """A matter that went to level 3 or 4 and is still open; ``since`` when it reached its level."""

    level: int
    duty: str
    subject_kind: str
    subject_id: int
    project_id: int | None
    department: str
    due_on: date
    since: date


def escalated(user: User) -> tuple[list[Escalated], int]:
    """Open matters of the region by the highest level they have reached: the :data:`SHOWN` gravest, and how many.

    A leader sees what was brought before them; the supervision office all of it. What has been settled was
    called off, at the latest by the next sweep.
    """
    standing = Q(state=ReminderState.NOTIFIED) | Q(state=ReminderState.QUEUED)
    rows = reminders_visible_to(user).filter(standing, level__gte=Level.L3)
    if may(user, Capability.LEAD):
        rows = rows.filter(recipient=user)
    grouped = (
        rows.values("duty", "subject_kind", "subject_id", "project_id", "department__name", "due_on")
        .annotate(top=Max("level"), since=Max("occasion_on"))
        .order_by("-top", "due_on", "subject_id")
    )
    found = [
        Escalated(
            row["top"],
            row["duty"],
            row["subject_kind"],
            row["subject_id"],
            row["project_id"],
            row["department__name"] or "",
            row["due_on"],
            row["since"],
        )
        for row in grouped[:SHOWN]
    ]
    return found, len(found) if len(found) < SHOWN else grouped.count()


@dataclass(frozen=True, slots=True)
class Health:
    """How the outbox stands; ages in seconds, None where there is nothing to be old."""

    waiting: int
    oldest_unsent: int | None
    failed_today: int
    last_sweep: datetime | None
    is_late: bool


def health() -> Health:
    """The figures of operators (RELIABILITY.md, promise 26); the sweep is late after two intervals.

    What may not go out yet, outside of office hours for example, does not count as waiting.
    """
    now = timezone.now()
    pending = due_now().aggregate(count=Count("pk"), oldest=Min("next_attempt_at"))
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, failed_at__gte=now - timedelta(days=1))
    return Health(
        waiting=pending["count"],
        oldest_unsent=round((now - pending["oldest"]).total_seconds()) if pending["oldest"] else None,
        failed_today=failed.count(),
        last_sweep=last_beat(SWEEP),
        is_late=sweep_is_late(),
    )


def sweep_is_late() -> bool:
    """Whether nothing has been looked for within two intervals."""
    return _is_late(SWEEP, 2 * SWEEP_INTERVAL)


def sender_is_late() -> bool:
    """Whether nobody has looked at the outbox for two minutes."""
    return _is_late(SENDER, SENDER_LATE)


def _is_late(task: str, patience: timedelta) -> bool:
    beaten_at = last_beat(task)
    return beaten_at is None or timezone.now() - beaten_at > patience


def outcomes_of(notification_ids: list[int]) -> dict[int, list[Delivery]]:
    """The deliveries of some messages: notification id → deliveries (one query)."""
    found: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.filter(notification__in=notification_ids).order_by("pk"):
        found.setdefault(row.notification_id, []).append(row)
    return found
