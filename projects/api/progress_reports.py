"""Monthly progress reports: list, begin, draft, submit, confirm, approve, return."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.api.contract.bodies import ReasonBody
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import BooleanFilter, IdOrCodeFilter, RowFilterSet
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, Shaped
from projects.api.filing_bodies import NewProgressReport, ProgressReportDraft
from projects.api.filing_rows import ProgressReportDetailRow, ProgressReportRow, ReportedCompletionRow
from projects.models import ProgressReport, ReportedCompletion
from projects.queries.filings import late_progress_reports, progress_reports_due_from, progress_reports_visible_to
from projects.queries.moves import progress_report_actions
from projects.services import progress_reports as services
from projects.services.progress_reports import Completion


@every_column_of(ProgressReportRow)
class ProgressReportFilters(RowFilterSet):
    """Filters of the list of monthly reports."""

    lead_department = IdOrCodeFilter(
        field_name="project__lead_department", help_text="Id or code of the department that leads the project."
    )
    is_late = BooleanFilter(method="past_due", help_text="Filed after the due date, or not yet filed and past it.")
    late = BooleanFilter(method="filed_late", help_text="Filed after the due date.")
    due = filters.ChoiceFilter(
        choices=[("me", "me")], method="due_from_reader", help_text="“me”: what waits for the reader."
    )

    def past_due(self, queryset: QuerySet[ProgressReport], name: str, value: Any) -> QuerySet[ProgressReport]:
        """As the column of that name shows it."""
        late = late_progress_reports() | Q(submitted_on=None, due_on__lt=clock.today())
        return queryset.filter(late) if value else queryset.exclude(late)

    def filed_late(self, queryset: QuerySet[ProgressReport], name: str, value: Any) -> QuerySet[ProgressReport]:
        """Late ones, or the others."""
        return queryset.filter(late_progress_reports()) if value else queryset.exclude(late_progress_reports())

    def due_from_reader(self, queryset: QuerySet[ProgressReport], name: str, value: str) -> QuerySet[ProgressReport]:
        """To be written, confirmed or reviewed by the reader."""
        waiting = progress_reports_due_from(self.request.user).order_by()
        return queryset.filter(Q(pk__in=waiting.values("pk")))


class ProgressReportList(CreatingList):
    """Monthly reports that the reader may see; a draft is seen by the lead department and the supervision office."""

    queryset = ProgressReport.objects.none()
    serializer_class = ProgressReportRow
    filterset_class = ProgressReportFilters
    orderings = {
        "due_on": "due_on",
        "period": "period",
        "submitted_on": "submitted_on",
        "updated_at": "updated_at",
        "id": "id",
    }
    default_ordering = "due_on"
    address = "/api/v1/progress-reports/{id}/"

    def get_queryset(self) -> QuerySet[ProgressReport]:
        """What the reader may see."""
        return progress_reports_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Lateness."""
        _add_lateness(rows)

    @extend_schema(request=NewProgressReport, responses={201: ProgressReportRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Begin a month's report by hand; usually the month's opening has made the draft already."""
        body = self.checked(NewProgressReport)
        return self.created(services.start(project_id=body["project"].pk, by=self.reader, period=body["period"]))


class ProgressReportDetail(RowDetail):
    """One monthly report."""

    queryset = ProgressReport.objects.none()
    serializer_class = ProgressReportDetailRow
    embeds_others = True
    may_conflict = True
    needs_version = frozenset({"PATCH", "DELETE"})

    def get_queryset(self) -> QuerySet[ProgressReport]:
        """What the reader may see."""
        return progress_reports_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """What is checked off, and what the reader may do."""
        _add_lateness(rows)
        for row in rows:
            checked_off = ReportedCompletion.objects.filter(progress_report=row["id"]).order_by("milestone__position")
            row["completions"] = [
                ReportedCompletionRow.shape(values) for values in checked_off.values(*ReportedCompletionRow.columns())
            ]
            report = ProgressReport.objects.select_related("project__lead_department", "project__report")
            row["allowed"] = progress_report_actions(self.reader, report.get(pk=row["id"]))

    @extend_schema(request=ProgressReportDraft)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep what was typed; it is checked in full when it is submitted."""
        self.require_seen()
        version = required_version(request)
        changes = dict(self.checked(ProgressReportDraft, partial=True))
        completions = changes.pop("completions", None)
        services.save_draft(
            report_id=self.kwargs["id"],
            by=self.reader,
            version=version,
            changes=changes,
            completions=None if completions is None else [_completion(body) for body in completions],
        )
        return self.answer()

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw a draft away with its files."""
        self.require_seen()
        services.discard(report_id=self.kwargs["id"], by=self.reader, version=required_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProgressReportAction(ProgressReportDetail, ActionView):
    """Base of the steps of a report."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})


class ProgressReportSubmit(ProgressReportAction):
    """The lead department files the report; milestones checked off in it are completed."""

    @extend_schema(operation_id="progress_reports_submit", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the report as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.submit(report_id=self.kwargs["id"], by=self.reader, version=version)


class ProgressReportConfirm(ProgressReportAction):
    """The department's head confirms, where the department wants two eyes."""

    @extend_schema(operation_id="progress_reports_confirm", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the report as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.confirm(report_id=self.kwargs["id"], by=self.reader, version=version)


class ProgressReportApprove(ProgressReportAction):
    """The supervision office accepts the report."""

    @extend_schema(operation_id="progress_reports_approve", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the report as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.approve(report_id=self.kwargs["id"], by=self.reader, version=version)


class ProgressReportReturn(ProgressReportAction):
    """The supervision office, or the head before confirming, sends the report back."""

    body_class = ReasonBody

    @extend_schema(operation_id="progress_reports_return", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the report as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.send_back(report_id=self.kwargs["id"], by=self.reader, version=version, **body)


def _add_lateness(rows: list[Shaped]) -> None:
    today = clock.today()
    for row in rows:
        row["is_late"] = (row["submitted_on"] or today) > row["due_on"]


def _completion(body: Mapping[str, Any]) -> Completion:
    return Completion(milestone_id=body["milestone"].pk, completed_on=body["completed_on"], note=body.get("note", ""))
