"""Two hundred of everything that many tests set at once: projects under way and what hangs on them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from projects.choices import InstructionState, ProgressReportState, Stage
from projects.models import (
    Extension,
    Instruction,
    InstructionDepartment,
    InstructionProject,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
)
from projects.services import standing
from tests import factories as make
from tests.personas import District

ROUNDS = 200


@dataclass
class Rows:
    """Two hundred projects under way, each with a late milestone, and what hangs on them."""

    projects: list[Project]
    milestones: list[Milestone]


def projects_in(district: District, stage: Stage, count: int = ROUNDS) -> Rows:
    fields = {
        "report": district.report, "section": district.theme, "nature": "project", "stage": stage,
        "lead_department": district.fgw, "due_on": make.YEAR_END, "assigned_on": make.ASSIGNED_ON, "source_line": 1,
    }  # fmt: skip
    projects = Project.objects.bulk_create(
        Project(code=f"2024-1-{number}", name=f"项目{number}", **fields) for number in range(1000, 1000 + count)
    )
    done = {"completed_on": make.TODAY} if stage == Stage.CLOSURE_REQUESTED else {}
    rows = Milestone.objects.bulk_create(
        Milestone(
            project=project, title="主体完工", position=1, due_on=date(2024, 12, 1), origin="plan",
            baseline_due_on=date(2024, 12, 1), **done,
        )
        for project in projects
    )  # fmt: skip
    standing.recompute([project.pk for project in projects])
    found = Project.objects.in_bulk([project.pk for project in projects])
    return Rows([found[project.pk] for project in projects], rows)


def requests_for(rows: Rows, head: User) -> list[Extension]:
    return Extension.objects.bulk_create(
        Extension(
            project=milestone.project, milestone=milestone, old_due_on=milestone.due_on, new_due_on=date(2024, 12, 20),
            reason="雨季", requested_by=head, requested_on=make.TODAY,
        )
        for milestone in rows.milestones
    )  # fmt: skip


def reports_on(rows: Rows, state: ProgressReportState) -> list[ProgressReport]:
    filed = {} if state == ProgressReportState.DRAFT else {"submitted_on": make.TODAY}
    return ProgressReport.objects.bulk_create(
        ProgressReport(
            project=project, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state=state, done="完成桩基",
            percent=Decimal(35), percent_explanation="设备先行", **filed,
        )
        for project in rows.projects
    )  # fmt: skip


def replies_on(rows: Rows, district: District) -> list[InstructionReply]:
    given = Instruction.objects.bulk_create(
        Instruction(
            leader=district.people.leader, text="请抓紧", given_on=make.TODAY, reply_due_on=make.TODAY,
            state=InstructionState.REPLIED,
        )
        for _ in rows.projects
    )  # fmt: skip
    InstructionProject.objects.bulk_create(
        InstructionProject(instruction=instruction, project=project)
        for instruction, project in zip(given, rows.projects, strict=True)
    )
    InstructionDepartment.objects.bulk_create(
        InstructionDepartment(instruction=instruction, department=district.fgw) for instruction in given
    )
    return InstructionReply.objects.bulk_create(
        InstructionReply(
            instruction=instruction, department=district.fgw, text="已办", replied_by=district.people.department_head,
            replied_on=make.TODAY,
        )
        for instruction in given
    )  # fmt: skip
