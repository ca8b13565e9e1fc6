"""Many projects corrected at once, as a breakdown list brings them: described anew, drafts also planned anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import NotAllowedNow
from accounts.models import Department, User
from indicators.models import WorkReport
from projects.choices import Stage
from projects.models import Milestone, Project, ProjectSupport
from projects.services import standing
from projects.services.assignment import require_active_of_region, require_other_supporters
from projects.services.intake import BATCH, final_milestone, support
from projects.services.locking import lock_projects
from projects.services.projects import DESCRIPTION, PLANNING, describe, require_same_region


@dataclass(frozen=True, slots=True)
class Replanning:
    """What is planned anew of a draft; None leaves it as it is. ``due_on`` counts where ``moves_date`` is set."""

    lead_department: Department | None = None
    supporting_departments: Sequence[Department] | None = None
    moves_date: bool = False
    due_on: date | None = None
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One project's ``changes`` (fields of DESCRIPTION and PLANNING), and what is planned anew if it is a draft."""

    project_id: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    planning: Replanning | None = None


@transaction.atomic
def correct_many(*, report: WorkReport, corrections: Sequence[Correction], by: User) -> None:
    """Correct projects of a report, all or none, in as many statements for one as for five hundred.

    Raises AccessRefused, NotAllowedNow (an assigned project is not planned anew), InvalidInput, ValidationError.
    """
    require_supervisor(by, report.region_id)
    locked = {project.pk: project for project in lock_projects([row.project_id for row in corrections])}
    fields: set[str] = set()
    for row in corrections:
        project = locked[row.project_id]
        require_same_region(report, row.changes)
        describe(project, row.changes, DESCRIPTION | PLANNING)
        fields |= set(row.changes)
        if row.planning is not None:
            fields |= _plan(project, row.planning)
    _move_final_milestones([(locked[row.project_id], row.planning) for row in corrections if row.planning])
    _replace_supporters([(locked[row.project_id], row.planning) for row in corrections if row.planning])
    if fields:
        Project.objects.bulk_update(locked.values(), sorted(fields), batch_size=BATCH)
    standing.recompute(list(locked))


def _plan(project: Project, planning: Replanning) -> set[str]:
    """Set what is planned anew, unsaved; the names of the fields."""
    if project.stage != Stage.DRAFTED:
        raise NotAllowedNow(_("“%(project)s” is assigned; its plan stands.") % {"project": project.name})
    fields = set()
    region_id = project.report.region_id
    if planning.lead_department is not None:
        require_active_of_region(region_id, "lead_department", [planning.lead_department])
        project.lead_department = planning.lead_department
        fields.add("lead_department")
    if planning.supporting_departments is not None:
        require_active_of_region(region_id, "supporting_departments", planning.supporting_departments)
        if project.lead_department is not None:
            require_other_supporters(project.lead_department, planning.supporting_departments)
    if planning.moves_date:
        project.due_on, project.has_no_due_date = planning.due_on, planning.due_on is None
        fields |= {"due_on", "has_no_due_date"}
    return fields


def _move_final_milestones(planned: Sequence[tuple[Project, Replanning]]) -> None:
    """The final milestone goes with the project's date; a draft without any milestone gets one."""
    moved = {project.pk: (project, plan) for project, plan in planned if plan.moves_date and plan.due_on is not None}
    milestones = Milestone.objects.select_for_update().filter(project__in=moved).order_by("pk")
    final = []
    for milestone in milestones:
        if milestone.is_final:
            due_on = moved[milestone.project_id][1].due_on
            milestone.due_on = milestone.baseline_due_on = due_on  # type: ignore[assignment]  # moved have dates
            final.append(milestone)
    Milestone.objects.bulk_update(final, ["due_on", "baseline_due_on"], batch_size=BATCH)
    without = set(moved) - {milestone.project_id for milestone in milestones}
    Milestone.objects.bulk_create(
        [
            final_milestone(project, plan.goal, plan.due_on)
            for project, plan in moved.values()
            if project.pk in without and plan.due_on is not None
        ],
        batch_size=BATCH,
    )


def _replace_supporters(planned: Sequence[tuple[Project, Replanning]]) -> None:
    anew = [(project, plan.supporting_departments) for project, plan in planned]
    known = [(project, departments) for project, departments in anew if departments is not None]
    present = ProjectSupport.objects.filter(project__in=[project for project, _departments in known])
    present.delete()
    support([project for project, _departments in known], [departments for _project, departments in known])
