"""What the project page shows above its form; a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, may, works_in
from accounts.models import User
from projects.access import leads
from projects.choices import ACTIVE_STAGES, WORKING_STAGES, MilestoneOrigin
from projects.console import cells
from projects.console.gantt import gantt_of
from projects.console.steps import Button, buttons
from projects.models import Milestone, ProgressReport, Project
from projects.queries.evidence import evidence_visible_to
from projects.queries.filings import extensions_visible_to, progress_reports_visible_to
from projects.queries.instructions import instructions_visible_to
from projects.queries.moves import open_moves
from projects.queries.standing_facts import as_step
from projects.queries.timeline import timeline_of
from projects.rules.transitions import Move
from projects.wording import reasons_in_words


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone with what the page says of it."""

    milestone: Milestone
    late: SafeString | str
    slippage_days: int
    is_simulated: bool
    can_be_completed: bool


def page_of(project: Project, user: User) -> dict[str, Any]:
    """Context for ``console/project_summary.html``."""
    moves = open_moves(user, stage=project.stage, lead_department_id=project.lead_department_id)
    supports = list(project.supporting_departments.order_by("position"))
    lines, today = _milestones(project, user), clock.today()
    return {
        "project": project,
        "project_light": cells.light(project.rag, project.rag_reasons),
        "project_reasons": reasons_in_words(project.rag_reasons),
        "project_bar": cells.progress_bar(project.progress, project.expected_progress),
        "supporting_departments": supports,
        "milestone_lines": lines,
        "gantt": gantt_of(
            [line.milestone for line in lines], start=project.assigned_on, end=project.due_on, today=today
        ),
        "progress_reports": _reports(project, user, today),
        "extensions": extensions_visible_to(user).filter(project=project).select_related("milestone"),
        "instructions": instructions_visible_to(user).filter(projects=project).select_related("leader"),
        "evidence": evidence_visible_to(user).filter(project=project).select_related("uploaded_by"),
        "slippage_days": (
            (project.due_on - project.baseline_due_on).days if project.due_on and project.baseline_due_on else 0
        ),
        "indicator_links": project.indicator_links.select_related("indicator"),
        "actions": _actions(project, user, moves),
        "timeline_entries": timeline_of(project)[0],
    }


def _reports(project: Project, user: User, today: date) -> list[ProgressReport]:
    """Monthly reports, the newest first, each with ``is_late``."""
    reports = list(progress_reports_visible_to(user).filter(project=project).order_by("-period"))
    for report in reports:
        report.is_late = (report.submitted_on or today) > report.due_on  # type: ignore[attr-defined]  # for the page
    return reports


def _actions(project: Project, user: User, moves: list[str]) -> list[Button]:
    """Buttons for what the reader may do with the project now; assignment has a page of its own."""
    found = buttons("project", project.pk, moves)
    writes = works_in(user, project.lead_department_id, Capability.FILE_PROGRESS)
    if writes and project.stage in ACTIVE_STAGES:
        today = clock.today()
        address = reverse("console:monthly_report", args=[project.pk, today.year, today.month])
        found.insert(0, Button(str(_("Monthly report")), address, "", "report"))
    if project.stage in WORKING_STAGES and works_in(user, project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT):
        address = reverse("console:ask_for_extension", args=[project.pk])
        found.append(Button(str(_("Ask for a later date")), address, "plain", "extend"))
    if may(user, Capability.LEAD) and project.stage in ACTIVE_STAGES:
        address = reverse("console:instruct", args=[project.pk])
        found.insert(0, Button(str(_("Give an instruction")), address, "", "instruct"))
    if may(user, Capability.SUPERVISE) and project.stage in ACTIVE_STAGES:
        found += buttons("project", project.pk, ["remind"])
    if Move.ASSIGN.value in moves:
        address = f"{reverse('console:assign_projects')}?projects={project.pk}"
        found.insert(0, Button(str(_("Assign")), address, "", "assign"))
    return found


def can_be_completed(milestone: Milestone, *, leads_project: bool) -> bool:
    """Whether to offer completing it; the service decides."""
    return leads_project and as_step(milestone).is_open and milestone.project.stage in WORKING_STAGES


def _milestones(project: Project, user: User) -> list[MilestoneLine]:
    today, leads_project = clock.today(), leads(user, project)
    return [
        MilestoneLine(
            milestone=milestone,
            late=cells.days_late(milestone.due_on, today, is_open=as_step(milestone).is_open),
            slippage_days=(milestone.due_on - milestone.baseline_due_on).days,
            is_simulated=milestone.origin == MilestoneOrigin.SIMULATED,
            can_be_completed=can_be_completed(milestone, leads_project=leads_project),
        )
        for milestone in project.milestones.select_related("completed_by").order_by("position")
    ]
