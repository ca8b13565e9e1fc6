"""Exports: ask for a file, watch it being written, fetch it."""

import logging
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import SeenField
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.errors import field_error
from accounts.api.contract.filtering import RowFilterSet
from accounts.api.contract.openapi import ConflictAnswer, ErrorAnswer
from accounts.api.contract.rows import CodeField, IdField, LabelField, RowSerializer
from accounts.api.contract.views import CreatingList, RowDetail
from accounts.errors import NotAllowedNow
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from indicators.rules.file_types import DOCX, XLSX
from projects.api.evidence import CONTENT_HEADERS, StorageView
from projects.choices import ExportFormat, ExportKind, ExportState
from projects.exports import jobs
from projects.exports.download import attachment
from projects.models import Bulletin, Export
from projects.queries.bulletin import bulletins_visible_to
from projects.queries.exports import exports_of

logger = logging.getLogger(__name__)

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=["202"], description="Address of the export."
)
GONE = OpenApiResponse(ErrorAnswer, "The file's time is over. Ask again; it is written as things are by then.")


class Gone(exceptions.APIException):
    """There was a file here; its time is over."""

    status_code = status.HTTP_410_GONE
    default_code = "expired"
    default_detail = _("This file has been taken away after seven days. Ask for it again.")


class ExportRow(RowSerializer):
    """A file and how far it is. ``rows_done`` of ``rows_total`` are written."""

    id = IdField()
    kind = CodeField(ExportKind)
    kind_label = LabelField(ExportKind)
    format = CodeField(ExportFormat)
    state = CodeField(ExportState)
    state_label = LabelField(ExportState)
    rows_done = serializers.IntegerField()
    rows_total = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True, help_text="Of the file, once it is ready.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    sha256 = serializers.CharField(allow_blank=True)
    failure = serializers.CharField(allow_blank=True, help_text="Why it could not be written, in words.")
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until then the file is kept.")
    version = serializers.IntegerField()


@every_column_of(ExportRow)
class ExportFilters(RowFilterSet):
    """Filters of one's own exports."""


class NewExport(serializers.Serializer):
    """A list with its filters, or a bulletin (by ``bulletin``, or by ``report`` and ``period``)."""

    kind = serializers.ChoiceField(ExportKind.choices)
    format = serializers.ChoiceField(
        ExportFormat.choices, default=ExportFormat.XLSX, help_text="docx for a bulletin only."
    )
    query = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2000,
        help_text="The list's own query string, for example rag=red&overdue=true; its filters, no ordering or cursor.",
    )
    bulletin = SeenField(Bulletin, lambda view: bulletins_visible_to(view.reader), required=False)
    report = SeenField(WorkReport, lambda view: reports_visible_to(view.reader), required=False)
    period = serializers.RegexField(
        r"^[12]\d{3}-(0[1-9]|1[0-2])$", required=False, help_text="A bulletin's month, YYYY-MM."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The parameters of its kind, and no others."""
        if attrs["kind"] != ExportKind.BULLETIN:
            _require_none(attrs, ("bulletin", "report", "period"), _("Only a bulletin has this."))
            if attrs["format"] != ExportFormat.XLSX:
                raise field_error("format", _("A list comes as xlsx only."))
            return {**attrs, "parameters": {"source": "api", "query": attrs.get("query", "")}}
        _require_none(attrs, ("query",), _("A bulletin has no filters."))
        if "bulletin" in attrs:
            _require_none(attrs, ("report", "period"), _("Name the bulletin, or its report and month, not both."))
            return {**attrs, "parameters": {"bulletin": attrs["bulletin"].pk}}
        for name in ("report", "period"):
            if name not in attrs:
                raise field_error(name, _("Name a bulletin, or a report and a month."), "required")
        return {**attrs, "parameters": {"report": attrs["report"].pk, "period": attrs["period"]}}


class ExportList(CreatingList):
    """The caller's own exports; nobody else sees them."""

    queryset = Export.objects.none()
    serializer_class = ExportRow
    filterset_class = ExportFilters
    orderings = {"id": "id", "asked_at": "asked_at"}
    default_ordering = "-id"
    carries_files = frozenset({"POST"})
    address = "/api/v1/exports/{id}/"

    def get_queryset(self) -> QuerySet[Export]:
        """The caller's own."""
        return exports_of(self.reader)

    @extend_schema(request=NewExport, responses={202: ExportRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for a file of what the caller sees. Up to 500 rows it is ready in the answer, else watch ``state``."""
        body = self.checked(NewExport)
        export = jobs.ask(
            by=self.reader,
            kind=body["kind"],
            file_format=body["format"],
            parameters=body["parameters"],
            language=get_language() or "zh-hans",
        )
        answer = self.created(export)
        answer.status_code = status.HTTP_202_ACCEPTED
        return answer


class ExportDetail(RowDetail):
    """One export: its state and progress."""

    queryset = Export.objects.none()
    serializer_class = ExportRow

    def get_queryset(self) -> QuerySet[Export]:
        """The caller's own."""
        return exports_of(self.reader)


class ExportContent(StorageView):
    """The file, always as an attachment."""

    queryset = Export.objects.none()
    carries_files = frozenset({"GET"})
    may_conflict = True

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The answer is of the file's own type, whatever the caller prefers; errors are JSON."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    @extend_schema(
        operation_id="exports_content",
        responses={
            **{(200, kind.content_type): OpenApiTypes.BINARY for kind in (XLSX, DOCX)},
            409: ConflictAnswer,
            410: GONE,
        },
        parameters=CONTENT_HEADERS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """Streamed; 409 while it is not ready, 410 once its time is over."""
        export = exports_of(self.reader).get(pk=self.kwargs["id"])
        if export.has_expired:
            raise Gone()
        if not export.is_ready:
            raise NotAllowedNow(_("The file is not ready."))
        try:
            return attachment(export)
        except FileNotFoundError:
            logger.exception("export %s: its file is missing in storage", export.pk)
            raise exceptions.NotFound(_("The file is missing in storage. Ask for it again.")) from None


def _require_none(attrs: dict[str, Any], names: tuple[str, ...], words: object) -> None:
    for name in names:
        if name in attrs:
            raise field_error(name, words)
