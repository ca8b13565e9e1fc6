"""The monthly progress report: draft, submit, confirm, approve, return (进度填报; DOMAIN §3).

A report's figures count from its submission on; a return takes them back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, may, require_department, require_supervisor, works_in
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.services.filing import next_state, require_reason
from projects.choices import ACTIVE_STAGES, ProgressReportState, ReminderSubject
from projects.models import Milestone, ProgressReport, Project, ReportedCompletion
from projects.queries.standing_facts import FILED
from projects.rules.filings import PROGRESS_REPORT
from projects.services import standing, stored_files
from projects.services.locking import lock_of_project, lock_project
from projects.services.milestones import settle
from projects.services.reminders import cancel_for
from projects.services.report_checks import require_submittable
from projects.services.reporting_periods import due_date, new_draft

DRAFTED = frozenset(
    {
        "percent", "percent_explanation", "done", "problems", "support_needed", "next_steps", "expects_delay",
        "investment_this_month", "investment_to_date",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completion:
    """A milestone checked off in a draft."""

    milestone_id: int
    completed_on: date
    note: str = ""


@transaction.atomic
def start(*, project_id: int, by: User, period: date) -> ProgressReport:
    """Open the draft of a month by hand, prefilled from the last one filed.

    Raises AccessRefused, NotAllowedNow (not under way), InvalidInput (month to come, or reported already).
    """
    project = lock_project(project_id)
    require_department(by, project.lead_department_id, Capability.FILE_PROGRESS)
    _require_under_way(project)
    if period.day != 1:
        raise InvalidInput(_("Name the month by its first day."), attr="period")
    if period > clock.today():
        raise InvalidInput(_("This month has not begun yet."), attr="period")
    if project.assigned_on is not None and period < project.assigned_on.replace(day=1):
        raise InvalidInput(_("The project was not assigned yet in this month."), attr="period")
    present = ProgressReport.objects.filter(project=project, period=period).first()
    if present is not None:
        raise InvalidInput(
            _("There is a report on this month already (number %(number)s); go on with that one.")
            % {"number": present.pk},
            attr="period",
        )
    report = new_draft(project, period, due_date(project.report_id, period))
    report.save(force_insert=True)
    return report


@transaction.atomic
def save_draft(
    *,
    report_id: int,
    by: User,
    version: int | None = None,
    changes: Mapping[str, Any],
    completions: Sequence[Completion] | None = None,
) -> ProgressReport:
    """Keep what was typed; checked in full when it is submitted.

    ``changes`` holds fields of :data:`DRAFTED`; ``completions`` replaces what is checked off (None: as it is).
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError (per field).
    """
    report = lock_of_project(ProgressReport, report_id, version=version)
    require_department(by, report.project.lead_department_id, Capability.FILE_PROGRESS)
    _require_editable(report)
    for name in sorted(set(changes) - DRAFTED):
        raise InvalidInput(_("This field cannot be changed here."), attr=name)
    for name, value in changes.items():
        setattr(report, name, value)
    report.written_by = by
    others = {field.name for field in ProgressReport._meta.fields} - set(changes)
    report.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    report.save(update_fields=[*changes, "written_by"])
    if completions is not None:
        _check_off(report, completions)
    report.refresh_from_db()
    return report


@transaction.atomic
def discard(*, report_id: int, by: User, version: int | None = None) -> None:
    """Throw a draft away with its files. Raises AccessRefused, StaleVersion, NotAllowedNow."""
    report = lock_of_project(ProgressReport, report_id, version=version)
    require_department(by, report.project.lead_department_id, Capability.FILE_PROGRESS)
    if report.state != ProgressReportState.DRAFT:
        raise NotAllowedNow(_("Only a draft can be thrown away."))
    files = list(report.evidence.values_list("stored_file_id", flat=True))
    report.delete()
    stored_files.release(files)


@transaction.atomic
def submit(*, report_id: int, by: User, version: int | None = None) -> ProgressReport:
    """File the report; the milestones checked off in it are completed, and its figures count.

    The day of the first submission stays, as it decides whether the report came in time.
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput (what is missing, per field), ValidationError.
    """
    report = lock_of_project(ProgressReport, report_id, version=version)
    project = report.project
    require_department(by, project.lead_department_id, Capability.FILE_PROGRESS)
    _require_under_way(project)
    report.state = next_state(PROGRESS_REPORT, ProgressReportState, report.state, "submit")
    completions = list(report.completions.select_related("milestone").order_by("milestone__position"))
    _complete(report, completions, by=by)
    require_submittable(report)
    report.waiting_since = clock.today()
    report.submitted_on = report.submitted_on or report.waiting_since
    report.written_by = by
    report.confirmed_by = None
    report.save(update_fields=["state", "submitted_on", "waiting_since", "written_by", "confirmed_by"])
    cancel_for(duty=ReminderSubject.PROGRESS_REPORT, subject_id=report.pk)
    return _counted(report)


@transaction.atomic
def confirm(*, report_id: int, by: User, version: int | None = None) -> ProgressReport:
    """The department's head is the second pair of eyes, where the department wants two.

    Raises AccessRefused, StaleVersion, NotAllowedNow.
    """
    report = lock_of_project(ProgressReport, report_id, version=version)
    require_department(by, report.project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT)
    _move(report, "confirm")
    report.confirmed_by, report.waiting_since = by, clock.today()
    report.save(update_fields=["state", "confirmed_by", "waiting_since"])
    return _counted(report)


@transaction.atomic
def approve(*, report_id: int, by: User, version: int | None = None) -> ProgressReport:
    """The supervision office accepts the report. Raises AccessRefused, StaleVersion, NotAllowedNow."""
    report = lock_of_project(ProgressReport, report_id, version=version)
    require_supervisor(by, report.project.report.region_id)
    _move(report, "approve")
    report.reviewed_by, report.reviewed_at = by, clock.now()
    report.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    return _counted(report)


@transaction.atomic
def send_back(*, report_id: int, by: User, version: int | None = None, reason: str) -> ProgressReport:
    """Return the report with a reason: the supervision office, or the head before confirming it.

    Its figures no longer count; milestones that it completed stay so until the office takes them back.
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    report = lock_of_project(ProgressReport, report_id, version=version)
    project = report.project
    is_own_head = works_in(by, project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT)
    if not may(by, Capability.SUPERVISE) and not (is_own_head and _wants_two_eyes(project)):
        raise AccessRefused()
    if not is_own_head:
        require_supervisor(by, project.report.region_id)
    elif report.state == ProgressReportState.CONFIRMED:
        raise NotAllowedNow(_("A confirmed report is with the supervision office."))
    require_reason(reason, "reason")
    _move(report, "return")
    report.return_reason = reason
    report.times_returned += 1
    report.reviewed_by, report.reviewed_at = by, clock.now()
    report.full_clean(
        exclude={field.name for field in ProgressReport._meta.fields} - {"return_reason"},
        validate_unique=False,
        validate_constraints=False,
    )
    report.save(update_fields=["state", "return_reason", "times_returned", "reviewed_by", "reviewed_at"])
    return _counted(report)


