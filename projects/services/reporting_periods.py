"""Opening a reporting month: its due date, and a prefilled draft for every project under way (DOMAIN §3)."""

from datetime import date

from django.db import transaction

from accounts import clock
from accounts.calendar import workday_calendar
from indicators.models import WorkReport
from indicators.queries import policy_in_force
from projects.models import ProgressReport, Project, ReportingPeriod
from projects.queries.lists import owes_report
from projects.queries.standing_facts import FILED
from projects.rules.deadlines import progress_report_due

PREFILLED = ("percent", "problems", "support_needed", "investment_to_date")
BATCH = 500


def due_date(work_report_id: int, period: date) -> date:
    """When reports on a month are due: the policy's day, or the working day before it."""
    policy = policy_in_force(work_report_id, period)
    return progress_report_due(period, policy.progress_report_due_day, workday_calendar())


def open_current() -> int:
    """Open the present month of every current report that covers it; return how many drafts were made.

    Safe to run at any time and as often as wanted: an outage on the 1st leaves no hole.
    """
    today = clock.today()
    period = today.replace(day=1)
    reports = WorkReport.objects.filter(is_current=True, adopted_on__lte=today).order_by("pk")
    return sum(open_period(report_id=report.pk, period=period) for report in reports)


@transaction.atomic
def open_period(*, report_id: int, period: date) -> int:
    """Open a month and make the drafts that are missing; return how many were made."""
    due_on = due_date(report_id, period)
    opened, _is_new = ReportingPeriod.objects.get_or_create(
        report_id=report_id, period=period, defaults={"due_on": due_on, "opened_on": clock.today()}
    )
    owing = Project.objects.filter(owes_report(period), report=report_id).exclude(progress_reports__period=period)
    projects = list(owing.order_by("pk"))
    last = _last_filed([project.pk for project in projects], period)
    drafts = [new_draft(project, period, opened.due_on, last.get(project.pk)) for project in projects]
    made = ProgressReport.objects.bulk_create(drafts, batch_size=BATCH, ignore_conflicts=True)
    return len(made)


def new_draft(project: Project, period: date, due_on: date, last: ProgressReport | None = None) -> ProgressReport:
    """An unsaved draft with what seldom changes from month to month filled in."""
    if last is None:
        last = _last_filed([project.pk], period).get(project.pk)
    known = {name: getattr(last, name) for name in PREFILLED} if last else {}
    return ProgressReport(project=project, period=period, due_on=due_on, **known)


def _last_filed(project_ids: list[int], period: date) -> dict[int, ProgressReport]:
    rows = ProgressReport.objects.filter(project__in=project_ids, state__in=FILED, period__lt=period)
    return {row.project_id: row for row in rows.order_by("project_id", "-period").distinct("project_id")}
