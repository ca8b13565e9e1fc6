"""Reads of what departments file; each ``…_visible_to`` is the gate of its kind (DOMAIN §6)."""

from django.db.models import F, Q, QuerySet

from accounts.access import Capability, may, own_department_ids
from accounts.models import User
from projects.choices import ACTIVE_STAGES, ProgressReportState
from projects.models import DepartmentRecord, Extension, ProgressReport, ReportingPeriod
from projects.queries.projects import visible_to

EDITABLE = (ProgressReportState.DRAFT, ProgressReportState.RETURNED)


def progress_reports_visible_to(user: User) -> QuerySet[ProgressReport]:
    """Reports on projects that the user sees; what is not filed yet only for those who write or chase it."""
    reports = ProgressReport.objects.filter(project__in=visible_to(user))
    if may(user, Capability.SUPERVISE):
        return reports
    own = Q(project__lead_department__in=own_department_ids(user))
    return reports.filter(own | ~Q(state=ProgressReportState.DRAFT))


def progress_reports_due_from(user: User) -> QuerySet[ProgressReport]:
    """Reports that wait for the user: to be written, confirmed, or reviewed; the earliest due first."""
    reports = progress_reports_visible_to(user).filter(project__stage__in=ACTIVE_STAGES)
    if may(user, Capability.SUPERVISE):
        wants_two = Q(project__lead_department__needs_confirmation=True)
        waiting = Q(state=ProgressReportState.CONFIRMED) | (Q(state=ProgressReportState.SUBMITTED) & ~wants_two)
        return reports.filter(waiting).order_by("submitted_on", "id")
    waiting = Q(pk__in=[])
    if may(user, Capability.FILE_PROGRESS):
        waiting |= Q(state__in=EDITABLE)
    if may(user, Capability.ANSWER_FOR_DEPARTMENT):
        waiting |= Q(state=ProgressReportState.SUBMITTED, project__lead_department__needs_confirmation=True)
    own = Q(project__lead_department__in=own_department_ids(user))
    return reports.filter(own & waiting).order_by("due_on", "id")


def late_progress_reports() -> Q:
    """Reports that were filed after their due date."""
    return Q(submitted_on__gt=F("due_on"))


def extensions_visible_to(user: User) -> QuerySet[Extension]:
    """Requests about projects that the user sees."""
    return Extension.objects.filter(project__in=visible_to(user))


def reporting_periods_visible_to(user: User) -> QuerySet[ReportingPeriod]:
    """Months of the user's region."""
    if may(user, Capability.SEE_REGION) or may(user, Capability.SEE_OWN_WORK):
        return ReportingPeriod.objects.filter(report__region=user.region_id)
    return ReportingPeriod.objects.none()


def department_records_visible_to(user: User) -> QuerySet[DepartmentRecord]:
    """The region's records for those who see the region; a department's own for its people."""
    records = DepartmentRecord.objects.filter(reporting_period__in=reporting_periods_visible_to(user))
    return records if may(user, Capability.SEE_REGION) else records.filter(department__in=own_department_ids(user))
