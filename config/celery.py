"""The Celery application and the whole beat timetable."""

import os

from celery import Celery
from celery.schedules import crontab

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
    "send what is queued": {
        "task": "accounts.tasks.deliver_notifications",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "judge every project by the new day": {
        "task": "projects.tasks.recompute_standing",
        "schedule": crontab(hour="0", minute="10"),
    },
}
