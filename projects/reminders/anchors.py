"""The dates that a report's open duties are counted from, and when each of them is due."""

from collections.abc import Mapping
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

DISTINCT = "SELECT DISTINCT anchor FROM ({subject}) AS subject"


@dataclass(frozen=True, slots=True)
class Anchors:
    """Of one kind of duty in one report: anchor → due date, and what the statements have to be given."""

    due_dates: Mapping[date, date]
    parameters: dict[str, Any] = field(default_factory=dict)


def anchors_of(report: WorkReport, subject: str, today: date, calendar: WorkdayCalendar) -> Anchors:
    """The distinct anchors of a report's open duties of a kind.

    A duty is due on its anchor; only the acknowledgement has some working days from it.
    """
    parameters = _parameters(report, subject, today)
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT.format(subject=SUBJECTS[subject]), parameters)
        days = sorted(row[0] for row in cursor.fetchall() if row[0] is not None)
    if subject == ReminderSubject.ACKNOWLEDGEMENT:
        workdays = policy_in_force(report.pk, today).acknowledge_workdays
        return Anchors({day: acknowledgement_due(day, workdays, calendar) for day in days}, parameters)
    return Anchors({day: day for day in days}, parameters)


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
