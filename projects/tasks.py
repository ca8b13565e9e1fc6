"""What the worker does for projects; each task is safe to run twice and at once."""

import logging

from celery import shared_task

from accounts.calendar import years_without_holidays
from accounts.tasks import deliver_notifications
from projects.exports import files, jobs
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services import department_records, reporting_periods, standing, stored_files
from projects.work_report.drafting import reading

logger = logging.getLogger(__name__)


@shared_task(name="projects.tasks.sweep_reminders")
def sweep_reminders() -> dict[str, int]:
    """Queue what is due, write the messages, and wake the sender."""
    counts = {"reminders": sweep(), "messages": compose()}
    if counts["messages"]:
        deliver_notifications.delay()
    return counts


@shared_task(name="projects.tasks.open_reporting_period")
def open_reporting_period() -> dict[str, int]:
    """Open the present month where it is not open yet, and keep the departments' records of it (DOMAIN §3)."""
    return {"drafts": reporting_periods.open_current(), "records": department_records.record_current()}


@shared_task(name="projects.tasks.recompute_standing")
def recompute_standing() -> int:
    """Judge every project by the new day, because time alone moves the lights (DOMAIN §4)."""
    for year in years_without_holidays():
        logger.warning("The public holidays of %s are not known: its working days are Monday to Friday.", year)
    return standing.recompute_all()


@shared_task(name="projects.tasks.remove_orphaned_files")
def remove_orphaned_files() -> int:
    """Clear away evidence files that a killed process left without a row."""
    return stored_files.remove_orphans()


@shared_task(name="projects.tasks.write_exports")
def write_exports() -> int:
    """Write the files that wait, one after the other; return how many (docs/exports.md)."""
    return jobs.write_pending()


@shared_task(name="projects.tasks.read_reports")
def read_reports() -> int:
    """Read the report texts that wait, one after the other; return how many (docs/report-breakdown.md)."""
    return reading.read_pending()


@shared_task(name="projects.tasks.remove_expired_exports")
def remove_expired_exports() -> int:
    """Take away files whose time is over, and those that a killed process left; return how many."""
    return files.remove_expired()
