"""The simulated year's reporting months, as if each had been opened in time and judged at its end."""

from collections.abc import Callable
from datetime import date, timedelta

from accounts import clock
from indicators.models import WorkReport
from projects.models import ProgressReport, Project, ReportingPeriod
from projects.rules.deadlines import months_after
from projects.services import department_records, reporting_periods

ItemsOn = Callable[[date], dict[int, dict[str, int]]]


def record_months(*, report: WorkReport, items_on: ItemsOn) -> None:
    """Open every month that is over, with a draft of each report that is missing, and rank the departments."""
    first = Project.objects.filter(report=report).exclude(assigned_on=None).order_by("assigned_on").first()
    if first is None or first.assigned_on is None:
        return
    period = months_after(first.assigned_on.replace(day=1), 1)
    while period < clock.today().replace(day=1):
        following = months_after(period, 1)
        reporting_periods.open_period(report_id=report.pk, period=period)
        ReportingPeriod.objects.filter(report=report, period=period).update(opened_on=period)
        opened = ReportingPeriod.objects.get(report=report, period=period)
        department_records.record(reporting_period_id=opened.pk, items=items_on(following - timedelta(days=1)))
        period = following
    # Nobody wrote them, and those who should have are simulated.
    ProgressReport.objects.filter(project__report=report, submitted_on=None).update(is_simulated=True)
