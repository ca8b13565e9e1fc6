"""Settling milestones: complete, waive, take back (DOMAIN §3). Planning them has a module of its own."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.services.filing import require_reason
from projects.access import require_lead
from projects.choices import WORKING_STAGES, ReminderSubject
from projects.models import Milestone
from projects.services import standing
from projects.services.extensions import withdraw_open
from projects.services.locking import lock_of_project
from projects.services.reminders import cancel_for


@transaction.atomic
def complete(
    *, milestone_id: int, by: User, version: int | None = None, completed_on: date | None = None, note: str = ""
) -> Milestone:
    """Mark a milestone done, judge its project anew and call off what was still to be chased.

    ``completed_on`` defaults to today and lies neither in the future nor before the assignment.
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    milestone = lock_of_project(Milestone, milestone_id, version=version)
    require_lead(by, milestone.project)
    settle(milestone, by=by, completed_on=completed_on or clock.today(), note=note)
    return _judged(milestone)


def settle(milestone: Milestone, *, by: User, completed_on: date, note: str = "", attr: str = "completed_on") -> None:
    """Complete a locked milestone of a locked project; the caller judges the project anew.

    ``attr`` is the caller's name for the date. Raises NotAllowedNow, InvalidInput, ValidationError.
    """
    _require_open(milestone)
    project = milestone.project
    if completed_on > clock.today():
        raise InvalidInput(
            _("The milestone cannot be completed after today, %(today)s.") % {"today": date_format(clock.today())},
            attr=attr,
        )
    if project.assigned_on is not None and completed_on < project.assigned_on:
        raise InvalidInput(
            _("The milestone cannot be completed before the assignment on %(day)s.")
            % {"day": date_format(project.assigned_on)},
            attr=attr,
        )
    milestone.completed_on = completed_on
    milestone.completed_by = by
    milestone.completion_note = note
    _check(milestone, "completion_note")
    milestone.save(update_fields=["completed_on", "completed_by", "completion_note"])
    if milestone.is_start and project.started_on is None:
        project.started_on = completed_on
        project.save(update_fields=["started_on"])
    _leave_in_peace(milestone)


@transaction.atomic
def waive(*, milestone_id: int, by: User, version: int | None = None, reason: str) -> Milestone:
    """Settle a milestone without its being done, for a reason; the supervision office decides.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    milestone = lock_of_project(Milestone, milestone_id, version=version)
    require_supervisor(by, milestone.project.report.region_id)
    _require_open(milestone)
    require_reason(reason, "reason")
    milestone.waived_on = clock.today()
    milestone.waive_reason = reason
    _check(milestone, "waive_reason")
    milestone.save(update_fields=["waived_on", "waive_reason"])
    _leave_in_peace(milestone)
    return _judged(milestone)


@transaction.atomic
def take_back(*, milestone_id: int, by: User, version: int | None = None, reason: str) -> Milestone:
    """Open a milestone again that was reported done, or waived, by mistake; the supervision office decides.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    milestone = lock_of_project(Milestone, milestone_id, version=version)
    project = milestone.project
    require_supervisor(by, project.report.region_id)
    require_reason(reason, "reason")
    if milestone.completed_on is None and milestone.waived_on is None:
        raise NotAllowedNow(_("This milestone is still open."))
    if project.stage not in WORKING_STAGES:
        raise _not_now(milestone)
    milestone.completed_on = milestone.completed_by = milestone.waived_on = None
    milestone.waive_reason = ""
    milestone.completion_note = reason
    _check(milestone, "completion_note")
    milestone.save(update_fields=["completed_on", "completed_by", "waived_on", "waive_reason", "completion_note"])
    if milestone.is_start:
        project.started_on = None
        project.save(update_fields=["started_on"])
    return _judged(milestone)


def _require_open(milestone: Milestone) -> None:
    if milestone.completed_on is not None or milestone.waived_on is not None:
        raise NotAllowedNow(_("This milestone is completed or waived already."))
    if milestone.project.stage not in WORKING_STAGES:
        raise _not_now(milestone)


def _not_now(milestone: Milestone) -> NotAllowedNow:
    return NotAllowedNow(
        _("A milestone is completed while its project is assigned or in progress; it is “%(stage)s” now.")
        % {"stage": milestone.project.get_stage_display()}
    )


def _check(milestone: Milestone, *fields: str) -> None:
    others = {field.name for field in Milestone._meta.fields} - set(fields)
    milestone.full_clean(exclude=others, validate_unique=False, validate_constraints=False)


def _leave_in_peace(milestone: Milestone) -> None:
    cancel_for(duty=ReminderSubject.MILESTONE, subject_id=milestone.pk)
    withdraw_open(milestone.project, milestone)


def _judged(milestone: Milestone) -> Milestone:
    standing.recompute_locked([milestone.project])
    milestone.refresh_from_db()
    return milestone
