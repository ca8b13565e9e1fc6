"""The Celery application and the whole beat timetable."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import task_postrun, worker_ready
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("duban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A tick that no worker took in time expires: the next one does the same work.
app.conf.beat_schedule = {
    "find what is due": {
        "task": "projects.tasks.sweep_reminders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # One task for each channel, so that none waits for another.
    "send the mails that are queued": {
        "task": "accounts.tasks.deliver_notifications",
        "args": [["email"]],
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "post what is queued for webhooks": {
        "task": "accounts.tasks.deliver_notifications",
        "args": [["webhook"]],
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "send the text messages that are queued": {
        "task": "accounts.tasks.deliver_notifications",
        "args": [["sms"]],
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "write the files that people have asked for": {
        "task": "projects.tasks.write_exports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "read the report texts that people have brought": {
        "task": "projects.tasks.read_reports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "take away files whose time is over": {
        "task": "projects.tasks.remove_expired_exports",
        "schedule": crontab(minute="40"),
    },
    "judge every project by the new day": {
        "task": "projects.tasks.recompute_standing",
        "schedule": crontab(hour="0", minute="10"),
    },
    "open the month that has begun, and keep the departments' records": {
        "task": "projects.tasks.open_reporting_period",
        "schedule": crontab(hour="0", minute="30"),
    },
    "clear away files that a killed process left": {
        "task": "projects.tasks.remove_orphaned_files",
        "schedule": crontab(hour="3", minute="10"),
    },
    "forget answers that no client asks for again": {
        "task": "accounts.tasks.forget_answered_requests",
        "schedule": crontab(hour="3", minute="20"),
    },
    "forget changes that no copy asks for again": {
        "task": "accounts.tasks.forget_changes",
        "schedule": crontab(hour="3", minute="30"),
    },
}


CATCHING_UP = (
    "projects.tasks.open_reporting_period",
    "projects.tasks.sweep_reminders",
    "accounts.tasks.deliver_notifications",
    "projects.tasks.write_exports",
    "projects.tasks.read_reports",
)


@task_postrun.connect
def drop_broken_connections(**_signal: Any) -> None:
    """Let go of a connection that an error has broken; Celery itself keeps it for ``CELERY_DB_REUSE_MAX`` tasks."""
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


@worker_ready.connect
def catch_up(sender: Any, **_options: Any) -> None:
    """Do at once what the next ticks would ask for: open the month, look for what is due, send."""
    with sender.app.connection_for_write() as connection:
        for task in CATCHING_UP:
            sender.app.send_task(task, connection=connection, expires=60)
