"""The sweep against its bare statements, and the dispatch against the mail server alone."""

import os
import smtplib
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from accounts import clock
from accounts.choices import Channel, DeliveryState, Level, NotificationKind
from accounts.models import Delivery
from accounts.notifications.channels.email import compose
from accounts.notifications.deliver import deliver_pending
from accounts.notifications.queue import Message, enqueue
from bench.results import Result
from bench.seeding import Seeded
from bench.timing import medians
from projects.models import Reminder
from projects.reminders.sweep import sweep

SWEEPS = 3
DISPATCHES = 5
MESSAGES = 500
Statement = tuple[str, Any]


def measure_sweep() -> list[Result]:
    """Sweeping for the first time against its statements alone, and against a second time."""
    statements = _statements_of(sweep)
    created = Reminder.objects.count()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        swept, bare = medians([sweep, lambda: _execute(raw, statements)], rounds=SWEEPS, before=_forget)
    if Reminder.objects.count() != created:
        raise RuntimeError("The bare statements do not create what the sweep creates.")
    (again,) = medians([sweep], rounds=SWEEPS)
    if Reminder.objects.count() != created:
        raise RuntimeError("Sweeping again created reminders.")
    figures = f"{created:,} reminders, {swept * 1000:.0f} ms against {bare * 1000:.0f} ms"
    return [
        Result("sweep, of its bare statements", swept / bare, "<=", 1.3, figures),
        Result("sweep again, 0 new, of the first", again / swept, "<=", 0.5, f"{again * 1000:.0f} ms"),
    ]


def measure_dispatch(seeded: Seeded) -> list[Result]:
    """Delivering queued mail against handing the same bytes to the same mail server, and nothing else."""
    waiting = _queue_mail(seeded)
    mails = [(delivery.address, compose(delivery).message().as_bytes(linesep="\r\n")) for delivery in waiting]
    delivered, alone = medians(
        [deliver_pending, lambda: _send_alone(mails)], rounds=DISPATCHES, before=lambda: _requeue(waiting)
    )
    _requeue(waiting)
    if deliver_pending() != len(waiting):
        raise RuntimeError("Not every message was delivered.")
    figures = f"{len(mails) / delivered:,.0f} messages/s against {len(mails) / alone:,.0f}"
    return [Result("dispatch over SMTP, of the server alone", alone / delivered, ">=", 0.75, figures)]


def _statements_of(act: Callable[[], object]) -> list[Statement]:
    """The inserting statements that an action sends."""
    seen: list[Statement] = []

    def note(execute: Callable[..., object], statement: str, parameters: object, *rest: object) -> object:
        if "INSERT INTO projects_reminder" in statement:
            seen.append((statement, parameters))
        return execute(statement, parameters, *rest)

    with connection.execute_wrapper(note):
        act()
    return seen


def _execute(raw: psycopg.Connection[Any], statements: Sequence[Statement]) -> None:
    for statement, parameters in statements:
        raw.execute(statement, parameters)


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE projects_reminder CASCADE")


def _queue_mail(seeded: Seeded) -> list[Delivery]:
    enqueue(
        [
            Message(
                recipient=seeded.reporters[number % len(seeded.reporters)],
                kind=NotificationKind.REMINDER,
                level=Level.L1,
                title=f"催办：项目{number}",
                body="节点已逾期3个工作日，请立即办理并说明原因。" * 3,
                path="/console/",
                subject_kind="",
                subject_id=None,
                occasion_on=clock.today(),
                channels=[Channel.IN_APP, Channel.EMAIL],
            )
            for number in range(MESSAGES)
        ]
    )
    return list(Delivery.objects.filter(channel=Channel.EMAIL).select_related("notification__recipient"))


def _requeue(deliveries: Sequence[Delivery]) -> None:
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=DeliveryState.QUEUED, attempts=0, sent_at=None, lease_until=None
    )


def _send_alone(mails: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname="localhost") as server:
        for address, mail in mails:
            server.sendmail(settings.DEFAULT_FROM_EMAIL, [address], mail)
