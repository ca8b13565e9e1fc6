"""Handing drafted projects to their lead departments, one or many at once (交办; DOMAIN §3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow, Refusal, RefusedRows, StaleVersion
from accounts.models import Department, User
from projects.models import Project, ProjectSupport
from projects.rules.transitions import Move
from projects.services import standing
from projects.services.locking import lock_project, lock_projects
from projects.services.stages import move


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a project needs to be handed over. ``version`` is what the caller read of it."""

    project_id: int
    lead_department: Department
    due_on: date | None
    has_no_due_date: bool = False
    supporting_departments: Sequence[Department] = ()
    version: int | None = None


@transaction.atomic
def assign(
    *, assignment: Assignment, by: User, assigned_on: date | None = None, reason: str = "", document: str = ""
) -> Project:
    """Hand a drafted project to its lead department; from here on the baseline stands.

    Raises AccessRefused, StaleVersion, NotAllowedNow (not drafted, no milestone), InvalidInput.
    """
    project = lock_project(assignment.project_id, version=assignment.version)
    _assign(project, assignment, by=by, assigned_on=assigned_on, reason=reason, document=document)
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project


@transaction.atomic
def assign_many(
    *,
    assignments: Sequence[Assignment],
    by: User,
    assigned_on: date | None = None,
    reason: str = "",
    document: str = "",
) -> list[Project]:
    """Hand over several projects, all or none.

    Raises :class:`RefusedRows` with what is wrong in each row (by its index in ``assignments``).
    """
    locked = {project.pk: project for project in lock_projects([row.project_id for row in assignments])}
    refused: dict[int, Refusal | ValidationError] = {}
    seen: set[int] = set()
    for index, row in enumerate(assignments):
        project = locked.get(row.project_id)
        try:
            if project is None:
                raise InvalidInput(_("There is no such project."), attr="project")
            if row.project_id in seen:
                raise InvalidInput(_("This project is in the list twice."), attr="project")
            seen.add(row.project_id)
            if row.version is not None and row.version != project.version:
                raise StaleVersion(current_version=project.version)
            _assign(project, row, by=by, assigned_on=assigned_on, reason=reason, document=document)
        except (Refusal, ValidationError) as refusal:
            refused[index] = refusal
    if refused:
        raise RefusedRows(refused)
    standing.recompute(list(locked))
    return [Project.objects.get(pk=row.project_id) for row in assignments]


def require_other_supporters(lead: Department, supporting: Collection[Department]) -> None:
    """The lead department does not support itself. Raises InvalidInput."""
    if lead in supporting:
        raise InvalidInput(_("The lead department cannot support itself."), attr="supporting_departments")


def require_active_of_region(region_id: int, attr: str, departments: Collection[Department]) -> None:
    """Work goes to active departments of the report's region only. Raises InvalidInput for the field ``attr``."""
    for department in departments:
        if department.region_id != region_id or not department.is_active:
            raise InvalidInput(
                _("“%(department)s” is not an active department of this region.") % {"department": department.name},
                attr=attr,
            )


def _assign(
    project: Project, row: Assignment, *, by: User, assigned_on: date | None, reason: str, document: str
) -> None:
    require_supervisor(by, project.report.region_id)
    day = assigned_on or clock.today()
    move(project, Move.ASSIGN, by=by, made_on=day, reason=reason, document=document)
    _require_departments(project, row)
    _require_dates(project, row, day)
    project.lead_department = row.lead_department
    project.due_on = row.due_on
    project.baseline_due_on = row.due_on
    project.has_no_due_date = row.has_no_due_date
    project.assigned_on = day
    project.is_assignment_illustrative = False
    project.save()
    ProjectSupport.objects.filter(project=project).delete()
    ProjectSupport.objects.bulk_create(
        ProjectSupport(project=project, department=department) for department in row.supporting_departments
    )


def _require_departments(project: Project, row: Assignment) -> None:
    region_id = project.report.region_id
    require_active_of_region(region_id, "lead_department", [row.lead_department])
    require_active_of_region(region_id, "supporting_departments", row.supporting_departments)
    require_other_supporters(row.lead_department, row.supporting_departments)


def _require_dates(project: Project, row: Assignment, day: date) -> None:
    if day > clock.today():
        raise InvalidInput(_("A project is not assigned in the future."), attr="assigned_on")
    if row.due_on is None and not row.has_no_due_date:
        raise InvalidInput(_("Give a due date, or say that there is none."), attr="due_on")
    if row.due_on is not None and row.has_no_due_date:
        raise InvalidInput(_("Either give a due date, or say that there is none; not both."), attr="due_on")
    if row.due_on is not None and row.due_on < day:
        raise InvalidInput(_("The due date lies before the assignment."), attr="due_on")
    dates = list(project.milestones.values_list("due_on", flat=True))
    if not dates:
        raise NotAllowedNow(_("A project needs at least one milestone before it is assigned."))
    if min(dates) < day:
        raise InvalidInput(_("A milestone is due before the assignment; plan it anew first."), attr="milestones")
    if row.due_on is not None and max(dates) > row.due_on:
        raise InvalidInput(_("A milestone is due after the project; plan it anew first."), attr="due_on")
