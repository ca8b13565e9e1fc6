"""Projects: register, change, assign, acknowledge (DOMAIN §3)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, require
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import Department, User
from indicators.models import Section, WorkReport
from projects.access import require_lead
from projects.choices import ReminderSubject
from projects.models import Project, ProjectSupport, StageChange
from projects.rules import transitions
from projects.rules.transitions import Move
from projects.services import standing
from projects.services.locking import lock_project
from projects.services.reminders import cancel_for

DESCRIPTION = frozenset(
    {
        "name", "nature", "category", "commitment", "action", "modality", "quantity", "unit", "quantity_text",
        "members", "is_list_open", "prior_status", "prior_status_line", "source_line", "source_anchor", "source_code",
        "note", "committed_due_on", "due_text", "investment_total", "investment_this_year", "longitude", "latitude",
    }
)  # fmt: skip
PLANNING = frozenset({"section", "responsible_leader", "contact", "carried_over_from"})
CHECKED_TOGETHER = (frozenset({"quantity", "unit"}), frozenset({"longitude", "latitude"}))


def next_codes(report: WorkReport, part_number: str) -> Iterator[str]:
    """The free codes of a part from the next one on, as ``2024-4-017``; the caller holds the report's row."""
    prefix = f"{report.year}-{part_number}-"
    longest_first = report.projects.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    last = longest_first.values_list("code", flat=True).first()
    first = int(last.removeprefix(prefix)) + 1 if last else 1
    return (f"{prefix}{number:03d}" for number in count(first))


@transaction.atomic
def register(*, report: WorkReport, section: Section, by: User | None, description: Mapping[str, Any]) -> Project:
    """Draft a project with the next code of its part (立项).

    ``description`` holds fields of :data:`DESCRIPTION`. ``by`` is None for an import.
    Raises AccessRefused, InvalidInput, ValidationError (per field).
    """
    _require_supervisor(by, report)
    WorkReport.objects.select_for_update().get(pk=report.pk)
    part = section.parent or section
    project = Project(report=report, section=section, code=next(next_codes(report, part.number)))
    describe(project, description)
    project.save()
    return project


@transaction.atomic
def update(*, project_id: int, by: User | None, version: int | None, changes: Mapping[str, Any]) -> Project:
    """Correct the description of a project.

    Raises AccessRefused, StaleVersion, InvalidInput (a field that is not for editing), ValidationError.
    """
    project = lock_project(project_id, version=version)
    _require_supervisor(by, project.report)
    _require_same_region(project, changes)
    describe(project, changes, DESCRIPTION | PLANNING)
    project.save(update_fields=list(changes))
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project


@transaction.atomic
def assign(
    *,
    project_id: int,
    by: User | None,
    version: int | None = None,
    lead_department: Department,
    supporting_departments: Collection[Department] = (),
    due_on: date | None,
    has_no_due_date: bool = False,
    assigned_on: date | None = None,
    is_illustrative: bool = False,
    reason: str = "",
    document: str = "",
) -> Project:
    """Hand a drafted project to its lead department (交办); from here on the baseline stands.

    Raises AccessRefused, StaleVersion, NotAllowedNow (not drafted, no milestone), InvalidInput.
    """
    project = lock_project(project_id, version=version)
    _require_supervisor(by, project.report)
    require_other_supporters(lead_department, supporting_departments)
    if due_on is None and not has_no_due_date:
        raise InvalidInput(_("Give a due date, or say that there is none."), attr="due_on")
    if not project.milestones.exists():
        raise NotAllowedNow(_("A project needs at least one milestone before it is assigned."))
    project.lead_department = lead_department
    project.due_on = due_on
    project.has_no_due_date = has_no_due_date
    project.assigned_on = assigned_on or clock.today()
    project.is_assignment_illustrative = is_illustrative
    ProjectSupport.objects.filter(project=project).delete()
    ProjectSupport.objects.bulk_create(
        ProjectSupport(project=project, department=department) for department in supporting_departments
    )
    _move(project, Move.ASSIGN, by=by, made_on=project.assigned_on, reason=reason, document=document)
    project.save()
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project


@transaction.atomic
def acknowledge(*, project_id: int, by: User, version: int | None = None, on: date | None = None) -> Project:
    """The lead department takes the project on (签收).

    Raises AccessRefused, StaleVersion, NotAllowedNow.
    """
    project = lock_project(project_id, version=version)
    require_lead(by, project)
    project.acknowledged_on = on or clock.today()
    _move(project, Move.ACKNOWLEDGE, by=by, made_on=project.acknowledged_on)
    project.save(update_fields=["acknowledged_on", "stage"])
    cancel_for(subject_kind=ReminderSubject.ACKNOWLEDGEMENT, subject_id=project.pk)
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project


def _require_same_region(project: Project, changes: Mapping[str, Any]) -> None:
    for name in ("responsible_leader", "contact"):
        post = changes.get(name)
        if post is not None and post.region_id != project.report.region_id:
            raise InvalidInput(_("This post belongs to another region."), attr=name)
    section = changes.get("section")
    if section is not None and section.report_id != project.report_id:
        raise InvalidInput(_("This section belongs to another report."), attr="section")


def _require_supervisor(by: User | None, report: WorkReport) -> None:
    if by is None:
        return
    require(by, Capability.SUPERVISE)
    if by.region_id != report.region_id:
        raise AccessRefused()


def require_other_supporters(lead: Department, supporting: Collection[Department]) -> None:
    """The lead department does not support itself. Raises InvalidInput."""
    if lead in supporting:
        raise InvalidInput(_("The lead department cannot support itself."), attr="supporting_departments")


def describe(
    project: Project, values: Mapping[str, Any], editable: frozenset[str] = DESCRIPTION, *, ask_database: bool = True
) -> None:
    """Set and check fields of a description, unsaved.

    ``ask_database`` checks the constraints between fields, too, to name the field before the row is written;
    who writes many rows that are checked already leaves that to the write itself.
    Raises InvalidInput (a field that is not for editing), ValidationError (per field).
    """
    for field in sorted(set(values) - editable):
        raise InvalidInput(_("This field cannot be changed here."), attr=field)
    for field, value in values.items():
        setattr(project, field, value)
    checked = set(values).union(*(fields for fields in CHECKED_TOGETHER if fields & set(values)))
    project.full_clean(
        exclude={field.name for field in Project._meta.fields} - checked,
        validate_unique=False,
        validate_constraints=ask_database,
    )


def _move(
    project: Project, move: Move, *, by: User | None, made_on: date, reason: str = "", document: str = ""
) -> None:
    """Change the stage of a locked project by the transition table and record who, when and why."""
    role = by.role if by else None
    try:
        to_stage = transitions.target_of(project.stage, move, role, reason=reason)
    except transitions.MoveRefused as refused:
        if move in transitions.allowed_moves(project.stage, None) and not refused.reason_missing:
            raise AccessRefused from refused
        if refused.reason_missing:
            raise InvalidInput(_("Give a reason for this move."), attr="reason") from refused
        raise NotAllowedNow(
            _("“%(name)s” is “%(stage)s” now; that does not allow this move.")
            % {"name": project.name, "stage": project.get_stage_display()},
            allowed=refused.allowed,
        ) from refused
    StageChange.objects.create(
        project=project,
        from_stage=project.stage,
        to_stage=to_stage,
        made_by=by,
        made_on=made_on,
        reason=reason,
        document=document,
    )
    project.stage = to_stage
