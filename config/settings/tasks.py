"""Celery: which queues there are, and what becomes of a task whose worker dies."""

from kombu import Queue

from config.settings.environment import REDIS_URL, TIME_ZONE

# RELIABILITY.md: PostgreSQL is the record and the broker a bell; no ETA tasks; a killed child's task reruns.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "unacked_restore_interval": 5}
CELERY_DB_REUSE_MAX = 1000
# Neither a slow mail server nor a large export may hold up the sweep. One worker serves all queues, or one each
# (docs/reminders.md, docs/exports.md).
CELERY_TASK_QUEUES = (Queue("celery"), Queue("sending"), Queue("exports"))
CELERY_TASK_ROUTES = {
    "accounts.tasks.deliver_notifications": {"queue": "sending"},
    "projects.tasks.write_exports": {"queue": "exports"},
    "projects.tasks.read_reports": {"queue": "exports"},
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TIME_LIMIT = 240
