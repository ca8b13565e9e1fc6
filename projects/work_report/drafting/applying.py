"""Taking accepted drafts over: what the preview promised, all of it or nothing, noted so that it can be undone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowedNow
from accounts.models import User
from indicators.choices import Comparison
from indicators.models import Indicator, Section, WorkReport
from indicators.rules.kinds import kind_of
from indicators.services.intake import IndicatorCorrection, NewIndicator, register_many
from indicators.services.intake import correct_many as correct_indicators
from indicators.services.locking import lock_indicators
from projects.choices import Category, DraftKind, MilestoneOrigin, Nature, ReportBreakdownState
from projects.models import BreakdownDraft, Project, ReportBreakdown
from projects.services.corrections import Correction, Replanning, correct_many
from projects.services.intake import BATCH, Draft, draft_many
from projects.services.locking import lock_projects
from projects.work_report.breakdown import OvertakenRows
from projects.work_report.breakdown.effects import snapshot
from projects.work_report.drafting.effects import changed, created, indicator_snapshot, section_snapshot
from projects.work_report.drafting.layout import MAIN_TARGETS, sections_for
from projects.work_report.drafting.locking import lock_breakdown, require_read
from projects.work_report.drafting.plan import Line, Outcome, Plan, plan_of

LONGEST_ANCHOR = 60
LONGEST_GOAL = 120
LONGEST_WRITTEN = 120


@transaction.atomic
def apply(*, by: User, breakdown_id: int, promised: str, version: int | None = None) -> ReportBreakdown:
    """Register accepted targets as indicators, draft accepted projects, correct what is there and differs.

    ``promised`` is that of the preview which was seen. Raises ``ReportBreakdown.DoesNotExist``, AccessRefused,
    StaleVersion, NotAllowedNow (applied already; a draft is undecided or wrong), OvertakenRows (the preview is no
    longer true), InvalidInput, ValidationError.
    """
    breakdown = lock_breakdown(breakdown_id, by, version=version)
    require_read(breakdown)
    report = breakdown.report
    lock_indicators(list(report.indicators.values_list("pk", flat=True)))
    lock_projects(list(report.projects.values_list("pk", flat=True)))
    plan = plan_of(breakdown)
    _require_as_promised(plan, promised)
    if not plan.is_ready:
        raise NotAllowedNow(
            _("Some drafts are undecided or something is wrong, or there is nothing to change. Look at the preview.")
        )
    new = [line for line in plan.accepted if line.outcome == Outcome.NEW]
    sections, made = sections_for(report, [line.draft for line in new], by)
    by_draft = {line.draft.pk: section for line, section in zip(new, sections, strict=True)}
    breakdown.effects = {
        "sections": {"created": created(section_snapshot([section.pk for section in made]))},
        "indicators": _take_indicators(report, plan, by_draft, by),
        "projects": _take_projects(report, plan, by_draft, by),
    }
    breakdown.state, breakdown.applied_by = ReportBreakdownState.APPLIED, by
    breakdown.applied_at = timezone.now()
    breakdown.save(update_fields=["effects", "state", "applied_by", "applied_at"])
    return breakdown


def _require_as_promised(plan: Plan, promised: str) -> None:
    now = {line.digest: line.draft.name for line in plan.accepted}
    seen = set(promised.split(".")) - {""}
    if seen == set(now):
        return
    names = {line.draft.pk: line.draft.name for line in plan.lines}
    ids = {digest.partition("-")[0] for digest in seen ^ set(now)}
    moved = [name for pk, name in names.items() if str(pk) in ids]
    raise OvertakenRows(
        _("Since you looked at the preview, this has changed; nothing was taken over. Look at the preview again:"),
        moved,
    )


def _take_indicators(
    report: WorkReport, plan: Plan, sections: dict[int, Section], by: User
) -> dict[str, list[dict[str, Any]]]:
    new = [line for line in _new(plan, sections) if _is_target(line.draft)]
    moved = [(line, line.present) for line in _changed(plan) if isinstance(line.present, Indicator)]
    before = indicator_snapshot([indicator.pk for _line, indicator in moved])
    corrections = [_indicator_correction(line, indicator) for line, indicator in moved]
    correct_indicators(report=report, corrections=corrections, by=by)
    made = register_many(
        report=report, rows=[_indicator(line.draft, sections[line.draft.pk], report.year) for line in new], by=by
    )
    for line, indicator in zip(new, made, strict=True):
        line.draft.indicator = indicator
    BreakdownDraft.objects.bulk_update([line.draft for line in new], ["indicator"], batch_size=BATCH)
    return {
        "created": created(indicator_snapshot([indicator.pk for indicator in made])),
        "changed": changed(before, indicator_snapshot(before)),
    }


def _take_projects(
    report: WorkReport, plan: Plan, sections: dict[int, Section], by: User
) -> dict[str, list[dict[str, Any]]]:
    new = [line for line in _new(plan, sections) if not _is_target(line.draft)]
    moved = [(line, line.present) for line in _changed(plan) if isinstance(line.present, Project)]
    before = snapshot([project.pk for _line, project in moved])
    correct_many(report=report, corrections=[_correction(line, project) for line, project in moved], by=by)
    made = draft_many(
        report=report, drafts=[_project(line.draft, sections[line.draft.pk], report.year) for line in new], by=by
    )
    for line, project in zip(new, made, strict=True):
        line.draft.project = project
    BreakdownDraft.objects.bulk_update([line.draft for line in new], ["project"], batch_size=BATCH)
    return {
        "created": created(snapshot([project.pk for project in made])),
        "changed": changed(before, snapshot(before)),
    }


def _new(plan: Plan, sections: dict[int, Section]) -> Sequence[Line]:
    return [line for line in plan.accepted if line.draft.pk in sections]


def _changed(plan: Plan) -> Sequence[Line]:
    return [line for line in plan.accepted if line.outcome == Outcome.CHANGED]


def _is_target(draft: BreakdownDraft) -> bool:
    return draft.kind == DraftKind.TARGET


def _indicator(draft: BreakdownDraft, section: Section, year: int) -> NewIndicator:
    kind = kind_of(draft.name, draft.unit, draft.comparison, draft.value, draft.words)
    return NewIndicator(
        section=section,
        description={
            "name": draft.name,
            "unit": draft.unit,
            "measure": kind.measure,
            "comparison": draft.comparison,
            "direction": kind.direction,
            "aggregation": kind.aggregation,
            "target": draft.value,
            "target_text": written(draft),
            "due_on": draft.due_on or date(year, 12, 31),
            "is_headline": (section.parent or section).number == MAIN_TARGETS,
            "baseline_value": draft.baseline_value,
            "baseline_text": draft.baseline_text,
            **_origin(draft),
        },
        lead_department=draft.lead_department,
        supporting_departments=list(draft.supporting_departments.all()),
    )


def written(draft: BreakdownDraft) -> str:
    """A target as it is written: its words from the number on, or number and unit where they differ from the words."""
    figure = f"{draft.value.normalize():f}" if draft.value is not None else ""
    at = draft.words.find(figure) if figure else -1
    text = draft.words[at:] if at >= 0 else f"{figure}{draft.unit}"
    return (text or draft.words)[:LONGEST_WRITTEN]


def _indicator_correction(line: Line, indicator: Indicator) -> IndicatorCorrection:
    draft = line.draft
    fields = {each.field for each in line.differences}
    changes: dict[str, Any] = {name: getattr(draft, name) for name in ("unit", "due_on") if name in fields}
    if "value" in fields:
        changes |= {"target": draft.value, "unit": draft.unit, "target_text": written(draft)}
    if "comparison" in fields:
        changes |= {"comparison": Comparison(draft.comparison), "target_text": written(draft)}
    lead = draft.lead_department if "lead_department" in fields else None
    return IndicatorCorrection(indicator.pk, changes, lead)


def _project(draft: BreakdownDraft, section: Section, year: int) -> Draft:
    description: dict[str, Any] = {
        "name": draft.name,
        "nature": Nature(draft.kind),
        "commitment": draft.commitment,
        "action": draft.action,
        "category": draft.category or Category.OTHER,
        "quantity": draft.value,
        "unit": draft.unit if draft.value is not None else "",
        "quantity_text": written(draft) if draft.value is not None else "",
        "members": draft.members,
        "is_list_open": draft.is_list_open,
        "committed_due_on": draft.due_on,
        "due_text": draft.due_text,
        **_origin(draft),
    }
    return Draft(
        section=section,
        description=description,
        goal=(draft.commitment or draft.name)[:LONGEST_GOAL],
        due_on=draft.due_on or date(year, 12, 31),
        lead_department=draft.lead_department,
        supporting_departments=list(draft.supporting_departments.all()),
        origin=MilestoneOrigin.REPORT if draft.due_on else MilestoneOrigin.YEAR_END,
    )


def _correction(line: Line, project: Project) -> Correction:
    draft = line.draft
    fields = {each.field for each in line.differences}
    changes: dict[str, Any] = {}
    if fields & {"value", "unit"}:
        changes |= {"unit": draft.unit}
        if draft.value is not None:
            changes |= {"quantity": draft.value, "quantity_text": written(draft)}
    if "due_on" in fields:
        changes |= {"committed_due_on": draft.due_on, "due_text": draft.due_text}
    planning = Replanning(lead_department=draft.lead_department) if "lead_department" in fields else None
    return Correction(project.pk, changes, planning)


def _origin(draft: BreakdownDraft) -> dict[str, Any]:
    return {"source_line": draft.line, "source_anchor": draft.words[:LONGEST_ANCHOR]}
