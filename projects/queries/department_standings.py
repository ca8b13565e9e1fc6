"""How the lead departments stand beside each other: lights, lateness, reports, rank (CONSOLE.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from accounts.access import Capability, may, own_department_ids
from accounts.models import Department, User
from accounts.queries import departments_visible_to
from indicators.models import WorkReport
from projects.models import Milestone, Project
from projects.queries.board_rows import overdue_milestones
from projects.queries.lists import due_soon
from projects.queries.projects import visible_to
from projects.queries.rank_changes import RankChange, rank_changes
from projects.queries.reporting_months import SILENT, Month, due_periods, months_of, silent, silent_months
from projects.queries.tally import Tally, grouped, tallies


@dataclass(frozen=True, slots=True)
class DepartmentStanding:
    """A lead department as of today.

    ``milestones_soon`` fall due within thirty days. ``silent_months`` passed in a row, up to the last one that has
    fallen due, without any report; ``silent_projects`` owe their last three. ``rank`` is of the last closed month.
    """

    department: Department
    tally: Tally
    milestones_overdue: int
    milestones_soon: int
    silent_months: int
    silent_projects: int
    last_month: Month | None
    rank: RankChange | None

    @property
    def is_silent(self) -> bool:
        """Whether it has not reported on anything for three months."""
        return self.silent_months >= SILENT


def led_departments(user: User) -> QuerySet[Department]:
    """Departments whose standing the user may see: the region's, or one's own and those below it."""
    seen = departments_visible_to(user)
    return seen if may(user, Capability.SEE_REGION) else seen.filter(pk__in=own_department_ids(user))


def led_projects(user: User, report: WorkReport) -> QuerySet[Project]:
    """A report's projects that the user sees and that such a department leads."""
    return visible_to(user).filter(report=report, lead_department__in=led_departments(user))


def department_standings(user: User, report: WorkReport, today: date) -> list[DepartmentStanding]:
    """Every department that leads a project, in the official order; a constant number of queries."""
    projects = led_projects(user, report)
    by_department = tallies(grouped(projects, today), "lead_department")
    periods = due_periods(report, today)
    months = months_of(projects, periods)
    overdue = _by_lead(overdue_milestones(projects, today), "project__lead_department")
    soon = _by_lead(Milestone.objects.filter(due_soon(today), project__in=projects), "project__lead_department")
    silent_projects = _by_lead(projects.filter(silent(periods)))
    ranks = rank_changes(user, report, today)
    departments = led_departments(user).filter(pk__in=by_department).order_by("position", "id")
    return [
        DepartmentStanding(
            department=department,
            tally=by_department[department.pk],
            milestones_overdue=overdue.get(department.pk, 0),
            milestones_soon=soon.get(department.pk, 0),
            silent_months=silent_months(months.get(department.pk, [])),
            silent_projects=silent_projects.get(department.pk, 0),
            last_month=months[department.pk][-1] if department.pk in months else None,
            rank=ranks.get(department.pk),
        )
        for department in departments
    ]


def _by_lead(rows: QuerySet[Any], lead: str = "lead_department") -> Mapping[int, int]:
    return dict(rows.order_by().values_list(lead).annotate(count=Count("pk")))
