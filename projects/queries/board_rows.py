"""Where the dashboard's numbers come from: the rows as they are, or as they were at the end of a past day."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from accounts.models import Department, User
from indicators.models import WorkReport
from projects.choices import ACTIVE_STAGES, ProgressReportState, Rag, Stage
from projects.models import Milestone, ProgressReport, Project
from projects.queries.lists import STILL_OPEN, owes_report, turned_red
from projects.queries.past import milestones_then, progress_reports_then, projects_then
from projects.queries.projects import visible_to
from projects.queries.shown import shown
from projects.queries.standing_facts import FILED
from projects.queries.tally import COUNTED, Group, counted, derived_by, grouped

TOP = 10
TURNED_RED_WITHIN = timedelta(days=7)
# What is read of a row; it has many more columns, long texts among them.
OF_A_RED_PROJECT = ("id", "code", "name", "rag", "rag_since", "rag_reasons", "next_due_on", "due_on")
OF_A_PAST_PROJECT = (*OF_A_RED_PROJECT, "stage", "assigned_on", "lead_department_id")
OF_A_MILESTONE = ("id", "title", "due_on")
OF_A_PAST_MILESTONE = ("due_on", "id", "title", "completed_on", "waived_on", "project_id")
REPORT_COUNTS = ("expected", "filed", "approved", "returned")
ByDepartment = dict[int | None, dict[str, int]]


@dataclass(frozen=True, slots=True)
class RedProject:
    """A project that has turned red, with its lead department."""

    id: int
    code: str
    name: str
    rag: str
    rag_since: date | None
    rag_reasons: list[dict[str, Any]]
    next_due_on: date | None
    due_on: date | None
    lead_department: Department | None


@dataclass(frozen=True, slots=True)
class LateMilestone:
    """An open milestone whose date has passed, with its project and that one's lead department."""

    id: int
    title: str
    due_on: date
    project_id: int
    project_code: str
    project_name: str
    project_rag: str
    project_rag_reasons: list[dict[str, Any]]
    lead_department: Department | None


@dataclass(frozen=True, slots=True)
class Unreported:
    """A project that owes its report on a month; ``department`` names the one that leads it."""

    code: str
    name: str
    department: str


class BoardRows(Protocol):
    """What the dashboard counts; both sources need a constant number of queries."""

    def groups(self) -> list[Group]:
        """Projects by light, lead department, part and category."""

    def punctuality(self) -> ByDepartment:
        """Milestones that have fallen due, and those of them that were done by their date; a draft owes none yet."""

    def reports(self, period: date) -> ByDepartment:
        """How many reports on a month are expected, filed, approved, returned."""

    def turned_red(self, since: date) -> tuple[list[RedProject], int]:
        """The newest red projects, and how many there are."""

    def overdue(self) -> tuple[list[LateMilestone], int]:
        """The oldest open milestones of projects under way, and how many there are."""

    def all_red(self) -> list[RedProject]:
        """Every red project, by code."""

    def all_overdue(self) -> list[LateMilestone]:
        """Every open milestone of projects under way whose date has passed, the oldest first."""

    def unreported(self, period: date) -> list[Unreported]:
        """Projects that owe their report on a month, by lead department and code."""


def board_rows(user: User, report: WorkReport, day: date, *, is_past: bool) -> BoardRows:
    """The rows of a report that a user sees, on a business day."""
    return PastRows(user, report, day) if is_past else PresentRows(user, report, day)


