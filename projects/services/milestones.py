"""Milestones: add, complete (DOMAIN §3)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.access import require_lead
from projects.choices import WORKING_STAGES, MilestoneOrigin, ReminderSubject, Stage
from projects.models import Milestone
from projects.services import standing
from projects.services.locking import lock_milestone, lock_project
from projects.services.reminders import cancel_for


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
    """Add a milestone behind the present ones of a project that is not assigned yet.

    ``by`` is None for an import. The date becomes the baseline, which assignment then fixes.
    Raises AccessRefused, NotAllowedNow (the project is assigned), ValidationError (per field).
    """
    project = lock_project(project_id)
    if by is not None:
        require_lead(by, project)
    if project.stage != Stage.DRAFTED:
        raise NotAllowedNow(_("Milestones are planned before assignment; this project is assigned."))
    last = project.milestones.aggregate(last=Max("position"))["last"] or 0
    milestone = Milestone(
        project=project,
        title=title,
        position=last + 1,
        weight=weight,
        baseline_due_on=due_on,
        due_on=due_on,
        origin=origin,
        is_start=is_start,
        is_final=is_final,
    )
    milestone.full_clean(validate_unique=False)
    milestone.save(force_insert=True)
    return milestone


@transaction.atomic
def complete(
    *, milestone_id: int, by: User, version: int | None = None, completed_on: date | None = None, note: str = ""
) -> Milestone:
    """Mark a milestone done, judge its project anew and call off what was still to be chased.

    ``completed_on`` defaults to today and lies neither in the future nor before the assignment.
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput.
    """
    milestone = lock_milestone(milestone_id, version=version)
    project = milestone.project
    require_lead(by, project)
    _require_open(milestone)
    day = completed_on or clock.today()
    if day > clock.today():
        raise InvalidInput(
            _("The milestone cannot be completed after today, %(today)s.") % {"today": date_format(clock.today())},
            attr="completed_on",
        )
    if project.assigned_on is not None and day < project.assigned_on:
        raise InvalidInput(
            _("The milestone cannot be completed before the assignment on %(day)s.")
            % {"day": date_format(project.assigned_on)},
            attr="completed_on",
        )
    milestone.completed_on = day
    milestone.completed_by = by
    milestone.completion_note = note
    milestone.save(update_fields=["completed_on", "completed_by", "completion_note"])
    if milestone.is_start and project.started_on is None:
        project.started_on = day
        project.save(update_fields=["started_on"])
    cancel_for(subject_kind=ReminderSubject.MILESTONE, subject_id=milestone.pk)
    standing.recompute([project.pk])
    milestone.refresh_from_db()
    return milestone


def _require_open(milestone: Milestone) -> None:
    if milestone.completed_on is not None or milestone.waived_on is not None:
        raise NotAllowedNow(_("This milestone is completed or waived already."))
    if milestone.project.stage not in WORKING_STAGES:
        raise NotAllowedNow(
            _("A milestone is completed while its project is assigned or in progress; it is “%(stage)s” now.")
            % {"stage": milestone.project.get_stage_display()}
        )
