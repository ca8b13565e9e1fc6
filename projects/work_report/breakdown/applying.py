"""Taking a list over: what its preview promised, all of it or nothing, and noted so that it can be undone."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowedNow
from accounts.models import User
from projects.choices import BreakdownSheetState, Nature
from projects.models import BreakdownSheet, Project
from projects.services.corrections import Correction, Replanning, correct_many
from projects.services.intake import Draft, draft_many
from projects.services.locking import lock_projects
from projects.work_report.breakdown.effects import snapshot
from projects.work_report.breakdown.errors import OvertakenRows
from projects.work_report.breakdown.lines import Line, LineKind
from projects.work_report.breakdown.plan import Plan, plan_of
from projects.work_report.breakdown.uploading import lock_sheet, require_uploaded

GOAL_LENGTH = 120  # of a milestone's title
DESCRIBED = {"item": "name", "target": "commitment", "note": "note"}


@transaction.atomic
def apply(*, by: User, sheet_id: int, promised: str) -> BreakdownSheet:
    """Draft what is new and correct what has changed. ``promised`` is the ``promised`` of the preview that was seen.

    Raises ``BreakdownSheet.DoesNotExist``, AccessRefused, NotAllowedNow (applied already; something is open or
    wrong), OvertakenRows (the preview is no longer true), InvalidInput, ValidationError.
    """
    sheet = lock_sheet(sheet_id, by)
    require_uploaded(sheet)
    lock_projects(list(sheet.report.projects.values_list("pk", flat=True)))
    plan = plan_of(sheet)
    _require_as_promised(plan, promised)
    if not plan.is_ready:
        raise NotAllowedNow(_("Something is still open or wrong, or there is nothing to change. Look at the preview."))
    new = [line for line in plan.lines if line.kind == LineKind.NEW]
    changed = [line for line in plan.lines if line.kind == LineKind.CHANGED]
    ids = [line.project.pk for line in changed if line.project is not None]
    before = snapshot(ids)
    correct_many(report=sheet.report, corrections=[_correction(line) for line in changed], by=by)
    created = draft_many(report=sheet.report, drafts=[_draft(line) for line in new], by=by)
    after = snapshot(ids)
    made = snapshot([project.pk for project in created])
    sheet.effects = {
        "created": [{"id": pk, "after": made[pk]} for pk in made],
        "changed": [{"id": pk, "before": before[pk], "after": after[pk]} for pk in ids],
    }
    sheet.state, sheet.applied_by, sheet.applied_at = BreakdownSheetState.APPLIED, by, timezone.now()
    sheet.save(update_fields=["effects", "state", "applied_by", "applied_at"])
    return sheet


def _require_as_promised(plan: Plan, promised: str) -> None:
    seen, now = promised.split("."), plan.promised.split(".")
    if seen == now:
        return
    lines: Sequence[Line] = plan.lines
    if len(seen) == len(now):
        lines = [line for line, old, new in zip(plan.lines, seen, now, strict=True) if old != new]
    names = [
        _("row %(row)s (%(item)s)") % {"row": line.row.row, "item": line.project or line.row.item} for line in lines
    ]
    raise OvertakenRows(
        _("Since you looked at the preview, this has changed; nothing was taken over. Look at the preview again:"),
        [str(name) for name in names],
    )


def _draft(line: Line) -> Draft:
    if line.section is None or line.due is None:
        raise NotAllowedNow(_("A new item needs a section and a deadline."))
    row = line.row
    description: dict[str, Any] = {
        "name": row.item,
        "nature": Nature.PROJECT if row.is_project else Nature.TASK,
        "commitment": row.target,
        "note": row.note,
        "due_text": row.deadline,
        "source_line": 0,
    }
    return Draft(
        section=line.section,
        description=description,
        goal=_goal(line),
        due_on=line.due.on,
        lead_department=line.lead,
        supporting_departments=line.supporting or [],
        responsible_leader=line.leader,
    )


def _correction(line: Line) -> Correction:
    project: Project | None = line.project
    if project is None:
        raise ValueError("a correction is of a project")
    columns = {difference.column for difference in line.differences}
    changes: dict[str, Any] = {
        name: getattr(line.row, column) for column, name in DESCRIBED.items() if column in columns
    }
    if "leader" in columns:
        changes["responsible_leader"] = line.leader
    if "heading" in columns:
        changes["section"] = line.section
    planning = None
    if columns & {"lead", "supporting", "deadline"}:
        planning = Replanning(
            lead_department=line.lead if "lead" in columns else None,
            supporting_departments=line.supporting if "supporting" in columns else None,
            moves_date="deadline" in columns,
            due_on=line.due.on if line.due is not None else None,
            goal=_goal(line),
        )
        if "deadline" in columns:
            changes["due_text"] = line.row.deadline
    return Correction(project.pk, changes, planning)


def _goal(line: Line) -> str:
    return (line.row.target or line.row.item)[:GOAL_LENGTH]
