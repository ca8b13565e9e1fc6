"""Asking for a later date and deciding on it; the baseline never moves (延期; DOMAIN §3)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, require_department, require_supervisor
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.models import SupervisionPolicy
from indicators.queries import policy_in_force
from indicators.services.filing import next_state, require_reason
from projects.access import decides_for_leader
from projects.choices import WORKING_STAGES, ExtensionState, ReminderSubject
from projects.models import Extension, Milestone, Project
from projects.rules.filings import EXTENSION
from projects.services import standing
from projects.services.locking import lock_of_project, lock_project
from projects.services.reminders import cancel_for

COUNTED = (ExtensionState.REQUESTED, ExtensionState.APPROVED)


@transaction.atomic
def request(*, project_id: int, by: User, new_due_on: date, reason: str, milestone_id: int | None = None) -> Extension:
    """The head of the lead department asks for a later date of the project, or of one of its milestones.

    A long request, and one that comes after the date, is the responsible leader's to decide.
    Raises AccessRefused, NotAllowedNow, InvalidInput, ValidationError, ``Milestone.DoesNotExist``.
    """
    project = lock_project(project_id)
    require_department(by, project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT)
    milestone = Milestone.objects.select_for_update().get(pk=milestone_id, project=project) if milestone_id else None
    _require_open(project, milestone)
    require_reason(reason, "reason")
    old_due_on = milestone.due_on if milestone else project.due_on
    if old_due_on is None:
        raise NotAllowedNow(_("This project has no due date that could be moved."))
    policy = policy_in_force(project.report_id, clock.today())
    _require_date(project, milestone, old_due_on, new_due_on)
    _require_count(project, milestone, policy)
    is_after_due = old_due_on < clock.today()
    extension = Extension(
        project=project,
        milestone=milestone,
        old_due_on=old_due_on,
        new_due_on=new_due_on,
        reason=reason,
        requested_by=by,
        requested_on=clock.today(),
        is_after_due=is_after_due,
        needs_leader=is_after_due or (new_due_on - old_due_on).days > policy.leader_extension_days,
    )
    extension.full_clean()
    extension.save(force_insert=True)
    return extension


@transaction.atomic
def approve(*, extension_id: int, by: User, version: int | None = None, note: str = "") -> Extension:
    """Move the date; what was to be chased by the old one is called off.

    Raises AccessRefused, StaleVersion, NotAllowedNow (decided already, milestone done), ValidationError.
    """
    extension = lock_of_project(Extension, extension_id, version=version)
    _decide(extension, "approve", by=by, note=note)
    _move_date(extension)
    return _judged(extension)


@transaction.atomic
def refuse(*, extension_id: int, by: User, version: int | None = None, note: str) -> Extension:
    """Leave the date where it is, and say why.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    extension = lock_of_project(Extension, extension_id, version=version)
    require_reason(note, "note")
    _decide(extension, "refuse", by=by, note=note)
    return _judged(extension)


@transaction.atomic
def withdraw(*, extension_id: int, by: User, version: int | None = None) -> Extension:
    """The department takes its request back. Raises AccessRefused, StaleVersion, NotAllowedNow."""
    extension = lock_of_project(Extension, extension_id, version=version)
    require_department(by, extension.project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT)
    extension.state = next_state(EXTENSION, ExtensionState, extension.state, "withdraw")
    extension.save(update_fields=["state"])
    return _judged(extension)


def withdraw_open(project: Project, milestone: Milestone | None = None) -> None:
    """Requests that have lost their subject, a settled milestone or a halted project, wait no longer."""
    waiting = Extension.objects.filter(project=project, state=ExtensionState.REQUESTED)
    if milestone is not None:
        waiting = waiting.filter(milestone=milestone)
    waiting.update(state=ExtensionState.WITHDRAWN)


def _decide(extension: Extension, action: str, *, by: User, note: str) -> None:
    project = extension.project
    if extension.needs_leader:
        if not decides_for_leader(by, project):
            raise AccessRefused(_("This request is the responsible leader's to decide."))
    else:
        require_supervisor(by, project.report.region_id)
    extension.state = next_state(EXTENSION, ExtensionState, extension.state, action)
    extension.decided_by = by
    extension.decided_on = clock.today()
    extension.decision_note = note
    others = {field.name for field in Extension._meta.fields} - {"decision_note"}
    extension.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    extension.save(update_fields=["state", "decided_by", "decided_on", "decision_note"])


def _move_date(extension: Extension) -> None:
    project = extension.project
    milestones = Milestone.objects.select_for_update().filter(project=project)
    milestone = milestones.get(pk=extension.milestone_id) if extension.milestone_id else None
    _require_open(project, milestone)
    if milestone is None:
        project.due_on = extension.new_due_on
        project.save(update_fields=["due_on"])
        cancel_for(duty=ReminderSubject.FINAL_DATE, subject_id=project.pk)
        milestone = milestones.filter(
            is_final=True, completed_on=None, waived_on=None, due_on=extension.old_due_on
        ).first()
    if milestone is not None:
        milestone.due_on = extension.new_due_on
        milestone.save(update_fields=["due_on"])
        cancel_for(duty=ReminderSubject.MILESTONE, subject_id=milestone.pk)


def _require_open(project: Project, milestone: Milestone | None) -> None:
    if project.stage not in WORKING_STAGES:
        raise NotAllowedNow(
            _("Dates are moved while the project is assigned or in progress; it is “%(stage)s” now.")
            % {"stage": project.get_stage_display()}
        )
    if milestone is not None and (milestone.completed_on is not None or milestone.waived_on is not None):
        raise NotAllowedNow(_("This milestone is completed or waived already."))


def _require_date(project: Project, milestone: Milestone | None, old_due_on: date, new_due_on: date) -> None:
    if new_due_on <= old_due_on:
        raise InvalidInput(_("The new date must lie after the present one."), attr="new_due_on")
    if new_due_on <= clock.today():
        raise InvalidInput(_("The new date must lie in the future."), attr="new_due_on")
    if milestone is not None and project.due_on is not None and new_due_on > project.due_on:
        raise InvalidInput(
            _("The milestone would end after the project; ask for a later date of the project instead."),
            attr="new_due_on",
        )


def _require_count(project: Project, milestone: Milestone | None, policy: SupervisionPolicy) -> None:
    made = Extension.objects.filter(project=project, milestone=milestone, state__in=COUNTED)
    states = list(made.values_list("state", flat=True))
    if ExtensionState.REQUESTED in states:
        raise NotAllowedNow(_("A request for this date is waiting for a decision already."))
    if len(states) >= policy.extensions_per_milestone:
        raise NotAllowedNow(
            _("This date has been moved %(count)d times already; more is not allowed.") % {"count": len(states)}
        )


def _judged(extension: Extension) -> Extension:
    standing.recompute([extension.project_id])
    extension.refresh_from_db()
    return extension
