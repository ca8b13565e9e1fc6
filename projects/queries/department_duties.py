"""Duties of a department: its reporters' and its head's (DOMAIN §§3, 6)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import own_department_ids
from accounts.calendar import workday_calendar
from accounts.models import User
from indicators import queries as indicator_queries
from indicators.models import SupervisionPolicy
from indicators.queries.owed import owed_readings
from indicators.rules import period_end
from projects.choices import (
    WORKING_STAGES,
    InstructionState,
    ProgressReportState,
    ReminderSubject,
    ReplyState,
    Stage,
)
from projects.models import (
    InstructionDepartment,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    SupervisionNotice,
)
from projects.queries.duties import HORIZON, LIMIT, Duty, console_path, review_path
from projects.queries.lists import STILL_OPEN, owes_report
from projects.queries.standing_facts import FILED
from projects.rules.deadlines import acknowledgement_due, months_after, progress_report_due


def milestones(projects: QuerySet[Project], today: date) -> Iterator[Duty]:
    """Open milestones that are overdue or due within :data:`HORIZON`."""
    rows = Milestone.objects.filter(
        STILL_OPEN,
        project__in=projects.filter(stage__in=WORKING_STAGES),
        due_on__lte=today + HORIZON,
    )
    for row in rows.select_related("project").order_by("due_on", "id")[:LIMIT]:
        yield _about(
            row.project, ReminderSubject.MILESTONE, row.title, row.due_on, subject_kind="milestone", subject_id=row.pk
        )


def closures(projects: QuerySet[Project]) -> Iterator[Duty]:
    """Projects in progress with nothing left to do but to request closure."""
    rows = projects.filter(stage=Stage.IN_PROGRESS, milestones_total__gt=0, next_milestone=None)
    for row in rows.order_by("due_on", "id")[:LIMIT]:
        yield _about(row, ReminderSubject.FINAL_DATE, _("All milestones are done: request closure"), row.due_on)


def acknowledgements(projects: QuerySet[Project], today: date) -> Iterator[Duty]:
    """Assigned projects that the head has not taken on yet (签收)."""
    calendar = workday_calendar()
    rows = list(projects.filter(stage=Stage.ASSIGNED, assigned_on__isnull=False).order_by("assigned_on", "id")[:LIMIT])
    policies = {pk: indicator_queries.policy_in_force(pk, today) for pk in sorted({row.report_id for row in rows})}
    for row in rows:
        if row.assigned_on is not None:
            due_on = acknowledgement_due(row.assigned_on, policies[row.report_id].acknowledge_workdays, calendar)
            yield _about(row, ReminderSubject.ACKNOWLEDGEMENT, _("Acknowledge the assignment"), due_on)


def progress_reports(projects: QuerySet[Project], today: date) -> Iterator[Duty]:
    """Reports on this month and the last that are not filed; of more missing ones the last stands for all."""
    calendar = workday_calendar()
    this_month = today.replace(day=1)
    policies: dict[int, SupervisionPolicy] = {}
    for period in (months_after(this_month, -1), this_month):
        filed = ProgressReport.objects.filter(period=period, state__in=FILED).values("project")
        rows = list(projects.filter(owes_report(period)).exclude(pk__in=filed).order_by("report", "code")[:LIMIT])
        for report_id in sorted({row.report_id for row in rows} - policies.keys()):
            policies[report_id] = indicator_queries.policy_in_force(report_id, today)
        title = _("Monthly report for %(month)s") % {"month": date_format(period, "YEAR_MONTH_FORMAT")}
        for row in rows:
            due_on = progress_report_due(period, policies[row.report_id].progress_report_due_day, calendar)
            path = f"/console/projects/project/{row.pk}/report/{period:%Y-%m}/"
            yield _about(row, ReminderSubject.PROGRESS_REPORT, title, due_on, path=path)


def confirmations(projects: QuerySet[Project]) -> Iterator[Duty]:
    """Reports that wait for the head's confirmation, where the department wants two eyes."""
    rows = ProgressReport.objects.filter(
        project__in=projects, project__lead_department__needs_confirmation=True, state=ProgressReportState.SUBMITTED
    )
    for row in rows.select_related("project").order_by("due_on", "id")[:LIMIT]:
        title = _("Confirm the monthly report for %(month)s") % {"month": date_format(row.period, "YEAR_MONTH_FORMAT")}
        yield _about(
            row.project,
            ReminderSubject.REVIEW,
            title,
            row.due_on,
            subject_kind="progress_report",
            subject_id=row.pk,
            path=review_path("progress_report", row.pk),
        )


