"""Where the dashboard's numbers come from: the rows as they are, or as they were at the end of a past day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
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
from projects.queries.tally import Group, grouped

TOP = 10
TURNED_RED_WITHIN = timedelta(days=7)
# What is read of a past row; it has many more columns, long texts among them.
OF_A_PROJECT = (
    "id", "code", "name", "rag", "rag_since", "rag_reasons", "stage", "assigned_on", "next_due_on", "due_on",
    "lead_department",
)  # fmt: skip
OF_A_MILESTONE = ("id", "title", "due_on", "completed_on", "waived_on", "project")
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
    """A project that owes its report on a month."""

    code: str
    name: str
    lead_department: Department | None


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
        handed_over = self.projects.exclude(stage=Stage.DRAFTED)
        fallen_due = Milestone.objects.filter(project__in=handed_over, due_on__lte=self.day, waived_on=None)
        rows = fallen_due.values("project__lead_department").annotate(
            due=Count("pk"), on_time=Count("pk", filter=Q(completed_on__lte=F("due_on")))
        )
        return {row["project__lead_department"]: {"due": row["due"], "on_time": row["on_time"]} for row in rows}

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
        red = shown(_newest_red(self.projects.filter(turned_red(since))), TOP)
        return _red_projects(red.rows), red.count

    def overdue(self) -> tuple[list[LateMilestone], int]:
        late = shown(overdue_milestones(self.projects, self.day), TOP)
        return [_late(milestone, milestone.project) for milestone in late.rows], late.count

    def all_red(self) -> list[RedProject]:
        return _red_projects(_red_by_code(self.projects))

    def all_overdue(self) -> list[LateMilestone]:
        return [_late(row, row.project) for row in overdue_milestones(self.projects, self.day)]

    def unreported(self, period: date) -> list[Unreported]:
        filed = ProgressReport.objects.filter(project=OuterRef("pk"), period=period, state__in=FILED)
        owing = self.projects.filter(owes_report(period)).exclude(Exists(filed))
        return _by_department(owing.select_related("lead_department"))


class PastRows:
    """A past day's rows from the history; milestones and reports are told their project of that day in Python."""

    def __init__(self, user: User, report: WorkReport, day: date) -> None:
        self.day = day
        self.projects = projects_then(user, report, day)
        self._rows = list(self.projects.select_related("lead_department").only(*OF_A_PROJECT))
        self._by_id = {row.id: row for row in self._rows}
        fallen_due = milestones_then(self.projects, day).filter(due_on__lte=day).order_by("due_on", "id")
        self._milestones = list(fallen_due.only(*OF_A_MILESTONE))

    def groups(self) -> list[Group]:
        """See :class:`BoardRows`, here and below."""
        return grouped(self.projects, self.day)

    def punctuality(self) -> ByDepartment:
        counts: dict[int | None, Counter[str]] = defaultdict(Counter)
        for milestone in self._milestones:
            project = self._by_id[milestone.project_id]
            if milestone.waived_on is None and project.stage != Stage.DRAFTED:
                lead = project.lead_department_id
                done = milestone.completed_on
                counts[lead] += Counter(due=1, on_time=int(done is not None and done <= milestone.due_on))
        return {lead: {"due": of_lead["due"], "on_time": of_lead["on_time"]} for lead, of_lead in counts.items()}

    def reports(self, period: date) -> ByDepartment:
        states = dict(progress_reports_then(self.projects, self.day, period).values_list("project_id", "state"))
        counts: dict[int | None, Counter[str]] = defaultdict(Counter)
        for row in self._rows:
            if self._owes(row, period):
                state = states.get(row.id)
                counts[row.lead_department_id] += Counter(
                    expected=1,
                    filed=int(state in FILED),
                    approved=int(state == ProgressReportState.APPROVED),
                    returned=int(state == ProgressReportState.RETURNED),
                )
        return {lead: {name: of_lead[name] for name in REPORT_COUNTS} for lead, of_lead in counts.items()}

    def turned_red(self, since: date) -> tuple[list[RedProject], int]:
        red = list(_newest_red(self.projects.filter(turned_red(since))))
        return _red_projects(red[:TOP]), len(red)

    def overdue(self) -> tuple[list[LateMilestone], int]:
        late = self.all_overdue()
        return late[:TOP], len(late)

    def all_red(self) -> list[RedProject]:
        return _red_projects(_red_by_code(self.projects))

    def all_overdue(self) -> list[LateMilestone]:
        return [
            _late(milestone, self._by_id[milestone.project_id])
            for milestone in self._milestones
            if milestone.due_on < self.day
            and milestone.completed_on is None
            and milestone.waived_on is None
            and self._by_id[milestone.project_id].stage in ACTIVE_STAGES
        ]

    def unreported(self, period: date) -> list[Unreported]:
        reports = progress_reports_then(self.projects, self.day, period).filter(state__in=FILED)
        filed = set(reports.values_list("project_id", flat=True))
        return _by_department(row for row in self._rows if self._owes(row, period) and row.id not in filed)

    @staticmethod
    def _owes(row: Any, period: date) -> bool:
        return row.stage in ACTIVE_STAGES and row.assigned_on is not None and row.assigned_on < period


def overdue_milestones(projects: QuerySet[Project], today: date) -> QuerySet[Milestone]:
    """Open milestones whose date has passed, of those projects that are under way; the oldest first."""
    return (
        Milestone.objects.filter(STILL_OPEN, project__in=projects, project__stage__in=ACTIVE_STAGES, due_on__lt=today)
        .select_related("project__lead_department")
        .order_by("due_on", "id")
    )


def _newest_red(red: QuerySet[Any]) -> QuerySet[Any]:
    return red.select_related("lead_department").order_by("-rag_since", "id")


def _red_by_code(projects: QuerySet[Any]) -> QuerySet[Any]:
    return projects.filter(rag=Rag.RED).select_related("lead_department").order_by("code")


def _red_projects(rows: Iterable[Any]) -> list[RedProject]:
    names = [field.name for field in fields(RedProject)]
    return [RedProject(**{name: getattr(row, name) for name in names}) for row in rows]


def _by_department(rows: Iterable[Any]) -> list[Unreported]:
    found = [Unreported(row.code, row.name, row.lead_department) for row in rows]
    return sorted(found, key=lambda row: (_place(row.lead_department), row.code))


def _place(department: Department | None) -> tuple[int, int]:
    return (department.position, department.pk) if department else (0, 0)


def _late(milestone: Any, project: Any) -> LateMilestone:
    return LateMilestone(
        id=milestone.id,
        title=milestone.title,
        due_on=milestone.due_on,
        project_id=project.id,
        project_code=project.code,
        project_name=project.name,
        project_rag=project.rag,
        project_rag_reasons=project.rag_reasons,
        lead_department=project.lead_department,
    )
