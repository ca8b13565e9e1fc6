"""Every task is safe twice and eight at once (RELIABILITY.md, promise 20); a new one has to be listed here."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Heartbeat
from config.celery import app
from tests.committed import COMMITTED
from tests.personas import District
from tests.reminders.mail_sink import MailSink

TASKS = {
    "accounts.tasks.deliver_notifications",
    "accounts.tasks.forget_answered_requests",
    "accounts.tasks.forget_changes",
    "projects.tasks.open_reporting_period",
    "projects.tasks.read_reports",
    "projects.tasks.recompute_standing",
    "projects.tasks.remove_expired_exports",
    "projects.tasks.remove_orphaned_files",
    "projects.tasks.sweep_reminders",
    "projects.tasks.write_exports",
}
AT_ONCE = 8


def own_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_sending_and_exports_have_queues_of_their_own() -> None:
    queues = {task: app.amqp.router.route({}, task)["queue"].name for task in TASKS}
    assert {task for task, queue in queues.items() if queue == "sending"} == {"accounts.tasks.deliver_notifications"}
    long = {"projects.tasks.write_exports", "projects.tasks.read_reports"}
    assert {task for task, queue in queues.items() if queue == "exports"} == long
    assert set(queues.values()) == {queue.name for queue in app.amqp.queues.values()}, "a plain worker serves all"


def test_every_registered_task_is_listed() -> None:
    assert own_tasks() == TASKS


def run(name: str) -> None:
    try:
        app.tasks[name]()
    finally:
        connection.close()


def rows() -> dict[str, int]:
    """How many rows each table has, history included."""
    models = [model for model in apps.get_models() if model is not Heartbeat and model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in models}


@COMMITTED
def test_each_task_does_the_same_eight_times_at_once_and_again_as_once(
    chased: District, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.tasks.deliver_notifications.delay", lambda *_given: None)
    # Records of departments count lights; what there is to deliver, and to forget, comes from the others.
    order = sorted(own_tasks(), key=lambda name: ("changes" in name, "deliver" in name, "standing" not in name, name))
    for name in order:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(run, [name] * AT_ONCE))
    assert len(sink.messages) == len(sink.message_ids) > 0
    after = rows()
    for name in order:
        run(name)
    assert rows() == after
    assert len(sink.messages) == len(sink.message_ids)
