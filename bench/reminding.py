"""The sweep against its bare statements, and the dispatch against the servers alone."""

import os
import smtplib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from django.conf import settings
from django.db import connection

from accounts import clock
from accounts.choices import Channel, DeliveryState, EndpointKind, Level, NotificationKind
from accounts.models import Delivery, Endpoint, Notification
from accounts.notifications.channels.email import compose
from accounts.notifications.channels.webhook import signed_json
from accounts.notifications.queue import Message, enqueue
from bench.hands import Hands, hands
from bench.memory import growth
from bench.results import Result
from bench.seeding import Seeded, add_open_milestones
from bench.sink import web_sink
from bench.timing import medians
from projects.models import Reminder
from projects.reminders.sweep import sweep

SWEEPS = 3
DISPATCHES = 3
MESSAGES = 2000
INBOX_MESSAGES = 20_000
Statement = tuple[str, Any]


def measure(seeded: Seeded) -> list[Result]:
    """Everything about reminders."""
    results = [*_sweep(), _inbox(seeded)]
    with hands() as workers:
        results += [_mail(seeded, workers), _web(seeded, workers)]
    return [
        *results,
        growth(seeded, queue=lambda count: _queue(seeded, Channel.EMAIL, count)),
    ]


def _sweep() -> list[Result]:
    """Sweeping for the first time against its statements alone, and against a second time."""
    still_open = add_open_milestones()
    statements = _statements_of(sweep)
    created = Reminder.objects.count()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        swept, bare = medians([sweep, lambda: _execute(raw, statements)], rounds=SWEEPS, before=_forget)
    if Reminder.objects.count() != created:
        raise RuntimeError("The bare statements do not create what the sweep creates.")
    (again,) = medians([sweep], rounds=SWEEPS)
    if Reminder.objects.count() != created:
        raise RuntimeError("Sweeping again created reminders.")
    _forget()
    figures = f"{created:,} reminders of {still_open:,} open milestones, {swept:.2f} s against {bare:.2f} s"
    return [
        Result("sweep, of its bare statements", swept / bare, "<=", 1.3, figures),
        Result("sweep again, 0 new, of the first", again / swept, "<=", 0.5, f"{again:.2f} s"),
    ]


def _inbox(seeded: Seeded) -> Result:
    """Rows per second into the inbox: notification and delivery."""
    messages = _messages(seeded, [Channel.IN_APP], INBOX_MESSAGES)
    (seconds,) = medians([lambda: enqueue(messages)], rounds=SWEEPS, before=_empty)
    return Result("inbox, messages a second", INBOX_MESSAGES / seconds, ">=", 5000, f"{seconds:.2f} s")


def _mail(seeded: Seeded, workers: Hands) -> Result:
    """Delivering queued mail against handing the same bytes to the same mail server, and nothing else."""
    waiting = _queue(seeded, Channel.EMAIL, MESSAGES)
    mails = [(delivery.address, compose(delivery)) for delivery in waiting]
    ours, alone = _delivered(waiting, workers, lambda: _mail_alone(mails))
    return _of_the_server("dispatch over SMTP, of the server alone", ours, alone)


def _web(seeded: Seeded, workers: Hands) -> Result:
    """Delivering to a webhook against posting the same bytes to the same web server, and nothing else."""
    with web_sink() as url:
        workers.port = urlsplit(url).port or 443
        for reporter in seeded.reporters:
            Endpoint.objects.create(
                region_id=seeded.region_id, user=reporter, kind=EndpointKind.JSON, name=reporter.username, url=url,
                secret=reporter.username,
            )  # fmt: skip
        waiting = _queue(seeded, Channel.WEBHOOK, MESSAGES)
        posts = [signed_json.post_of(delivery, clock.now()) for delivery in waiting]
        bodies = [(post.body, dict(post.headers)) for post in posts]
        ours, alone = _delivered(waiting, workers, lambda: _posted_alone(url, bodies))
    return _of_the_server("dispatch over HTTP, of the server alone", ours, alone)


def _delivered(waiting: Sequence[Delivery], workers: Hands, alone: Callable[[], object]) -> list[float]:
    taken = medians([workers.deliver, alone], rounds=DISPATCHES, before=lambda: _requeue(waiting))
    _requeue(waiting)
    if workers.deliver() != len(waiting):
        raise RuntimeError("Not every message was delivered.")
    return taken


def _of_the_server(name: str, ours: float, alone: float) -> Result:
    figures = f"{MESSAGES / ours:,.0f} messages/s against {MESSAGES / alone:,.0f}"
    return Result(name, alone / ours, ">=", 0.75, figures)


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


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_notification CASCADE")


def _tidy() -> None:
    """What autovacuum does on a server that lives longer than a benchmark."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE accounts_notification, accounts_delivery")


def _messages(seeded: Seeded, channels: Sequence[str], count: int) -> list[Message]:
    return [
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
            channels=channels,
        )
        for number in range(count)
    ]


def _queue(seeded: Seeded, channel: str, count: int) -> list[Delivery]:
    """So many messages, waiting on one channel."""
    Notification.objects.all().delete()
    enqueue(_messages(seeded, [Channel.IN_APP, channel], count))
    return list(Delivery.objects.filter(channel=channel).select_related("notification__recipient", "endpoint"))


def _requeue(deliveries: Sequence[Delivery]) -> None:
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=DeliveryState.QUEUED, attempts=0, sent_at=None, lease_until=None
    )
    _tidy()


def _mail_alone(mails: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname="localhost") as server:
        for address, mail in mails:
            server.sendmail(settings.DEFAULT_FROM_EMAIL, [address], mail)


def _posted_alone(url: str, posts: Sequence[tuple[bytes, dict[str, str]]]) -> None:
    with httpx.Client() as client:
        for body, headers in posts:
            client.post(url, content=body, headers=headers)
