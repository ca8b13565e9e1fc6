"""A status update through the whole product against its own statements in raw psycopg."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection, transaction

from accounts import clock
from accounts.choices import Channel, Level, NotificationKind
from accounts.models import User
from accounts.notifications.queue import Message, enqueue
from bench.results import Result
from bench.seeding import Seeded
from bench.statements import Statement, raw_connection, replay, request, statements_of
from bench.timing import Call, medians
from projects.choices import Audience, ReminderState
from projects.models import Milestone, Reminder
from projects.services.reminders import remind

ROUNDS, AT_ONCE = 15, 10
CHECK_ALL = "SET CONSTRAINTS ALL IMMEDIATE"


def measure(seeded: Seeded) -> list[Result]:
    """Completing a milestone that was chased, over and over: each transaction is rolled back by both alike."""
    milestone = _chased_milestone(seeded)
    complete = completion(milestone, seeded.head_token)
    with rolled_back():
        statements = statements_of(complete)
    with raw_connection() as raw:
        calls = [lambda: _undone(complete), lambda: _replayed(raw, statements)]
        medians(calls, rounds=2, at_once=AT_ONCE)
        ours, limit = medians(calls, rounds=ROUNDS, at_once=AT_ONCE)
    _forget()
    figures = f"{ours * 1000:.1f} ms against {limit * 1000:.1f} ms, {len(statements)} statements"
    return [Result("status update, of its statements", limit / ours, ">=", 0.30, figures)]


def completion(milestone: Milestone, token: str) -> Call:
    """A call that completes a milestone."""
    return request("POST", f"/api/v1/milestones/{milestone.pk}/complete/", token, version=milestone.version)


def _chased_milestone(seeded: Seeded) -> Milestone:
    """The next one of a project, with a reminder of it in the inbox of its reporter and a mail on the way."""
    milestone = Milestone.objects.filter(project=seeded.project_id, completed_on=None).earliest("position")
    by = User.objects.get(username="supervisor")
    text, audience = "请尽快完成并报送。", Audience.CONTACT_AND_REPORTER
    remind(project_id=seeded.project_id, by=by, text=text, audience=audience, milestone_id=milestone.pk)
    messages = [
        Message(
            recipient=reminder.recipient,
            kind=NotificationKind.REMINDER,
            level=Level.L1,
            title=text,
            body=text,
            path="/console/",
            subject_kind="",
            subject_id=None,
            occasion_on=clock.today(),
            channels=[Channel.IN_APP, Channel.EMAIL],
        )
        for reminder in Reminder.objects.select_related("recipient")
    ]
    (notification,) = enqueue(messages)
    Reminder.objects.update(state=ReminderState.NOTIFIED, notification=notification)
    return milestone


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE projects_reminder, projects_manualreminder, accounts_notification CASCADE")


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that leaves nothing behind, and makes the checks that are put off until its end nevertheless."""
    # What ends a request would close a connection that it finds in a transaction.
    with patch.object(connection, "close_if_unusable_or_obsolete"), transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute(CHECK_ALL)
        transaction.set_rollback(True)


def _undone(call: Call) -> None:
    with rolled_back():
        call()


def _replayed(raw: psycopg.Connection[Any], statements: list[Statement]) -> None:
    with raw.transaction(force_rollback=True):
        replay(raw, statements)
        raw.execute(CHECK_ALL)
