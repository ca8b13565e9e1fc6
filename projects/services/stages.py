"""Moves through the supervision cycle: acknowledge, suspend, withdraw, resume, reopen (DOMAIN §3 "Stages").

``move`` is how every service changes a stage; assignment and closure, which ask for more, have modules of
their own.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import require_supervisor
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import User
from projects.access import require_lead
from projects.choices import ReminderSubject
from projects.models import Project, StageChange
from projects.rules import transitions
from projects.rules.transitions import Move
from projects.services import standing
from projects.services.extensions import withdraw_open
from projects.services.locking import lock_project
from projects.services.reminders import cancel_for, cancel_for_project


def move(
    project: Project, step: Move, *, by: User | None, made_on: date | None = None, reason: str = "", document: str = ""
) -> None:
    """Change the stage of a locked project by the transition table and record who, when, why.

    The caller saves the project. ``by`` is None for an import.
    Raises AccessRefused, NotAllowedNow (with the moves that are allowed), InvalidInput (no reason given).
    """
    role = by.role if by else None
    try:
        to_stage = transitions.target_of(project.stage, step, role, reason=reason)
    except transitions.MoveRefused as refused:
        if refused.reason_missing:
            raise InvalidInput(_("Give a reason for this move."), attr="reason") from refused
        if not transitions.ever_allowed(step, role):
            raise AccessRefused from refused
        raise NotAllowedNow(
            _("“%(name)s” is “%(stage)s” now; that does not allow this move.")
            % {"name": project.name, "stage": project.get_stage_display()},
            allowed=refused.allowed,
        ) from refused
    change = StageChange(
        project=project,
        from_stage=project.stage,
        to_stage=to_stage,
        made_by=by,
        made_on=made_on or clock.today(),
        reason=reason,
        document=document,
    )
    change.full_clean(exclude=["project", "made_by"], validate_constraints=False)
    change.save(force_insert=True)
    project.stage = to_stage


@transaction.atomic
def acknowledge(*, project_id: int, by: User, version: int | None = None, on: date | None = None) -> Project:
    """The head of the lead department takes the project on (签收).

    Raises AccessRefused, StaleVersion, NotAllowedNow.
    """
    project = lock_project(project_id, version=version)
    require_lead(by, project)
    project.acknowledged_on = on or clock.today()
    move(project, Move.ACKNOWLEDGE, by=by, made_on=project.acknowledged_on)
    project.save(update_fields=["acknowledged_on", "stage"])
    cancel_for(duty=ReminderSubject.ACKNOWLEDGEMENT, subject_id=project.pk)
    return judged(project)


@transaction.atomic
def suspend(*, project_id: int, by: User, version: int | None = None, reason: str, document: str = "") -> Project:
    """Halt a project for a reason that a leader gave (暂缓). Nothing of it is chased until it is resumed.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    return _halt(project_id, Move.SUSPEND, by=by, version=version, reason=reason, document=document)


@transaction.atomic
def withdraw(*, project_id: int, by: User, version: int | None = None, reason: str, document: str = "") -> Project:
    """Take a project off the list for a reason that a leader gave (撤销).

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    return _halt(project_id, Move.WITHDRAW, by=by, version=version, reason=reason, document=document)


@transaction.atomic
def resume(*, project_id: int, by: User, version: int | None = None, reason: str = "", document: str = "") -> Project:
    """Take a suspended project up again (恢复).

    Raises AccessRefused, StaleVersion, NotAllowedNow, ValidationError.
    """
    project = lock_project(project_id, version=version)
    require_supervisor(by, project.report.region_id)
    move(project, Move.RESUME, by=by, reason=reason, document=document)
    project.save(update_fields=["stage"])
    return judged(project)


@transaction.atomic
def reopen(*, project_id: int, by: User, version: int | None = None, reason: str, document: str = "") -> Project:
    """Take a closed project up again, for a reason (重新立项督办).

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    project = lock_project(project_id, version=version)
    require_supervisor(by, project.report.region_id)
    move(project, Move.REOPEN, by=by, reason=reason, document=document)
    project.closed_on = None
    project.save(update_fields=["stage", "closed_on"])
    return judged(project)


def _halt(project_id: int, step: Move, *, by: User, version: int | None, reason: str, document: str) -> Project:
    project = lock_project(project_id, version=version)
    require_supervisor(by, project.report.region_id)
    move(project, step, by=by, reason=reason, document=document)
    project.save(update_fields=["stage"])
    withdraw_open(project)
    cancel_for_project(project.pk)
    return judged(project)


def judged(project: Project) -> Project:
    """The project with its standing as of now."""
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project
