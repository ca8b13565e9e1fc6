"""How departments reported month by month: in time, late, or not at all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from accounts.calendar import workday_calendar
from indicators.models import SupervisionPolicy, WorkReport
from projects.choices import ACTIVE_STAGES
from projects.models import ProgressReport, Project
from projects.queries.lists import owes_report, unreported
from projects.queries.standing_facts import FILED
from projects.rules.deadlines import months_after, progress_report_due

SHOWN = 12
SILENT = 3


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a department: what was filed, by when it came, and what is ``missing``.

    Missing are reports that projects under way owe and have not filed, or that were returned. A project that has
    been closed since owes nothing any more; what it filed still counts as ``in_time`` or ``late``.
    """

    period: date
    in_time: int
    late: int
    missing: int

    @property
    def owed(self) -> int:
        """All that was filed or is missing."""
        return self.in_time + self.late + self.missing

    @property
    def is_silent(self) -> bool:
        """Whether reports are missing and none came."""
        return self.missing > 0 and not self.in_time and not self.late


@dataclass(frozen=True, slots=True)
class Reporting:
    """A department's months, the oldest first, and how many of its projects owe the last three of them."""

    months: list[Month] = field(default_factory=list)
    silent_projects: int = 0

    @property
    def silent_months(self) -> int:
        """How many of the newest months in a row passed without a single report, though some were owed."""
        count = 0
        for month in reversed(self.months):
            if not month.is_silent:
                break
            count += 1
        return count

    @property
    def is_silent(self) -> bool:
        """Whether it has not reported on anything for three months."""
        return self.silent_months >= SILENT


def due_periods(report: WorkReport, policy: SupervisionPolicy, today: date, count: int = SHOWN) -> list[date]:
    """The newest months whose report has fallen due, in the report's year or later, the oldest first."""
    calendar = workday_calendar()
    periods: list[date] = []
    period = today.replace(day=1)
    while len(periods) < count and period >= date(report.year, 1, 1):
        if progress_report_due(period, policy.progress_report_due_day, calendar) < today:
            periods.append(period)
        period = months_after(period, -1)
    return periods[::-1]


def reporting_of(projects: QuerySet[Project], periods: Sequence[date]) -> dict[int, Reporting]:
    """Lead department id → how it reported in these months. Two queries."""
    owed, silent_projects = _owed(projects, periods)
    filed = _filed(projects, periods)
    return {
        department: Reporting(
            [
                _month(period, owed.get((department, period), 0), filed.get((department, period), (0, 0, 0)))
                for period in periods
            ],
            silent_projects.get(department, 0),
        )
        for department in sorted({department for department, _period in (*owed, *filed)})
    }


def silent(periods: Sequence[date]) -> Q:
    """Projects that owe a report on each of the last three of these months, and filed none; nobody before that."""
    last = periods[-SILENT:]
    return unreported(last) if len(last) == SILENT else Q(pk__in=[])


def _month(period: date, owed: int, filed: tuple[int, int, int]) -> Month:
    in_time, late, by_owing = filed
    return Month(period=period, in_time=in_time, late=late, missing=owed - by_owing)


def _owed(
    projects: QuerySet[Project], periods: Sequence[date]
) -> tuple[Mapping[tuple[int, date], int], Mapping[int, int]]:
    """Reports owed by department and month, and projects that owe the last three."""
    columns = {f"owed_{number}": Count("pk", filter=owes_report(period)) for number, period in enumerate(periods)}
    led = projects.exclude(lead_department=None).order_by().alias(is_silent=Case(When(silent(periods), then=1)))
    counted = led.values("lead_department").annotate(**columns, silent_projects=Count("is_silent"))
    rows: list[dict[str, Any]] = [dict(row) for row in counted]
    owed = {
        (row["lead_department"], period): row[f"owed_{number}"]
        for row in rows
        for number, period in enumerate(periods)
        if row[f"owed_{number}"]
    }
    return owed, {row["lead_department"]: row["silent_projects"] for row in rows}


def _filed(projects: QuerySet[Project], periods: Sequence[date]) -> Mapping[tuple[int, date], tuple[int, int, int]]:
    """In time, late, and how many of both are from projects that owe them."""
    in_time = Q(submitted_on__lte=F("due_on"))
    counts: dict[tuple[int, date], tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    reports = ProgressReport.objects.filter(project__in=projects.order_by(), period__in=periods, state__in=FILED)
    rows = (
        reports.exclude(project__lead_department=None)
        .order_by()
        .values_list("project__lead_department", "period")
        .annotate(
            in_time=Count("pk", filter=in_time),
            late=Count("pk", filter=~in_time),
            by_owing=Count("pk", filter=_from_an_owing_project()),
        )
    )
    for department, period, *numbers in rows:
        counts[department, period] = (numbers[0], numbers[1], numbers[2])
    return counts


def _from_an_owing_project() -> Q:
    """The condition of ``owes_report``, seen from a report."""
    return Q(project__stage__in=ACTIVE_STAGES, project__assigned_on__lt=F("period"))
