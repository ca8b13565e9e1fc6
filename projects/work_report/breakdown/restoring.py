"""Projects as they were before an import touched them, or the finding that something has happened to them since."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from projects.models import BreakdownDraft, Milestone, Project, ProjectSupport
from projects.services import standing
from projects.services.intake import BATCH
from projects.work_report.breakdown.effects import Columns, beside, own_columns, set_columns

Effects = Mapping[int, Mapping[str, Any]]
# What an import plans of a draft; once it is handed over, the plan stands.
PLANNED = frozenset({"lead_department_id", "due_on", "has_no_due_date"})


def touched_created(created: Effects, now: Mapping[int, Columns]) -> list[int]:
    """Created projects that are not exactly as they were made, or to which anything else has been attached."""
    milestones = {int(pk): project for project, effect in created.items() for pk in effect["after"]["milestones"]}
    attached = set(beside(Project, list(created), {Milestone, ProjectSupport, BreakdownDraft}))
    attached |= {milestones[pk] for pk in beside(Milestone, list(milestones), {Project})}
    return [pk for pk, effect in created.items() if pk in attached or _state(now.get(pk)) != _state(effect["after"])]


def _state(found: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if found is None else {**found, "columns": own_columns(found["columns"])}


def touched_changed(changed: Effects, now: Mapping[int, Columns]) -> list[int]:
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


def restore(changed: Effects, projects: Mapping[int, Project]) -> None:
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
