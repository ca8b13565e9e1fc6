"""Intermediate milestones, monthly reports, acknowledgements and closures of a year that never was."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import Role
from accounts.models import User
from indicators.models import WorkReport
from indicators.queries import policy_in_force
from projects.choices import MilestoneOrigin, ProgressReportState, Stage
from projects.demonstration.course import Course, Past, past_of, points_done
from projects.demonstration.readings import simulate_readings
from projects.demonstration.recorded_past import record_past
from projects.models import Milestone, ProgressReport, Project, StageChange
from projects.queries.standing_facts import as_step, reporting_periods
from projects.rules.deadlines import progress_report_due
from projects.rules.schedule import expected_progress
from projects.services import standing

SIMULATED = [
    "stage",
    "acknowledged_on",
    "started_on",
    "closed_on",
    "closing_statement",
    "reported_progress",
    "is_simulated",
]


@transaction.atomic
def simulate(*, report: WorkReport) -> int:
    """Simulate every assigned project and indicator that is untouched so far; return how many projects."""
    projects = list(
        Project.objects.select_for_update(of=("self",))
        .select_related("report")
        .filter(report=report, stage=Stage.ASSIGNED, is_simulated=False)
        .order_by("pk")
    )
    with translation.override("zh-hans"):
        simulate_readings(report=report)
        if projects:
            _Simulation(report, projects).run()
    return len(projects)


class _Simulation:
    def __init__(self, report: WorkReport, projects: Sequence[Project]) -> None:
        self.today = clock.today()
        self.report = report
        self.projects = projects
        self.calendar = workday_calendar()
        self.policy = policy_in_force(report.pk, self.today)
        staff = User.objects.filter(is_demonstration=True, region=report.region)
        self.heads = {user.department_id: user for user in staff.filter(role=Role.DEPARTMENT_HEAD)}
        self.reporters = {user.department_id: user for user in staff.filter(role=Role.REPORTER)}
        self.supervisor = staff.filter(role=Role.SUPERVISOR).first()

    def run(self) -> None:
        pasts = {project.pk: self._past(project) for project in self.projects}
        self._milestones(pasts)
        milestones: dict[int, list[Milestone]] = {project.pk: [] for project in self.projects}
        for milestone in Milestone.objects.filter(project__in=milestones).order_by("project", "position"):
            milestones[milestone.project_id].append(milestone)
        for project in self.projects:
            self._settle(project, pasts[project.pk], milestones[project.pk])
        StageChange.objects.bulk_create(
            change for project in self.projects for change in self._changes(project, pasts[project.pk])
        )
        Project.objects.bulk_update(self.projects, SIMULATED, batch_size=standing.BATCH)
        ProgressReport.objects.bulk_create(
            [row for project in self.projects for row in self._reports(project, pasts[project.pk])], batch_size=1000
        )
        standing.recompute([project.pk for project in self.projects])
        record_past(report=self.report, project_ids=list(pasts))

    def _past(self, project: Project) -> Past:
        assert project.assigned_on is not None  # noqa: S101  (assigned projects only)
        assert project.due_on is not None  # noqa: S101
        return past_of(
            project.code, project.action, assigned_on=project.assigned_on, due_on=project.due_on, today=self.today
        )

    def _milestones(self, pasts: dict[int, Past]) -> None:
        """Put the simulated steps before the final milestone; complete that one where all is closed."""
        finals = list(Milestone.objects.filter(project__in=pasts, is_final=True).select_related("project"))
        for final in finals:
            past = pasts[final.project_id]
            final.position = len(past.steps) + 1
            if past.course is Course.CLOSED:
                final.completed_on = min(final.due_on, self.today - timedelta(days=5))
                final.completed_by = self.reporters.get(final.project.lead_department_id)
        Milestone.objects.bulk_update(finals, ["position", "completed_on", "completed_by"], batch_size=500)
        Milestone.objects.bulk_create(
            [
                Milestone(
                    project=project,
                    title=step.title,
                    position=position,
                    baseline_due_on=step.due_on,
                    due_on=step.due_on,
                    completed_on=step.completed_on,
                    completed_by=self.reporters.get(project.lead_department_id) if step.completed_on else None,
                    is_start=step.is_start,
                    origin=MilestoneOrigin.SIMULATED,
                )
                for project in self.projects
                for position, step in enumerate(pasts[project.pk].steps, start=1)
            ],
            batch_size=500,
        )

    def _settle(self, project: Project, past: Past, milestones: Sequence[Milestone]) -> None:
        assert project.assigned_on is not None  # noqa: S101
        project.is_simulated = True
        project.acknowledged_on = self.calendar.add_workdays(project.assigned_on, 1)
        project.started_on = next((m.completed_on for m in milestones if m.is_start and m.completed_on), None)
        project.stage = Stage.IN_PROGRESS
        if past.course is Course.CLOSED:
            project.stage = Stage.CLOSED
            project.closed_on = max(m.completed_on for m in milestones if m.completed_on) + timedelta(days=3)
            project.closing_statement = _("Simulated: delivered and verified.")
        elif past.course is Course.SUSPENDED:
            project.stage = Stage.SUSPENDED
        else:
            expected = expected_progress(
                [as_step(m) for m in milestones], self.today, assigned_on=project.assigned_on, due_on=project.due_on
            )
            project.reported_progress = points_done(past, expected)

    def _changes(self, project: Project, past: Past) -> list[StageChange]:
        head = self.heads.get(project.lead_department_id)
        assert project.acknowledged_on is not None  # noqa: S101  (settled before)
        moves = [(Stage.ASSIGNED, Stage.IN_PROGRESS, head, project.acknowledged_on, _("Simulated"))]
        if past.course is Course.CLOSED:
            closed = project.closed_on
            assert closed is not None  # noqa: S101
            moves += [
                (Stage.IN_PROGRESS, Stage.CLOSURE_REQUESTED, head, closed, _("Simulated")),
                (Stage.CLOSURE_REQUESTED, Stage.CLOSED, self.supervisor, closed, _("Simulated")),
            ]
        elif past.course is Course.SUSPENDED:
            day = self.today - timedelta(days=60)
            moves.append(
                (Stage.IN_PROGRESS, Stage.SUSPENDED, self.supervisor, day, _("Simulated: the site is blocked."))
            )
        return [
            StageChange(project=project, from_stage=before, to_stage=after, made_by=by, made_on=day, reason=reason)
            for before, after, by, day, reason in moves
        ]

    def _reports(self, project: Project, past: Past) -> list[ProgressReport]:
        """A report for every month that fell due, but for those that the course leaves out."""
        periods = reporting_periods(project, self.policy, self.today, self.calendar)
        if project.closed_on is not None:
            periods = [period for period in periods if period <= project.closed_on]
        filed = periods[: len(periods) - past.missing_reports]
        final = project.reported_progress if project.reported_progress is not None else Decimal(100)
        return [self._report_of(project, period, final * index / len(periods)) for index, period in enumerate(filed, 1)]

    def _report_of(self, project: Project, period: date, percent: Decimal) -> ProgressReport:
        due_on = progress_report_due(period, self.policy.progress_report_due_day, self.calendar)
        return ProgressReport(
            project=project,
            period=period,
            due_on=due_on,
            state=ProgressReportState.APPROVED,
            percent=percent.quantize(Decimal(1)),
            done=_("Simulated report: the work went on as planned."),
            written_by=self.reporters.get(project.lead_department_id),
            submitted_on=due_on - timedelta(days=2),
            reviewed_by=self.supervisor,
            reviewed_at=clock.start_of(due_on) + timedelta(hours=15),
            is_simulated=True,
        )
