"""Evidence: upload, list, read, download, remove."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import SeenField
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.errors import ServiceUnavailable, field_error
from accounts.api.contract.filtering import RowFilterSet
from accounts.api.contract.parsing import ReadableMultiPartParser
from accounts.api.contract.rows import IdField, PeriodField, RowSerializer
from accounts.api.contract.uploads import TOO_LARGE, require_announced
from accounts.api.contract.views import LOCATION, ContractView, CreatingList, RowView
from accounts.api.rows import PersonReference
from accounts.models import User
from indicators.models import Reading
from indicators.queries.readings import readings_visible_to
from indicators.rules.file_types import ALLOWED
from projects.api.rows import MilestoneReference, ProjectReference
from projects.models import Evidence, InstructionReply, Milestone, ProgressReport, Project
from projects.queries.evidence import evidence_visible_to, largest_file_anywhere, projects_that_may_be_named
from projects.queries.filings import progress_reports_visible_to
from projects.queries.instructions import replies_visible_to
from projects.queries.projects import milestones_visible_to
from projects.services import evidence as services
from projects.services.stored_files import STORAGE_AWAY, evidence_storage

logger = logging.getLogger(__name__)

CONTENT_HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, response=["200"], description=description)
    for name, description in (
        ("Content-Disposition", "Always an attachment, under the file's own name (RFC 6266)."),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "Nothing in the file may run."),
        ("Cache-Control", "private, no-store"),
    )
]


class PeriodReference(RowSerializer):
    """A monthly report, or a reading, in short."""

    id = IdField()
    period = PeriodField(help_text="First day of the period.")


class EvidenceRow(RowSerializer):
    """A file and what it proves: exactly one of milestone, progress report, reply, reading, closure."""

    id = IdField()
    name = serializers.CharField()
    size = serializers.IntegerField(source="stored_file.size", help_text="Bytes.")
    content_type = serializers.CharField(source="stored_file.content_type", help_text="As found in the content.")
    sha256 = serializers.CharField(source="stored_file.sha256")
    project = ProjectReference(allow_null=True, help_text="Null for a reading.")
    milestone = MilestoneReference(allow_null=True)
    progress_report = PeriodReference(allow_null=True)
    instruction_reply = IdField(allow_null=True, help_text="Id of the reply.")
    reading = PeriodReference(allow_null=True)
    is_for_closure = serializers.BooleanField()
    uploaded_by = PersonReference()
    uploaded_at = serializers.DateTimeField()


@every_column_of(EvidenceRow)
class EvidenceFilters(RowFilterSet):
    """Filters of evidence."""


def seen(rows: Callable[[User], QuerySet[Any]]) -> Callable[[ContractView], QuerySet[Any]]:
    """Rows that the reader of a view may name."""
    return lambda view: rows(view.reader)


class NewEvidence(serializers.Serializer):
    """A file and what it proves: exactly one of milestone, progress report, reply, reading, closure."""

    file = serializers.FileField(use_url=False, allow_empty_file=True)
    project = SeenField(
        Project, seen(projects_that_may_be_named), required=False, help_text="Left out for a reading only."
    )
    milestone = SeenField(Milestone, seen(milestones_visible_to), required=False)
    progress_report = SeenField(ProgressReport, seen(progress_reports_visible_to), required=False)
    instruction_reply = SeenField(InstructionReply, seen(replies_visible_to), required=False)
    reading = SeenField(Reading, seen(readings_visible_to), required=False)
    is_for_closure = serializers.BooleanField(default=False)


class StorageView(ContractView):
    """What touches the files: storage that is away is no fault of ours, and a form of too many parts the caller's."""

    def handle_exception(self, exc: Exception) -> Response:
        """Turn what storage and Django's form reader raise into answers of the contract."""
        if isinstance(exc, STORAGE_AWAY):
            logger.exception("evidence storage does not answer")
            exc = ServiceUnavailable()
        elif isinstance(exc, SuspiciousOperation):
            exc = exceptions.ParseError()
        return super().handle_exception(exc)


class EvidenceList(StorageView, CreatingList):
    """Files that prove what was done (佐证材料)."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceRow
    filterset_class = EvidenceFilters
    parser_classes = [ReadableMultiPartParser]
    carries_files = frozenset({"POST"})
    orderings = {"id": "id", "uploaded_at": "uploaded_at", "name": "name"}
    default_ordering = "-id"
    address = "/api/v1/evidence/{id}/"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body that announces too much, before anything reads it: checking a session does."""
        require_announced(request, largest_file_anywhere)
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Evidence]:
        """What the reader may see."""
        return evidence_visible_to(self.reader)

    @extend_schema(request=NewEvidence, responses={201: EvidenceRow, 413: TOO_LARGE}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Upload one file. The same file on the same thing is kept once, so that a repeated upload does no harm."""
        body = self.checked(NewEvidence)
        if len(request.FILES.getlist("file")) > 1:
            raise field_error("file", _("Upload one file at a time."), "repeated")
        upload = body["file"]
        proven = {
            f"{name}_id": body[name].pk
            for name in ("project", "milestone", "progress_report", "instruction_reply", "reading")
            if name in body
        }
        evidence = services.attach(
            by=self.reader,
            upload=upload,
            name=upload.name,
            is_for_closure=body["is_for_closure"],
            **proven,
        )
        return self.created(evidence)


class EvidenceDetail(RetrieveModelMixin, StorageView, RowView):
    """What is known of one file. It never changes, so it has no version."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceRow
    lookup_url_kwarg = "id"
    may_conflict = True

    def get_queryset(self) -> QuerySet[Evidence]:
        """What the reader may see."""
        return evidence_visible_to(self.reader)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Name, size, type, hash, and what it proves."""
        row = self.get_queryset().filter(pk=self.kwargs["id"]).values(*EvidenceRow.columns()).get()
        return Response(self.shaped([row])[0])

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the file off, while what it proves is not settled."""
        if not self.get_queryset().filter(pk=self.kwargs["id"]).exists():
            raise exceptions.NotFound()
        services.remove(evidence_id=self.kwargs["id"], by=self.reader)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EvidenceContent(StorageView):
    """The file itself, always as an attachment that no browser shows in place."""

    queryset = Evidence.objects.none()
    carries_files = frozenset({"GET"})

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The answer is of the file's own type, whatever the caller prefers; errors are JSON."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    @extend_schema(
        operation_id="evidence_content",
        responses={(200, kind.content_type): OpenApiTypes.BINARY for kind in ALLOWED},
        parameters=CONTENT_HEADERS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        """Streamed; the Content-Type is what was found in the content when it was uploaded."""
        evidence = evidence_visible_to(self.reader).select_related("stored_file").get(pk=self.kwargs["id"])
        stored = evidence.stored_file
        try:
            content = evidence_storage().open(str(stored.name))
        except FileNotFoundError:
            logger.exception("evidence %s: its file is missing in storage", evidence.pk)
            raise exceptions.NotFound(
                _("The file is missing in storage. Tell the operator, or upload it again.")
            ) from None
        return FileResponse(
            content,
            as_attachment=True,
            filename=evidence.name,
            content_type=stored.content_type,
            headers={
                "Content-Length": str(stored.size),
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "Cache-Control": "private, no-store",
            },
        )