class PresentRows:
    """Today's rows, counted by the database."""

    def __init__(self, user: User, report: WorkReport, day: date) -> None:
        self.day = day
        self.projects = visible_to(user).filter(report=report)

    def groups(self) -> list[Group]:
        """See :class:`BoardRows`, here and below."""
        return grouped(self.projects, self.day)

    def punctuality(self) -> ByDepartment:
        fallen_due = Q(milestones__due_on__lte=self.day, milestones__waived_on=None)
        done = Q(milestones__completed_on__lte=F("milestones__due_on"))
        rows = (
            self.projects.exclude(stage=Stage.DRAFTED)
            .filter(fallen_due)
            .values("lead_department")
            .annotate(due=Count("milestones"), on_time=Count("milestones", filter=done))
        )
        return {row["lead_department"]: {"due": row["due"], "on_time": row["on_time"]} for row in rows}

    def reports(self, period: date) -> ByDepartment:
        rows = (
            self.projects.filter(owes_report(period))
            .annotate(of_month=FilteredRelation("progress_reports", condition=Q(progress_reports__period=period)))
            .values("lead_department")
            .annotate(
                expected=Count("pk"),
                filed=Count("pk", filter=Q(of_month__state__in=FILED)),
                approved=Count("pk", filter=Q(of_month__state=ProgressReportState.APPROVED)),
                returned=Count("pk", filter=Q(of_month__state=ProgressReportState.RETURNED)),
            )
        )
        found: list[dict[str, Any]] = [dict(row) for row in rows]
        return {row.pop("lead_department"): row for row in found}

    def turned_red(self, since: date) -> tuple[list[RedProject], int]:
        red = shown(self._red().filter(turned_red(since)).order_by("-rag_since", "id"), TOP)
        return [_red_project(row, row.lead_department) for row in red.rows], red.count

    def overdue(self) -> tuple[list[LateMilestone], int]:
        late = shown(self._overdue(), TOP)
        return [_late_now(row) for row in late.rows], late.count

    def all_red(self) -> list[RedProject]:
        return [_red_project(row, row.lead_department) for row in self._red().order_by("code")]

    def all_overdue(self) -> list[LateMilestone]:
        return [_late_now(row) for row in self._overdue()]

    def unreported(self, period: date) -> list[Unreported]:
        filed = ProgressReport.objects.filter(project=OuterRef("pk"), period=period, state__in=FILED)
        owing = self.projects.filter(owes_report(period)).exclude(Exists(filed))
        by_department = owing.order_by(F("lead_department__position").asc(nulls_first=True), "lead_department", "code")
        return [
            Unreported(code, name, department or "")
            for code, name, department in by_department.values_list("code", "name", "lead_department__name")
        ]

    def _red(self) -> QuerySet[Project]:
        red = self.projects.filter(rag=Rag.RED).select_related("lead_department")
        return red.only(*OF_A_RED_PROJECT, *_of_department("lead_department"))

    def _overdue(self) -> QuerySet[Milestone]:
        of_project = [f"project__{name}" for name in ("code", "name", "rag", "rag_reasons")]
        late = overdue_milestones(self.projects, self.day)
        return late.only(*OF_A_MILESTONE, *of_project, *_of_department("project__lead_department"))


