"""Waking the worker for what somebody waits for; the broker is a bell only, the next tick finds it anyway."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

WRITE_EXPORTS = "projects.tasks.write_exports"
READ_REPORTS = "projects.tasks.read_reports"
EXPIRES_SECONDS = 30  # as often as beat rings
TIMEOUTS = {"socket_timeout": 2, "socket_connect_timeout": 2}
logger = logging.getLogger(__name__)


def ring(task: str) -> None:
    """Ask for a worker. A broker that does not answer in time holds nobody up."""
    try:
        with current_app.connection_for_write(transport_options=TIMEOUTS) as connection:
            current_app.send_task(task, connection=connection, expires=EXPIRES_SECONDS, retry=False)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; %s waits for the next tick.", task)
