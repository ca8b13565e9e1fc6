"""The dates that a report's open duties are counted from, and when each of them is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from accounts.rules.workdays import WorkdayCalendar
from indicators.models import Indicator, WorkReport
from indicators.queries import policy_in_force
from indicators.queries.owed import owed_readings
from projects.choices import WORKING_STAGES, ReminderSubject
from projects.reminders.subjects import SUBJECTS
from projects.rules.deadlines import acknowledgement_due, months_after

DISTINCT = "SELECT DISTINCT %(duty)s::text, anchor FROM ({subject}) AS subject WHERE anchor IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Of one kind of duty in one report: anchor → due date, and what the statements have to be given."""

    due_dates: Mapping[date, date]
    parameters: dict[str, Any] = field(default_factory=dict)


def anchors_of(
    report: WorkReport, subjects: Iterable[str], today: date, calendar: WorkdayCalendar
) -> dict[str, Anchors]:
    """The distinct anchors of a report's open duties, by kind; one statement for all of them.

    A duty is due on its anchor; only the acknowledgement has some working days from it.
    """
    parameters = {subject: _parameters(report, subject, today) for subject in subjects}
    if not parameters:
        return {}
    parts = [
        composed(DISTINCT.format(subject=SUBJECTS[subject]), given | {"duty": subject})
        for subject, given in parameters.items()
    ]
    days: dict[str, list[date]] = {subject: [] for subject in parameters}
    with connection.cursor() as cursor:
        # Composed already: a percent sign in it stands for nothing but itself.
        cursor.execute(" UNION ALL ".join(parts))
        for subject, anchor in cursor.fetchall():
            days[subject].append(anchor)
    return {
        subject: Anchors(_due_dates(report, subject, sorted(days[subject]), today, calendar), given)
        for subject, given in parameters.items()
    }


def composed(statement: str, values: dict[str, Any]) -> str:
    """A statement with its values written into it, to be joined with others."""
    text: str = connection.ops.compose_sql(statement, values)  # type: ignore[attr-defined]  # PostgreSQL's
    return text


def _due_dates(
    report: WorkReport, subject: str, days: list[date], today: date, calendar: WorkdayCalendar
) -> dict[date, date]:
    if subject == ReminderSubject.ACKNOWLEDGEMENT and days:
        workdays = policy_in_force(report.pk, today).acknowledge_workdays
        return {day: acknowledgement_due(day, workdays, calendar) for day in days}
    return {day: day for day in days}


def _parameters(report: WorkReport, subject: str, today: date) -> dict[str, Any]:
    is_reading = subject == ReminderSubject.READING
    owed = owed_readings(Indicator.objects.filter(report=report), today) if is_reading else []
    return {
        "report": report.pk,
        "region": report.region_id,
        "working": list(WORKING_STAGES),
        "since": months_after(today.replace(day=1), -1),
        "indicators": [row.indicator.pk for row in owed],
        "owed_on": [row.due_on for row in owed],
    }
