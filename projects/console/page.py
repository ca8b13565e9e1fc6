"""What the project page shows above its form; a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from accounts import clock
from accounts.models import User
from projects.access import leads
from projects.choices import WORKING_STAGES, MilestoneOrigin
from projects.console import cells
from projects.models import Milestone, Project
from projects.queries.moves import open_moves
from projects.queries.standing_facts import as_step
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
    return {
        "project": project,
        "project_light": cells.light(project.rag, project.rag_reasons),
        "project_reasons": reasons_in_words(project.rag_reasons),
        "project_bar": cells.progress_bar(project.progress, project.expected_progress),
        "supporting_departments": supports,
        "milestone_lines": _milestones(project, user),
        "indicator_links": project.indicator_links.select_related("indicator"),
        "stage_changes": project.stage_changes.select_related("made_by")[:20],
        "may_acknowledge": Move.ACKNOWLEDGE.value in moves,
    }


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
