"""The dashboard's numbers (API.md ``dashboard/``, CONSOLE.md "Dashboard"), for console and API alike.

:func:`dashboard` is the entry; it needs a constant number of queries. Every number counts what the
reader may see, and is the number of rows that the project list gives for the same conditions:
``report``, plus ``rag``, ``lead_department``, ``section`` (a part stands for its themes), ``category``,
or ``projects.queries.lists.overdue``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, Value, When

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.models import Department, User
from indicators import queries as indicator_queries
from indicators.choices import SectionLevel, WorkReportKind
from indicators.models import Indicator, Section, WorkReport
from indicators.rules import Judgement, Pace
from projects.choices import ACTIVE_STAGES, Category, ProgressReportState
from projects.models import Milestone, Project
from projects.queries.lists import STILL_OPEN, owes_report, turned_red
from projects.queries.projects import visible_to
from projects.queries.standing_facts import FILED
from projects.queries.tally import Group, Tally, grouped, tallies, tally
from projects.rules.deadlines import progress_report_due

TOP = 10
TURNED_RED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One group: ``key`` is the id of a part, or the code of a category."""

    key: int | str
    code: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A lead department's group, its punctuality and its reports of this month.

    ``department`` is None for projects that nobody leads yet. ``milestones_due`` have fallen due by
    today; of these ``milestones_on_time`` were done by their date.
    """

    department: Department | None
    tally: Tally
    milestones_due: int
    milestones_on_time: int
    reports_expected: int
    reports_filed: int

    @property
    def on_time_percent(self) -> int | None:
        """Share of due milestones that were done on time; None where nothing was due."""
        return round(100 * self.milestones_on_time / self.milestones_due) if self.milestones_due else None

    @property
    def reports_outstanding(self) -> int:
        """Reports of this month that have not been filed, or were returned."""
        return self.reports_expected - self.reports_filed


@dataclass(frozen=True, slots=True)
class Reporting:
    """Progress reports on the current month, from projects under way that were assigned before it."""

    period: date
    due_on: date
    expected: int
    filed: int
    approved: int
    returned: int

    @property
    def outstanding(self) -> int:
        """Reports that have not been filed, or were returned."""
        return self.expected - self.filed


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """A headline indicator (its lead department selected) and the one judgement of it."""

    indicator: Indicator
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page, as of ``as_of`` (business date).

    ``pace_counts`` has every value of ``indicators.rules.Pace``, over all indicators that the reader
    sees. ``turned_red`` are projects that became red on or after ``turned_red_since``, newest first;
    ``overdue_milestones`` the oldest open ones of projects under way. Both lists are cut at
    :data:`TOP`, the counts are not; project and lead department are selected.
    """

    report: WorkReport
    as_of: date
    total: Tally
    by_department: list[DepartmentLine]
    by_part: list[Line]
    by_category: list[Line]
    reporting: Reporting
    pace_counts: dict[str, int]
    headline: list[IndicatorLine]
    turned_red: list[Project]
    turned_red_count: int
    turned_red_since: date
    overdue_milestones: list[Milestone]
    overdue_milestones_count: int


def current_report(user: User) -> WorkReport | None:
    """The report that a dashboard opens with, None if the user sees none.

    The current Government Work Report of the region; another list of commitments where there is none.
    """
    is_other_kind = Case(When(kind=WorkReportKind.GOVERNMENT_WORK_REPORT, then=Value(0)), default=Value(1))
    current = indicator_queries.reports_visible_to(user).filter(is_current=True)
    return current.order_by(is_other_kind, "-year", "id").first()


