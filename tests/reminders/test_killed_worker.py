"""A worker killed in the middle of a dispatch loses nothing and repeats at most the messages in flight."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import Celery

from accounts.choices import Channel, DeliveryState, NotificationKind
from accounts.models import Delivery
from accounts.notifications.queue import Message, enqueue
from projects.models import ReminderRule
from tests.committed import COMMITTED, process_environment
from tests.embedded.supervised import ROOT, eventually
from tests.factories import TODAY
from tests.personas import District
from tests.reminders.mail_sink import MailSink

MESSAGES = 600
KILLED_AFTER = 200
PROCESSES = 2
LEASE_SECONDS = "4"
BROKER_DATABASE = "7"  # apart from that of other tests on the same broker


def queue(district: District) -> None:
    enqueue(
        [
            Message(
                recipient=district.people.reporter, kind=NotificationKind.REMINDER, level=1, title=f"催办 {number}",
                body="请尽快办理", path="/console/", subject_kind="", subject_id=None, occasion_on=TODAY,
                channels={Channel.EMAIL},
            )
            for number in range(MESSAGES)
        ]
    )  # fmt: skip


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The real Celery worker, as ``make run`` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--concurrency", str(PROCESSES)],
        cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@COMMITTED
@pytest.mark.timeout(180)
def test_a_worker_killed_while_sending_loses_nothing_and_repeats_at_most_what_was_in_flight(chased: District) -> None:
    broker = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{BROKER_DATABASE}"
    queue(chased)
    ReminderRule.objects.update(is_active=False)  # a worker also sweeps as soon as it is there
    with MailSink(delay=0.003) as sink, Celery(broker=broker) as bell:
        bell.control.purge()
        environment = process_environment(
            REDIS_URL=broker, EMAIL_URL=sink.url, DELIVERY_LEASE_SECONDS=LEASE_SECONDS, C_FORCE_ROOT="1"
        )
        with worker(environment) as first:
            bell.send_task("accounts.tasks.deliver_notifications")
            eventually(lambda: len(sink.messages) >= KILLED_AFTER, "part of the messages")
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        at_the_kill = len(sink.messages)
        assert KILLED_AFTER <= at_the_kill < MESSAGES

        def rung_until_all_are_sent() -> bool:
            bell.send_task("accounts.tasks.deliver_notifications", expires=10)
            return not Delivery.objects.filter(channel=Channel.EMAIL).exclude(state=DeliveryState.SENT).exists()

        with worker(environment):
            eventually(rung_until_all_are_sent, "all messages", patience=90)

    expected = {f"<{key}@duban.example>" for key in
                Delivery.objects.filter(channel=Channel.EMAIL).values_list("message_id", flat=True)}  # fmt: skip
    assert set(sink.message_ids) == expected, "none lost"
    assert len(expected) == MESSAGES
    assert sum(sink.message_ids.values()) - MESSAGES <= PROCESSES, "none doubled beyond those in flight"
