"""Closing a project: the lead department asks, the supervision office verifies (销号; DOMAIN §3)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, require_department, require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.models import Project
from projects.queries.lists import STILL_OPEN
from projects.rules.transitions import Move
from projects.services.extensions import withdraw_open
from projects.services.locking import lock_project
from projects.services.reminders import cancel_for_project
from projects.services.stages import judged, move


@transaction.atomic
def request(*, project_id: int, by: User, version: int | None = None, statement: str) -> Project:
    """Ask for closure: all milestones settled, a closing statement, and at least one piece of evidence.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    project = lock_project(project_id, version=version)
    require_department(by, project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT)
    move(project, Move.REQUEST_CLOSURE, by=by)
    _require_settled(project)
    if not statement.strip():
        raise InvalidInput(_("Say in the closing statement what was achieved."), attr="statement")
    if not project.evidence.filter(Q(is_for_closure=True) | Q(milestone__is_final=True)).exists():
        raise InvalidInput(
            _("Attach at least one file that proves the result before asking for closure."), attr="evidence"
        )
    project.closing_statement = statement
    others = {field.name for field in Project._meta.fields} - {"closing_statement"}
    project.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    project.save(update_fields=["stage", "closing_statement"])
    withdraw_open(project)
    return judged(project)


@transaction.atomic
def verify(*, project_id: int, by: User, version: int | None = None, reason: str = "", document: str = "") -> Project:
    """Close the project; nothing of it is chased any more.

    Raises AccessRefused, StaleVersion, NotAllowedNow, ValidationError.
    """
    project = lock_project(project_id, version=version)
    require_supervisor(by, project.report.region_id)
    move(project, Move.CLOSE, by=by, reason=reason, document=document)
    _require_settled(project)
    project.closed_on = clock.today()
    project.save(update_fields=["stage", "closed_on"])
    cancel_for_project(project.pk)
    return judged(project)


@transaction.atomic
def send_back(*, project_id: int, by: User, version: int | None = None, reason: str, document: str = "") -> Project:
    """Return the request to the department with a reason.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    project = lock_project(project_id, version=version)
    require_supervisor(by, project.report.region_id)
    move(project, Move.RETURN, by=by, reason=reason, document=document)
    project.save(update_fields=["stage"])
    return judged(project)


def _require_settled(project: Project) -> None:
    titles = list(project.milestones.filter(STILL_OPEN).order_by("position").values_list("title", flat=True)[:5])
    if titles:
        raise NotAllowedNow(
            _("These milestones are neither done nor waived yet: %(titles)s.") % {"titles": "、".join(titles)}
        )
