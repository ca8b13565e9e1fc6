"""The dashboard's numbers (API.md ``dashboard/``, CONSOLE.md "Dashboard"), for console and API alike.

:func:`dashboard` is the entry; it needs a constant number of queries. Every number counts what the
reader may see, and is the number of rows that the project list gives for the same conditions:
``report``, plus ``rag``, ``lead_department``, ``section`` (a part stands for its themes), ``category``,
or ``projects.queries.lists.overdue``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.errors import InvalidInput
from accounts.models import Department, User
from indicators import queries as indicator_queries
from indicators.choices import SectionLevel
from indicators.models import Indicator, Section, SupervisionPolicy, WorkReport
from indicators.rules import Judgement, Pace
from projects.choices import Category
from projects.queries.board_rows import (
    REPORT_COUNTS,
    TURNED_RED_WITHIN,
    ByDepartment,
    LateMilestone,
    RedProject,
    board_rows,
)
from projects.queries.past import end_of, first_record
from projects.queries.tally import Group, Tally, tallies, tally
from projects.rules.deadlines import progress_report_due


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
    ``overdue_milestones`` the oldest open ones of projects under way. Both lists are cut at ``board_rows.TOP``,
    the counts are not. ``is_past`` says that all this is from the history: the lists of today do not show it.
    """

    report: WorkReport
    as_of: date
    is_past: bool
    total: Tally
    by_department: list[DepartmentLine]
    by_part: list[Line]
    by_category: list[Line]
    reporting: Reporting
    pace_counts: dict[str, int]
    headline: list[IndicatorLine]
    turned_red: list[RedProject]
    turned_red_count: int
    turned_red_since: date
    overdue_milestones: list[LateMilestone]
    overdue_milestones_count: int


def dashboard(user: User, report: WorkReport, as_of: date | None = None, *, first: datetime | None = None) -> Dashboard:
    """The dashboard of a report as a user sees it, today or as of an earlier day.

    ``report`` is one that the user may see. A past day is answered from the history: what was stored by its end,
    of the projects that the user may see today (``projects.queries.past``); indicators by the readings that had been
    verified. ``first`` is the report's first record, for who knows it already. Raises InvalidInput for a day to
    come, or before the first one that the history knows.
    """
    today = clock.today()
    day = as_of or today
    is_past = day != today
    if is_past:
        _require_recorded(first or first_record(report), day, today)
    rows = board_rows(user, report, day, is_past=is_past)
    groups = rows.groups()
    policy = indicator_queries.policy_in_force(report.pk, day)
    period, due_on = _reporting_period(policy, day)
    reports = rows.reports(period)
    pace_counts, headline = _indicators(user, report, day, policy=policy, known_before=end_of(day) if is_past else None)
    since = day - TURNED_RED_WITHIN
    red, red_count = rows.turned_red(since)
    late, late_count = rows.overdue()
    return Dashboard(
        report=report,
        as_of=day,
        is_past=is_past,
        total=tally(groups),
        by_department=_departments(groups, reports, rows.punctuality()),
        by_part=_parts(report, groups),
        by_category=_categories(groups),
        reporting=Reporting(period, due_on, *(sum(row[name] for row in reports.values()) for name in REPORT_COUNTS)),
        pace_counts=pace_counts,
        headline=headline,
        turned_red=red,
        turned_red_count=red_count,
        turned_red_since=since,
        overdue_milestones=late,
        overdue_milestones_count=late_count,
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The dashboard's counts without its lists and groups, for those who make lists of their own."""

    total: Tally
    reporting: Reporting
    pace_counts: dict[str, int]
    headline: list[IndicatorLine]


def summary(user: User, report: WorkReport, day: date, *, month: date, is_past: bool) -> Summary:
    """The same counts as :func:`dashboard` has for a day that is on record, in seven queries fewer."""
    rows = board_rows(user, report, day, is_past=is_past)
    period, due_on = _reporting_period(indicator_queries.policy_in_force(report.pk, month), month)
    reports = rows.reports(period)
    policy = indicator_queries.policy_in_force(report.pk, day)
    pace_counts, headline = _indicators(user, report, day, policy=policy, known_before=end_of(day) if is_past else None)
    return Summary(
        total=tally(rows.groups()),
        reporting=Reporting(period, due_on, *(sum(row[name] for row in reports.values()) for name in REPORT_COUNTS)),
        pace_counts=pace_counts,
        headline=headline,
    )


def _require_recorded(first: datetime | None, day: date, today: date) -> None:
    if day > today:
        raise InvalidInput(_("This day is still to come; choose today or an earlier one."), attr="as_of")
    if first is None or first >= end_of(day):
        words = date_format(first or today, "DATE_FORMAT")
        raise InvalidInput(
            _("Nothing is on record as of this day; the first day on record is %(day)s.") % {"day": words}, attr="as_of"
        )


def _reporting_period(policy: SupervisionPolicy, today: date) -> tuple[date, date]:
    period = today.replace(day=1)
    return period, progress_report_due(period, policy.progress_report_due_day, workday_calendar())


def _departments(groups: Sequence[Group], reports: ByDepartment, due: ByDepartment) -> list[DepartmentLine]:
    by_department = tallies(groups, "lead_department")
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


def _indicators(
    user: User, report: WorkReport, day: date, *, policy: SupervisionPolicy | None, known_before: datetime | None
) -> tuple[dict[str, int], list[IndicatorLine]]:
    seen = indicator_queries.visible_to(user).filter(report=report)
    headline = list(seen.filter(is_headline=True).select_related("report", "lead_department").order_by("code"))
    policies = {report.pk: policy} if policy else None
    judged = indicator_queries.judgements(headline, day, known_before=known_before, policies=policies)
    counts = {pace.value: 0 for pace in Pace} | indicator_queries.pace_counts(seen, day, known_before=known_before)
    return counts, [IndicatorLine(indicator, judged[indicator.pk]) for indicator in headline]