class PastRows:
    """A past day's rows from the history; milestones and reports are told their project of that day in Python."""

    def __init__(self, user: User, report: WorkReport, day: date) -> None:
        self.day = day
        rows = projects_then(user, report, day).order_by("code").annotate(**derived_by(day))
        self._by_id: dict[int, Any] = {
            row.id: row for row in rows.values_list(*OF_A_PAST_PROJECT, *COUNTED, named=True)
        }
        self._departments = Department.objects.in_bulk(
            {row.lead_department_id for row in self._by_id.values()} - {None}
        )
        fallen_due = milestones_then(self._by_id, day, *OF_A_PAST_MILESTONE)
        self._milestones = sorted(row for row in fallen_due if row[0] <= day)

    def groups(self) -> list[Group]:
        """See :class:`BoardRows`, here and below."""
        return counted(self._by_id.values())

    def punctuality(self) -> ByDepartment:
        counts: dict[int | None, Counter[str]] = defaultdict(Counter)
        for due_on, _id, _title, completed_on, waived_on, project_id in self._milestones:
            project = self._by_id[project_id]
            if waived_on is None and project.stage != Stage.DRAFTED:
                of_lead = counts[project.lead_department_id]
                of_lead["due"] += 1
                of_lead["on_time"] += completed_on is not None and completed_on <= due_on
        return {lead: {"due": of_lead["due"], "on_time": of_lead["on_time"]} for lead, of_lead in counts.items()}

    def reports(self, period: date) -> ByDepartment:
        states = self._states(period)
        counts: dict[int | None, Counter[str]] = defaultdict(Counter)
        for row in self._owing(period):
            state, of_lead = states.get(row.id), counts[row.lead_department_id]
            of_lead["expected"] += 1
            of_lead["filed"] += state in FILED
            of_lead["approved"] += state == ProgressReportState.APPROVED
            of_lead["returned"] += state == ProgressReportState.RETURNED
        return {lead: {name: of_lead[name] for name in REPORT_COUNTS} for lead, of_lead in counts.items()}

    def turned_red(self, since: date) -> tuple[list[RedProject], int]:
        red = [row for row in self.all_red() if row.rag_since is not None and row.rag_since >= since]
        red.sort(key=lambda row: row.id)
        red.sort(key=lambda row: row.rag_since or since, reverse=True)  # keeps the order of those of one day
        return red[:TOP], len(red)

    def overdue(self) -> tuple[list[LateMilestone], int]:
        late = self.all_overdue()
        return late[:TOP], len(late)

    def all_red(self) -> list[RedProject]:
        return [_red_project(row, self._lead(row)) for row in self._by_id.values() if row.rag == Rag.RED]

    def all_overdue(self) -> list[LateMilestone]:
        found = []
        for due_on, pk, title, completed_on, waived_on, project_id in self._milestones:
            project = self._by_id[project_id]
            is_open = completed_on is None and waived_on is None
            if is_open and due_on < self.day and project.stage in ACTIVE_STAGES:
                found.append(_late(pk, title, due_on, project, self._lead(project)))
        return found

    def unreported(self, period: date) -> list[Unreported]:
        states = self._states(period)
        owing = [row for row in self._owing(period) if states.get(row.id) not in FILED]
        owing.sort(key=lambda row: _place(self._lead(row)))  # keeps the order by code
        return [Unreported(row.code, row.name, lead.name if (lead := self._lead(row)) else "") for row in owing]

    def _lead(self, row: Any) -> Department | None:
        return self._departments.get(row.lead_department_id)

    def _states(self, period: date) -> dict[int, str]:
        """Project → state of its report on a month."""
        return dict(progress_reports_then(self._by_id, self.day, period, "project_id", "state"))

    def _owing(self, period: date) -> list[Any]:
        """See ``lists.owes_report``."""
        return [
            row
            for row in self._by_id.values()
            if row.stage in ACTIVE_STAGES and row.assigned_on is not None and row.assigned_on < period
        ]


def overdue_milestones(projects: QuerySet[Project], today: date) -> QuerySet[Milestone]:
    """Open milestones whose date has passed, of those projects that are under way; the oldest first."""
    return (
        Milestone.objects.filter(STILL_OPEN, project__in=projects, project__stage__in=ACTIVE_STAGES, due_on__lt=today)
        .select_related("project__lead_department")
        .order_by("due_on", "id")
    )


def _of_department(relation: str) -> list[str]:
    """All columns of a department, with those of the row that points to it."""
    return [f"{relation}__{field.name}" for field in Department._meta.concrete_fields]


def _place(department: Department | None) -> tuple[int, int]:
    return (department.position, department.pk) if department else (0, 0)


def _red_project(row: Any, lead: Department | None) -> RedProject:
    return RedProject(**{name: getattr(row, name) for name in OF_A_RED_PROJECT}, lead_department=lead)


def _late_now(row: Milestone) -> LateMilestone:
    return _late(row.pk, row.title, row.due_on, row.project, row.project.lead_department)


def _late(pk: int, title: str, due_on: date, project: Any, lead: Department | None) -> LateMilestone:
    return LateMilestone(
        id=pk,
        title=title,
        due_on=due_on,
        project_id=project.id,
        project_code=project.code,
        project_name=project.name,
        project_rag=project.rag,
        project_rag_reasons=project.rag_reasons,
        lead_department=lead,
    )
