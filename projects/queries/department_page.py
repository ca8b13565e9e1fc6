"""Everything on a department's page: what it leads, what is late, how it reports and ranks (CONSOLE.md)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.models import Department, User
from indicators import queries as indicator_queries
from indicators.models import Indicator, SupervisionPolicy, WorkReport
from indicators.rules import Judgement
from projects.choices import ExtensionState, InstructionState, Rag
from projects.models import DepartmentRecord, Extension, Instruction, Milestone, Project
from projects.queries.board_rows import overdue_milestones
from projects.queries.department_standings import led_projects
from projects.queries.filings import extensions_visible_to
from projects.queries.instructions import instructions_visible_to
from projects.queries.lists import due_soon
from projects.queries.open_instructions import with_waiting
from projects.queries.rank_changes import ranks_by_month
from projects.queries.reporting_months import SHOWN, Reporting, due_periods, reporting_of
from projects.queries.shown import Shown, shown
from projects.queries.tally import Tally, grouped, tally

MOST_PROJECTS = 100
MOST_ROWS = 20
GRAVEST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREY, Rag.BLUE)


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """A lead department as of today; lists are cut, their counts are not."""

    department: Department
    tally: Tally
    projects: Shown[Project]
    overdue: Shown[Milestone]
    soon: Shown[Milestone]
    reporting: Reporting
    records: list[DepartmentRecord]
    instructions: Shown[Instruction]
    indicators: list[tuple[Indicator, Judgement]]
    extensions: Shown[Extension]


def department_page(user: User, report: WorkReport, department: Department, today: date) -> DepartmentPage:
    """A department that the user may see (``department_standings.led_departments``); a constant number of queries."""
    projects = led_projects(user, report).filter(lead_department=department)
    policy = indicator_queries.policy_in_force(report.pk, today)
    periods = due_periods(report, policy, today)
    reporting = reporting_of(projects, periods).get(department.pk, Reporting())
    addressed = instructions_visible_to(user).filter(departments=department, state=InstructionState.OPEN)
    instructions = with_waiting(addressed).select_related("leader").order_by("reply_due_on", "id")
    granted = extensions_visible_to(user).filter(project__in=projects, state=ExtensionState.APPROVED)
    soon = Milestone.objects.filter(due_soon(today), project__in=projects).select_related("project")
    return DepartmentPage(
        department=department,
        tally=tally(grouped(projects, today)),
        projects=shown(gravest_first(projects).select_related("next_milestone"), MOST_PROJECTS),
        overdue=shown(overdue_milestones(projects, today), MOST_ROWS),
        soon=shown(soon.order_by("due_on", "id"), MOST_ROWS),
        reporting=reporting,
        records=ranks_by_month(user, report, department.pk, SHOWN),
        instructions=shown(instructions, MOST_ROWS),
        indicators=_indicators(user, department, policy, today),
        extensions=shown(granted.select_related("project", "milestone").order_by("-decided_on", "-id"), MOST_ROWS),
    )


def gravest_first(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Red before amber before the others, then by code."""
    gravity = Case(
        *(When(rag=rag, then=Value(place)) for place, rag in enumerate(GRAVEST_FIRST)), output_field=IntegerField()
    )
    return projects.order_by(gravity, "code")


def _indicators(
    user: User, department: Department, policy: SupervisionPolicy, today: date
) -> list[tuple[Indicator, Judgement]]:
    led = indicator_queries.visible_to(user).filter(report=policy.report_id, lead_department=department)
    indicators = list(led.select_related("report").order_by("code"))
    judged = indicator_queries.judgements(indicators, today, policies={policy.report_id: policy})
    return [(indicator, judged[indicator.pk]) for indicator in indicators]
