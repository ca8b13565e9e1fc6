"""Taking an applied breakdown back: what it created goes, what it changed is as it was, or nothing happens."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.models import Indicator, IndicatorSupport, Section
from indicators.services.intake import BATCH
from indicators.services.locking import lock_indicators
from projects.choices import ReportBreakdownState
from projects.models import BreakdownDraft, Project, ReportBreakdown
from projects.services.locking import lock_projects
from projects.work_report.breakdown import OvertakenRows
from projects.work_report.breakdown.effects import Columns, beside, set_columns, snapshot
from projects.work_report.breakdown.restoring import Effects, restore, touched_changed, touched_created
from projects.work_report.drafting.effects import indicator_snapshot, section_snapshot
from projects.work_report.drafting.locking import lock_breakdown


@transaction.atomic
def undo(*, by: User, breakdown_id: int, reason: str, version: int | None = None) -> ReportBreakdown:
    """Restore the state before the drafts were applied; only the latest applied breakdown of a report can be undone.

    Raises ``ReportBreakdown.DoesNotExist``, AccessRefused, StaleVersion, NotAllowedNow (not applied, or not the
    latest), InvalidInput (no reason), OvertakenRows (something has happened to what it created or changed).
    """
    breakdown = lock_breakdown(breakdown_id, by, version=version)
    if not reason.strip():
        raise InvalidInput(_("Say why the breakdown is undone."), attr="reason", code="required")
    _require_latest(breakdown)
    lock_indicators([effect["id"] for effects in breakdown.effects["indicators"].values() for effect in effects])
    _undo_projects(breakdown.effects["projects"])
    _undo_indicators(breakdown.effects["indicators"])
    _undo_sections(breakdown.effects["sections"])
    breakdown.state, breakdown.undone_by = ReportBreakdownState.UNDONE, by
    breakdown.undone_at, breakdown.undo_reason = timezone.now(), reason.strip()
    breakdown.clean_fields(exclude={"lines", "sentences", "effects"})
    breakdown.save(update_fields=["state", "undone_by", "undone_at", "undo_reason"])
    return breakdown


def latest_applied(report_id: int) -> ReportBreakdown | None:
    """The breakdown of a report that can be undone."""
    applied = ReportBreakdown.objects.filter(report=report_id, state=ReportBreakdownState.APPLIED)
    return applied.defer("lines", "sentences", "effects").order_by("-applied_at", "-pk").first()


def _require_latest(breakdown: ReportBreakdown) -> None:
    if breakdown.state != ReportBreakdownState.APPLIED:
        raise NotAllowedNow(_("Only an applied breakdown can be undone."))
    if latest_applied(breakdown.report_id) != breakdown:
        raise NotAllowedNow(_("Another breakdown was applied after this one. Undo that one first."))


def _by_id(effects: Mapping[str, Any], which: str) -> dict[int, Mapping[str, Any]]:
    return {effect["id"]: effect for effect in effects.get(which, [])}


def _undo_projects(effects: Mapping[str, Any]) -> None:
    made, moved = _by_id(effects, "created"), _by_id(effects, "changed")
    projects = {project.pk: project for project in lock_projects([*made, *moved])}
    now = snapshot([*made, *moved])
    touched = [*touched_created(made, now), *touched_changed(moved, now)]
    _require_untouched([str(projects.get(pk) or f"#{pk}") for pk in touched])
    Project.objects.filter(pk__in=made).delete()
    restore(moved, {pk: projects[pk] for pk in moved})


def _undo_indicators(effects: Mapping[str, Any]) -> None:
    made, moved = _by_id(effects, "created"), _by_id(effects, "changed")
    indicators = lock_indicators([*made, *moved])
    now = indicator_snapshot([*made, *moved])
    attached = beside(Indicator, list(made), {IndicatorSupport, BreakdownDraft})
    touched = [pk for pk, effect in made.items() if pk in attached or now.get(pk) != effect["after"]]
    touched += [pk for pk, effect in moved.items() if _is_overtaken(effect, now.get(pk))]
    _require_untouched([str(indicators.get(pk) or f"#{pk}") for pk in touched])
    Indicator.objects.filter(pk__in=made).delete()
    _restore_indicators(moved, indicators)


def _is_overtaken(effect: Mapping[str, Any], now: Columns | None) -> bool:
    if now is None:
        return True
    before, after = effect["before"]["columns"], effect["after"]["columns"]
    return any(now["columns"][name] != after[name] for name in after if before[name] != after[name])


def _restore_indicators(moved: Effects, indicators: Mapping[int, Indicator]) -> None:
    names: set[str] = set()
    for pk, effect in moved.items():
        before, after = effect["before"]["columns"], effect["after"]["columns"]
        own = {name: value for name, value in before.items() if after[name] != value}
        set_columns(indicators[pk], own)
        names |= set(own)
    if names:
        fields = [field.name for field in Indicator._meta.concrete_fields if field.attname in names]
        Indicator.objects.bulk_update([indicators[pk] for pk in moved], fields, batch_size=BATCH)


def _undo_sections(effects: Mapping[str, Any]) -> None:
    """Sections that were made go, once nothing refers to them any more but each other."""
    made = _by_id(effects, "created")
    now = section_snapshot(list(made))
    used = beside(Section, list(made), {Section})
    foreign = Section.objects.filter(parent__in=made).exclude(pk__in=made).values_list("parent_id", flat=True)
    touched = [pk for pk, effect in made.items() if pk in used or pk in set(foreign) or now.get(pk) != effect["after"]]
    names = dict(Section.objects.filter(pk__in=touched).values_list("pk", "heading"))
    _require_untouched([names.get(pk, f"#{pk}") for pk in touched])
    Section.objects.filter(pk__in=made).delete()


def _require_untouched(names: list[str]) -> None:
    if names:
        raise OvertakenRows(_("Something has happened since to what was applied; nothing was undone:"), names)
