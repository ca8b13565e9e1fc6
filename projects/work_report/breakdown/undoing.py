"""Taking an applied list back: what it created goes, what it changed is as it was, or nothing happens."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.choices import BreakdownSheetState
from projects.models import BreakdownSheet, Project
from projects.services.locking import lock_projects
from projects.work_report.breakdown.effects import snapshot
from projects.work_report.breakdown.errors import OvertakenRows
from projects.work_report.breakdown.restoring import restore, touched_changed, touched_created
from projects.work_report.breakdown.uploading import lock_sheet


@transaction.atomic
def undo(*, by: User, sheet_id: int, reason: str) -> BreakdownSheet:
    """Restore the state before the list was applied; only the latest applied list of a report can be undone.

    Raises ``BreakdownSheet.DoesNotExist``, AccessRefused, NotAllowedNow (not applied, or not the latest),
    InvalidInput (no reason), OvertakenRows (something has happened to what it created or changed).
    """
    sheet = lock_sheet(sheet_id, by)
    if not reason.strip():
        raise InvalidInput(_("Say why the list is undone."), attr="reason", code="required")
    _require_latest(sheet)
    created = {effect["id"]: effect for effect in sheet.effects["created"]}
    changed = {effect["id"]: effect for effect in sheet.effects["changed"]}
    projects = {project.pk: project for project in lock_projects([*created, *changed])}
    now = snapshot([*created, *changed])
    touched = [*touched_created(created, now), *touched_changed(changed, now)]
    if touched:
        raise OvertakenRows(
            _("Something has happened since to what the list created or changed; nothing was undone:"),
            [str(projects.get(pk) or f"#{pk}") for pk in touched],
        )
    Project.objects.filter(pk__in=created).delete()
    restore(changed, projects)
    sheet.state, sheet.undone_by, sheet.undone_at = BreakdownSheetState.UNDONE, by, timezone.now()
    sheet.undo_reason = reason.strip()
    sheet.clean_fields(exclude={"tables", "answers", "effects"})
    sheet.save(update_fields=["state", "undone_by", "undone_at", "undo_reason"])
    return sheet


def latest_applied(report_id: int) -> BreakdownSheet | None:
    """The list of a report that can be undone."""
    applied = BreakdownSheet.objects.filter(report=report_id, state=BreakdownSheetState.APPLIED)
    return applied.order_by("-applied_at", "-pk").first()


def _require_latest(sheet: BreakdownSheet) -> None:
    if sheet.state != BreakdownSheetState.APPLIED:
        raise NotAllowedNow(_("Only an applied list can be undone."))
    if latest_applied(sheet.report_id) != sheet:
        raise NotAllowedNow(_("Another list was applied after this one. Undo that one first."))