def _wants_two_eyes(project: Project) -> bool:
    return bool(project.lead_department and project.lead_department.needs_confirmation)


def _move(report: ProgressReport, action: str) -> None:
    report.state = next_state(
        PROGRESS_REPORT,
        ProgressReportState,
        report.state,
        action,
        needs_confirmation=_wants_two_eyes(report.project),
    )


def _require_under_way(project: Project) -> None:
    if project.stage not in ACTIVE_STAGES:
        raise NotAllowedNow(
            _("Progress is reported while a project is under way; it is “%(stage)s” now.")
            % {"stage": project.get_stage_display()}
        )


def _require_editable(report: ProgressReport) -> None:
    _require_under_way(report.project)
    if report.state not in {ProgressReportState.DRAFT, ProgressReportState.RETURNED}:
        raise NotAllowedNow(
            _("This report is “%(state)s” and can no longer be changed.") % {"state": report.get_state_display()}
        )


def _check_off(report: ProgressReport, completions: Sequence[Completion]) -> None:
    milestones = set(report.project.milestones.values_list("pk", flat=True))
    rows = []
    for completion in completions:
        if completion.milestone_id not in milestones:
            raise InvalidInput(_("This milestone belongs to another project."), attr="completions")
        row = ReportedCompletion(
            progress_report=report,
            milestone_id=completion.milestone_id,
            completed_on=completion.completed_on,
            note=completion.note,
        )
        row.full_clean(exclude=["progress_report", "milestone"], validate_unique=False, validate_constraints=False)
        rows.append(row)
    if len({row.milestone_id for row in rows}) < len(rows):
        raise InvalidInput(_("A milestone is checked off twice."), attr="completions")
    report.completions.all().delete()
    ReportedCompletion.objects.bulk_create(rows)


def _complete(report: ProgressReport, completions: Sequence[ReportedCompletion], *, by: User) -> None:
    """Settle what is checked off; a milestone that is done already, by a report before its return, stays so."""
    ids = [completion.milestone_id for completion in completions]
    milestones = Milestone.objects.select_for_update().in_bulk(ids)
    for completion in completions:
        milestone = milestones[completion.milestone_id]
        if milestone.completed_on is not None:
            continue
        milestone.project = report.project
        settle(milestone, by=by, completed_on=completion.completed_on, note=completion.note, attr="completions")


def _counted(report: ProgressReport) -> ProgressReport:
    """Let the newest filed report give the project its figures, and judge the project anew."""
    newest = ProgressReport.objects.filter(project=report.project_id, state__in=FILED).order_by("-period").first()
    project = report.project
    project.reported_progress = newest.percent if newest else None
    if newest is None or newest.investment_to_date is not None:
        project.investment_to_date = newest.investment_to_date if newest else None
    project.save(update_fields=["reported_progress", "investment_to_date"])
    standing.recompute([project.pk])
    report.refresh_from_db()
    return report
