"""How the lead departments stand beside each other: lights, lateness, reports, rank (CONSOLE.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from accounts.access import Capability, may, own_department_ids
from accounts.models import Department, User
from accounts.queries import departments_visible_to
from indicators.models import WorkReport
from indicators.queries import policy_in_force
from projects.models import Milestone, Project
from projects.queries.board_rows import overdue_milestones
from projects.queries.lists import due_soon
from projects.queries.projects import visible_to
from projects.queries.rank_changes import RankChange, rank_changes
from projects.queries.reporting_months import Month, Reporting, due_periods, reporting_of
from projects.queries.tally import Tally, grouped, tallies


@dataclass(frozen=True, slots=True)
class DepartmentStanding:
    """A lead department as of today.

    ``milestones_soon`` fall due within thirty days. ``rank`` is of the last closed month.
    """

    department: Department
    tally: Tally
    milestones_overdue: int
    milestones_soon: int
    reporting: Reporting
    rank: RankChange | None

    @property
    def last_month(self) -> Month | None:
        """The newest month whose reports have fallen due."""
        return self.reporting.months[-1] if self.reporting.months else None


def may_judge(user: User, department: Department) -> bool:
    """Whether the department is one of :func:`led_departments`, without asking the database for them all."""
    if may(user, Capability.SEE_REGION):
        return department.region_id == user.region_id
    return department.pk in own_department_ids(user)


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
    periods = due_periods(report, policy_in_force(report.pk, today), today)
    reporting = reporting_of(projects, periods)
    overdue = _by_lead(overdue_milestones(projects, today))
    soon = _by_lead(Milestone.objects.filter(due_soon(today), project__in=projects))
    ranks = rank_changes(user, report, today)
    departments = led_departments(user).filter(pk__in=by_department).order_by("position", "id")
    return [
        DepartmentStanding(
            department=department,
            tally=by_department[department.pk],
            milestones_overdue=overdue.get(department.pk, 0),
            milestones_soon=soon.get(department.pk, 0),
            reporting=reporting.get(department.pk, Reporting()),
            rank=ranks.get(department.pk),
        )
        for department in departments
    ]


def _by_lead(milestones: QuerySet[Milestone]) -> Mapping[int, int]:
    return dict(milestones.order_by().values_list("project__lead_department").annotate(count=Count("pk")))
