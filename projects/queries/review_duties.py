"""Duties of those who decide: the supervision office and the leaders (DOMAIN §§3, 6)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.clock import BEIJING
from accounts.models import User
from indicators import queries as indicator_queries
from indicators.choices import ReadingState
from indicators.models import Reading
from projects.choices import ExtensionState, ProgressReportState, ReminderSubject, Stage
from projects.models import Extension, ProgressReport, Project, StageChange
from projects.queries.duties import LIMIT, Duty, review_path


def progress_reports(projects: QuerySet[Project]) -> Iterator[Duty]:
    """Filed reports that wait for review; confirmed first where the department wants two eyes."""
    ready = Q(state=ProgressReportState.CONFIRMED) | Q(
        state=ProgressReportState.SUBMITTED, project__lead_department__needs_confirmation=False
    )
    rows = ProgressReport.objects.filter(ready, project__in=projects).select_related("project")
    for row in rows.order_by(Coalesce("waiting_since", "submitted_on"), "id")[:LIMIT]:
        title = _("Review the monthly report for %(month)s") % {"month": date_format(row.period, "YEAR_MONTH_FORMAT")}
        yield _waiting(
            ReminderSubject.REVIEW,
            title,
            since=row.waiting_since or row.submitted_on,
            project=row.project,
            subject=("progress_report", row.pk),
            path=review_path("progress_report", row.pk),
        )


def readings(user: User) -> Iterator[Duty]:
    """Submitted readings that wait to be verified."""
    rows = Reading.objects.filter(state=ReadingState.SUBMITTED, indicator__in=indicator_queries.visible_to(user))
    for row in rows.select_related("indicator").order_by("submitted_at", "id")[:LIMIT]:
        title = _("Verify the reading of “%(name)s” for %(month)s") % {
            "name": row.indicator.name,
            "month": date_format(row.period, "YEAR_MONTH_FORMAT"),
        }
        since = row.submitted_at.astimezone(BEIJING).date() if row.submitted_at else None
        yield _waiting(
            ReminderSubject.REVIEW,
            title,
            since=since,
            project=None,
            subject=("reading", row.pk),
            path=review_path("reading", row.pk),
        )


def closures(projects: QuerySet[Project]) -> Iterator[Duty]:
    """Projects whose closure waits to be verified."""
    requested = StageChange.objects.filter(project=OuterRef("pk"), to_stage=Stage.CLOSURE_REQUESTED).order_by("-id")
    rows = projects.filter(stage=Stage.CLOSURE_REQUESTED).annotate(
        requested_on=Subquery(requested.values("made_on")[:1])
    )
    for row in rows.order_by("requested_on", "id")[:LIMIT]:
        yield _waiting(
            ReminderSubject.CLOSURE,
            _("Verify the closure"),
            since=row.requested_on,
            project=row,
            subject=("project", row.pk),
            path=review_path("project", row.pk),
        )


def extensions(projects: QuerySet[Project], *, of_leader: bool) -> Iterator[Duty]:
    """Requests for a later date: the long ones are the leader's, the others the supervision office's."""
    rows = Extension.objects.filter(state=ExtensionState.REQUESTED, needs_leader=of_leader, project__in=projects)
    for row in rows.select_related("project").order_by("requested_on", "id")[:LIMIT]:
        title = _("Decide on an extension from %(old)s to %(new)s") % {
            "old": date_format(row.old_due_on),
            "new": date_format(row.new_due_on),
        }
        yield _waiting(
            ReminderSubject.EXTENSION_DECISION,
            title,
            since=row.requested_on,
            project=row.project,
            subject=("extension", row.pk),
            path=review_path("extension", row.pk),
        )


def _waiting(
    kind: ReminderSubject,
    title: str,
    *,
    since: date | None,
    project: Project | None,
    subject: tuple[str, int],
    path: str,
) -> Duty:
    subject_kind, subject_id = subject
    return Duty(
        kind=kind,
        title=title,
        subject_kind=subject_kind,
        subject_id=subject_id,
        project=project,
        due_on=None,
        waiting_since=since,
        path=path,
    )
