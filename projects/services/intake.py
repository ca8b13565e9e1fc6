"""Many items at once, as an import brings them: drafted, dated and assigned in few statements.

The same rules as one by one (``projects``, ``milestones``), and the same history: each item is drafted
first, then moved to its lead department.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Department
from indicators.models import Section, WorkReport
from projects.choices import MilestoneOrigin, Stage
from projects.models import Milestone, Project, ProjectSupport, StageChange
from projects.rules import transitions
from projects.rules.transitions import Move
from projects.services import standing
from projects.services.assignment import require_other_supporters
from projects.services.projects import describe, next_codes

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


@transaction.atomic
def take_in(*, report: WorkReport, items: Sequence[Item], assigned_on: date, document: str) -> list[Project]:
    """Register and assign items in their order, each with its final milestone (立项, 交办; DOMAIN §3).

    An import has no acting user. Raises InvalidInput, ValidationError (per field); then nothing is written.
    """
    WorkReport.objects.select_for_update().get(pk=report.pk)
    projects = _drafted(report, items)
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


def _drafted(report: WorkReport, items: Sequence[Item]) -> list[Project]:
    """Projects with the next codes of their parts."""
    parts = {(item.section.parent or item.section).number for item in items}
    codes = {part: next_codes(report, part) for part in parts}
    projects = []
    for item in items:
        part = item.section.parent or item.section
        project = Project(report=report, section=item.section, code=next(codes[part.number]))
        describe(project, item.description, ask_database=False)
        projects.append(project)
    return Project.objects.bulk_create(projects, batch_size=BATCH)


def _assign(projects: Sequence[Project], items: Sequence[Item], assigned_on: date, document: str) -> None:
    stage = Stage(transitions.target_of(Stage.DRAFTED, Move.ASSIGN, None))
    for project, item in zip(projects, items, strict=True):
        require_other_supporters(item.lead_department, item.supporting_departments)
        project.lead_department = item.lead_department
        project.due_on = project.baseline_due_on = item.due_on
        project.assigned_on = assigned_on
        project.is_assignment_illustrative = item.is_illustrative
        project.stage = stage
    ProjectSupport.objects.bulk_create(
        [
            ProjectSupport(project=project, department=department)
            for project, item in zip(projects, items, strict=True)
            for department in item.supporting_departments
        ],
        batch_size=BATCH,
    )
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
