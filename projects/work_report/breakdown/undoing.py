"""Taking an applied list back: what it created goes, what it changed is as it was, or nothing happens."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.choices import BreakdownSheetState
from projects.models import BreakdownSheet, Milestone, Project, ProjectSupport
from projects.services import standing
from projects.services.intake import BATCH
from projects.services.locking import lock_projects
from projects.work_report.breakdown.effects import Columns, beside, own_columns, set_columns, snapshot
from projects.work_report.breakdown.errors import OvertakenRows
from projects.work_report.breakdown.uploading import lock_sheet

Effects = Mapping[int, Mapping[str, Any]]
# What a list plans of a draft; once it is handed over, the plan stands.
PLANNED = frozenset({"lead_department_id", "due_on", "has_no_due_date"})


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
    touched = [*_touched_created(created, now), *_touched_changed(changed, now)]
    if touched:
        raise OvertakenRows(
            _("Something has happened since to what the list created or changed; nothing was undone:"),
            [str(projects.get(pk) or f"#{pk}") for pk in touched],
        )
    Project.objects.filter(pk__in=created).delete()
    _restore(changed, projects)
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


def _touched_created(created: Effects, now: Mapping[int, Columns]) -> list[int]:
    """Created projects that are not exactly as they were made, or to which anything else has been attached."""
    milestones = {int(pk): project for project, effect in created.items() for pk in effect["after"]["milestones"]}
    attached = set(beside(Project, list(created), {Milestone, ProjectSupport}))
    attached |= {milestones[pk] for pk in beside(Milestone, list(milestones), {Project})}
    return [pk for pk, effect in created.items() if pk in attached or _state(now.get(pk)) != _state(effect["after"])]


def _state(found: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if found is None else {**found, "columns": own_columns(found["columns"])}


def _touched_changed(changed: Effects, now: Mapping[int, Columns]) -> list[int]:
    """Changed projects of which something that the list changed has been changed again."""
    return [pk for pk, effect in changed.items() if pk not in now or _is_overtaken(effect, now[pk])]


def _is_overtaken(effect: Mapping[str, Any], now: Columns) -> bool:
    before, after = effect["before"], effect["after"]
    names = _moved(own_columns(before["columns"]), after["columns"])
    if any(now["columns"][name] != after["columns"][name] for name in names):
        return True
    if before["supporting"] != after["supporting"] and now["supporting"] != after["supporting"]:
        return True
    if _plans(effect) and now["columns"]["stage"] != after["columns"]["stage"]:
        return True
    return any(now["milestones"].get(pk) != after["milestones"].get(pk) for pk in _milestones(effect))


def _plans(effect: Mapping[str, Any]) -> bool:
    """Whether the list changed who does it until when, and not only how it is described."""
    before, after = effect["before"], effect["after"]
    moved = PLANNED.intersection(_moved(before["columns"], after["columns"]))
    return bool(moved or before["supporting"] != after["supporting"] or _milestones(effect))


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name, value in before.items() if after[name] != value]


def _milestones(effect: Mapping[str, Any]) -> list[str]:
    """Ids of the milestones that the list created or moved."""
    before, after = effect["before"]["milestones"], effect["after"]["milestones"]
    return [pk for pk, columns in after.items() if before.get(pk) != columns]


def _restore(changed: Effects, projects: Mapping[int, Project]) -> None:
    """Every changed column as it was, standing included; what time has moved since is judged anew."""
    names: set[str] = set()
    for pk, effect in changed.items():
        before = effect["before"]["columns"]
        set_columns(projects[pk], {name: before[name] for name in _moved(before, effect["after"]["columns"])})
        names |= set(_moved(before, effect["after"]["columns"]))
    _restore_milestones(changed.values())
    _restore_supporters(changed)
    if names:
        fields = [field.name for field in Project._meta.concrete_fields if field.attname in names]
        Project.objects.bulk_update(projects.values(), fields, batch_size=BATCH)
    standing.recompute(list(changed))


def _restore_milestones(effects: Collection[Mapping[str, Any]]) -> None:
    before = {pk: columns for effect in effects for pk, columns in effect["before"]["milestones"].items()}
    moved = [pk for effect in effects for pk in _milestones(effect)]
    Milestone.objects.filter(pk__in=[pk for pk in moved if pk not in before]).delete()
    milestones = list(Milestone.objects.filter(pk__in=[pk for pk in moved if pk in before]))
    for milestone in milestones:
        set_columns(milestone, before[str(milestone.pk)])
    Milestone.objects.bulk_update(milestones, ["due_on", "baseline_due_on"], batch_size=BATCH)


def _restore_supporters(changed: Effects) -> None:
    moved: Sequence[tuple[int, Sequence[int]]] = [
        (pk, effect["before"]["supporting"])
        for pk, effect in changed.items()
        if effect["before"]["supporting"] != effect["after"]["supporting"]
    ]
    ProjectSupport.objects.filter(project__in=[pk for pk, _departments in moved]).delete()
    ProjectSupport.objects.bulk_create(
        ProjectSupport(project_id=pk, department_id=department)
        for pk, departments in moved
        for department in departments
    )