def dashboard(user: User, report: WorkReport) -> Dashboard:
    """The dashboard of a report as a user sees it. ``report`` is one that the user may see."""
    today = clock.today()
    projects = visible_to(user).filter(report=report)
    groups = grouped(projects, today)
    period, due_on = _reporting_period(report, today)
    reports = _reports_by_department(projects, period)
    pace_counts, headline = _indicators(user, report, today)
    since = today - TURNED_RED_WITHIN
    red = projects.filter(turned_red(since))
    late = overdue_milestones(projects, today)
    return Dashboard(
        report=report,
        as_of=today,
        total=tally(groups),
        by_department=_departments(projects, groups, reports, today),
        by_part=_parts(report, groups),
        by_category=_categories(groups),
        reporting=Reporting(period, due_on, *(sum(row[name] for row in reports.values()) for name in REPORT_COUNTS)),
        pace_counts=pace_counts,
        headline=headline,
        turned_red=list(red.select_related("lead_department").order_by("-rag_since", "id")[:TOP]),
        turned_red_count=red.count(),
        turned_red_since=since,
        overdue_milestones=list(late[:TOP]),
        overdue_milestones_count=late.count(),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The dashboard's counts without its lists and groups, for those who make lists of their own."""

    as_of: date
    total: Tally
    reporting: Reporting
    pace_counts: dict[str, int]
    headline: list[IndicatorLine]


def summary(user: User, report: WorkReport, month: date) -> Summary:
    """The counts of a report as a user sees it, the same as :func:`dashboard` shows, with the reports on a month."""
    today = clock.today()
    projects = visible_to(user).filter(report=report)
    period, due_on = _reporting_period(report, month)
    reports = _reports_by_department(projects, period)
    pace_counts, headline = _indicators(user, report, today)
    return Summary(
        as_of=today,
        total=tally(grouped(projects, today)),
        reporting=Reporting(period, due_on, *(sum(row[name] for row in reports.values()) for name in REPORT_COUNTS)),
        pace_counts=pace_counts,
        headline=headline,
    )


def overdue_milestones(projects: QuerySet[Project], today: date) -> QuerySet[Milestone]:
    """Open milestones whose date has passed, of those projects that are under way; the oldest first."""
    return (
        Milestone.objects.filter(STILL_OPEN, project__in=projects, project__stage__in=ACTIVE_STAGES, due_on__lt=today)
        .select_related("project__lead_department")
        .order_by("due_on", "id")
    )


REPORT_COUNTS = ("expected", "filed", "approved", "returned")


def _reporting_period(report: WorkReport, today: date) -> tuple[date, date]:
    period = today.replace(day=1)
    policy = indicator_queries.policy_in_force(report.pk, today)
    return period, progress_report_due(period, policy.progress_report_due_day, workday_calendar())


def _reports_by_department(projects: QuerySet[Project], period: date) -> dict[int, dict[str, Any]]:
    """Lead department id → how many reports on the month are expected, filed, approved, returned."""
    rows = (
        projects.filter(owes_report(period))
        .annotate(of_month=FilteredRelation("progress_reports", condition=Q(progress_reports__period=period)))
        .values("lead_department")
        .annotate(
            expected=Count("pk"),
            filed=Count("pk", filter=Q(of_month__state__in=FILED)),
            approved=Count("pk", filter=Q(of_month__state=ProgressReportState.APPROVED)),
            returned=Count("pk", filter=Q(of_month__state=ProgressReportState.RETURNED)),
        )
    )
    return {row["lead_department"]: dict(row) for row in rows}


def _departments(
    projects: QuerySet[Project], groups: Sequence[Group], reports: dict[int, dict[str, Any]], today: date
) -> list[DepartmentLine]:
    by_department = tallies(groups, "lead_department")
    due: dict[int, dict[str, Any]] = {
        row["project__lead_department"]: dict(row)
        for row in Milestone.objects.filter(project__in=projects, due_on__lte=today, waived_on=None)
        .values("project__lead_department")
        .annotate(due=Count("pk"), on_time=Count("pk", filter=Q(completed_on__lte=F("due_on"))))
    }
    departments: list[Department | None] = [
        *Department.objects.filter(pk__in=[key for key in by_department if key]).order_by("position", "id")
    ]
    if None in by_department:
        departments.append(None)
    lines = []
    for department in departments:
        key = department.pk if department else None
        milestones = due.get(key, {}) if key else {}
        filed = reports.get(key, {}) if key else {}
        lines.append(
            DepartmentLine(
                department=department,
                tally=by_department[key],
                milestones_due=milestones.get("due", 0),
                milestones_on_time=milestones.get("on_time", 0),
                reports_expected=filed.get("expected", 0),
                reports_filed=filed.get("filed", 0),
            )
        )
    return lines


def _parts(report: WorkReport, groups: Sequence[Group]) -> list[Line]:
    """Parts in the report's order, also those where the reader sees no project."""
    by_part, nothing = tallies(groups, "part"), tally(())
    parts = Section.objects.filter(report=report, level=SectionLevel.PART).order_by("position")
    return [Line(part.pk, part.number, part.heading, by_part.get(part.pk, nothing)) for part in parts]


def _categories(groups: Sequence[Group]) -> list[Line]:
    by_category = tallies(groups, "category")
    return [Line(code, code, str(label), by_category[code]) for code, label in Category.choices if code in by_category]


def _indicators(user: User, report: WorkReport, today: date) -> tuple[dict[str, int], list[IndicatorLine]]:
    seen = indicator_queries.visible_to(user).filter(report=report)
    headline = list(seen.filter(is_headline=True).select_related("report", "lead_department").order_by("code"))
    judged = indicator_queries.judgements(headline, today)
    counts = {pace.value: 0 for pace in Pace} | indicator_queries.pace_counts(seen, today)
    return counts, [IndicatorLine(indicator, judged[indicator.pk]) for indicator in headline]
