"""Planning the milestones of a drafted project; assignment then fixes their baseline (DOMAIN §3)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.choices import MilestoneOrigin, OffsetFrom, Stage
from projects.models import Milestone, MilestoneTemplate, Project
from projects.services import standing
from projects.services.locking import lock_of_project, lock_project

PLANNED = frozenset({"title", "due_on", "weight", "is_start", "is_final"})


@transaction.atomic
def add(
    *,
    project_id: int,
    by: User | None,
    title: str,
    due_on: date,
    origin: MilestoneOrigin = MilestoneOrigin.PLAN,
    weight: Decimal = Decimal(1),
    is_start: bool = False,
    is_final: bool = False,
) -> Milestone:
    """Add a milestone behind the present ones.

    ``by`` is None for an import. The date becomes the baseline, which assignment then fixes.
    Raises AccessRefused, NotAllowedNow (the project is assigned), ValidationError (per field).
    """
    project = _drafted(lock_project(project_id), by)
    milestone = Milestone(
        project=project,
        title=title,
        position=_last_position(project) + 1,
        weight=weight,
        baseline_due_on=due_on,
        due_on=due_on,
        origin=origin,
        is_start=is_start,
        is_final=is_final,
    )
    milestone.full_clean(validate_unique=False)
    milestone.save(force_insert=True)
    standing.recompute([project_id])
    return milestone


@transaction.atomic
def replan(*, milestone_id: int, by: User, version: int | None = None, changes: Mapping[str, Any]) -> Milestone:
    """Change what is planned, baseline included; ``changes`` holds fields of :data:`PLANNED`.

    Raises AccessRefused, StaleVersion, NotAllowedNow (the project is assigned), InvalidInput, ValidationError.
    """
    milestone = lock_of_project(Milestone, milestone_id, version=version)
    _drafted(milestone.project, by)
    for name in sorted(set(changes) - PLANNED):
        raise InvalidInput(_("This field cannot be changed here."), attr=name)
    for name, value in changes.items():
        setattr(milestone, name, value)
    milestone.baseline_due_on = milestone.due_on
    milestone.full_clean(exclude=["project"])
    milestone.save(update_fields=[*changes, "baseline_due_on"])
    standing.recompute([milestone.project_id])
    milestone.refresh_from_db()
    return milestone


@transaction.atomic
def remove(*, milestone_id: int, by: User, version: int | None = None) -> None:
    """Strike a milestone from the plan. Raises AccessRefused, StaleVersion, NotAllowedNow."""
    milestone = lock_of_project(Milestone, milestone_id, version=version)
    _drafted(milestone.project, by)
    milestone.delete()
    standing.recompute([milestone.project_id])


@transaction.atomic
def apply_template(
    *,
    project_id: int,
    by: User,
    version: int | None = None,
    template: MilestoneTemplate,
    start_on: date,
    due_on: date,
) -> list[Milestone]:
    """Propose a template's steps between two dates, behind the present milestones; edited afterwards.

    Steps that would fall outside the two dates are put on the nearer one.
    Raises AccessRefused, StaleVersion, NotAllowedNow (the project is assigned), InvalidInput (order of dates).
    """
    project = _drafted(lock_project(project_id, version=version), by)
    if due_on < start_on:
        raise InvalidInput(_("The due date lies before the start."), attr="due_on")
    steps = list(template.steps.order_by("position"))
    first = _last_position(project) + 1
    has_final = project.milestones.filter(is_final=True).exists()
    days = [_date_of(step.offset_days, step.offset_from, start_on, due_on) for step in steps]
    proposed = Milestone.objects.bulk_create(
        Milestone(
            project=project,
            title=step.title,
            position=first + index,
            weight=step.weight,
            baseline_due_on=day,
            due_on=day,
            origin=MilestoneOrigin.TEMPLATE,
            is_final=not has_final and index == len(steps) - 1,
        )
        for index, (step, day) in enumerate(zip(steps, days, strict=True))
    )
    standing.recompute([project_id])
    return proposed


def _date_of(offset_days: int, offset_from: str, start_on: date, due_on: date) -> date:
    origin = start_on if offset_from == OffsetFrom.START else due_on
    return min(max(origin + timedelta(days=offset_days), start_on), due_on)


def _last_position(project: Project) -> int:
    return project.milestones.aggregate(last=Max("position"))["last"] or 0


def _drafted(project: Project, by: User | None) -> Project:
    if by is not None:
        require_supervisor(by, project.report.region_id)
    if project.stage != Stage.DRAFTED:
        raise NotAllowedNow(_("Milestones are planned before assignment; this project is assigned."))
    return project
