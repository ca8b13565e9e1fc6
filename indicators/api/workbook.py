"""A month's readings as a workbook: download the template, upload it filled in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.api.contract.errors import field_error
from accounts.api.contract.filtering import StrictDateField
from accounts.api.contract.openapi import ErrorAnswer
from accounts.api.contract.parsing import ReadableMultiPartParser
from accounts.api.contract.uploads import TOO_LARGE, require_announced
from accounts.api.contract.views import ContractView
from indicators.queries.entry import last_month_over
from indicators.rules.file_types import XLSX
from indicators.workbook import RefusedCells, file_name, import_workbook, template
from indicators.workbook.opening import LARGEST_BYTES

MONTH = OpenApiParameter("month", OpenApiTypes.DATE, description="First day of the month; else the last that is over.")

NOT_OF_THIS_ROLE = OpenApiResponse(ErrorAnswer, "This role enters no readings.")


class WorkbookBody(serializers.Serializer):
    """A filled-in template."""

    file = serializers.FileField(use_url=False, allow_empty_file=True)
    submit = serializers.BooleanField(default=False, help_text="Hand the values in at once.")


class ImportAnswer(serializers.Serializer):
    """What became of the lines."""

    entered = serializers.IntegerField(help_text="Kept as drafts, or handed in.")
    unchanged = serializers.IntegerField(help_text="Known already.")


class ReadingsWorkbook(ContractView):
    """An xlsx with a line for each indicator that the reader enters."""

    parser_classes = [ReadableMultiPartParser]
    carries_files = frozenset({"GET", "POST"})
    may_conflict = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body that announces too much, before anything reads it."""
        require_announced(request, lambda: LARGEST_BYTES)
        super().initial(request, *args, **kwargs)

    def known_parameters(self) -> set[str]:
        """The month of the template."""
        return {MONTH.name} if self.request.method == "GET" else set()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The workbook is of its own type, whatever the caller prefers; all else is JSON."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    @extend_schema(
        operation_id="readings_workbook",
        parameters=[MONTH],
        responses={(200, XLSX.content_type): OpenApiTypes.BINARY, 403: NOT_OF_THIS_ROLE},
    )
    def get(self, request: Request) -> HttpResponse:
        """The template, with the present drafts filled in."""
        text = request.query_params.get(MONTH.name)
        try:
            month = StrictDateField().to_python(text) or last_month_over(clock.today())
        except ValidationError as error:
            raise field_error(MONTH.name, error.message) from error
        month = month.replace(day=1)
        return HttpResponse(
            template(self.reader, month),
            content_type=XLSX.content_type,
            headers={
                "Content-Disposition": content_disposition_header(as_attachment=True, filename=file_name(month)) or "",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

    @extend_schema(
        operation_id="readings_workbook_import",
        request=WorkbookBody,
        responses={200: ImportAnswer, 413: TOO_LARGE},
    )
    def post(self, request: Request) -> Response:
        """Keep all of its values or none; each wrong cell is named by sheet, column and row."""
        body = self.checked(WorkbookBody)
        try:
            result = import_workbook(by=self.reader, upload=body["file"], submit_them=body["submit"])
        except RefusedCells as refused:
            details = [exceptions.ErrorDetail(str(cell), code=cell.code) for cell in refused.cells]
            raise exceptions.ValidationError({"file": details}) from refused
        return Response({"entered": result.entered, "unchanged": result.unchanged})
