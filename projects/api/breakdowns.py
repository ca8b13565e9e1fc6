"""Breakdowns of report texts: bring a text, watch it being read, look at the preview, apply it, undo it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import ReasonBody
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.errors import field_error
from accounts.api.contract.filtering import RowFilterSet
from accounts.api.contract.uploads import TOO_LARGE, require_announced
from accounts.api.contract.views import ActionView, ContractView, RowDetail, RowList, RowView
from indicators.models import Indicator
from projects.api.breakdown_bodies import (
    AcceptanceFrom,
    AppliedPreview,
    NewPastedBreakdown,
    NewUploadedBreakdown,
    RejectionOfOpen,
)
from projects.api.breakdown_rows import BreakdownPreviewAnswer, ReportBreakdownRow, ReportTextAnswer
from projects.api.evidence import StorageView
from projects.models import Project, ReportBreakdown
from projects.queries.report_breakdowns import report_breakdowns_visible_to
from projects.work_report import drafting
from projects.work_report.drafting.plan import Line
from projects.work_report.drafting.starting import LARGEST_BYTES

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=["202"], description="Address of the breakdown."
)


@every_column_of(ReportBreakdownRow)
class ReportBreakdownFilters(RowFilterSet):
    """Filters of the region's breakdowns."""


def accepted(view: RowView, breakdown: ReportBreakdown) -> Response:
    """202: the worker reads it."""
    row = ReportBreakdown.objects.filter(pk=breakdown.pk).values(*ReportBreakdownRow.columns()).get()
    return Response(
        view.shaped([row])[0],
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": f"/api/v1/report-breakdowns/{breakdown.pk}/"},
    )


class ReportBreakdownList(RowList):
    """Texts of the region's work reports that were broken down (报告分解); for the supervision office alone."""

    queryset = ReportBreakdown.objects.none()
    serializer_class = ReportBreakdownRow
    may_conflict = True
    filterset_class = ReportBreakdownFilters
    orderings = {"id": "id", "started_at": "started_at"}
    default_ordering = "-id"

    def get_queryset(self) -> QuerySet[ReportBreakdown]:
        """The region's, for its supervision office."""
        return report_breakdowns_visible_to(self.reader)

    @extend_schema(request=NewPastedBreakdown, responses={202: ReportBreakdownRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring a text as JSON. Nothing changes yet: watch state until it is read, then look at the drafts."""
        body = self.checked(NewPastedBreakdown)
        language = get_language() or "zh-hans"
        return accepted(self, drafting.start_pasted(by=self.reader, language=language, **body))


class ReportBreakdownUpload(StorageView, RowView):
    """The same with a file."""

    http_method_names = ["post"]
    queryset = ReportBreakdown.objects.none()
    serializer_class = ReportBreakdownRow
    may_conflict = True
    parser_classes = [MultiPartParser]
    carries_files = frozenset({"POST"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body that announces too much, before anything reads it."""
        require_announced(request, lambda: LARGEST_BYTES)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="report_breakdowns_upload",
        request=NewUploadedBreakdown,
        responses={202: ReportBreakdownRow, 413: TOO_LARGE},
        parameters=[LOCATION],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring a text as a file (.txt, .docx, .html). Nothing changes yet: watch state until it is read."""
        body = self.checked(NewUploadedBreakdown)
        if len(request.FILES.getlist("file")) > 1:
            raise field_error("file", _("Upload one file at a time."), "repeated")
        breakdown = drafting.start(
            by=self.reader,
            report=body["report"],
            language=get_language() or "zh-hans",
            upload=body["file"],
            is_traditional=body["is_traditional"],
        )
        return accepted(self, breakdown)


class ReportBreakdownDetail(RowDetail):
    """One breakdown: how far it is, and what became of it."""

    queryset = ReportBreakdown.objects.none()
    serializer_class = ReportBreakdownRow

    def get_queryset(self) -> QuerySet[ReportBreakdown]:
        """The region's, for its supervision office."""
        return report_breakdowns_visible_to(self.reader)


class _OfBreakdown(ContractView):
    """What is read of one breakdown besides its row."""

    http_method_names = ["get", "head"]
    queryset = ReportBreakdown.objects.none()

    def breakdown(self) -> ReportBreakdown:
        """The one that the address names; 404 if the reader does not see it."""
        seen = report_breakdowns_visible_to(self.reader).select_related("report").filter(pk=self.kwargs["id"]).first()
        if seen is None:
            raise exceptions.NotFound()
        return seen


class ReportBreakdownText(_OfBreakdown):
    """The text that was read."""

    @extend_schema(operation_id="report_breakdowns_text", responses=ReportTextAnswer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The lines in which drafts have their places; none while it is not read."""
        return Response({"lines": self.breakdown().lines})


class ReportBreakdownPreview(_OfBreakdown):
    """What applying would do now."""

    @extend_schema(operation_id="report_breakdowns_preview", responses=BreakdownPreviewAnswer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Each accepted draft against what is there, and the sentences with numbers that nothing covers."""
        plan = drafting.plan_of(self.breakdown())
        return Response(
            {
                "is_ready": plan.is_ready,
                "promised": plan.promised,
                "undecided": plan.decisions["open"],
                "drafts": [outlook(line) for line in plan.accepted],
                "uncovered": plan.uncovered,
            }
        )


def outlook(line: Line) -> dict[str, Any]:
    """What applying would do with one draft."""
    present = line.present
    return {
        "draft": line.draft.pk,
        "outcome": line.outcome,
        "indicator": present.pk if isinstance(present, Indicator) else None,
        "project": present.pk if isinstance(present, Project) else None,
        "differences": [
            {"field": each.field, "before": _text(each.before), "after": _text(each.after)} for each in line.differences
        ],
        "faults": line.faults,
    }


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


class ReportBreakdownAction(ReportBreakdownDetail, ActionView):
    """Base of what is done to a whole breakdown."""

    http_method_names = ["post"]


class ReportBreakdownAccept(ReportBreakdownAction):
    """Many drafts accepted together."""

    body_class = AcceptanceFrom

    @extend_schema(operation_id="report_breakdowns_accept", request=AcceptanceFrom)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Accept every undecided draft that is at least this sure."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.accept_from(breakdown_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ReportBreakdownRejectOpen(ReportBreakdownAction):
    """Many drafts rejected together."""

    body_class = RejectionOfOpen

    @extend_schema(operation_id="report_breakdowns_reject_open", request=RejectionOfOpen)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reject every draft about which nothing was decided."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.reject_open(breakdown_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ReportBreakdownApply(ReportBreakdownAction):
    """Accepted drafts taken over."""

    body_class = AppliedPreview

    @extend_schema(operation_id="report_breakdowns_apply", request=AppliedPreview)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register indicators and draft projects, all or none; 409 if the preview is not true any more."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.apply(breakdown_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ReportBreakdownUndo(ReportBreakdownAction):
    """An applied breakdown taken back."""

    body_class = ReasonBody

    @extend_schema(operation_id="report_breakdowns_undo", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Restore what was there before; 409 if something has happened to it since."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.undo(breakdown_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ReportBreakdownResume(ReportBreakdownAction):
    """An undone breakdown gone on with."""

    @extend_schema(operation_id="report_breakdowns_resume", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Copy an undone breakdown with its edits and decisions; the answer is the copy, the same for a second call."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide; the answer is about the copy."""
        self.kwargs["id"] = drafting.resume(breakdown_id=self.kwargs["id"], by=self.reader, version=version).pk
