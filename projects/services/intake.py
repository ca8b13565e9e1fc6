"""Many items at once, as an import brings them: drafted or also dated and assigned, in few statements.

The same rules as one by one (``projects``, ``milestones``), and the same history: each item is drafted
first, then moved to its lead department.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.access import require_supervisor
from accounts.models import Department, Post, User
from indicators.models import Section, WorkReport
from projects.choices import MilestoneOrigin, Stage
from projects.models import Milestone, Project, ProjectSupport, StageChange
from projects.rules import transitions
from projects.rules.transitions import Move
from projects.services import standing
from projects.services.assignment import require_active_of_region, require_other_supporters
from projects.services.projects import describe, next_codes, require_same_region

BATCH = 500


@dataclass(frozen=True, slots=True)
class Item:
    """A project to be: ``description`` holds fields of ``projects.DESCRIPTION``; ``goal`` names its final milestone."""

    section: Section
    description: Mapping[str, Any]
    goal: str
    due_on: date
    origin: MilestoneOrigin
    lead_department: Department
    supporting_departments: Collection[Department]
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A project to be that is not assigned yet.

    ``due_on`` None: explicitly without a date; ``origin`` says where the date comes from.
    """

    section: Section
    description: Mapping[str, Any]
    goal: str
    due_on: date | None
    lead_department: Department | None
    supporting_departments: Collection[Department]
    responsible_leader: Post | None = None
    origin: MilestoneOrigin = MilestoneOrigin.PLAN


@transaction.atomic
def take_in(*, report: WorkReport, items: Sequence[Item], assigned_on: date, document: str) -> list[Project]:
    """Register and assign items in their order, each with its final milestone (立项, 交办; DOMAIN §3).

    An import has no acting user. Raises InvalidInput, ValidationError (per field); then nothing is written.
    """
    WorkReport.objects.select_for_update().get(pk=report.pk)
    projects = _drafted(report, [(item.section, item.description) for item in items])
    Milestone.objects.bulk_create(
        [
            Milestone(
                project=project,
                title=item.goal,
                position=1,
                baseline_due_on=item.due_on,
                due_on=item.due_on,
                origin=item.origin,
                is_final=True,
            )
            for project, item in zip(projects, items, strict=True)
        ],
        batch_size=BATCH,
    )
    _assign(projects, items, assigned_on, document)
    standing.recompute([project.pk for project in projects])
    return projects


@transaction.atomic
def draft_many(*, report: WorkReport, drafts: Sequence[Draft], by: User) -> list[Project]:
    """Register drafts in their order, with what is known of who will do them until when; nothing is assigned.

    Raises AccessRefused, InvalidInput, ValidationError (per field); then nothing is written.
    """
    require_supervisor(by, report.region_id)
    WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    for draft in drafts:
        _require_of_report(report, draft)
    projects = _drafted(report, [(draft.section, draft.description) for draft in drafts], save=False)
    for project, draft in zip(projects, drafts, strict=True):
        project.lead_department = draft.lead_department
        project.responsible_leader = draft.responsible_leader
        project.due_on, project.has_no_due_date = draft.due_on, draft.due_on is None
    projects = Project.objects.bulk_create(projects, batch_size=BATCH)
    Milestone.objects.bulk_create(
        [
            final_milestone(project, draft.goal, draft.due_on, draft.origin)
            for project, draft in zip(projects, drafts, strict=True)
            if draft.due_on is not None
        ],
        batch_size=BATCH,
    )
    support(projects, [draft.supporting_departments for draft in drafts])
    standing.recompute([project.pk for project in projects])
    return projects


def final_milestone(
    project: Project, goal: str, due_on: date, origin: MilestoneOrigin = MilestoneOrigin.PLAN
) -> Milestone:
    """The one milestone of a project of which no more is known than its end, unsaved."""
    return Milestone(
        project=project,
        title=goal,
        position=1,
        baseline_due_on=due_on,
        due_on=due_on,
        origin=origin,
        is_final=True,
    )


def support(projects: Sequence[Project], departments: Sequence[Collection[Department]]) -> None:
    """Name the supporting departments of projects that have none yet, each with its own."""
    ProjectSupport.objects.bulk_create(
        [
            ProjectSupport(project=project, department=department)
            for project, supporting in zip(projects, departments, strict=True)
            for department in supporting
        ],
        batch_size=BATCH,
    )


def _require_of_report(report: WorkReport, draft: Draft) -> None:
    require_same_region(report, {"responsible_leader": draft.responsible_leader, "section": draft.section})
    if draft.lead_department is not None:
        require_active_of_region(report.region_id, "lead_department", [draft.lead_department])
        require_other_supporters(draft.lead_department, draft.supporting_departments)
    require_active_of_region(report.region_id, "supporting_departments", draft.supporting_departments)


def _drafted(
    report: WorkReport, described: Sequence[tuple[Section, Mapping[str, Any]]], *, save: bool = True
) -> list[Project]:
    """Projects with the next codes of their parts, from section and description."""
    parts = {(section.parent or section).number for section, _description in described}
    codes = {part: next_codes(report, part) for part in parts}
    projects = []
    for section, description in described:
        part = section.parent or section
        project = Project(report=report, section=section, code=next(codes[part.number]))
        describe(project, description, ask_database=False)
        projects.append(project)
    return Project.objects.bulk_create(projects, batch_size=BATCH) if save else projects


def _assign(projects: Sequence[Project], items: Sequence[Item], assigned_on: date, document: str) -> None:
    stage = Stage(transitions.target_of(Stage.DRAFTED, Move.ASSIGN, None))
    for project, item in zip(projects, items, strict=True):
        require_other_supporters(item.lead_department, item.supporting_departments)
        project.lead_department = item.lead_department
        project.due_on = project.baseline_due_on = item.due_on
        project.assigned_on = assigned_on
        project.is_assignment_illustrative = item.is_illustrative
        project.stage = stage
    support(projects, [item.supporting_departments for item in items])
    StageChange.objects.bulk_create(
        [
            StageChange(
                project=project, from_stage=Stage.DRAFTED, to_stage=stage, made_on=assigned_on, document=document
            )
            for project in projects
        ],
        batch_size=BATCH,
    )
    fields = ["lead_department", "due_on", "baseline_due_on", "assigned_on", "is_assignment_illustrative", "stage"]
    Project.objects.bulk_update(projects, fields, batch_size=BATCH)