def readings(user: User, today: date) -> Iterator[Duty]:
    """Indicators led by the department whose period is over and not handed in, each with its oldest such period."""
    indicators = indicator_queries.visible_to(user).filter(
        lead_department__in=own_department_ids(user), report__is_current=True
    )
    for owed in owed_readings(indicators, today):
        last_month = period_end(owed.period, owed.indicator.frequency).replace(day=1)
        yield Duty(
            kind=ReminderSubject.READING,
            title=_("Reading of “%(name)s” for %(month)s")
            % {"name": owed.indicator.name, "month": date_format(owed.period, "YEAR_MONTH_FORMAT")},
            subject_kind="indicator",
            subject_id=owed.indicator.pk,
            project=None,
            due_on=owed.due_on,
            waiting_since=None,
            path=f"/console/indicators/entry/?month={last_month:%Y-%m}",
        )


def notices(user: User) -> Iterator[Duty]:
    """Supervision notices to the department whose receipt nobody has acknowledged."""
    rows = SupervisionNotice.objects.filter(department__in=own_department_ids(user), acknowledged_at=None)
    for row in rows.select_related("region", "project").order_by("answer_by", "id")[:LIMIT]:
        yield Duty(
            kind=ReminderSubject(row.duty),
            title=_("Acknowledge %(notice)s: %(matter)s") % {"notice": row.full_number, "matter": row.subject},
            subject_kind="supervision_notice",
            subject_id=row.pk,
            project=row.project,
            due_on=row.answer_by,
            waiting_since=row.issued_on,
            path=console_path("projects/supervisionnotice", row.pk),
        )


def replies(user: User) -> Iterator[Duty]:
    """Open instructions addressed to the department that it has not answered."""
    rows = (
        InstructionDepartment.objects.filter(
            department__in=own_department_ids(user), instruction__state=InstructionState.OPEN
        )
        .select_related("instruction")
        .order_by("instruction__reply_due_on", "id")[:LIMIT]
    )
    pairs = [(row.instruction_id, row.department_id) for row in rows]
    answered = set(
        InstructionReply.objects.filter(instruction__in=[pair[0] for pair in pairs])
        .exclude(state=ReplyState.SENT_BACK)
        .values_list("instruction_id", "department_id")
    )
    for row in rows:
        if (row.instruction_id, row.department_id) not in answered:
            yield Duty(
                kind=ReminderSubject.INSTRUCTION_REPLY,
                title=_("Reply to the instruction: %(text)s") % {"text": row.instruction.text[:60]},
                subject_kind="instruction",
                subject_id=row.instruction_id,
                project=None,
                due_on=row.instruction.reply_due_on,
                waiting_since=row.instruction.given_on,
                path=console_path("projects/instruction", row.instruction_id),
            )


def _about(
    project: Project,
    kind: ReminderSubject,
    title: str,
    due_on: date | None,
    *,
    subject_kind: str = "project",
    subject_id: int | None = None,
    path: str = "",
) -> Duty:
    return Duty(
        kind=kind,
        title=title,
        subject_kind=subject_kind,
        subject_id=subject_id or project.pk,
        project=project,
        due_on=due_on,
        waiting_since=None,
        path=path or console_path("projects/project", project.pk),
    )
